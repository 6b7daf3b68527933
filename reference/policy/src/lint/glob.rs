//! Patterns compared with texts and with each other.

/// One piece of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Char(char),
    /// `?`
    One,
    /// `*`
    Run,
}

/// What a variable counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holes {
    /// Its own text.
    Text,
    /// Any text.
    Any,
    /// The client id any text, every other its own.
    AnyClientId,
}

/// Takes a pattern apart; `${*}`, `${?}` and `${$}` are the characters.
pub(super) fn pieces(pattern: &str, holes: Holes) -> Vec<Piece> {
    let (mut pieces, mut rest) = (Vec::with_capacity(pattern.len()), pattern);
    let last_brace = pattern.rfind('}').unwrap_or_default();
    while let Some(first) = rest.chars().next() {
        let may_close = pattern.len() - rest.len() < last_brace;
        if let Some((inside, after)) = rest.strip_prefix("${").filter(|_| may_close).and_then(|it| it.split_once('}')) {
            let is_any = match holes {
                Holes::Text => false,
                Holes::Any => true,
                Holes::AnyClientId => inside.eq_ignore_ascii_case("iot:ClientId"),
            };
            match inside {
                "*" => pieces.push(Piece::Char('*')),
                "?" => pieces.push(Piece::Char('?')),
                "$" => pieces.push(Piece::Char('$')),
                _ if is_any => pieces.push(Piece::Run),
                _ => pieces.extend("${".chars().chain(inside.chars()).chain(['}']).map(Piece::Char)),
            }
            rest = after;
            continue;
        }
        pieces.push(match first {
            '*' => Piece::Run,
            '?' => Piece::One,
            other => Piece::Char(other),
        });
        rest = rest.get(first.len_utf8()..).unwrap_or_default();
    }
    pieces
}

/// Whether pattern Q covers P as text: the wildcards of P are ordinary characters.
pub(super) fn covers_as_text(q: &str, p: &str) -> bool {
    let text: Vec<char> = pieces(p, Holes::Text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Char(character) => character,
            Piece::One => '?',
            Piece::Run => '*',
        })
        .collect();
    covers(&pieces(q, Holes::Text), &text, char::eq)
}

/// Whether a pattern covers a name whatever its letter case, as actions are compared.
pub(super) fn covers_name(pattern: &str, name: &str) -> bool {
    let pieces: Vec<Piece> = pattern
        .chars()
        .map(|character| match character {
            '*' => Piece::Run,
            '?' => Piece::One,
            other => Piece::Char(other),
        })
        .collect();
    covers(&pieces, &name.chars().collect::<Vec<_>>(), char::eq_ignore_ascii_case)
}

/// Whether a text holds a wildcard of policies.
pub(super) fn has_wildcard(text: &str) -> bool {
    text.contains(['*', '?'])
}

fn covers(pattern: &[Piece], text: &[char], same: impl Fn(&char, &char) -> bool) -> bool {
    let (mut at_piece, mut at_char, mut retry) = (0, 0, None);
    loop {
        match (pattern.get(at_piece), text.get(at_char)) {
            (None, None) => return true,
            (Some(Piece::Run), _) => {
                at_piece += 1;
                retry = Some((at_piece, at_char));
            }
            (Some(Piece::One), Some(_)) => (at_piece, at_char) = (at_piece + 1, at_char + 1),
            (Some(Piece::Char(wanted)), Some(found)) if same(wanted, found) => {
                (at_piece, at_char) = (at_piece + 1, at_char + 1);
            }
            _ => match retry {
                Some((piece, character)) if character < text.len() => {
                    retry = Some((piece, character + 1));
                    (at_piece, at_char) = (piece, character + 1);
                }
                _ => return false,
            },
        }
    }
}

/// Whether a text exists that both patterns cover.
pub(super) fn meet(left: &[Piece], right: &[Piece]) -> bool {
    // reached[j]: the pieces of `left` walked so far can be matched by the first j of `right`
    let mut reached = vec![false; right.len() + 1];
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    spread(&mut reached, right);
    for piece in left {
        let mut next = vec![false; right.len() + 1];
        for (j, _) in reached.iter().enumerate().filter(|(_, is_reached)| **is_reached) {
            match (piece, right.get(j)) {
                (Piece::Run, _) => next.iter_mut().skip(j).for_each(|slot| *slot = true),
                (_, None) => (),
                (_, Some(Piece::Run)) => mark(&mut next, j),
                (Piece::One, _) | (_, Some(Piece::One)) => mark(&mut next, j + 1),
                (Piece::Char(one), Some(Piece::Char(other))) if one == other => mark(&mut next, j + 1),
                _ => (),
            }
            if *piece == Piece::Run {
                break;
            }
        }
        spread(&mut next, right);
        reached = next;
    }
    reached.last().copied().unwrap_or_default()
}

fn mark(slots: &mut [bool], at: usize) {
    if let Some(slot) = slots.get_mut(at) {
        *slot = true;
    }
}

/// A run matches nothing as well.
fn spread(reached: &mut [bool], right: &[Piece]) {
    for (j, piece) in right.iter().enumerate() {
        if *piece == Piece::Run && reached.get(j).copied().unwrap_or_default() {
            mark(reached, j + 1);
        }
    }
}

/// The word of a list that is nearest to a word, when it is near enough to be what was meant.
pub(super) fn nearest<'w>(word: &str, list: impl IntoIterator<Item = &'w str>) -> Option<&'w str> {
    const LONGEST: usize = 64;
    let lower: Vec<char> = word.to_lowercase().chars().filter(|character| !character.is_whitespace()).collect();
    if lower.is_empty() || lower.len() > LONGEST {
        return None;
    }
    let allowed = (lower.len() / 4).clamp(1, 4);
    list.into_iter()
        .map(|known| (distance(&lower, &known.to_lowercase().chars().collect::<Vec<_>>()), known))
        .min()
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, known)| known)
}

/// Insertions, removals and replacements from one word to the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, left) in one.iter().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        if let Some(first) = row.first_mut() {
            *first = before;
        }
        for (slot, right) in row.iter_mut().skip(1).zip(other) {
            let replaced = diagonal + usize::from(left != right);
            diagonal = *slot;
            *slot = replaced.min(before + 1).min(*slot + 1);
            before = *slot;
        }
    }
    row.last().copied().unwrap_or_default()
}
