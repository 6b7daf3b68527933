//! policy.md 5: numbers, times, binary text

use super::*;

fn holds(operator: &str, listed: &str, found: &str) -> bool {
    let mut values = nobody();
    values.others.set("example:Key", found);
    condition_holds(&format!(r#"{{"{operator}": {{"example:Key": "{listed}"}}}}"#), &values)
}

/// What the six operators of a kind say of a value that is less, equal and greater.
const ORDERS: [(&str, [bool; 3]); 6] = [
    ("Equals", [false, true, false]),
    ("NotEquals", [true, false, true]),
    ("LessThan", [true, false, false]),
    ("LessThanEquals", [true, true, false]),
    ("GreaterThan", [false, false, true]),
    ("GreaterThanEquals", [false, true, true]),
];

//= POL-COND-12 (test)
#[test]
fn numbers_compare_as_decimal_numbers() {
    for (less, equal, same, greater) in [
        ("900", "3600", "03600.0", "3601"),
        ("-2", "-1.5", "-1.50", "-1.45"),
        ("-0.001", "0", "-0", "0.0001"),
        (
            "99999999999999999999999999999999999999998",
            "99999999999999999999999999999999999999999",
            "+99999999999999999999999999999999999999999",
            "100000000000000000000000000000000000000000",
        ),
    ] {
        for (order, expected) in ORDERS {
            let operator = format!("Numeric{order}");
            assert_eq!([less, same, greater].map(|found| holds(&operator, equal, found)), expected, "{order} {equal}");
        }
    }
}

//= POL-COND-12 (test)
#[test]
fn what_is_no_number_fails_the_positive_operators() {
    for text in ["", "a", "1e3", "1.", ".5", "1,5", " 1", "--1", "0x1", "1.5.2"] {
        for (order, _) in ORDERS {
            let negated = order == "NotEquals";
            assert_eq!(holds(&format!("Numeric{order}"), "1", text), negated, "{order} `{text}`");
            assert_eq!(holds(&format!("Numeric{order}"), text, "1"), negated, "{order} `{text}`");
        }
    }
}

//= POL-DOC-15 (test)
#[test]
fn a_number_may_be_written_without_quotes() {
    let mut values = nobody();
    values.others.set("example:Key", "12");
    assert!(condition_holds(r#"{"NumericLessThan": {"example:Key": 12.5}}"#, &values));
    assert!(!condition_holds(r#"{"NumericLessThan": {"example:Key": [12, -3]}}"#, &values));
}

//= POL-COND-13 (test)
#[test]
fn times_compare_as_moments() {
    for (less, equal, same, greater) in [
        ("2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z", "1893456000", "2030-01-01T00:00:01Z"),
        ("2030-01-01T00:59Z", "2030-01-01T02:00+01:00", "2030-01-01T01:00:00.000Z", "2030-01-01T01:00:00.001Z"),
        ("2024-02-29", "2024-03-01", "2024-03", "2024-03-02"),
        ("1969-12-31T23:59:58Z", "-1", "1969-12-31T23:59:59Z", "0"),
        (
            "2030-01-01T03:29:59-05:30",
            "2030-01-01T09:00Z",
            "2030-01-01T03:30:00-05:30",
            "2030-01-01T09:00:00.000000001Z",
        ),
    ] {
        for (order, expected) in ORDERS {
            let operator = format!("Date{order}");
            assert_eq!([less, same, greater].map(|found| holds(&operator, equal, found)), expected, "{order} {equal}");
        }
    }
}

//= POL-COND-13 (test)
#[test]
fn what_is_no_time_fails_the_positive_operators() {
    for text in [
        "",
        "now",
        "2023-02-29",
        "2030-13-01",
        "2030-01-32",
        "2030-1-1",
        "2030-01-01T24:00Z",
        "2030-01-01T00:60Z",
        "2030-01-01T00:00:60Z",
        "2030-01-01T00:00:00",
        "2030-01T00:00Z",
        "2030-01-01T00:00:00.Z",
        "2030-01-01T00:00+1:00",
        "2030-01-01*",
        "99999999999999999999",
        "-",
        "+1",
    ] {
        for (order, _) in ORDERS {
            let negated = order == "NotEquals";
            assert_eq!(holds(&format!("Date{order}"), "2030-01-01", text), negated, "{order} `{text}`");
            assert_eq!(holds(&format!("Date{order}"), text, "2030-01-01"), negated, "{order} `{text}`");
        }
    }
}

//= POL-COND-14 (test)
#[test]
fn binary_values_compare_byte_by_byte() {
    assert!(holds("BinaryEquals", "QmluYXJ5", "QmluYXJ5") && !holds("BinaryEquals", "QmluYXJ5", "qmluYXJ5"));
    assert!(holds("BinaryEquals", "", "") && holds("BinaryEquals", "QQ==", "QQ=="));
    assert!(!holds("BinaryEquals", "no base64", "no base64") && !holds("BinaryEquals", "QQ=", "QQ="));
}

//= POL-COND-20 (test)
#[test]
fn values_of_numbers_times_addresses_and_binary_hold_no_variables() {
    for (operator, found) in
        [("NumericEquals", "1"), ("DateEquals", "2030-01-01"), ("IpAddress", "192.0.2.1"), ("BinaryEquals", "QQ==")]
    {
        assert!(holds(operator, found, found), "{operator}");
        assert!(!holds(operator, "${example:Key}", found), "{operator}");
        assert!(!holds(operator, "${example:Key}", "${example:Key}"), "{operator}");
    }
}

//= POL-DOC-14 (test)
//= POL-COND-04 (test)
#[test]
fn every_operator_takes_a_qualifier_and_a_suffix() {
    let operators = [
        "StringEquals",
        "StringNotEquals",
        "StringEqualsIgnoreCase",
        "StringNotEqualsIgnoreCase",
        "StringLike",
        "StringNotLike",
        "ArnEquals",
        "ArnLike",
        "ArnNotEquals",
        "ArnNotLike",
        "Bool",
        "IpAddress",
        "NotIpAddress",
        "BinaryEquals",
        "NumericEquals",
        "NumericNotEquals",
        "NumericLessThan",
        "NumericLessThanEquals",
        "NumericGreaterThan",
        "NumericGreaterThanEquals",
        "DateEquals",
        "DateNotEquals",
        "DateLessThan",
        "DateLessThanEquals",
        "DateGreaterThan",
        "DateGreaterThanEquals",
    ];
    for operator in operators {
        for qualifier in ["", "ForAllValues:", "ForAnyValue:"] {
            let absent = format!(r#"{{"{qualifier}{operator}IfExists": {{"example:Absent": "x"}}}}"#);
            assert!(condition_holds(&absent, &nobody()), "{absent}");
            let judged = format!(r#"{{"{qualifier}{operator}": {{"example:Absent": "x"}}}}"#);
            let expected = match qualifier {
                "" => operator.contains("Not"),
                qualifier => qualifier == "ForAllValues:",
            };
            assert_eq!(condition_holds(&judged, &nobody()), expected, "{judged}");
        }
    }
}

//= POL-COND-05 (test)
//= POL-COND-15 (test)
//= POL-COND-16 (test)
#[test]
fn a_qualified_null_asks_each_value() {
    let set = |texts: &[&str]| {
        let mut values = nobody();
        values.others.set_many("example:Key", texts.iter().map(|&text| text.to_owned()));
        values
    };
    for (operator, wanted, expected) in [
        ("ForAllValues:Null", "false", [true, true, true]),
        ("ForAllValues:Null", "true", [false, true, true]),
        ("ForAnyValue:Null", "false", [true, false, false]),
        ("ForAnyValue:Null", "true", [false, false, false]),
    ] {
        let condition = format!(r#"{{"{operator}": {{"example:Key": "{wanted}"}}}}"#);
        let found = [set(&["a"]), set(&[]), nobody()].map(|values| condition_holds(&condition, &values));
        assert_eq!(found, expected, "{condition}");
    }
}
