//! The rulings that a user may turn: where sources differ, one value says which reading is in force.

/// The switches that concern decisions; the default is the ruling of the catalogue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Switches {
    /// Which value of a certificate's attribute a number names (POL-OP-01).
    pub cert_index_base: CertIndexBase,
    /// Whether the `iot:` names of the four job-execution actions grant those of the data plane as well (POL-OP-05).
    pub iot_prefix_job_actions: IotPrefixJobActions,
    /// How many of an operation's resources have to be allowed (POL-OP-07).
    pub job_resource_check: JobResourceCheck,
}

/// What `.1` behind a certificate's attribute means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CertIndexBase {
    /// The second value.
    #[default]
    Zero,
    /// The first value.
    One,
}

/// What a grant of `iot:DescribeJobExecution` and its three relatives is worth on the data plane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum IotPrefixJobActions {
    /// Nothing: the data plane asks for `iotjobsdata:`.
    #[default]
    GrantNothing,
    /// As much as the `iotjobsdata:` name.
    Grant,
}

/// Which resources of a job operation have to be allowed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum JobResourceCheck {
    /// Each of them.
    #[default]
    All,
    /// One of them, while none is denied.
    Any,
}
