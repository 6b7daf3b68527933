//! policy.md 8: which policies decide, and what operations ask for

use super::*;
use crate::{
    ConnectFacts, Dialect, Facts, IotPrefixJobActions, JobOperation, JobResourceCheck, ManagedPolicy, Plane,
    PoliciesBySide, PrincipalKind, ResourceKind, Right, Side, Sides, Switches,
};

//= POL-IAM-01 (test)
//= POL-IAM-02 (test)
//= POL-IAM-04 (test)
//= POL-IAM-05 (test)
//= POL-IAM-06 (test)
//= POL-IAM-07 (test)
//= POL-IAM-08 (test)
//= POL-IAM-12 (test)
#[test]
fn the_kind_of_principal_and_the_plane_say_whose_policies_decide() {
    use PrincipalKind::{Certificate, CognitoAuthenticated, CognitoUnauthenticated, CustomAuthorizer, IamUser};
    let (iam, iot) = (Some(Sides::One(Side::Iam)), Some(Sides::One(Side::Iot)));
    for (principal, data, control, credentials) in [
        (Certificate, iot, None, iot),
        (CustomAuthorizer, iot, None, None),
        (IamUser, iam, iam, None),
        (CognitoUnauthenticated, iam, iam, None),
        (CognitoAuthenticated, Some(Sides::Both), iam, None),
    ] {
        let sides = |plane| principal.sides(plane, Action::PUBLISH);
        assert_eq!(
            [sides(Plane::Data), sides(Plane::Control), sides(Plane::Credentials)],
            [data, control, credentials]
        );
    }
}

//= POL-IAM-03 (test)
//= POL-EVAL-08 (test)
//= POL-EVAL-09 (test)
#[test]
fn seven_actions_of_a_signed_in_identity_ask_both_sides() {
    let both = Action::KNOWN
        .iter()
        .filter(|action| PrincipalKind::CognitoAuthenticated.sides(Plane::Data, **action) == Some(Sides::Both));
    let mut both: Vec<&str> = both.map(|action| action.name()).collect();
    both.sort_unstable();
    assert_eq!(
        both,
        [
            "iot:Connect",
            "iot:DeleteThingShadow",
            "iot:GetThingShadow",
            "iot:Publish",
            "iot:Receive",
            "iot:Subscribe",
            "iot:UpdateThingShadow",
        ]
    );
}

//= POL-VAR-42 (test)
//= POL-VAR-43 (test)
#[test]
fn what_a_connect_asks_for_is_seen_by_iot_connect_alone() {
    let will = "arn:aws:iot:us-east-1:123456789012:topic/w";
    let condition = format!(
        r#"{{"ForAnyValue:StringEquals": {{"iot:ConnectAttributes": "LastWill"}}, "ArnEquals": {{"iot:LastWillTopic": "{will}"}}}}"#
    );
    let iot = set(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {condition}}}"#));
    let policies = PoliciesBySide { iam: &set(""), iot: &iot };
    let connect = ConnectFacts { attributes: vec!["LastWill".into()], last_will_topic: Some(will.to_owned()) };
    let facts = Facts { client_id: Some("c".to_owned()), connect: Some(connect), ..Facts::default() };
    let decide = |action, resource| policies.decide(&facts, Plane::Data, action, resource, &Switches::default());
    assert_eq!(decide(Action::CONNECT, Resource::client("c")), Outcome::Allowed);
    assert_eq!(decide(Action::PUBLISH, Resource::topic("w")), Outcome::ImplicitDeny);
}

//= POL-IAM-07 (test)
//= POL-EVAL-08 (test)
//= POL-EVAL-09 (test)
#[test]
fn each_principal_is_judged_by_its_own_side() {
    let (all, none) = (&allowing(r#""*""#), &set(""));
    let by = |principal, plane, iam, iot, action| {
        let facts = Facts { principal, ..Facts::default() };
        PoliciesBySide { iam, iot }.decide(&facts, plane, action, Resource::topic("a"), &Switches::default())
    };
    use PrincipalKind::{Certificate, CognitoAuthenticated, CognitoUnauthenticated, IamUser};
    for (principal, plane, iam, iot) in [
        (Certificate, Plane::Data, none, all),
        (IamUser, Plane::Control, all, none),
        (CognitoUnauthenticated, Plane::Data, all, none),
        (CognitoAuthenticated, Plane::Data, all, all),
    ] {
        assert_eq!(by(principal, plane, iam, iot, Action::PUBLISH), Outcome::Allowed, "{principal:?}");
    }
    assert_eq!(by(Certificate, Plane::Data, all, none, Action::PUBLISH), Outcome::ImplicitDeny);
    assert_eq!(by(Certificate, Plane::Control, all, all, Action::PUBLISH), Outcome::ImplicitDeny);
    assert_eq!(by(IamUser, Plane::Control, none, all, Action::PUBLISH), Outcome::ImplicitDeny);
    assert_eq!(by(CognitoAuthenticated, Plane::Data, all, none, Action::PUBLISH), Outcome::ImplicitDeny);
    assert_eq!(by(CognitoAuthenticated, Plane::Data, none, all, Action::PUBLISH), Outcome::ImplicitDeny);
    assert_eq!(by(CognitoAuthenticated, Plane::Data, all, none, Action::RETAIN_PUBLISH), Outcome::Allowed);
}

//= POL-EVAL-08 (test)
#[test]
fn checks_that_must_all_pass_come_to_the_worst_of_them() {
    use Outcome::{Allowed, ExplicitDeny, ImplicitDeny};
    assert_eq!(Outcome::of_all([Allowed, Allowed]), Allowed);
    assert_eq!(Outcome::of_all([Allowed, ImplicitDeny]), ImplicitDeny);
    assert_eq!(Outcome::of_all([ImplicitDeny, ExplicitDeny, Allowed]), ExplicitDeny);
    assert_eq!(Outcome::of_all([]), ImplicitDeny);
    assert_eq!(Outcome::of_any([ImplicitDeny, Allowed]), Allowed);
    assert_eq!(Outcome::of_any([Allowed, ExplicitDeny]), ExplicitDeny);
    assert_eq!(Outcome::of_any([]), ImplicitDeny);
}

/// The resources that a job operation is checked on when it touches one of each kind.
fn checked(action: &str) -> Vec<ResourceKind> {
    use ResourceKind::{Job, JobTemplate, Thing, ThingGroup};
    let touched = [Job, Thing, ThingGroup, JobTemplate].map(|kind| (kind, Resource::new(kind, "x")));
    let operation = JobOperation::new(Action::named(action), &touched).unwrap();
    let kind = |resource| touched.iter().find(|(_, known)| *known == resource).map(|(kind, _)| *kind);
    operation.rights().filter_map(|right| kind(right.resource)).collect()
}

//= POL-ACT-40 (test)
//= POL-ACT-41 (test)
//= POL-ACT-42 (test)
//= POL-ACT-43 (test)
//= POL-ACT-44 (test)
//= POL-ACT-45 (test)
//= POL-ACT-46 (test)
//= POL-ACT-47 (test)
//= POL-ACT-48 (test)
//= POL-ACT-49 (test)
//= POL-ACT-50 (test)
//= POL-ACT-51 (test)
//= POL-ACT-52 (test)
//= POL-ACT-53 (test)
//= POL-ACT-54 (test)
//= POL-ACT-58 (test)
#[test]
fn each_job_action_is_checked_on_its_own_resources() {
    use ResourceKind::{Job, JobTemplate, Thing, ThingGroup};
    for (action, kinds) in [
        ("iot:AssociateTargetsWithJob", &[Job, Thing, ThingGroup][..]),
        ("iot:CancelJob", &[Job]),
        ("iot:CancelJobExecution", &[Job, Thing]),
        ("iot:CreateJob", &[Job, Thing, ThingGroup, JobTemplate]),
        ("iot:CreateJobTemplate", &[Job, JobTemplate]),
        ("iot:DeleteJob", &[Job]),
        ("iot:DeleteJobTemplate", &[JobTemplate]),
        ("iot:DeleteJobExecution", &[Job, Thing]),
        ("iot:DescribeJob", &[Job]),
        ("iot:DescribeJobExecution", &[Job, Thing]),
        ("iot:DescribeJobTemplate", &[JobTemplate]),
        ("iot:DescribeManagedJobTemplate", &[JobTemplate]),
        ("iot:GetJobDocument", &[Job]),
        ("iot:ListJobExecutionsForJob", &[Job]),
        ("iot:ListJobExecutionsForThing", &[Thing]),
        ("IOT:updatejob", &[Job]),
    ] {
        assert_eq!(checked(action), kinds, "{action}");
    }
    assert!(JobOperation::new(Action::PUBLISH, &[]).is_none());
}

//= POL-ACT-55 (test)
//= POL-ACT-56 (test)
//= POL-ACT-57 (test)
#[test]
fn lists_of_jobs_and_templates_are_checked_on_everything() {
    for action in ["iot:ListJobs", "iot:ListJobTemplates", "iot:ListManagedJobTemplates"] {
        let operation = JobOperation::new(Action::named(action), &[]).unwrap();
        assert_eq!(operation.rights().map(|right| right.resource).collect::<Vec<_>>(), [Resource::ALL], "{action}");
        let decide = |set: &PolicySet| operation.decide(set, &nobody(), &Switches::default());
        assert_eq!(decide(&allowing(r#""*""#)), Outcome::Allowed);
        assert_eq!(decide(&allowing(r#""R:*""#)), Outcome::ImplicitDeny);
    }
}

//= POL-ACT-55 (test)
//= POL-OP-07 (test)
#[test]
fn the_group_of_a_list_of_jobs_counts_where_one_resource_is_enough() {
    let group = (ResourceKind::ThingGroup, Resource::new(ResourceKind::ThingGroup, "g"));
    let operation = |action| JobOperation::new(Action::named(action), &[group]).unwrap();
    let any = Switches { job_resource_check: JobResourceCheck::Any, ..Switches::default() };
    let set = allowing(r#""R:thinggroup/g""#);
    let decide = |action, switches| operation(action).decide(&set, &nobody(), &switches);
    assert_eq!(decide("iot:ListJobs", Switches::default()), Outcome::ImplicitDeny);
    assert_eq!(decide("IOT:listjobs", any), Outcome::Allowed);
    assert_eq!(decide("iot:ListJobTemplates", any), Outcome::ImplicitDeny);
    assert_eq!(
        operation("iot:ListJobs").decide(&allowing(r#""*""#), &nobody(), &Switches::default()),
        Outcome::Allowed
    );
}

//= POL-IAM-10 (test)
#[test]
fn each_resource_of_an_operation_has_to_pass_by_all_sets_of_a_principal() {
    let job = (ResourceKind::Job, Resource::new(ResourceKind::Job, "j"));
    let thing = (ResourceKind::Thing, Resource::thing("t"));
    let operation = JobOperation::new(Action::named("iot:CancelJobExecution"), &[job, thing]).unwrap();
    let any = Switches { job_resource_check: JobResourceCheck::Any, ..Switches::default() };
    let sets = [allowing(r#""R:job/j""#), allowing(r#""R:thing/t""#)];
    let by = |sets: &[PolicySet]| {
        let decide = |right: &Right<'_>| {
            Outcome::of_all(sets.iter().map(|set| set.decide(right.action, right.resource, &nobody())))
        };
        operation.decide_by(decide, &any)
    };
    assert_eq!(by(&sets), Outcome::ImplicitDeny);
    assert_eq!(by(&sets[..1]), Outcome::Allowed);
}

//= POL-IAM-10 (test)
//= POL-OP-07 (test)
#[test]
fn every_resource_has_to_be_allowed_unless_one_is_enough() {
    let job = (ResourceKind::Job, Resource::new(ResourceKind::Job, "j"));
    let thing = (ResourceKind::Thing, Resource::thing("t"));
    let operation = JobOperation::new(Action::named("iot:CancelJobExecution"), &[job, thing]).unwrap();
    let any = Switches { job_resource_check: JobResourceCheck::Any, ..Switches::default() };
    let both = allowing(r#"["R:job/j", "R:thing/t"]"#);
    let one = allowing(r#""R:job/j""#);
    let denied = set(
        r#"{"Effect": "Allow", "Action": "*", "Resource": "R:job/j"}, {"Effect": "Deny", "Action": "*", "Resource": "R:thing/t"}"#,
    );
    for (set, of_all, of_any) in [
        (&both, Outcome::Allowed, Outcome::Allowed),
        (&one, Outcome::ImplicitDeny, Outcome::Allowed),
        (&denied, Outcome::ExplicitDeny, Outcome::ExplicitDeny),
    ] {
        assert_eq!(operation.decide(set, &nobody(), &Switches::default()), of_all);
        assert_eq!(operation.decide(set, &nobody(), &any), of_any);
    }
}

//= POL-IAM-16 (test)
//= POL-ACT-59 (test)
#[test]
fn what_is_created_with_tags_needs_the_right_to_tag() {
    let job = Resource::new(ResourceKind::Job, "j");
    let create = JobOperation::new(Action::named("iot:CreateJob"), &[(ResourceKind::Job, job)]).unwrap();
    let create_only = set(r#"{"Effect": "Allow", "Action": "iot:CreateJob", "Resource": "R:job/j"}"#);
    let both = set(r#"{"Effect": "Allow", "Action": ["iot:CreateJob", "iot:TagResource"], "Resource": "R:job/j"}"#);
    let any = Switches { job_resource_check: JobResourceCheck::Any, ..Switches::default() };
    assert_eq!(create.decide(&create_only, &nobody(), &any), Outcome::Allowed);
    let tagged = create.with_tags_on(job);
    assert_eq!(tagged.decide(&create_only, &nobody(), &any), Outcome::ImplicitDeny);
    assert_eq!(tagged.decide(&both, &nobody(), &any), Outcome::Allowed);
}

//= POL-OP-05 (test)
//= POL-ACT-16 (test)
//= POL-IAM-09 (test)
#[test]
fn the_older_names_of_job_actions_grant_only_behind_their_switch() {
    let lenient = Switches { iot_prefix_job_actions: IotPrefixJobActions::Grant, ..Switches::default() };
    let thing = Resource::thing("t");
    for name in
        ["DescribeJobExecution", "GetPendingJobExecutions", "StartNextPendingJobExecution", "UpdateJobExecution"]
    {
        let older = set(&format!(r#"{{"Effect": "Allow", "Action": "iot:{name}", "Resource": "R:thing/t"}}"#));
        let newer = format!("iotjobsdata:{name}");
        let action = Action::named(&newer);
        assert_eq!(older.decide_device_job(action, thing, &nobody(), &Switches::default()), Outcome::ImplicitDeny);
        assert_eq!(older.decide_device_job(action, thing, &nobody(), &lenient), Outcome::Allowed);
        assert_eq!(older.decide_device_job(action, Resource::thing("u"), &nobody(), &lenient), Outcome::ImplicitDeny);
    }
}

//= POL-OP-05 (test)
#[test]
fn the_switch_for_older_names_counts_for_whoever_decides_by_the_sides() {
    let lenient = Switches { iot_prefix_job_actions: IotPrefixJobActions::Grant, ..Switches::default() };
    let older = set(r#"{"Effect": "Allow", "Action": "iot:UpdateJobExecution", "Resource": "R:thing/t"}"#);
    let policies = PoliciesBySide { iam: &older, iot: &older };
    let decide = |principal, switches| {
        let facts = Facts { principal, ..Facts::default() };
        policies.decide(&facts, Plane::Data, Action::UPDATE_JOB_EXECUTION, Resource::thing("t"), &switches)
    };
    assert_eq!(decide(PrincipalKind::Certificate, Switches::default()), Outcome::ImplicitDeny);
    assert_eq!(decide(PrincipalKind::Certificate, lenient), Outcome::Allowed);
    assert_eq!(decide(PrincipalKind::IamUser, lenient), Outcome::ImplicitDeny);
}

//= POL-OP-05 (test)
#[test]
fn an_action_that_has_two_names_is_denied_by_either() {
    let lenient = Switches { iot_prefix_job_actions: IotPrefixJobActions::Grant, ..Switches::default() };
    let decide = |statement: &str| {
        let set = set(&format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "*"}}, {statement}"#));
        set.decide_device_job(Action::UPDATE_JOB_EXECUTION, Resource::thing("t"), &nobody(), &lenient)
    };
    for actions in [
        r#""Action": "iot:UpdateJobExecution""#,
        r#""Action": "iotjobsdata:UpdateJobExecution""#,
        r#""NotAction": "iot:UpdateJobExecution""#,
    ] {
        let statement = format!(r#"{{"Effect": "Deny", {actions}, "Resource": "*"}}"#);
        assert_eq!(decide(&statement), Outcome::ExplicitDeny, "{actions}");
    }
    let both = r#"{"Effect": "Deny", "NotAction": ["iot:UpdateJobExecution", "iotjobsdata:*"], "Resource": "*"}"#;
    assert_eq!(decide(both), Outcome::Allowed);
}

//= POL-IAM-20 (test)
//= POL-IAM-21 (test)
//= POL-IAM-22 (test)
//= POL-IAM-23 (test)
//= POL-IAM-24 (test)
//= POL-IAM-25 (test)
//= POL-IAM-26 (test)
//= POL-IAM-27 (test)
//= POL-IAM-28 (test)
//= POL-IAM-29 (test)
#[test]
fn the_managed_policies_grant_what_they_list() {
    for (name, version, actions, grants, lacks) in [
        ("AWSIoTConfigAccess", "v9", 151, "iot:CancelJobExecution", "iot:CreateJobTemplate"),
        ("AWSIoTConfigReadOnlyAccess", "v8", 70, "iot:DescribeJob", "iot:DescribeJobTemplate"),
        ("AWSIoTDataAccess", "v3", 8, "iot:Publish", "iot:RetainPublish"),
        ("AWSIoTEventsFullAccess", "v1", 1, "iotevents:CreateInput", "iot:Publish"),
        ("AWSIoTEventsReadOnlyAccess", "v2", 2, "iotevents:ListInputs", "iotevents:CreateInput"),
        ("AWSIoTFullAccess", "v2", 2, "iotjobsdata:UpdateJobExecution", "iotevents:ListInputs"),
        ("AWSIoTLogging", "v1", 7, "logs:PutLogEvents", "logs:DeleteLogGroup"),
        ("AWSIoTOTAUpdate", "v1", 2, "signer:DescribeSigningJob", "signer:StartSigningJob"),
        ("AWSIoTRuleActions", "v2", 10, "sqs:SendMessageBatch", "lambda:InvokeFunction"),
        ("AWSIoTThingsRegistration", "v3", 30, "iot:RegisterThing", "iot:DeleteThing"),
    ] {
        let managed = ManagedPolicy::named(name).unwrap();
        let policy = Policy::parse_as(Dialect::Iam, managed.document).unwrap();
        let crate::Scope::These(listed) = policy.statements()[0].actions() else { panic!("{name}") };
        assert_eq!((managed.version, listed.len()), (version, actions), "{name}");
        let set = PolicySet::compile(&HOME, [(name, &policy)]);
        assert_eq!(set.decide(Action::named(grants), Resource::ALL, &nobody()), Outcome::Allowed, "{name}");
        assert_eq!(set.decide(Action::named(lacks), Resource::ALL, &nobody()), Outcome::ImplicitDeny, "{name}");
    }
    assert_eq!(ManagedPolicy::ALL.len(), 10);
}

//= POL-ACT-01 (test)
//= POL-ACT-17 (test)
//= POL-ACT-20 (test)
//= POL-ACT-21 (test)
//= POL-ACT-24 (test)
#[test]
fn an_action_is_allowed_on_the_resource_of_its_kind_alone() {
    use ResourceKind::{Client, Command, RoleAlias, Thing, Topic};
    for (action, pattern, kind, name, condition) in [
        ("iot:Connect", "R:client/c", Client, "c", "{}"),
        ("iot:AssumeRoleWithCertificate", "R:rolealias/A", RoleAlias, "A", "{}"),
        ("iot:SendDirectMessage", "R:client/c", Client, "c", r#"{"StringLike": {"iot:Topic": "a/*"}}"#),
        ("iot:StartCommandExecution", "R:command/c", Command, "c", "{}"),
        ("iot:Publish", "R:topic/$aws/rules/r/t", Topic, "$aws/rules/r/t", "{}"),
    ] {
        let set = set(&format!(
            r#"{{"Effect": "Allow", "Action": "{action}", "Resource": "{pattern}", "Condition": {condition}}}"#
        ));
        let decide = |action, kind, name: &str, topic: &str| {
            let mut values = nobody();
            values.others.set("iot:Topic", topic);
            set.decide(Action::named(action), Resource::new(kind, name), &values)
        };
        assert_eq!(decide(action, kind, name, "a/b"), Outcome::Allowed, "{action}");
        assert_eq!(decide(action, kind, "t", "a/b"), Outcome::ImplicitDeny, "{action}");
        assert_eq!(decide(action, Thing, name, "a/b"), Outcome::ImplicitDeny, "{action}");
        assert_eq!(decide("iot:Receive", kind, name, "a/b"), Outcome::ImplicitDeny, "{action}");
        let other_topic = if condition == "{}" { Outcome::Allowed } else { Outcome::ImplicitDeny };
        assert_eq!(decide(action, kind, name, "b"), other_topic, "{action}");
    }
}

//= POL-OP-06 (test)
#[test]
fn an_allow_without_a_condition_permits_every_connect_attribute() {
    let set = allowing(r#""R:client/c""#);
    let attributes = ["PersistentConnect", "LastWill", "SomeNewFeature"].map(Into::into).to_vec();
    let values = Values { connect_attributes: Some(attributes), ..client("c") };
    assert_eq!(set.decide(Action::CONNECT, Resource::client("c"), &values), Outcome::Allowed);
}

//= POL-OP-21 (test)
//= POL-OP-30 (test)
#[test]
fn a_grant_on_a_resource_of_another_kind_is_dead_text() {
    let receive = set(r#"{"Effect": "Allow", "Action": "iot:Receive", "Resource": "R:topicfilter/a"}"#);
    assert_eq!(receive.decide(Action::RECEIVE, Resource::topic("a"), &nobody()), Outcome::ImplicitDeny);
    let jobs = set(
        r#"{"Effect": "Allow", "Action": "iotjobsdata:DescribeJobExecution", "Resource": "R:topic/$aws/things/t/jobs/get"},
           {"Effect": "Allow", "Action": "iot:Publish", "Resource": "R:topic/$aws/things/t/jobs/*"}"#,
    );
    let decide = |action, resource| jobs.decide(action, resource, &nobody());
    assert_eq!(decide(Action::DESCRIBE_JOB_EXECUTION, Resource::thing("t")), Outcome::ImplicitDeny);
    assert_eq!(decide(Action::PUBLISH, Resource::topic("$aws/things/t/jobs/get")), Outcome::Allowed);
}

//= POL-EVAL-15 (test)
#[test]
fn a_document_that_cannot_be_read_is_never_decided_on() {
    for text in ["", "{", r#"{"Statement": {"Effect": "Allow", "Action": "*"}}"#] {
        assert!(Policy::parse(text).is_err(), "{text}");
    }
    let nothing = PolicySet::compile(&HOME, []);
    assert_eq!(nothing.decide(Action::PUBLISH, Resource::topic("a"), &nobody()), Outcome::ImplicitDeny);
}
