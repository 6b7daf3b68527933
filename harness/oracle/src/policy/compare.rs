//! Operators that compare something other than text, and whose values take no variables.

use std::cmp::Ordering;
use std::net::IpAddr;

use super::pattern::lower;

/// Whether the text of the request fits the listed value; nothing for an operator of another file.
pub(super) fn without_variables(operator: &str, wanted: &str, text: &str) -> Option<bool> {
    let fits = match operator {
        "IpAddress" => address_lies_within(text, wanted).unwrap_or(false),
        // A value of a set is there.
        "Null" => lower(wanted) == "false",
        "BinaryEquals" => is_base64(wanted) && wanted == text,
        _ => {
            let (order, relation) = if let Some(relation) = operator.strip_prefix("Numeric") {
                (number(text).zip(number(wanted)).map(|(found, wanted)| found.cmp(&wanted)), relation)
            } else {
                let relation = operator.strip_prefix("Date")?;
                (moment(text).zip(moment(wanted)).map(|(found, wanted)| found.cmp(&wanted)), relation)
            };
            order.is_some_and(|order| stands(order, relation))
        }
    };
    Some(fits)
}

fn stands(order: Ordering, relation: &str) -> bool {
    match relation {
        "LessThan" => order.is_lt(),
        "LessThanEquals" => order.is_le(),
        "GreaterThan" => order.is_gt(),
        "GreaterThanEquals" => order.is_ge(),
        _ => order.is_eq(),
    }
}

fn digits(text: &str) -> Option<i128> {
    let all = text.chars().all(|digit| digit.is_ascii_digit());
    if all { text.parse().ok() } else { None }
}

//= POL-COND-12
/// The digits of a decimal number in places that are the same for every number, each with the sign.
fn number(text: &str) -> Option<Vec<i32>> {
    const PLACES: usize = 2_048;
    let (sign, text) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    let text = if sign > 0 { text.strip_prefix('+').unwrap_or(text) } else { text };
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    if [whole, fraction].iter().any(|part| part.is_empty() || part.len() > PLACES) {
        return None;
    }
    let placed = format!("{whole:0>PLACES$}{fraction:0<PLACES$}");
    placed.chars().map(|digit| Some(sign * digit.to_digit(10)? as i32)).collect()
}

//= POL-COND-13
/// A time in nanoseconds of the epoch: seconds of the epoch, a date, or a date with a time and an offset.
fn moment(text: &str) -> Option<i128> {
    const SECOND: i128 = 1_000_000_000;
    let (sign, seconds) = text.strip_prefix('-').map_or((1, text), |text| (-1, text));
    if let Some(seconds) = digits(seconds) {
        return seconds.checked_mul(sign * SECOND);
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date.to_owned(), time),
        // A month begins with its first day.
        None if text.len() == "2030-01".len() => (format!("{text}-01"), "00:00Z"),
        None => (text.to_owned(), "00:00Z"),
    };
    let [year, month, day] = fields(&date, '-', &[4, 2, 2])?[..] else { return None };
    let (clock, offset) = match (time.strip_suffix('Z'), time.rfind(['+', '-'])) {
        (Some(clock), _) => (clock, 0),
        (None, Some(place)) => {
            let (clock, offset) = time.split_at_checked(place)?;
            let [hours, minutes] = fields(offset.get(1..)?, ':', &[2, 2])?[..] else { return None };
            if hours > 23 || minutes > 59 {
                return None;
            }
            (clock, (hours * 60 + minutes) * if offset.starts_with('-') { -60 } else { 60 })
        }
        (None, None) => return None,
    };
    let whole = if clock.len() == "00:00".len() { format!("{clock}:00") } else { clock.to_owned() };
    let (clock, fraction) = whole.split_once('.').unwrap_or((&whole, "0"));
    let [hour, minute, second] = fields(clock, ':', &[2, 2, 2])?[..] else { return None };
    let nanoseconds = digits(&format!("{:0<9}", fraction.get(..9).unwrap_or(fraction)))?;
    digits(fraction)?;
    let day_of_epoch = day_of_epoch(year, month, day)?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = day_of_epoch * 86_400 + hour * 3_600 + minute * 60 + second - offset;
    Some(seconds * SECOND + nanoseconds)
}

/// Fields of exactly so many digits with a mark between.
fn fields(text: &str, mark: char, lengths: &[usize]) -> Option<Vec<i128>> {
    let fields: Vec<&str> = text.split(mark).collect();
    let fit = fields.len() == lengths.len() && fields.iter().zip(lengths).all(|(field, length)| field.len() == *length);
    if fit { fields.into_iter().map(digits).collect() } else { None }
}

/// Days from 1970-01-01, counted year by year and month by month.
fn day_of_epoch(year: i128, month: i128, day: i128) -> Option<i128> {
    let is_leap = |year: i128| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of = |month: i128| match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    };
    if !(1..=12).contains(&month) || !(1..=days_of(month)).contains(&day) {
        return None;
    }
    let years = |range: std::ops::Range<i128>| range.map(|year| if is_leap(year) { 366 } else { 365 }).sum::<i128>();
    Some(years(1970..year) - years(year..1970) + (1..month).map(days_of).sum::<i128>() + day - 1)
}

//= POL-COND-14
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let fit = digits.chars().all(|digit| digit.is_ascii_alphanumeric() || "+/".contains(digit));
    fit && text.len().is_multiple_of(4) && text.len() - digits.len() <= 2
}

//= POL-COND-10
fn address_lies_within(address: &str, network: &str) -> Option<bool> {
    let bits = |address: &str| match address.parse().ok()? {
        IpAddr::V4(address) => Some(format!("{:032b}", address.to_bits())),
        IpAddr::V6(address) => Some(format!("{:0128b}", address.to_bits())),
    };
    let (network, length) = network.split_once('/').map_or((network, None), |(start, length)| (start, Some(length)));
    let (address, network) = (bits(address)?, bits(network)?);
    let length = length.map_or(Some(network.len()), |length| usize::try_from(digits(length)?).ok())?;
    Some(address.len() == network.len() && address.get(..length)? == network.get(..length)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    //= POL-COND-10 (test)
    #[test]
    fn addresses_lie_within_networks() {
        assert_eq!(address_lies_within("192.0.2.77", "192.0.2.0/24"), Some(true));
        assert_eq!(address_lies_within("192.0.3.1", "192.0.2.0/24"), Some(false));
        assert_eq!(address_lies_within("2001:db8::7", "2001:db8::/32"), Some(true));
        assert_eq!(address_lies_within("192.0.2.1", "somewhere"), None);
        assert_eq!(address_lies_within("192.0.2.1", "192.0.2.1/33"), None);
    }

    //= POL-COND-12 (test)
    #[test]
    fn numbers_are_decimal() {
        assert!(number("9") < number("10") && number("-2") < number("-1.5") && number("1.50") == number("+1.5"));
        assert!(["", "-", "1.", ".5", "1e3", "+-1", "0x1", "1.2.3"].iter().all(|text| number(text).is_none()));
    }

    //= POL-COND-13 (test)
    #[test]
    fn moments_have_several_spellings() {
        let newyear = Some(1_893_456_000_000_000_000);
        for spelling in ["1893456000", "2030-01-01", "2030-01", "2030-01-01T00:00Z", "2030-01-01T01:00:00.0+01:00"] {
            assert_eq!(moment(spelling), newyear, "{spelling}");
        }
        assert_eq!([moment("1969-12-31T23:59:59Z"), moment("-1")], [Some(-1_000_000_000); 2]);
        assert_eq!(moment("2000-02-29"), Some(951_782_400_000_000_000));
        assert!(
            [
                "2030-02-30",
                "2030-1-1",
                "2030-01T00:00Z",
                "2030-01-01T00:00.0Z",
                "2030-01-01T24:00Z",
                "2030-01-01T00:00",
                "now"
            ]
            .iter()
            .all(|text| moment(text).is_none())
        );
    }

    //= POL-COND-14 (test)
    #[test]
    fn base64_is_compared_with_its_case() {
        let equal = |wanted, text| without_variables("BinaryEquals", wanted, text) == Some(true);
        assert!(equal("QmE=", "QmE=") && !equal("QmE=", "qmE="));
        assert!(["QmE", "Qm=E", "Q===", "Qm-_"].iter().all(|text| !equal(text, text)));
    }
}
