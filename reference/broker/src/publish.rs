//! PUBLISH from a client: its form, its permission, then its effect.

use std::sync::Arc;

use bytes::Bytes;
use touchstone_vocabulary::{QoS, TopicName};
use touchstone_wire::{Property, ProtocolVersion, Publish, ReasonCode};

use crate::answer::puback;
use crate::broker::Broker;
use crate::ending::End;
use crate::session::SessionKey;
use crate::{Host, Publication, Qos2On311, Retain, reserved};

/// Why a PUBLISH has no effect.
enum Refused {
    /// Nobody is told anything (MB-PUB-02 on 3.1.1).
    Silent,
    /// The connection ends, on 5 with this code.
    Ends(ReasonCode),
    /// On 5 the packet is refused and the connection stays, when there is a PUBACK to say so; else it ends.
    Unacceptable(ReasonCode),
    /// Not allowed (MB-DEN-04, MB-DEN-05).
    Denied,
}

impl<S> Broker<S> {
    pub(crate) fn publish_from(&mut self, key: SessionKey, publish: &Publish<'_>, host: &mut impl Host<Standing = S>) {
        let Some(version) = self.sessions.get(key).map(|session| session.version) else { return };
        match self.publishable(key, publish, version, host) {
            Ok(publication) => {
                self.route(&Arc::new(publication), Some(key));
                //= MB-PUB-01
                self.acknowledge_publish(key, publish, ReasonCode::SUCCESS, version);
            }
            Err(Refused::Silent) => {}
            Err(Refused::Ends(code)) => self.end(key, End::client_error(code), host),
            Err(Refused::Unacceptable(code)) => match (version, publish.qos) {
                (ProtocolVersion::V5, QoS::AtLeastOnce) => self.acknowledge_publish(key, publish, code, version),
                _ => self.end(key, End::client_error(code), host),
            },
            //= MB-PUB-04
            //= MB-AUT-23
            Err(Refused::Denied) => match version {
                ProtocolVersion::V311 => self.end(key, End::auth_error(), host),
                ProtocolVersion::V5 => {
                    self.acknowledge_publish(key, publish, ReasonCode::NOT_AUTHORIZED, version);
                }
            },
        }
    }

    fn acknowledge_publish(
        &mut self,
        key: SessionKey,
        publish: &Publish<'_>,
        code: ReasonCode,
        version: ProtocolVersion,
    ) {
        if let (QoS::AtLeastOnce, Some(id)) = (publish.qos, publish.id) {
            self.answer(key, &puback(id, code, version));
        }
    }

    /// Form first, then authorization, then whether a reserved topic takes publishes (MB-AUT-21).
    fn publishable(
        &mut self,
        key: SessionKey,
        publish: &Publish<'_>,
        version: ProtocolVersion,
        host: &mut impl Host<Standing = S>,
    ) -> Result<Publication, Refused> {
        self.well_formed(publish, version)?;
        let topic = self.resolve(key, publish)?;
        //= MB-PUB-19
        if !reserved::fits(topic.as_str(), &self.limits) {
            return Err(Refused::Unacceptable(ReasonCode::TOPIC_NAME_INVALID));
        }
        let retain = if publish.retain { Retain::Yes } else { Retain::No };
        let Some(session) = self.sessions.get_mut(key) else { return Err(Refused::Silent) };
        //= MB-AUT-04
        //= MB-AUT-05
        if !host.may_publish(&mut session.standing, &topic, retain) {
            return Err(Refused::Denied);
        }
        //= MB-PUB-21
        //= MB-PUB-22
        if topic.is_reserved() && (retain == Retain::Yes || !host.takes_publish(&topic)) {
            return Err(Refused::Unacceptable(ReasonCode::TOPIC_NAME_INVALID));
        }
        let plain = Publication::plain(topic, Bytes::copy_from_slice(publish.payload), publish.qos);
        Ok(Publication { retain, ..plain }.with_properties(self.now, &publish.properties))
    }

    fn well_formed(&self, publish: &Publish<'_>, version: ProtocolVersion) -> Result<(), Refused> {
        //= MB-PUB-02
        if publish.qos == QoS::ExactlyOnce {
            return Err(match (version, self.switches.qos2_311) {
                (ProtocolVersion::V311, Qos2On311::Ignore) => Refused::Silent,
                _ => Refused::Ends(ReasonCode::QOS_NOT_SUPPORTED),
            });
        }
        //= MB-PUB-17
        if publish.payload.len() > self.limits.payload_bytes {
            return Err(Refused::Ends(ReasonCode::QUOTA_EXCEEDED));
        }
        //= MB-V5-13
        if publish.properties.iter().any(|property| matches!(property, Property::SubscriptionIdentifier(_))) {
            return Err(Refused::Ends(ReasonCode::PROTOCOL_ERROR));
        }
        Ok(())
    }

    /// The topic meant, an alias looked up or set. An alias that is set stays set, whatever becomes of the PUBLISH
    /// (MB-V5-04).
    fn resolve(&mut self, key: SessionKey, publish: &Publish<'_>) -> Result<TopicName, Refused> {
        let most = self.limits.topic_aliases;
        let link = self.sessions.get_mut(key).and_then(|session| session.link.as_mut()).ok_or(Refused::Silent)?;
        let named = (!publish.topic.is_empty())
            .then(|| TopicName::new(publish.topic))
            .transpose()
            .map_err(|_| Refused::Ends(ReasonCode::TOPIC_NAME_INVALID))?;
        let alias = publish.properties.iter().find_map(|property| match property {
            Property::TopicAlias(alias) => Some(alias),
            _ => None,
        });
        let Some(alias) = alias else { return named.ok_or(Refused::Ends(ReasonCode::PROTOCOL_ERROR)) };
        //= MB-RC-16
        if alias == 0 || alias > most {
            return Err(Refused::Ends(ReasonCode::TOPIC_ALIAS_INVALID));
        }
        if link.aliases.is_empty() {
            link.aliases.resize(most.into(), None);
        }
        let slot = link.aliases.get_mut(usize::from(alias - 1)).ok_or(Refused::Silent)?;
        if named.is_some() {
            //= MB-V5-01
            slot.clone_from(&named);
        }
        //= MB-V5-02
        slot.clone().ok_or(Refused::Ends(ReasonCode::PROTOCOL_ERROR))
    }
}
