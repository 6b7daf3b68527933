//! Operations that ask for more than one right.

use crate::action::Action;
use crate::resource::{Resource, ResourceKind};
use crate::set::{Outcome, PolicySet};
use crate::switches::{IotPrefixJobActions, JobResourceCheck, Switches};
use crate::variables::Variables;

/// One right that an operation asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Right<'a> {
    /// What is done.
    pub action: Action<'a>,
    /// To what.
    pub resource: Resource<'a>,
}

/// The rights that a job operation of the control plane asks for (policy.md 7.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobOperation<'a> {
    rights: Vec<Right<'a>>,
    /// The group that a list is filtered by, asked for only where one right is enough.
    filtered: Option<Right<'a>>,
    tagging: Option<Right<'a>>,
}

/// The job actions of the control plane, with the kinds of resources that each is checked on; none means `*`.
const JOB_ACTIONS: &[(&str, &[ResourceKind])] = {
    use ResourceKind::{Job, JobTemplate, Thing, ThingGroup};
    &[
        //= POL-ACT-40
        ("iot:AssociateTargetsWithJob", &[Job, Thing, ThingGroup]),
        //= POL-ACT-41
        ("iot:CancelJob", &[Job]),
        //= POL-ACT-42
        ("iot:CancelJobExecution", &[Job, Thing]),
        //= POL-ACT-43
        ("iot:CreateJob", &[Job, Thing, ThingGroup, JobTemplate]),
        //= POL-ACT-44
        ("iot:CreateJobTemplate", &[JobTemplate, Job]),
        //= POL-ACT-45
        ("iot:DeleteJob", &[Job]),
        //= POL-ACT-46
        ("iot:DeleteJobTemplate", &[JobTemplate]),
        //= POL-ACT-47
        ("iot:DeleteJobExecution", &[Job, Thing]),
        //= POL-ACT-48
        ("iot:DescribeJob", &[Job]),
        //= POL-ACT-49
        ("iot:DescribeJobExecution", &[Job, Thing]),
        //= POL-ACT-50
        ("iot:DescribeJobTemplate", &[JobTemplate]),
        //= POL-ACT-51
        ("iot:DescribeManagedJobTemplate", &[JobTemplate]),
        //= POL-ACT-52
        ("iot:GetJobDocument", &[Job]),
        //= POL-ACT-53
        ("iot:ListJobExecutionsForJob", &[Job]),
        //= POL-ACT-54
        ("iot:ListJobExecutionsForThing", &[Thing]),
        //= POL-ACT-55
        ("iot:ListJobs", &[]),
        //= POL-ACT-56
        ("iot:ListJobTemplates", &[]),
        //= POL-ACT-57
        ("iot:ListManagedJobTemplates", &[]),
        //= POL-ACT-58
        ("iot:UpdateJob", &[Job]),
    ]
};

impl<'a> JobOperation<'a> {
    /// The rights that a job action asks for on the resources that it touches.
    ///
    /// Resources of kinds that the action is not checked on play no part; an action without a resource type is checked on
    /// `*`. `None` for any other action.
    #[must_use]
    pub fn new(action: Action<'a>, touched: &[(ResourceKind, Resource<'a>)]) -> Option<Self> {
        let (_, kinds) = JOB_ACTIONS.iter().find(|(name, _)| name.eq_ignore_ascii_case(action.name()))?;
        let right = |(_, resource): &(ResourceKind, Resource<'a>)| Right { action, resource: *resource };
        let mut rights: Vec<Right<'a>> = touched.iter().filter(|(kind, _)| kinds.contains(kind)).map(right).collect();
        if kinds.is_empty() {
            rights.push(Right { action, resource: Resource::ALL });
        }
        //= POL-ACT-55
        let group = touched.iter().find(|(kind, _)| *kind == ResourceKind::ThingGroup);
        let filtered = group.filter(|_| action == Action::named("iot:ListJobs")).map(right);
        Some(Self { rights, filtered, tagging: None })
    }

    //= POL-ACT-59
    //= POL-IAM-16
    /// Adds the right to tag what is created, where the operation carries tags.
    #[must_use]
    pub fn with_tags_on(self, created: Resource<'a>) -> Self {
        let tagging = Right { action: Action::named("iot:TagResource"), resource: created };
        Self { tagging: Some(tagging), ..self }
    }

    /// Every right that is needed, in the order in which they are checked.
    pub fn rights(&self) -> impl Iterator<Item = Right<'a>> {
        self.rights.iter().chain(&self.tagging).copied()
    }

    /// Decides the whole operation by one set.
    #[must_use]
    pub fn decide<V: Variables + ?Sized>(&self, set: &PolicySet, variables: &V, switches: &Switches) -> Outcome {
        self.decide_by(|right| set.decide(right.action, right.resource, variables), switches)
    }

    //= POL-IAM-10
    /// Decides the whole operation, each right as the closure does: for a principal of several sets that must all allow,
    /// such as its own policies and a boundary.
    #[must_use]
    pub fn decide_by(&self, decide: impl Fn(&Right<'_>) -> Outcome, switches: &Switches) -> Outcome {
        let job = match switches.job_resource_check {
            JobResourceCheck::All => Outcome::of_all(self.rights.iter().map(&decide)),
            JobResourceCheck::Any => Outcome::of_any(self.rights.iter().chain(&self.filtered).map(&decide)),
        };
        Outcome::of_all([job].into_iter().chain(self.tagging.iter().map(&decide)))
    }
}

impl PolicySet {
    //= POL-IAM-09
    //= POL-ACT-16
    /// Decides a request where the switch may let the `iot:` name of a job action of the data plane grant it too; any other
    /// action as [`decide`](Self::decide) does.
    ///
    /// A deny of either name is a deny.
    #[must_use]
    pub fn decide_device_job<V: Variables + ?Sized>(
        &self,
        action: Action<'_>,
        resource: Resource<'_>,
        variables: &V,
        switches: &Switches,
    ) -> Outcome {
        let outcome = self.decide(action, resource, variables);
        match (switches.iot_prefix_job_actions, action.with_iot_prefix()) {
            (IotPrefixJobActions::Grant, Some(older)) => {
                Outcome::of_any([outcome, self.decide(older, resource, variables)])
            }
            (IotPrefixJobActions::Grant, None) | (IotPrefixJobActions::GrantNothing, _) => outcome,
        }
    }
}
