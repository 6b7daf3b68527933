//! HTTP requests: form first, then the credential, then permission, then the effect.

use touchstone_broker::{Publication, Retain};
use touchstone_http::{HttpError, Operation, Publish, Reply, denied, published, read, refused, without_credential};
use touchstone_policy::{Action, Resource};
use touchstone_vocabulary::Time;

use crate::account::body;
use crate::desk::Seen;
use crate::{Account, HttpRequest, HttpResponse, LogRecord, Peer, RequestId, topics};

/// The answer to a request.
pub(crate) fn answer(account: &mut Account, now: Time, id: RequestId, peer: &Peer, http: &HttpRequest) -> HttpResponse {
    let trace = account.desk.identity.uuid("request", account.desk.id.region.as_str(), id.0);
    let reply = match read(&http.method, &http.target) {
        Ok(Operation::Publish(publish)) => account.publish_over_http(now, peer, &publish, http, &trace),
        Err(error) => refused(&error, &trace),
    };
    let Reply { status, headers, body: text } = reply;
    HttpResponse { status, headers, body: body(text) }
}

impl Account {
    fn publish_over_http(
        &mut self,
        now: Time,
        peer: &Peer,
        publish: &Publish,
        http: &HttpRequest,
        trace: &str,
    ) -> Reply {
        if let Err(error) = self.publishable(publish, http) {
            return refused(&error, trace);
        }
        //= RET-AUT-11
        let usable = self.desk.active(peer.certificate.as_ref()).is_some();
        let Some(certificate) = peer.certificate.as_ref().filter(|_| usable) else {
            return without_credential(trace);
        };
        let address = peer.address.to_string();
        //= MB-AUT-09
        let Some(bound) = self.desk.bind(certificate, None, &Seen { address: &address, host: peer.host.as_deref() })
        else {
            return without_credential(trace);
        };
        let resource = Resource::topic(publish.topic.as_str());
        //= RET-AUT-02
        let needed = [Action::PUBLISH, Action::RETAIN_PUBLISH];
        let needed = needed.iter().take(if publish.retain { 2 } else { 1 });
        if let Some(action) = needed.copied().find(|action| !bound.allows(*action, resource)) {
            self.desk.log(LogRecord {
                event: "Publish-In",
                failure: true,
                client: None,
                principal: Some(certificate.as_str().to_owned()),
                topic: Some(publish.topic.as_str().to_owned()),
                reason: Some("AUTHORIZATION_FAILURE"),
                details: Some(bound.explain(action, resource)),
            });
            return denied(self.https_denial, trace);
        }
        //= RET-PUB-18
        if publish.topic.is_reserved() && !topics::takes_publish(publish.topic.as_str()) {
            let text = format!("the topic `{}` takes no publishes", publish.topic);
            return refused(&HttpError::Forbidden(text), trace);
        }
        let plain = Publication::plain(publish.topic.clone(), http.body.clone(), publish.qos);
        let retain = if publish.retain { Retain::Yes } else { Retain::No };
        //= MB-PUB-32
        self.broker.publish(now, Publication { retain, ..plain }, &mut self.desk);
        published(trace)
    }

    /// What makes a publish unacceptable whoever asks for it (MB-HTP-07, MB-HTP-09).
    fn publishable(&self, publish: &Publish, http: &HttpRequest) -> Result<(), HttpError> {
        let limits = self.broker.limits();
        if !self.broker.takes_topic(publish.topic.as_str()) {
            let (bytes, slashes) = (limits.topic_bytes, limits.topic_slashes);
            let text = format!("the topic is longer than {bytes} bytes or has more than {slashes} slashes");
            return Err(HttpError::InvalidRequest(text));
        }
        //= RET-STO-05
        if publish.retain && publish.topic.is_reserved() {
            return Err(HttpError::InvalidRequest("a reserved topic holds no retained message".to_owned()));
        }
        // Refused until they are served, as the query parameters of MQTT 5 are.
        if let Some((name, _)) = http.headers.iter().find(|(name, _)| is_mqtt5(name)) {
            return Err(HttpError::InvalidRequest(format!("the header `{name}` is not served yet")));
        }
        //= MB-HTP-09
        if http.body.len() > limits.payload_bytes {
            return Err(HttpError::TooLarge(format!("the body is longer than {} bytes", limits.payload_bytes)));
        }
        Ok(())
    }
}

/// Whether a header carries a property of MQTT 5.
fn is_mqtt5(header: &str) -> bool {
    header.get(..12).is_some_and(|start| start.eq_ignore_ascii_case("x-amz-mqtt5-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_of_mqtt_5_is_known_in_any_letter_case() {
        assert!(is_mqtt5("x-amz-mqtt5-user-properties"));
        assert!(is_mqtt5("X-Amz-Mqtt5-Correlation-Data"));
        assert!(!is_mqtt5("x-amz-date"));
        assert!(!is_mqtt5("host"));
    }
}
