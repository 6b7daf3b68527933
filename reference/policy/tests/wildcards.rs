//! W7: the two languages of wildcards are two types. `+` and `#` belong to MQTT, `*` and `?` to policies; a filter where a
//! pattern is wanted is refused by the compiler, and so is a pattern where a filter is wanted.

/// The twin of the two that are refused. It is compiled here, so that the others need only be checked.
#[path = "wildcards/each_in_its_place.rs"]
mod each_in_its_place;

#[test]
fn a_topic_filter_and_a_resource_pattern_do_not_stand_for_each_other() {
    each_in_its_place::main();
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/wildcards/filter_as_pattern.rs");
    cases.compile_fail("tests/wildcards/pattern_as_filter.rs");
}
