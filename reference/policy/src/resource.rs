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

/// The resource of a request: kind and name in the account and Region of the policies, an ARN of any place, or the pseudo
/// resource `*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resource<'a>(Named<'a>);

/// What names a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Named<'a> {
    All,
    AtHome(ResourceKind, &'a str),
    Whole(&'a str),
}

impl<'a> Resource<'a> {
    //= POL-ARN-15
    /// The pseudo resource `*` of actions without a resource type, such as iot:ListRetainedMessages.
    pub const ALL: Self = Self(Named::All);

    /// The resource of a kind and a name where the policies are in force; the name is everything behind `<kind>/`.
    #[must_use]
    pub const fn new(kind: ResourceKind, name: &'a str) -> Self {
        Self(Named::AtHome(kind, name))
    }

    //= POL-ARN-01
    /// The resource of an ARN, of any service and any place; `*` is [`ALL`](Self::ALL).
    ///
    /// A text that is neither is covered by `*` alone. A resource that [`new`](Self::new) can name is decided on faster so.
    #[must_use]
    pub fn arn(text: &'a str) -> Self {
        Self(if text == "*" { Named::All } else { Named::Whole(text) })
    }

    //= POL-ARN-02
    /// `client/<client id>`
    #[must_use]
    pub const fn client(client_id: &'a str) -> Self {
        Self::new(ResourceKind::Client, client_id)
    }

    //= POL-ARN-03
    /// `topic/<topic name>`
    #[must_use]
    pub const fn topic(name: &'a str) -> Self {
        Self::new(ResourceKind::Topic, name)
    }

    //= POL-ARN-04
    /// `topicfilter/<filter>`
    #[must_use]
    pub const fn topic_filter(filter: &'a str) -> Self {
        Self::new(ResourceKind::TopicFilter, filter)
    }

    //= POL-ARN-05
    /// `thing/<thing name>`
    #[must_use]
    pub const fn thing(name: &'a str) -> Self {
        Self::new(ResourceKind::Thing, name)
    }

    /// The resource as it is named at home, if it lies there and is of a known kind.
    #[inline]
    pub(crate) fn seen_from(self, home: &Place) -> Self {
        match self.0 {
            Named::Whole(text) => self.parsed(text, home),
            Named::All | Named::AtHome(..) => self,
        }
    }

    #[cold]
    fn parsed(self, text: &'a str, home: &Place) -> Self {
        let here = Fields::of(text).filter(|fields| home.is_of(fields));
        match here.and_then(|fields| ResourceKind::split(fields.rest)) {
            Some((kind, name)) => Self::new(kind, name),
            None => self,
        }
    }

    /// Whether tables by kind can answer for it.
    pub(crate) const fn is_tabled(self) -> bool {
        matches!(self.0, Named::All | Named::AtHome(..))
    }

    pub(crate) const fn named(self) -> Named<'a> {
        self.0
    }
}

/// The six fields of an ARN but for its first.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    /// Everything behind the fifth colon.
    pub(crate) rest: &'a str,
}

impl<'a> Fields<'a> {
    pub(crate) fn of(arn: &'a str) -> Option<Self> {
        let mut fields = arn.strip_prefix("arn:")?.splitn(5, ':');
        Some(Self {
            partition: fields.next()?,
            service: fields.next()?,
            region: fields.next()?,
            account: fields.next()?,
            rest: fields.next()?,
        })
    }
}

/// Where the policies of a set are in force.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub(crate) partition: Box<str>,
    pub(crate) region: Box<str>,
    pub(crate) account: Box<str>,
}

impl Place {
    fn is_of(&self, fields: &Fields<'_>) -> bool {
        fields.service == "iot"
            && *fields.region == *self.region
            && *fields.account == *self.account
            && *fields.partition == *self.partition
    }
}
