//! Resource patterns, resolved against the place where they are in force.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::document::{ResourcePattern, Version};
use crate::pattern::{Part, Pattern, Syntax, parts};
use crate::resource::{Fields, Named, Place, Resource, ResourceKind};
use crate::variables::{Keys, Lookup, Values};

/// A resource pattern made ready.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// The place of its ARN; `None` for `*`, which is no ARN.
    place: Option<Arc<PlacePattern>>,
    pub(crate) reach: Reach,
}

/// The fields of a pattern that say where its resources lie.
#[derive(Debug)]
struct PlacePattern {
    partition: Box<str>,
    service: Box<str>,
    region: Pattern,
    account: Pattern,
    /// Whether it takes in the place where the policies are in force.
    is_home: bool,
}

/// What a pattern covers at its place.
#[derive(Clone, Debug)]
pub(crate) enum Reach {
    /// `*`: every resource, and the pseudo resource.
    Everything,
    /// `arn:...:*`: every resource.
    Resources,
    /// Resources of one kind.
    Kind(KindPattern),
    /// A wildcard or a variable stands before the first slash, so that the kind takes part in the comparison.
    Mixed(Pattern),
    /// Resources of no known kind.
    Other(Pattern),
}

/// A pattern behind a literal kind: literal text up to the first wildcard or variable, then the rest.
#[derive(Clone, Debug)]
pub(crate) struct KindPattern {
    pub(crate) kind: ResourceKind,
    pub(crate) head: Box<str>,
    pub(crate) rest: Pattern,
}

/// Makes patterns ready for one home; those with the same place, or the same rest, share it.
#[derive(Debug)]
pub(crate) struct Resolver<'h> {
    home: &'h Place,
    places: BTreeMap<String, Arc<PlacePattern>>,
    rests: BTreeMap<Vec<Part>, Pattern>,
    /// The keys of the set that is being compiled.
    pub(crate) keys: Keys,
}

impl<'h> Resolver<'h> {
    pub(crate) fn new(home: &'h Place) -> Self {
        Self { home, places: BTreeMap::new(), rests: BTreeMap::new(), keys: Keys::default() }
    }

    pub(crate) fn target(&mut self, pattern: &ResourcePattern, version: Version) -> Target {
        let text = pattern.text.as_str();
        match Fields::of(text) {
            Some(fields) => Target {
                place: Some(self.place(text.strip_suffix(fields.rest).unwrap_or(text), &fields)),
                reach: self.reach(fields.rest, version),
            },
            //= POL-MATCH-09
            None => Target { place: None, reach: Reach::Everything },
        }
    }

    fn place(&mut self, text: &str, fields: &Fields<'_>) -> Arc<PlacePattern> {
        if let Some(place) = self.places.get(text) {
            return Arc::clone(place);
        }
        let place = Arc::new(PlacePattern::new(fields, self.home));
        self.places.insert(text.to_owned(), Arc::clone(&place));
        place
    }

    fn reach(&mut self, rest: &str, version: Version) -> Reach {
        //= POL-VAR-03
        let mut found = parts(rest, Syntax { wildcards: true, variables: version == Version::Of2012 });
        if let [Part::Star] = found.as_slice() {
            return Reach::Resources;
        }
        //= POL-MATCH-12
        match found.as_slice() {
            [Part::Literal(text), ..] if text.contains('/') => match ResourceKind::split(text) {
                Some((kind, head)) => {
                    let head = head.into();
                    found.remove(0);
                    Reach::Kind(KindPattern { kind, head, rest: self.rest(found) })
                }
                None => Reach::Other(self.rest(found)),
            },
            [] | [Part::Literal(_)] => Reach::Other(self.rest(found)),
            _ => Reach::Mixed(self.rest(found)),
        }
    }

    fn rest(&mut self, parts: Vec<Part>) -> Pattern {
        self.rests.entry(parts).or_insert_with_key(|parts| Pattern::new(parts.clone(), &mut self.keys)).clone()
    }
}

impl PlacePattern {
    fn new(fields: &Fields<'_>, home: &Place) -> Self {
        // A `${` of these fields is plain text.
        //= POL-VAR-02
        let mut no_keys = Keys::default();
        let mut read =
            |field: &str| Pattern::new(parts(field, Syntax { wildcards: true, variables: false }), &mut no_keys);
        let mut place = Self {
            partition: fields.partition.into(),
            service: fields.service.into(),
            region: read(fields.region),
            account: read(fields.account),
            is_home: false,
        };
        let (partition, region, account) = (&*home.partition, &*home.region, &*home.account);
        place.is_home = place.covers(&Fields { partition, service: "iot", region, account, rest: "" });
        place
    }

    fn covers(&self, fields: &Fields<'_>) -> bool {
        let field = |pattern: &Pattern, field| pattern.covers(field, &Values::default());
        //= POL-MATCH-11
        *self.partition == *fields.partition
            && *self.service == *fields.service
            //= POL-MATCH-16
            //= POL-MATCH-10
            && field(&self.region, fields.region)
            && field(&self.account, fields.account)
    }
}

impl Target {
    /// Whether it is `*`.
    pub(crate) const fn is_everything(&self) -> bool {
        self.place.is_none()
    }

    /// Whether it takes in resources of the place where the policies are in force.
    pub(crate) fn is_home(&self) -> bool {
        self.place.as_ref().is_none_or(|place| place.is_home)
    }

    /// Whether a pattern of one kind covers a name at home; some bytes of its head are known to fit.
    #[inline]
    pub(crate) fn covers_name<V: Lookup + ?Sized>(
        &self,
        kind: ResourceKind,
        name: &str,
        known: usize,
        variables: &V,
    ) -> bool {
        matches!(&self.reach, Reach::Kind(KindPattern { kind: wanted, head, rest })
            if *wanted == kind && rest.covers_behind((head, known), name, variables))
    }

    /// Whether the resource is covered.
    pub(crate) fn covers<V: Lookup + ?Sized>(&self, resource: Resource<'_>, variables: &V) -> bool {
        match (resource.named(), &self.place) {
            (_, None) => true,
            (Named::All, Some(_)) => false,
            (Named::AtHome(kind, name), Some(place)) => place.is_home && self.reach.covers(kind, name, variables),
            (Named::Whole(text), Some(place)) => Fields::of(text)
                .is_some_and(|fields| place.covers(&fields) && self.reach.covers_text(fields.rest, variables)),
        }
    }
}

impl Reach {
    fn covers<V: Lookup + ?Sized>(&self, kind: ResourceKind, name: &str, variables: &V) -> bool {
        match self {
            Self::Everything | Self::Resources => true,
            Self::Kind(pattern) => pattern.kind == kind && pattern.covers(name, variables),
            Self::Mixed(pattern) => pattern.covers_joined(kind.head(), name, variables),
            Self::Other(_) => false,
        }
    }

    /// Whether the text behind the fifth colon is covered.
    fn covers_text<V: Lookup + ?Sized>(&self, text: &str, variables: &V) -> bool {
        match (self, ResourceKind::split(text)) {
            (_, Some((kind, name))) => self.covers(kind, name, variables),
            (Self::Everything | Self::Resources, None) => true,
            (Self::Kind(_), None) => false,
            (Self::Mixed(pattern) | Self::Other(pattern), None) => pattern.covers(text, variables),
        }
    }
}

impl KindPattern {
    //= POL-MATCH-03
    #[inline]
    fn covers<V: Lookup + ?Sized>(&self, name: &str, variables: &V) -> bool {
        self.rest.covers_behind((&self.head, 0), name, variables)
    }
}
