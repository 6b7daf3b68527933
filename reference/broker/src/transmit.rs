//! What a connection is sent, decided and encoded at the moment there is room for it.

use bytes::Bytes;
use touchstone_vocabulary::{QoS, Time};
use touchstone_wire::{Property, PropertyBlock, ProtocolVersion, Publish, publish_head, publish_length};

use crate::broker::{Broker, Line, Phase};
use crate::session::{InFlight, Link, Queue, Session, Waiting};
use crate::{ConnectionId, Host, Outgoing, Publication, Transmitted};

impl<S> Broker<S> {
    /// Writes at most `room` bytes of what the connection is to be sent.
    ///
    /// A delivery is decided when its first byte is written: one that has expired, is larger than the client takes, or
    /// whose receiver may not receive it any longer is dropped without a packet identifier.
    pub fn transmit(
        &mut self,
        connection: ConnectionId,
        room: usize,
        out: &mut Outgoing,
        host: &mut impl Host<Standing = S>,
    ) -> Transmitted {
        match self.lines.get(&connection) {
            Some(Line { phase: Phase::Online(key), .. }) => {
                let (key, now) = (*key, self.now);
                self.sessions
                    .get_mut(key)
                    .map_or(Transmitted::Drained, |session| transmit(session, now, room, out, host))
            }
            Some(Line { phase: Phase::Closing(_), .. }) => self.transmit_last(connection, room, out),
            Some(_) | None => Transmitted::Drained,
        }
    }

    /// What is left to be written to a connection that is being closed; it is forgotten with its last byte.
    fn transmit_last(&mut self, connection: ConnectionId, room: usize, out: &mut Outgoing) -> Transmitted {
        let Some(Line { phase: Phase::Closing(last), .. }) = self.lines.get_mut(&connection) else {
            return Transmitted::Drained;
        };
        let fits = last.len().min(room);
        out.append(|small| small.extend(last.drain(..fits)));
        if last.is_empty() {
            self.lines.remove(&connection);
            Transmitted::Drained
        } else {
            Transmitted::More
        }
    }
}

fn transmit<H: Host>(
    session: &mut Session<H::Standing>,
    now: Time,
    room: usize,
    out: &mut Outgoing,
    host: &mut H,
) -> Transmitted {
    let Session { link: Some(link), queue, standing, version, .. } = session else { return Transmitted::Drained };
    let end = out.len().saturating_add(room);
    if room == 0 && anything_left(link, queue) {
        return Transmitted::More;
    }
    loop {
        if let Some((head, body)) = link.cut.take() {
            write_whole(link, head, body, end, out);
        } else if let Some(connack) = link.connack.take() {
            write_whole(link, connack, Bytes::new(), end, out);
        } else if link.resends {
            resend(link, queue, *version, now, end, out, |publication| host.may_receive(standing, &publication.topic));
        } else {
            match next(link, queue) {
                Next::Nothing => {
                    link.ready = false;
                    return Transmitted::Drained;
                }
                Next::Answers => {
                    let run = link.answers.take_run();
                    write_whole(link, Bytes::from(run), Bytes::new(), end, out);
                }
                Next::Delivery(waiting, qos) => {
                    if host.may_receive(standing, &waiting.publication.topic) {
                        let delivery = Delivery { now, version: *version, qos, dup: false, retain: waiting.retain };
                        first_send(link, queue, &waiting, &delivery, end, out);
                    }
                }
            }
        }
        if out.len() >= end && anything_left(link, queue) {
            return Transmitted::More;
        }
    }
}

/// What is to leave next.
enum Next {
    Nothing,
    Answers,
    Delivery(Waiting, QoS),
}

/// The oldest of what may leave: answers, deliveries at QoS 0, and at QoS 1 while the window is open.
fn next(link: &Link, queue: &mut Queue) -> Next {
    let low = queue.at_most_once.front().map(|waiting| waiting.number);
    let high = queue.at_least_once.front().map(|waiting| waiting.number).filter(|_| queue.window_is_open(link.window));
    let delivery = match (low, high) {
        (Some(low), Some(high)) if is_before(low, high) => Some((low, QoS::AtMostOnce)),
        (_, Some(high)) => Some((high, QoS::AtLeastOnce)),
        (Some(low), None) => Some((low, QoS::AtMostOnce)),
        (None, None) => None,
    };
    match (link.answers.first(), delivery) {
        (Some(answer), Some((number, _))) if is_before(number, answer) => {}
        (Some(_), _) => return Next::Answers,
        (None, _) => {}
    }
    let waiting = match delivery {
        Some((_, QoS::AtMostOnce)) => queue.take_at_most_once().map(|waiting| (waiting, QoS::AtMostOnce)),
        Some(_) => queue.take_at_least_once().map(|waiting| (waiting, QoS::AtLeastOnce)),
        None => None,
    };
    waiting.map_or(Next::Nothing, |(waiting, qos)| Next::Delivery(waiting, qos))
}

/// Whether one number was given before another; numbers wrap.
const fn is_before(one: u32, other: u32) -> bool {
    one != other && other.wrapping_sub(one) < u32::MAX / 2
}

fn anything_left(link: &Link, queue: &Queue) -> bool {
    link.connack.is_some()
        || link.cut.is_some()
        || link.resends
        || !link.answers.is_empty()
        || !queue.at_most_once.is_empty()
        || queue.window_is_open(link.window) && !queue.at_least_once.is_empty()
}

/// How a delivery travels.
struct Delivery {
    now: Time,
    version: ProtocolVersion,
    qos: QoS,
    dup: bool,
    retain: bool,
}

/// Sends a delivery for the first time; at QoS 1 it is in flight from here on.
fn first_send(
    link: &mut Link,
    queue: &mut Queue,
    waiting: &Waiting,
    delivery: &Delivery,
    end: usize,
    out: &mut Outgoing,
) {
    let publication = &waiting.publication;
    if publication.is_expired(delivery.now) {
        return;
    }
    let expiry = expiry_block(publication, delivery);
    let id = (delivery.qos == QoS::AtLeastOnce).then(|| queue.free_id());
    let packet = packet(publication, delivery, id, expiry.as_ref());
    if !write_delivery(link, &packet, publication, delivery.version, end, out) {
        return;
    }
    if let Some(id) = id {
        let publication = waiting.publication.clone();
        queue.in_flight.push_back(InFlight { publication, id, retain: waiting.retain, resend: false });
    }
}

/// Sends one delivery again that an earlier connection left unacknowledged (MB-DUP-14), decided again.
fn resend(
    link: &mut Link,
    queue: &mut Queue,
    version: ProtocolVersion,
    now: Time,
    end: usize,
    out: &mut Outgoing,
    may_receive: impl FnOnce(&Publication) -> bool,
) {
    let within = usize::from(link.window);
    let Some(place) = queue.in_flight.iter().take(within).position(|sent| sent.resend) else {
        link.resends = false;
        return;
    };
    let Some(sent) = queue.in_flight.get_mut(place) else { return };
    sent.resend = false;
    let sent = sent.clone();
    let delivery = Delivery { now, version, qos: QoS::AtLeastOnce, dup: true, retain: sent.retain };
    let expiry = expiry_block(&sent.publication, &delivery);
    let packet = packet(&sent.publication, &delivery, Some(sent.id), expiry.as_ref());
    let kept = !sent.publication.is_expired(now)
        && may_receive(&sent.publication)
        && write_delivery(link, &packet, &sent.publication, version, end, out);
    if !kept {
        queue.in_flight.remove(place);
    }
}

/// The properties of a delivery where they are not the publisher's own: with what is left of the expiry (MB-V5-05).
fn expiry_block(publication: &Publication, delivery: &Delivery) -> Option<PropertyBlock> {
    let end = publication.expires.filter(|_| delivery.version == ProtocolVersion::V5)?;
    let mut block = publication.properties.clone();
    //= MB-V5-05
    let left = u32::try_from(end.since(delivery.now).whole_secs()).unwrap_or(u32::MAX);
    block.push(Property::MessageExpiryInterval(left)).ok().map(|()| block)
}

fn packet<'a>(
    publication: &'a Publication,
    delivery: &Delivery,
    id: Option<touchstone_wire::PacketId>,
    expiry: Option<&'a PropertyBlock>,
) -> Publish<'a> {
    let properties = match delivery.version {
        //= MB-V5-09
        ProtocolVersion::V311 => touchstone_wire::Properties::NONE,
        ProtocolVersion::V5 => expiry.unwrap_or(&publication.properties).as_properties(),
    };
    Publish {
        dup: delivery.dup,
        qos: delivery.qos,
        retain: delivery.retain,
        topic: publication.topic.as_str(),
        id,
        properties,
        payload: &publication.payload,
    }
}

/// Writes a PUBLISH, cut where there is no room for all of it; answers false when the client does not take it.
fn write_delivery(
    link: &mut Link,
    packet: &Publish<'_>,
    publication: &Publication,
    version: ProtocolVersion,
    end: usize,
    out: &mut Outgoing,
) -> bool {
    let length = publish_length(packet, version);
    //= MB-V5-10
    if length > link.largest {
        return false;
    }
    if out.len() + length <= end {
        let written = out.append(|small| publish_head(packet, version, small)).is_ok();
        out.append_body(&publication.payload);
        return written;
    }
    let mut head = Vec::new();
    if publish_head(packet, version, &mut head).is_err() {
        return false;
    }
    write_whole(link, Bytes::from(head), publication.payload.clone(), end, out);
    true
}

/// Writes as much as there is room for and keeps the rest; nothing else of the connection is written before it.
fn write_whole(link: &mut Link, mut head: Bytes, mut body: Bytes, end: usize, out: &mut Outgoing) {
    let room = end.saturating_sub(out.len());
    let first = head.split_to(head.len().min(room));
    out.append(|small| small.extend_from_slice(&first));
    let room = end.saturating_sub(out.len());
    let first = body.split_to(body.len().min(room));
    out.append_body(&first);
    if !(head.is_empty() && body.is_empty()) {
        link.cut = Some((head, body));
    }
}
