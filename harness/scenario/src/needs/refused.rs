//! Requests that a case says are refused.

use crate::{Act, Case, Gets, Located, Outcome, PacketKind, PacketPattern, Step, Version};

/// From here on, the codes of PUBACK and SUBACK say that a request failed.
const FAILURE: u64 = 0x80;

/// Which parts of a request the broker refuses.
pub(super) enum Refused {
    /// As far as the case says, none.
    None,
    /// The whole request.
    All,
    /// Of a SUBSCRIBE, those whose code is a failure.
    Some(Vec<bool>),
}

impl Refused {
    pub(super) fn by(gets: Option<&Gets>, case: &Case, from: &Located<String>) -> Self {
        let Some(Gets::Outcome(expected)) = gets else { return Self::None };
        let version = case.version(&from.value);
        let judged = match version {
            Version::V3 => &expected.v3,
            Version::V5 => &expected.v5,
        };
        match &judged.reference {
            Outcome::Nothing | Outcome::Closed | Outcome::Ended => Self::All,
            Outcome::Packet(packet) => Self::with(packet),
            _ => Self::None,
        }
    }

    fn with(packet: &PacketPattern) -> Self {
        let member =
            |name: &str| packet.members.iter().find(|(member, _)| member.value == name).map(|(_, value)| value);
        let code = member("code").and_then(serde_json::Value::as_u64).unwrap_or_default();
        match packet.kind {
            PacketKind::Disconnect => Self::All,
            PacketKind::Connack if code > 0 => Self::All,
            PacketKind::Puback if code >= FAILURE => Self::All,
            PacketKind::Suback => {
                let codes = member("codes").and_then(serde_json::Value::as_array);
                let fails = |code: &serde_json::Value| code.as_u64().is_some_and(|code| code >= FAILURE);
                codes.map_or(Self::None, |codes| Self::Some(codes.iter().map(fails).collect()))
            }
            _ => Self::None,
        }
    }

    /// Whether the part at this place of the request is refused.
    pub(super) fn is_at(&self, place: usize) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::Some(parts) => parts.get(place).copied().unwrap_or_default(),
        }
    }
}

/// Whether a client connects, and never with success, so that nobody sees its will.
pub(super) fn is_never_admitted(case: &Case, client: &str) -> bool {
    let mut connects = Vec::new();
    collect(case, &case.steps, client, &mut connects);
    !connects.is_empty() && connects.iter().all(|refused| refused.is_at(0))
}

fn collect(case: &Case, steps: &[Step], client: &str, connects: &mut Vec<Refused>) {
    for step in steps {
        if let Act::Connect(asked) = &step.act {
            let of_client = asked.iter().filter(|connect| connect.what.value == client);
            connects.extend(of_client.map(|connect| Refused::by(connect.gets.as_ref(), case, &connect.what)));
        }
        collect(case, step.act.inside(), client, connects);
    }
}
