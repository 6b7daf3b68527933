//! The resources that requests name.

/// The type of a resource, the text before the first slash of an ARN's last field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum ResourceKind {
    /// `client`
    Client,
    /// `topic`
    Topic,
    /// `topicfilter`
    TopicFilter,
    /// `thing`
    Thing,
    /// `thinggroup`, dynamic ones included
    ThingGroup,
    /// `thingtype`
    ThingType,
    /// `billinggroup`
    BillingGroup,
    /// `job`
    Job,
    /// `jobtemplate`
    JobTemplate,
    /// `rolealias`
    RoleAlias,
    /// `cert`
    Certificate,
    /// `cacert`
    CaCertificate,
    /// `policy`
    Policy,
    /// `tunnel`
    Tunnel,
    /// `command`
    Command,
    /// `index`
    Index,
    /// `fleetmetric`
    FleetMetric,
    /// `authorizer`
    Authorizer,
    /// `stream`
    Stream,
    /// `otaupdate`
    OtaUpdate,
    /// `rule`
    Rule,
    /// `ruledestination`
    RuleDestination,
    /// `provisioningtemplate`
    ProvisioningTemplate,
    /// `domainconfiguration`
    DomainConfiguration,
    /// `securityprofile`
    SecurityProfile,
    /// `dimension`
    Dimension,
    /// `custommetric`
    CustomMetric,
    /// `mitigationaction`
    MitigationAction,
    /// `scheduledaudit`
    ScheduledAudit,
    /// `package`
    Package,
    /// `certificateprovider`
    CertificateProvider,
}

impl ResourceKind {
    /// Every kind with the text that begins its resources.
    const HEADS: &'static [(Self, &'static str)] = &[
        (Self::Client, "client/"),
        (Self::Topic, "topic/"),
        (Self::TopicFilter, "topicfilter/"),
        (Self::Thing, "thing/"),
        (Self::ThingGroup, "thinggroup/"),
        (Self::ThingType, "thingtype/"),
        (Self::BillingGroup, "billinggroup/"),
        (Self::Job, "job/"),
        (Self::JobTemplate, "jobtemplate/"),
        (Self::RoleAlias, "rolealias/"),
        (Self::Certificate, "cert/"),
        (Self::CaCertificate, "cacert/"),
        (Self::Policy, "policy/"),
        (Self::Tunnel, "tunnel/"),
        (Self::Command, "command/"),
        (Self::Index, "index/"),
        (Self::FleetMetric, "fleetmetric/"),
        (Self::Authorizer, "authorizer/"),
        (Self::Stream, "stream/"),
        (Self::OtaUpdate, "otaupdate/"),
        (Self::Rule, "rule/"),
        (Self::RuleDestination, "ruledestination/"),
        (Self::ProvisioningTemplate, "provisioningtemplate/"),
        (Self::DomainConfiguration, "domainconfiguration/"),
        (Self::SecurityProfile, "securityprofile/"),
        (Self::Dimension, "dimension/"),
        (Self::CustomMetric, "custommetric/"),
        (Self::MitigationAction, "mitigationaction/"),
        (Self::ScheduledAudit, "scheduledaudit/"),
        (Self::Package, "package/"),
        (Self::CertificateProvider, "certificateprovider/"),
    ];

    /// Every kind.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::HEADS.iter().map(|(kind, _)| *kind)
    }

    /// The kind of a text such as `topic`.
    #[must_use]
    pub fn named(text: &str) -> Option<Self> {
        Self::all().find(|kind| kind.as_str() == text)
    }

    /// The text as ARNs have it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.head().trim_end_matches('/')
    }

    /// The text with the slash behind it.
    pub(crate) fn head(self) -> &'static str {
        Self::HEADS.iter().find(|(kind, _)| *kind == self).map_or("", |(_, head)| head)
    }

    /// Splits a text that begins with a kind and a slash.
    pub(crate) fn split(text: &str) -> Option<(Self, &str)> {
        Self::HEADS.iter().find_map(|(kind, head)| text.strip_prefix(head).map(|name| (*kind, name)))
    }
}

/// The resource of a request: kind and name in the account and Region of the policies, or the pseudo resource `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resource<'a> {
    named: Option<(ResourceKind, &'a str)>,
}

impl<'a> Resource<'a> {
    /// The pseudo resource `*` of actions without a resource type, such as iot:ListRetainedMessages.
    pub const ALL: Self = Self { named: None };

    /// The resource of a kind and a name; the name is everything behind `<kind>/`.
    #[must_use]
    pub const fn new(kind: ResourceKind, name: &'a str) -> Self {
        Self { named: Some((kind, name)) }
    }

    /// `client/<client id>`
    #[must_use]
    pub const fn client(client_id: &'a str) -> Self {
        Self::new(ResourceKind::Client, client_id)
    }

    /// `topic/<topic name>`
    #[must_use]
    pub const fn topic(name: &'a str) -> Self {
        Self::new(ResourceKind::Topic, name)
    }

    /// `topicfilter/<filter>`
    #[must_use]
    pub const fn topic_filter(filter: &'a str) -> Self {
        Self::new(ResourceKind::TopicFilter, filter)
    }

    /// `thing/<thing name>`
    #[must_use]
    pub const fn thing(name: &'a str) -> Self {
        Self::new(ResourceKind::Thing, name)
    }

    pub(crate) const fn named(self) -> Option<(ResourceKind, &'a str)> {
        self.named
    }
}
