//! SUBSCRIBE and UNSUBSCRIBE.

use std::sync::Arc;

use touchstone_vocabulary::{QoS, TopicFilter, TopicName};
use touchstone_wire::{Property, ProtocolVersion, ReasonCode, RetainHandling, Subscribe, Subscription, Unsubscribe};

use crate::answer::{suback, unsuback};
use crate::broker::Broker;
use crate::ending::End;
use crate::session::{Granted, SessionKey};
use crate::{Host, Lifecycle, Qos2On311, SubscribeDenied311, reserved};

/// What becomes of one filter.
enum Judged {
    Granted(TopicFilter, Granted),
    /// It is not a filter this broker serves.
    Invalid,
    Denied,
    /// One subscription more than a connection may hold.
    Excess,
}

/// What was served for some filters.
#[derive(Clone, Copy)]
enum Served {
    Subscribed,
    Unsubscribed,
}

impl<S> Broker<S> {
    pub(crate) fn subscribe(&mut self, key: SessionKey, packet: &Subscribe<'_>, host: &mut impl Host<Standing = S>) {
        let Some(version) = self.sessions.get(key).map(|session| session.version) else { return };
        if let Some(end) = self.subscribe_form(packet, version) {
            return self.end(key, end, host);
        }
        //= MB-SUB-03
        if version == ProtocolVersion::V311 && packet.filters.iter().any(|asked| asked.qos == QoS::ExactlyOnce) {
            if self.switches.qos2_311 == Qos2On311::Close {
                self.end(key, End::client_error(ReasonCode::QOS_NOT_SUPPORTED), host);
            }
            return;
        }
        let judged: Vec<Judged> = self.judge(key, packet, host);
        if version == ProtocolVersion::V311 {
            //= MB-SUB-14
            //= MB-SUB-15
            if judged.iter().any(|one| matches!(one, Judged::Invalid)) {
                return self.end(key, End::client_error(ReasonCode::TOPIC_FILTER_INVALID), host);
            }
            //= MB-SUB-07
            //= MB-SUB-08
            let denied = judged.iter().any(|one| matches!(one, Judged::Denied));
            if denied && self.switches.subscribe_denied_311 == SubscribeDenied311::Close {
                return self.end(key, End::auth_error(), host);
            }
        }
        self.grant(key, packet, version, judged, host);
    }

    /// What ends the connection before any filter is looked at.
    fn subscribe_form(&self, packet: &Subscribe<'_>, version: ProtocolVersion) -> Option<End> {
        //= MB-SUB-04
        if packet.filters.iter().count() > self.limits.filters_per_request {
            return Some(End::client_error(ReasonCode::QUOTA_EXCEEDED));
        }
        //= MB-SUB-27
        if packet.properties.iter().any(|property| matches!(property, Property::SubscriptionIdentifier(_))) {
            return Some(End::client_error(ReasonCode::SUBSCRIPTION_IDENTIFIERS_NOT_SUPPORTED));
        }
        //= MB-SHR-15
        let shared_no_local = |asked: Subscription<'_>| asked.no_local && asked.filter.starts_with("$share/");
        (version == ProtocolVersion::V5 && packet.filters.iter().any(shared_no_local))
            .then_some(End::client_error(ReasonCode::PROTOCOL_ERROR))
    }

    /// Judges each filter in order: its form, whether it is served, permission, then the limit.
    fn judge(&mut self, key: SessionKey, packet: &Subscribe<'_>, host: &mut impl Host<Standing = S>) -> Vec<Judged> {
        let Some(session) = self.sessions.get_mut(key) else { return Vec::new() };
        let limits = &self.limits;
        let mut held = session.subscriptions.len();
        let mut judge = |asked: Subscription<'_>| {
            let Some(filter) = served(asked.filter, limits, host) else { return Judged::Invalid };
            //= MB-AUT-06
            if !host.may_subscribe(&mut session.standing, &filter) {
                return Judged::Denied;
            }
            //= MB-SUB-05
            if !session.subscriptions.contains_key(&filter) {
                if held >= limits.subscriptions {
                    return Judged::Excess;
                }
                held += 1;
            }
            //= MB-SUB-02
            let qos = asked.qos.min(QoS::AtLeastOnce);
            let granted = Granted {
                qos,
                no_local: asked.no_local,
                retain_as_published: asked.retain_as_published,
                retain_handling: asked.retain_handling,
            };
            Judged::Granted(filter, granted)
        };
        packet.filters.iter().map(&mut judge).collect()
    }

    /// Makes the granted subscriptions, answers, replays retained messages and announces.
    fn grant(
        &mut self,
        key: SessionKey,
        packet: &Subscribe<'_>,
        version: ProtocolVersion,
        judged: Vec<Judged>,
        host: &mut impl Host<Standing = S>,
    ) {
        let codes: Vec<u8> = judged.iter().map(|one| one.code(version).value()).collect();
        let mut served = Vec::new();
        let mut replays = Vec::new();
        for one in judged {
            let Judged::Granted(filter, granted) = one else { continue };
            let new = self.add_subscription(key, &filter, granted);
            let replayed = match granted.retain_handling {
                RetainHandling::Always => true,
                RetainHandling::WhenNew => new,
                RetainHandling::Never => false,
            };
            if replayed {
                replays.push((filter.clone(), granted.qos));
            }
            served.push(filter);
        }
        //= MB-SUB-01
        self.answer(key, &suback(packet.id, &codes, version));
        //= MB-RET-08
        for (filter, qos) in replays {
            self.replay(key, &filter, qos);
        }
        self.announce_filters(key, &served, Served::Subscribed, host);
    }

    /// Adds or replaces a subscription, in effect before its SUBACK (MB-SUB-17); answers whether it is new.
    fn add_subscription(&mut self, key: SessionKey, filter: &TopicFilter, granted: Granted) -> bool {
        let Some(session) = self.sessions.get_mut(key) else { return false };
        let new = session.subscriptions.insert(filter.clone(), granted).is_none();
        self.subscriptions.insert(filter, key, granted);
        new
    }

    /// Sends the retained message of an exact filter; a wildcard gets none (MB-RET-03).
    fn replay(&mut self, key: SessionKey, filter: &TopicFilter, granted: QoS) {
        //= MB-RET-02
        //= MB-RET-03
        let Ok(topic) = TopicName::new(filter.as_str()) else { return };
        let Some(publication) = self.retained.get(&topic).map(Arc::clone) else { return };
        if publication.is_expired(self.now) {
            self.retained.remove(&topic);
            return;
        }
        let qos = publication.qos.min(granted);
        self.deliver(key, &publication, qos, true);
    }

    pub(crate) fn unsubscribe(
        &mut self,
        key: SessionKey,
        packet: &Unsubscribe<'_>,
        host: &mut impl Host<Standing = S>,
    ) {
        let Some(version) = self.sessions.get(key).map(|session| session.version) else { return };
        //= MB-SUB-22
        if packet.filters.iter().count() > self.limits.filters_per_request {
            return self.end(key, End::client_error(ReasonCode::QUOTA_EXCEEDED), host);
        }
        let filters: Vec<Option<TopicFilter>> = packet.filters.iter().map(|text| TopicFilter::new(text).ok()).collect();
        //= MB-SUB-21
        if version == ProtocolVersion::V311 && filters.iter().any(Option::is_none) {
            return self.end(key, End::client_error(ReasonCode::TOPIC_FILTER_INVALID), host);
        }
        //= MB-SUB-19
        let code = |filter: &Option<TopicFilter>| match filter {
            Some(_) => ReasonCode::SUCCESS.value(),
            None => ReasonCode::TOPIC_FILTER_INVALID.value(),
        };
        let codes: Vec<u8> = filters.iter().map(code).collect();
        let served: Vec<TopicFilter> = filters.into_iter().flatten().collect();
        for filter in &served {
            //= MB-SUB-24
            if self.sessions.get_mut(key).is_some_and(|session| session.subscriptions.remove(filter).is_some()) {
                self.subscriptions.remove(filter, key);
            }
        }
        self.answer(key, &unsuback(packet.id, &codes, version));
        self.announce_filters(key, &served, Served::Unsubscribed, host);
    }

    /// Announces what was served; nothing served, nothing announced (MB-LCE-17).
    fn announce_filters(
        &mut self,
        key: SessionKey,
        filters: &[TopicFilter],
        how: Served,
        host: &mut impl Host<Standing = S>,
    ) {
        let Some(session) = self.sessions.get_mut(key).filter(|_| !filters.is_empty()) else { return };
        let (client, standing) = (&session.client, &mut session.standing);
        let event = match how {
            Served::Subscribed => Lifecycle::Subscribed { client, standing, filters },
            Served::Unsubscribed => Lifecycle::Unsubscribed { client, standing, filters },
        };
        if let Some(publication) = host.announce(self.now, event) {
            self.route(&Arc::new(publication), None);
        }
    }
}

impl Judged {
    /// The code in SUBACK.
    const fn code(&self, version: ProtocolVersion) -> ReasonCode {
        match (self, version) {
            (Self::Granted(_, granted), _) => ReasonCode::new(granted.qos.bits()),
            (_, ProtocolVersion::V311) => ReasonCode::UNSPECIFIED_ERROR,
            (Self::Invalid, ProtocolVersion::V5) => ReasonCode::TOPIC_FILTER_INVALID,
            //= MB-DEN-07
            //= MB-DEN-08
            (Self::Denied, ProtocolVersion::V5) => ReasonCode::NOT_AUTHORIZED,
            (Self::Excess, ProtocolVersion::V5) => ReasonCode::QUOTA_EXCEEDED,
        }
    }
}

/// The filter a text means, if it is one that is served here (MB-SUB-14, MB-SUB-15, OP-18).
fn served<H: Host>(text: &str, limits: &crate::Limits, host: &H) -> Option<TopicFilter> {
    let filter = TopicFilter::new(text).ok()?;
    (reserved::fits(text, limits) && (!filter.is_reserved() || host.takes_subscription(&filter))).then_some(filter)
}
