//! A history in words.

use std::fmt::{Debug, Display, Formatter, Result};

use touchstone_wire::ProtocolVersion;

use super::{Arrival, CLIENTS, History, Manner, Rights, Step};

impl Display for History {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for (client, rights) in CLIENTS.iter().zip(&self.rights) {
            writeln!(f, "      {client} may {rights}")?;
        }
        self.steps.iter().enumerate().try_for_each(|(number, step)| writeln!(f, "{number:4}. {step}"))
    }
}

impl Debug for History {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        write!(f, "\n{self}")
    }
}

impl Display for Rights {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let list = |names: &mut dyn Iterator<Item = &'static str>| names.collect::<Vec<_>>().join(" ");
        let connect = if self.connect { "connect" } else { "not connect" };
        let (publish, subscribe) = (list(&mut self.publish()), list(&mut self.subscribe()));
        let receive = list(&mut self.receive());
        write!(f, "{connect}, publish [{publish}], subscribe [{subscribe}], receive [{receive}]")
    }
}

impl Display for Step {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        match self {
            Self::Connect(arrival) => write!(f, "{arrival}"),
            Self::ConnectAgain(client) => write!(f, "{client} sends a second CONNECT"),
            Self::Subscribe(client, filter, qos) => write!(f, "{client} subscribes to `{filter}` at QoS {qos}"),
            Self::Unsubscribe(client, filter) => write!(f, "{client} unsubscribes from `{filter}`"),
            Self::Publish(client, topic, qos) => write!(f, "{client} publishes to `{topic}` at QoS {qos}"),
            Self::Acknowledge(client) => write!(f, "{client} acknowledges its oldest delivery"),
            Self::Ping(client) => write!(f, "{client} pings"),
            Self::Disconnect { client, with_will, expiry } => {
                let will = if *with_will { " and asks for its will" } else { "" };
                let seconds = expiry.map(|expiry| format!(", session expiry {expiry} s")).unwrap_or_default();
                write!(f, "{client} disconnects{will}{seconds}")
            }
            Self::Lose(client) => write!(f, "{client} loses its connection"),
            Self::SetRights(client, rights) => write!(f, "{client} may now {rights}"),
            Self::Pass(seconds) => write!(f, "{seconds} s pass in silence"),
            Self::PassPinging(seconds) => write!(f, "{seconds} s pass while everybody pings"),
        }
    }
}

impl Display for Arrival {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        let version = if self.version == ProtocolVersion::V5 { "5" } else { "3.1.1" };
        let clean = if self.clean { "clean" } else { "not clean" };
        write!(f, "{} connects: {version}, {clean}, keep alive {} s", self.client, self.keep_alive)?;
        if self.version == ProtocolVersion::V5 {
            write!(f, ", session expiry {} s, receive maximum {:?}", self.expiry, self.window)?;
        }
        if let Some(qos) = self.will {
            write!(f, ", will at QoS {qos}")?;
        }
        f.write_str(match self.manner {
            Manner::Proper => "",
            Manner::Stranger => ", with the certificate of a stranger",
            Manner::NoCertificate => ", without a certificate",
            Manner::ReservedFlag => ", with the reserved flag set",
            Manner::WillAtQos2 => ", with a will at QoS 2",
            Manner::WillToWildcard => ", with a will to `a/#`",
        })
    }
}
