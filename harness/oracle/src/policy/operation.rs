//! Job operations of the control plane, which touch several resources.

use super::{Caller, Decision, Policies, Settings, all_of, any_of, judge};

/// Which resources of a job operation have to be allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JobResourceCheck {
    /// Each of them.
    #[default]
    All,
    /// One of them, while none is denied.
    Any,
}

/// What a job operation touches, as ARNs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Jobs, templates, things and groups.
    pub resources: Vec<String>,
    /// What is created with tags.
    pub tagged: Option<String>,
}

//= POL-ACT-40
//= POL-ACT-41
//= POL-ACT-42
//= POL-ACT-43
//= POL-ACT-44
//= POL-ACT-45
//= POL-ACT-46
//= POL-ACT-47
//= POL-ACT-48
//= POL-ACT-49
//= POL-ACT-50
//= POL-ACT-51
//= POL-ACT-52
//= POL-ACT-53
//= POL-ACT-54
//= POL-ACT-55
//= POL-ACT-56
//= POL-ACT-57
//= POL-ACT-58
/// The types of resources that each job action is checked on.
const CHECKED: &str = "
    AssociateTargetsWithJob job thing thinggroup
    CancelJob job
    CancelJobExecution job thing
    CreateJob job thing thinggroup jobtemplate
    CreateJobTemplate jobtemplate job
    DeleteJob job
    DeleteJobTemplate jobtemplate
    DeleteJobExecution job thing
    DescribeJob job
    DescribeJobExecution job thing
    DescribeJobTemplate jobtemplate
    DescribeManagedJobTemplate jobtemplate
    GetJobDocument job
    ListJobExecutionsForJob job
    ListJobExecutionsForThing thing
    ListJobs *
    ListJobTemplates *
    ListManagedJobTemplates *
    UpdateJob job";

/// Decides a job operation; nothing for an action that is none.
#[must_use]
pub fn judge_job(
    policies: &Policies<'_>,
    action: &str,
    touched: &Touched,
    caller: &Caller,
    settings: Settings,
) -> Option<Decision> {
    let checked = CHECKED.lines().find_map(|line| {
        let (name, types) = line.trim().split_once(' ')?;
        format!("iot:{name}").eq_ignore_ascii_case(action).then(|| types.split(' ').collect::<Vec<_>>())
    })?;
    let is_any = settings.job_resource_check == JobResourceCheck::Any;
    let is_checked = |arn: &&String| {
        let name = arn.splitn(6, ':').last().unwrap_or_default();
        let (kind, _) = name.split_once('/').unwrap_or_default();
        //= POL-ACT-55
        checked.contains(&kind) || (is_any && action.eq_ignore_ascii_case("iot:ListJobs") && kind == "thinggroup")
    };
    let mut resources: Vec<&str> = touched.resources.iter().filter(is_checked).map(String::as_str).collect();
    if checked == ["*"] {
        resources.push("*");
    }
    let each = resources.iter().map(|resource| judge(policies, action, resource, caller, settings)).collect();
    //= POL-IAM-10
    let job = if is_any { any_of(each) } else { all_of(each) };
    //= POL-ACT-59
    let tagging = touched.tagged.iter().map(|created| judge(policies, "iot:TagResource", created, caller, settings));
    Some(all_of([job].into_iter().chain(tagging).collect()).decision)
}
