//! Stretches between stars: they are found at every place and of every length, whenever they were made ready.

use super::*;

/// Letters in no simple order.
fn letters(count: usize) -> String {
    (0..count).map(|number| char::from(b'a' + u8::try_from(number * number % 23).unwrap())).collect()
}

//= POL-MATCH-04 (test)
#[test]
fn a_stretch_is_found_at_every_place() {
    for length in 1..=20 {
        let stretch = letters(length);
        for place in 0..12 {
            let text = format!("{}{stretch}", "-".repeat(place));
            let holds = |pattern: &str, text: &str| topic_is_covered(&format!("R:topic/{pattern}"), text, &nobody());
            assert!(holds(&format!("*{stretch}*"), &text), "{stretch} in {text}");
            assert!(holds(&format!("*{stretch}*?"), &format!("{text}!")), "{stretch} in {text}!");
            assert!(!holds(&format!("*{stretch}*?"), &text), "{stretch} in {text} and one more");
            // As short a stretch with a variable is made ready when a request is decided.
            let pattern = format!("R:topic/*${{iot:ClientId}}{}*", &stretch[1..]);
            assert!(topic_is_covered(&pattern, &text, &client(&stretch[..1])), "{pattern} in {text}");
            assert!(!topic_is_covered(&pattern, &text, &client("!")), "{pattern} in {text}");
        }
    }
}

//= POL-MATCH-17 (test)
#[test]
fn a_long_stretch_is_found_whatever_of_it_fits_the_budget() {
    for length in [63, 64, 65, 128, 129, 255, 256, 257, 320, 512, 513, 700] {
        let stretch = "ab?c".chars().cycle().take(length).collect::<String>() + "!";
        let text = stretch.replace('?', "x");
        let pattern = format!("R:topic/*{stretch}*");
        assert!(topic_is_covered(&pattern, &format!("ab{text}"), &nobody()), "{length}");
        assert!(!topic_is_covered(&pattern, &format!("ab{}", text.replace('!', "?")), &nobody()), "{length}");
    }
}

//= POL-MATCH-17 (test)
#[test]
fn more_stretches_than_the_budget_of_a_pattern_are_found_in_their_order() {
    let stretches: Vec<String> = ('a'..='l').map(|letter| letter.to_string().repeat(70)).collect();
    let pattern = format!("R:topic/*{}*", stretches.join("*"));
    assert!(topic_is_covered(&pattern, &stretches.join("-"), &nobody()));
    assert!(!topic_is_covered(&pattern, &stretches.concat().replace("kl", "lk"), &nobody()));
    let reversed: Vec<String> = stretches.iter().rev().cloned().collect();
    assert!(!topic_is_covered(&pattern, &reversed.concat(), &nobody()));
}

//= POL-MATCH-04 (test)
#[test]
fn a_stretch_across_the_kind_is_found_behind_the_one_before() {
    let covers = |topic: &str| topic_is_covered("R:*ab*ab*", topic, &nobody());
    assert!(covers("xabab") && covers("ab/ab"));
    assert!(!covers("xab") && !covers("ab") && !covers("aba"));
}

//= POL-VAR-10 (test)
#[test]
fn a_default_between_stars_gives_way_to_the_value() {
    let pattern = "R:topic/*${iot:ClientId, 'none'}*";
    assert!(topic_is_covered(pattern, "x/lamp/y", &client("lamp")));
    assert!(!topic_is_covered(pattern, "x/none/y", &client("lamp")));
    assert!(topic_is_covered(pattern, "x/none/y", &nobody()));
}

//= POL-MATCH-05 (test)
#[test]
fn a_question_mark_behind_a_star_across_the_kind_is_one_character() {
    let covers = |pattern: &str| topic_is_covered(pattern, "xaä", &nobody());
    assert!(covers("R:*a?") && covers("R:*x??") && covers("R:*/xa?") && covers("R:t*??"));
    assert!(!covers("R:*x?") && !covers("R:*b?") && !covers("R:*ä?"));
    assert!(covers("R:*x?ä") && covers("R:t?pic/xaä") && covers("R:t?pic/?a?"));
    assert!(!covers("R:t?pic/xa") && !covers("R:t?pic/") && !covers("R:topi?") && !covers("R:t?pic/xaä?"));
    // So far that it reaches into the kind.
    assert!(covers("R:*c????") && covers("R:*top??????") && !covers("R:*top?????"));
}

//= POL-VAR-30 (test)
#[test]
fn only_values_of_certificates_are_kept_out_for_their_characters() {
    let named = |key: &str| {
        let mut values = nobody();
        values.others.set(key, "a*b");
        values
    };
    assert!(topic_is_covered("R:topic/${aws:username}", "a*b", &named("aws:username")));
    assert!(!topic_is_covered("R:topic/${aws:username}", "axb", &named("aws:username")));
    let subject = "iot:Certificate.Subject.CommonName";
    assert!(!topic_is_covered(&format!("R:topic/${{{subject}}}"), "a*b", &named(subject)));
}

//= POL-MATCH-05 (test)
#[test]
fn a_question_mark_in_a_stretch_takes_one_character_however_many_bytes_it_has() {
    let covers = |pattern: &str, topic: &str| topic_is_covered(&format!("R:topic/{pattern}"), topic, &nobody());
    for one in ["x", "ä", "€", "𝄞"] {
        for length in [1, 8, 40, 64, 130] {
            let (letters, before) = ("b".repeat(length), "b".repeat(length / 2));
            let (pattern, topic) = (format!("*{letters}?c*"), format!("{before}{letters}{one}c"));
            assert!(covers(&pattern, &topic), "{pattern} in {topic}");
            assert!(!covers(&pattern, &format!("{letters}{one}{one}c")), "{pattern} and two characters");
            assert!(!covers(&pattern, &format!("{letters}c")), "{pattern} and none");
            assert!(!covers(&format!("*{letters}?c*?"), &topic), "{pattern} and one more");
        }
        // What a `?` has taken is no character of the next stretch.
        assert!(covers("*a?*?bbbbbbbbb*", &format!("a{one}xbbbbbbbbb")), "{one}");
        assert!(!covers("*a?*?bbbbbbbbb*", &format!("a{one}bbbbbbbbb")), "{one}");
    }
}
