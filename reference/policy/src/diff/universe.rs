//! Documents side by side: their statements, and the patterns that these share.

use std::collections::BTreeMap;

use super::askers::Askers;
use super::automaton::{Class, Token, literal, reach};
use super::boundary::tokens;
use super::caller::COGNITO_IDENTITY;
use crate::condition::Check;
use crate::document::{Policy, ResourcePattern, Scope, Statement, Version};
use crate::pattern::{Part, Syntax, parts};
use crate::resource::Fields;

/// Documents side by side.
#[derive(Debug)]
pub(crate) struct Universe<'p> {
    pub(crate) askers: &'p Askers,
    pub(crate) statements: Vec<Known<'p>>,
    /// Different resource patterns of all statements.
    pub(crate) patterns: Vec<Target>,
    /// Whatever the documents say, in one text.
    pub(crate) words: String,
}

/// A statement of one of the documents.
#[derive(Debug)]
pub(crate) struct Known<'p> {
    pub(crate) document: usize,
    pub(crate) number: usize,
    pub(crate) statement: &'p Statement,
    pub(crate) version: Version,
    pub(crate) checks: Vec<Check>,
    /// The numbers of its resource patterns.
    pub(crate) targets: Vec<usize>,
}

/// A resource pattern, taken apart.
#[derive(Debug)]
pub(crate) struct Target {
    /// `None` for `*`.
    pub(crate) arn: Option<ArnPattern>,
}

/// The fields of a resource pattern.
#[derive(Debug)]
pub(crate) struct ArnPattern {
    partition: String,
    service: String,
    region: Vec<Token>,
    account: Vec<Token>,
    pub(crate) rest: Vec<Part>,
}

/// The fields of a resource before its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) head: String,
    /// Whether AWS IoT has resources there.
    pub(crate) is_of_iot: bool,
    /// Which of the patterns reach it.
    pub(crate) reached: Vec<bool>,
}

impl<'p> Universe<'p> {
    pub(crate) fn of(askers: &'p Askers, documents: &[&'p Policy]) -> Self {
        let mut universe = Self { askers, statements: Vec::new(), patterns: Vec::new(), words: String::new() };
        let mut numbers = BTreeMap::new();
        for (document, policy) in documents.iter().enumerate() {
            for (number, statement) in policy.statements.iter().enumerate() {
                let checks = statement.conditions.iter().map(|it| Check::alone(it, policy.version)).collect();
                let (Scope::These(patterns) | Scope::AllBut(patterns)) = &statement.resources;
                let mut number_of = |pattern: &ResourcePattern| {
                    let replaces = policy.version == Version::Of2012 && pattern.text.contains("${");
                    let next = universe.patterns.len();
                    let known = *numbers.entry((pattern.text.clone(), replaces)).or_insert(next);
                    if known == next {
                        universe.patterns.push(Target::of(&pattern.text, replaces));
                        universe.words.push_str(&pattern.text);
                    }
                    known
                };
                let targets = patterns.iter().map(&mut number_of).collect();
                for value in statement.conditions.iter().flat_map(|condition| &condition.values) {
                    universe.words.push_str(&value.text);
                }
                let version = policy.version;
                universe.statements.push(Known { document, number, statement, version, checks, targets });
            }
        }
        universe
    }

    /// Whether the documents speak of who a Cognito identity is.
    pub(crate) fn has_identity(&self) -> bool {
        let conditions = self.statements.iter().flat_map(|known| known.statement.conditions());
        let mut keys = conditions.map(|condition| condition.key().to_lowercase());
        keys.any(|key| key == COGNITO_IDENTITY) || self.words.to_lowercase().contains(COGNITO_IDENTITY)
    }

    /// One place for each combination of patterns that reach one, the home of most policies first; and whether these are
    /// all.
    pub(crate) fn places(&self, states: &mut usize) -> (Vec<Place>, bool) {
        let arns: Vec<&ArnPattern> = self.patterns.iter().filter_map(|target| target.arn.as_ref()).collect();
        let home = |name: fn(&ArnPattern) -> &[Token], default: &str| {
            let named = arns.iter().filter_map(|arn| spelled(name(arn)));
            named.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| default.to_owned())
        };
        let region = home(|arn| &arn.region, "eu-west-1");
        let account = home(|arn| &arn.account, "123456789012");
        let (regions, all_regions) = alternatives(arns.iter().map(|arn| &arn.region), &region, states);
        let (accounts, all_accounts) = alternatives(arns.iter().map(|arn| &arn.account), &account, states);
        let mut owners: Vec<(&str, &str)> = arns.iter().map(|arn| (&*arn.partition, &*arn.service)).collect();
        owners.sort_by_key(|(partition, service)| (*service != "iot", *partition != "aws"));
        owners.push(("aws", "iot"));
        owners.push(("aws", "execute-api"));
        let mut places: Vec<Place> = Vec::new();
        let mut is_complete = all_regions && all_accounts;
        for (partition, service) in owners {
            for (region, account) in regions.iter().flat_map(|region| accounts.iter().map(move |it| (region, it))) {
                let place = self.place((partition, service), region, account);
                if places.iter().any(|known| known.reached == place.reached) {
                    continue;
                }
                if places.len() == MOST_PLACES {
                    is_complete = false;
                } else {
                    places.push(place);
                }
            }
        }
        (places, is_complete)
    }

    fn place(&self, owner: (&str, &str), region: &str, account: &str) -> Place {
        let reached = self.patterns.iter().map(|target| {
            target.arn.as_ref().is_none_or(|arn| {
                (&*arn.partition, &*arn.service) == owner && fits(&arn.region, region) && fits(&arn.account, account)
            })
        });
        Place {
            head: format!("arn:{}:{}:{region}:{account}:", owner.0, owner.1),
            is_of_iot: owner.1 == "iot" && ["aws", "aws-cn", "aws-us-gov"].contains(&owner.0),
            reached: reached.collect(),
        }
    }
}

/// As many places are told apart.
const MOST_PLACES: usize = 64;

impl Target {
    fn of(text: &str, replaces: bool) -> Self {
        let arn = Fields::of(text).map(|fields| {
            // A `${` before the name is plain text.
            let field = |text| tokens(&parts(text, Syntax { wildcards: true, variables: false }), Class::Field);
            ArnPattern {
                partition: fields.partition.to_owned(),
                service: fields.service.to_owned(),
                region: field(fields.region),
                account: field(fields.account),
                rest: parts(fields.rest, Syntax { wildcards: true, variables: replaces }),
            }
        });
        Self { arn }
    }
}

/// The text of a pattern without wildcards.
fn spelled(tokens: &[Token]) -> Option<String> {
    let character = |token: &Token| if let Token::Exactly(character) = token { Some(*character) } else { None };
    tokens.iter().map(character).collect()
}

fn fits(pattern: &[Token], field: &str) -> bool {
    let mut states = usize::MAX;
    let reached = reach(&[pattern.to_vec(), literal(field)], &mut states);
    reached.combinations.iter().any(|(covering, _)| covering == &[true, true])
}

/// A text for each combination of patterns, the given one standing for its own; and whether these are all.
fn alternatives<'t>(
    patterns: impl Iterator<Item = &'t Vec<Token>>,
    home: &str,
    states: &mut usize,
) -> (Vec<String>, bool) {
    let mut patterns: Vec<Vec<Token>> = patterns.cloned().collect();
    patterns.sort_unstable();
    patterns.dedup();
    patterns.push(vec![Token::Run(Class::Field)]);
    let reached = reach(&patterns, states);
    let own: Vec<bool> = patterns.iter().map(|pattern| fits(pattern, home)).collect();
    let fields = reached.combinations.into_iter().filter(|(covering, _)| covering.last() == Some(&true));
    let mut texts: Vec<String> = vec![home.to_owned()];
    texts.extend(fields.filter(|(covering, _)| *covering != own).map(|(_, text)| text));
    (texts, reached.is_complete)
}
