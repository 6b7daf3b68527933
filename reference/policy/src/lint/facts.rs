//! What the caller knows beyond the text.

/// Which kind of policy a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PolicyKind {
    /// An AWS IoT Core policy, attached to certificates, Cognito identities or thing groups.
    #[default]
    Device,
    /// An IAM policy of a user, a service or a role.
    Iam,
    /// The role of a Cognito pool for authenticated identities.
    AuthenticatedPool,
    /// The role of a Cognito pool for unauthenticated identities.
    UnauthenticatedPool,
}

impl PolicyKind {
    /// Whether AWS IoT Core, and not IAM, stores the document.
    #[must_use]
    pub const fn is_device(self) -> bool {
        matches!(self, Self::Device)
    }
}

/// What a text is judged with.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    /// The kind of the document.
    pub kind: PolicyKind,
    /// The other documents in force for the same principal; `None` when they are not known.
    pub others: Option<&'a [&'a str]>,
    /// What the registry and the account know.
    pub facts: RegistryFacts,
}

/// RegistryFacts that no document holds. A lint that needs one stays silent without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RegistryFacts {
    /// The certificate is attached to several things, or used with several client ids.
    pub certificate_is_shared: bool,
    /// What is known of the document as the policy of a role alias's role.
    pub role_alias: Option<RoleAliasUsage>,
    /// How the requests reach the service.
    pub calls: Calls,
    /// Policies attached to the same thing group, this one included.
    pub group_policies: usize,
    /// Policies attached to the same certificate, this one included.
    pub certificate_policies: usize,
    /// Versions of this policy.
    pub versions: usize,
}

/// The services that the devices of a role alias have not used for a year, by their action prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RoleAliasUsage {
    /// Prefixes such as `dynamodb`.
    pub unused_services: Vec<String>,
}

/// Whose address `aws:SourceIp` would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Calls {
    /// Nothing is known.
    #[default]
    Unknown,
    /// Services call on behalf of the user.
    ByServices,
    /// A VPC endpoint is used.
    ThroughVpcEndpoint,
}
