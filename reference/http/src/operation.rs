//! From a request target to what is asked for.

use percent_encoding::percent_decode_str;
use touchstone_vocabulary::{QoS, TopicName};

use crate::HttpError;

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operation {
    /// `POST /topics/<topic>` (MB-HTP-01).
    Publish(Publish),
}

/// A publish over HTTPS; the payload is the request's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Where.
    pub topic: TopicName,
    /// 0 unless `qos=1` (MB-HTP-02).
    pub qos: QoS,
    /// `retain=true` (RET-PUB-05).
    pub retain: bool,
}

/// Reads the request line.
///
/// # Errors
/// When the path is not served, the method is not one of its methods, or a parameter is not of its form.
pub fn read(method: &str, target: &str) -> Result<Operation, HttpError> {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let Some(topic) = path.strip_prefix("/topics/") else {
        return Err(HttpError::NotFound(format!("nothing is served at `{path}`")));
    };
    //= MB-HTP-10
    if method != "POST" {
        return Err(HttpError::MethodNotAllowed(format!("`{method}` is not allowed on a topic")));
    }
    let mut publish = Publish { topic: topic_name(topic)?, qos: QoS::AtMostOnce, retain: false };
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        match name {
            //= MB-HTP-02
            "qos" => publish.qos = qos(value)?,
            //= RET-PUB-05
            "retain" => publish.retain = truth(name, value)?,
            // Refused until they are served: a property that is dropped would look delivered.
            "contentType" | "responseTopic" | "messageExpiry" => {
                return Err(HttpError::InvalidRequest(format!("`{name}` is not served yet")));
            }
            _ => {}
        }
    }
    Ok(Operation::Publish(publish))
}

//= MB-HTP-08
//= MB-HTP-07
fn topic_name(path: &str) -> Result<TopicName, HttpError> {
    let invalid = |why: &str| HttpError::InvalidRequest(format!("the topic `{path}` {why}"));
    let text = percent_decode_str(path).decode_utf8().map_err(|_| invalid("is not UTF-8"))?;
    TopicName::new(&text).map_err(|error| invalid(&error.to_string()))
}

fn qos(value: &str) -> Result<QoS, HttpError> {
    match value {
        "0" => Ok(QoS::AtMostOnce),
        "1" => Ok(QoS::AtLeastOnce),
        _ => Err(HttpError::InvalidRequest(format!("`qos` is `{value}`, expected `0` or `1`"))),
    }
}

fn truth(name: &str, value: &str) -> Result<bool, HttpError> {
    match value {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(HttpError::InvalidRequest(format!("`{name}` is `{value}`, expected `true` or `false`"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn topic(target: &str) -> Option<String> {
        let Operation::Publish(publish) = read("POST", target).ok()?;
        Some(publish.topic.as_str().to_owned())
    }

    //= MB-HTP-08
    #[test]
    fn the_path_is_decoded_once() {
        assert_eq!(topic("/topics/a%2Fb").as_deref(), Some("a/b"));
        assert_eq!(topic("/topics/a/b").as_deref(), Some("a/b"));
        assert_eq!(topic("/topics/%25").as_deref(), Some("%"));
        assert_eq!(topic("/topics/%2525").as_deref(), Some("%25"));
        assert_eq!(topic("/topics/%C3%A9").as_deref(), Some("é"));
    }

    #[test]
    fn a_topic_that_is_none_is_an_invalid_request() {
        for target in ["/topics/", "/topics/a%2B", "/topics/%23", "/topics/%FF", "/topics/a%00b"] {
            assert_eq!(read("POST", target).map_err(|error| error.status()), Err(400), "{target}");
        }
    }

    //= MB-HTP-02
    #[test]
    fn only_qos_0_and_1_are_served() {
        for (target, status) in [("?qos=2", 400), ("?qos=-1", 400), ("?qos=x", 400), ("?retain=yes", 400)] {
            let target = format!("/topics/a{target}");
            assert_eq!(read("POST", &target).map_err(|error| error.status()), Err(status), "{target}");
        }
    }

    //= MB-HTP-10
    #[test]
    fn other_methods_are_refused() {
        for method in ["GET", "PUT", "DELETE", "post"] {
            assert_eq!(read(method, "/topics/a").map_err(|error| error.status()), Err(405), "{method}");
        }
    }
}
