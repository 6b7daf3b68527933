//! Subscriptions by topic: who is to get what is published here.

use std::collections::BTreeMap;

use touchstone_vocabulary::{QoS, TopicFilter, TopicName};

use crate::session::{Granted, SessionKey};

/// An index of subscriptions, one node a level.
#[derive(Debug, Default)]
pub(crate) struct Subscriptions {
    root: Node,
}

#[derive(Debug, Default)]
struct Node {
    /// Levels that are text.
    levels: BTreeMap<Box<str>, Self>,
    /// The level `+`.
    any: Option<Box<Self>>,
    /// Filters that end here, by session.
    here: Vec<(SessionKey, Granted)>,
    /// Filters that end in `#` after here, by session.
    below: Vec<(SessionKey, Granted)>,
}

/// One session that is to get a publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Match {
    pub(crate) session: SessionKey,
    pub(crate) qos: QoS,
    /// Whether a subscription that matched wants the publisher's RETAIN flag.
    pub(crate) retain_as_published: bool,
    /// Whether every subscription that matched refuses the session's own publishes.
    pub(crate) no_local: bool,
}

impl Subscriptions {
    /// Adds or replaces a session's subscription (MB-SUB-06).
    pub(crate) fn insert(&mut self, filter: &TopicFilter, session: SessionKey, granted: Granted) {
        let list = self.root.list(filter);
        match list.binary_search_by_key(&session, |(key, _)| *key) {
            Ok(place) => list.get_mut(place).into_iter().for_each(|entry| entry.1 = granted),
            Err(place) => list.insert(place, (session, granted)),
        }
    }

    /// Removes a session's subscription, and the nodes that nobody needs any longer.
    pub(crate) fn remove(&mut self, filter: &TopicFilter, session: SessionKey) {
        let levels: Vec<&str> = filter.levels().collect();
        self.root.remove(&levels, session);
    }

    /// Collects each session that is to get a publish once, in ascending order (MB-SUB-18).
    pub(crate) fn matches(&self, topic: &TopicName, found: &mut Vec<Match>) {
        found.clear();
        let mut lists = 0;
        self.root.collect(topic.as_str(), Wildcards::unless(topic.is_reserved()), &mut |list| {
            lists += 1;
            found.extend(list.iter().map(|(session, granted)| Match {
                session: *session,
                qos: granted.qos,
                retain_as_published: granted.retain_as_published,
                no_local: granted.no_local,
            }));
        });
        if lists > 1 {
            found.sort_by_key(|hit| hit.session);
            found.dedup_by(|later, first| later.session == first.session && first.join(*later));
        }
    }
}

impl Match {
    /// Takes another subscription of the same session in: the highest QoS wins, RETAIN is kept if any wants it, and the
    /// publisher gets its own publish unless every subscription refuses it (MB-SUB-18).
    fn join(&mut self, other: Self) -> bool {
        self.qos = self.qos.max(other.qos);
        self.retain_as_published |= other.retain_as_published;
        self.no_local &= other.no_local;
        true
    }
}

/// Whether wildcards match at the level in question: never the first level of a topic that begins with `$`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wildcards {
    Match,
    Rest,
}

impl Wildcards {
    const fn unless(reserved: bool) -> Self {
        if reserved { Self::Rest } else { Self::Match }
    }
}

impl Node {
    /// The list that a filter's sessions stand in, made where it is missing.
    fn list(&mut self, filter: &TopicFilter) -> &mut Vec<(SessionKey, Granted)> {
        let mut node = self;
        for level in filter.levels() {
            match level {
                "#" => return &mut node.below,
                "+" => node = node.any.get_or_insert_default(),
                _ => node = node.levels.entry(level.into()).or_default(),
            }
        }
        &mut node.here
    }

    /// Removes a session and answers whether this node is empty.
    fn remove(&mut self, levels: &[&str], session: SessionKey) -> bool {
        match levels.split_first() {
            None => self.here.retain(|(key, _)| *key != session),
            Some((&"#", _)) => self.below.retain(|(key, _)| *key != session),
            Some((&"+", rest)) => {
                if self.any.as_mut().is_some_and(|next| next.remove(rest, session)) {
                    self.any = None;
                }
            }
            Some((level, rest)) => {
                if self.levels.get_mut(*level).is_some_and(|next| next.remove(rest, session)) {
                    self.levels.remove(*level);
                }
            }
        }
        self.levels.is_empty() && self.any.is_none() && self.here.is_empty() && self.below.is_empty()
    }

    /// Shows every list of filters that match the levels of `rest`, of which there is at least one.
    fn collect(&self, rest: &str, wildcards: Wildcards, show: &mut impl FnMut(&[(SessionKey, Granted)])) {
        let (level, deeper) = match rest.split_once('/') {
            Some((level, deeper)) => (level, Some(deeper)),
            None => (rest, None),
        };
        //= MB-SUB-12
        let any = self.any.as_deref().filter(|_| wildcards == Wildcards::Match);
        if wildcards == Wildcards::Match && !self.below.is_empty() {
            //= MB-SUB-10
            // `x/#` needs a level after `x`, so `#` is looked at with a level in hand, never at the end.
            show(&self.below);
        }
        for next in self.levels.get(level).into_iter().chain(any) {
            match deeper {
                Some(deeper) => next.collect(deeper, Wildcards::Match, show),
                None if next.here.is_empty() => {}
                None => show(&next.here),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use touchstone_wire::RetainHandling;

    const AT_QOS_0: Granted = Granted {
        qos: QoS::AtMostOnce,
        no_local: false,
        retain_as_published: false,
        retain_handling: RetainHandling::Always,
    };

    fn matched(filters: &[&str], topic: &str) -> Vec<u32> {
        let mut index = Subscriptions::default();
        for (number, filter) in filters.iter().enumerate() {
            index.insert(&TopicFilter::new(filter).unwrap(), SessionKey(u32::try_from(number).unwrap()), AT_QOS_0);
        }
        let mut found = Vec::new();
        index.matches(&TopicName::new(topic).unwrap(), &mut found);
        found.iter().map(|hit| hit.session.0).collect()
    }

    //= MB-SUB-10
    #[test]
    fn a_filter_ending_in_hash_does_not_match_its_parent() {
        assert_eq!(matched(&["sensor/#"], "sensor"), []);
        for topic in ["sensor/", "sensor/a", "sensor/a/b"] {
            assert_eq!(matched(&["sensor/#"], topic), [0], "{topic}");
        }
    }

    //= MB-SUB-11
    #[test]
    fn plus_matches_an_empty_level_and_hash_every_ordinary_topic() {
        assert_eq!(matched(&["+/b", "#", "+/+", "+"], "/b"), [0, 1, 2]);
    }

    //= MB-SUB-12
    #[test]
    fn a_leading_wildcard_never_matches_a_reserved_topic() {
        assert_eq!(matched(&["#", "+/things/#", "$aws/#", "$aws/+/x"], "$aws/things/x"), [2, 3]);
    }

    #[test]
    fn a_session_is_found_once_at_its_highest_qos() {
        let mut index = Subscriptions::default();
        let session = SessionKey(7);
        index.insert(&TopicFilter::new("a/+").unwrap(), session, AT_QOS_0);
        index.insert(&TopicFilter::new("a/b").unwrap(), session, Granted { qos: QoS::AtLeastOnce, ..AT_QOS_0 });
        let mut found = Vec::new();
        index.matches(&TopicName::new("a/b").unwrap(), &mut found);
        assert_eq!(found.iter().map(|hit| (hit.session.0, hit.qos)).collect::<Vec<_>>(), [(7, QoS::AtLeastOnce)]);
    }

    #[test]
    fn what_is_removed_leaves_nothing_behind() {
        let mut index = Subscriptions::default();
        for filter in ["a/b", "a/+/#", "#", "+"] {
            let filter = TopicFilter::new(filter).unwrap();
            index.insert(&filter, SessionKey(1), AT_QOS_0);
            index.insert(&filter, SessionKey(2), AT_QOS_0);
            index.remove(&filter, SessionKey(1));
            index.remove(&filter, SessionKey(2));
        }
        assert!(index.root.levels.is_empty() && index.root.any.is_none());
        assert!(index.root.here.is_empty() && index.root.below.is_empty());
    }
}
