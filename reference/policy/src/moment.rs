//! Moments of time as documents and requests write them.

/// A moment, compared as time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Moment {
    /// Seconds since the beginning of 1970 in UTC.
    seconds: i64,
    nanoseconds: u32,
}

impl Moment {
    /// Reads seconds since 1970, or a date of ISO 8601 with or without a time: `2030-01`, `2030-01-31`,
    /// `2030-01-31T23:59Z`, `2030-01-31T23:59:59.5+01:00`. A time has a zone.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        if !unsigned.is_empty() && unsigned.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(Self { seconds: text.parse().ok()?, nanoseconds: 0 });
        }
        let (date, time) = match text.split_once('T') {
            Some((date, time)) if date.len() == "2030-01-31".len() => (date, Some(time)),
            Some(_) => return None,
            None => (text, None),
        };
        let midnight = days(date)? * 86_400;
        match time {
            None => Some(Self { seconds: midnight, nanoseconds: 0 }),
            Some(time) => {
                let (clock, east) = zoned(time)?;
                let (of_day, nanoseconds) = of_day(clock)?;
                Some(Self { seconds: midnight + of_day - east, nanoseconds })
            }
        }
    }
}

/// A moment as requests write it, such as `2030-01-31T23:59:59Z`.
pub(crate) fn written(seconds: i64) -> String {
    let (day, of_day) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // 400 years from March to February are one round of the calendar.
    let since_march = day + DAYS_BEFORE_1970;
    let (round, of_round) = (since_march.div_euclid(146_097), since_march.rem_euclid(146_097));
    let year = (of_round - of_round / 1_460 + of_round / 36_524 - of_round / 146_096) / 365;
    let of_year = of_round - (365 * year + year / 4 - year / 100);
    let march_is_0 = (5 * of_year + 2) / 153;
    let date = of_year - (153 * march_is_0 + 2) / 5 + 1;
    let month = if march_is_0 < 10 { march_is_0 + 3 } else { march_is_0 - 9 };
    let year = round * 400 + year + i64::from(month <= 2);
    let (hours, minutes, seconds) = (of_day / 3_600, of_day % 3_600 / 60, of_day % 60);
    format!("{year:04}-{month:02}-{date:02}T{hours:02}:{minutes:02}:{seconds:02}Z")
}

/// Days from 1970-01-01 to a date or to the first of a month.
fn days(date: &str) -> Option<i64> {
    let mut fields = date.split('-');
    let year = digits(fields.next()?, 4)?;
    let month = digits(fields.next()?, 2)?;
    let day = fields.next().map_or(Some(1), |day| digits(day, 2))?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if fields.next().is_some() || !(1..=length).contains(&day) {
        return None;
    }
    // Years that begin in March end with the leap day.
    let shifted = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let leap_days = shifted.div_euclid(4) - shifted.div_euclid(100) + shifted.div_euclid(400);
    Some(shifted * 365 + leap_days + of_year - DAYS_BEFORE_1970)
}

/// Days from March of the year 0 to 1970-01-01.
const DAYS_BEFORE_1970: i64 = 719_468;

/// Splits a time into the clock and the seconds that its zone is east of UTC.
fn zoned(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let (place, sign) = match time.rfind(['+', '-']) {
        Some(place) if time.as_bytes().get(place) == Some(&b'+') => (place, 1),
        Some(place) => (place, -1),
        None => return None,
    };
    let (clock, zone) = time.split_at_checked(place)?;
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (digits(hours, 2)?, digits(minutes, 2)?);
    (hours < 24 && minutes < 60).then_some((clock, sign * (hours * 3_600 + minutes * 60)))
}

/// Seconds since midnight and nanoseconds; what is finer than these is cut.
fn of_day(clock: &str) -> Option<(i64, u32)> {
    let mut fields = clock.split(':');
    let (hours, minutes) = (digits(fields.next()?, 2)?, digits(fields.next()?, 2)?);
    let (seconds, nanoseconds) = match fields.next() {
        None => (0, 0),
        Some(seconds) => match seconds.split_once('.') {
            None => (digits(seconds, 2)?, 0),
            Some((seconds, fraction)) => (digits(seconds, 2)?, nanoseconds(fraction)?),
        },
    };
    let in_range = hours < 24 && minutes < 60 && seconds < 60 && fields.next().is_none();
    in_range.then_some((hours * 3_600 + minutes * 60 + seconds, nanoseconds))
}

fn nanoseconds(fraction: &str) -> Option<u32> {
    if fraction.is_empty() || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some(fraction.bytes().chain(std::iter::repeat(b'0')).take(9).fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0')))
}

/// A number of exactly so many digits.
fn digits(text: &str, length: usize) -> Option<i64> {
    let is_one = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_one { text.parse().ok() } else { None }
}
