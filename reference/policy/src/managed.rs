//! The IAM policies for AWS IoT that AWS manages, as data.

/// A policy that AWS manages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ManagedPolicy {
    /// Its name.
    pub name: &'static str,
    /// The version whose text this is, such as `v9`.
    pub version: &'static str,
    /// Its document, of the dialect of IAM.
    pub document: &'static str,
}

macro_rules! managed {
    ($($name:literal $version:literal,)*) => {
        impl ManagedPolicy {
            /// Every managed policy for AWS IoT, by name.
            pub const ALL: &'static [Self] = &[$(Self {
                name: $name,
                version: $version,
                document: include_str!(concat!("managed/", $name, ".json")),
            }),*];
        }
    };
}

managed! {
    //= POL-IAM-20
    "AWSIoTConfigAccess" "v9",
    //= POL-IAM-21
    "AWSIoTConfigReadOnlyAccess" "v8",
    //= POL-IAM-22
    "AWSIoTDataAccess" "v3",
    //= POL-IAM-23
    "AWSIoTEventsFullAccess" "v1",
    //= POL-IAM-24
    "AWSIoTEventsReadOnlyAccess" "v2",
    //= POL-IAM-25
    "AWSIoTFullAccess" "v2",
    //= POL-IAM-26
    "AWSIoTLogging" "v1",
    //= POL-IAM-27
    "AWSIoTOTAUpdate" "v1",
    //= POL-IAM-28
    "AWSIoTRuleActions" "v2",
    //= POL-IAM-29
    "AWSIoTThingsRegistration" "v3",
}

impl ManagedPolicy {
    /// The policy of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|policy| policy.name == name)
    }
}
