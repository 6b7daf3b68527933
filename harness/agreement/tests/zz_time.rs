//! x
use arbitrary::{Arbitrary, Unstructured};
use touchstone_generate::histories::*;
use touchstone_agreement::*;
#[test]
fn t() {
    let h = History { rights: [Rights::ALL; 3], steps: vec![] };
    let t = std::time::Instant::now();
    for _ in 0..200 { check_history(&h).unwrap(); }
    println!("empty {:?}", t.elapsed() / 200);
    let t = std::time::Instant::now();
    for s in 0..200 { let h = History::arbitrary(&mut Unstructured::new(&touchstone_generate::bytes_of(s))).unwrap(); check_history(&h).unwrap(); }
    println!("full {:?}", t.elapsed() / 200);
    let t = std::time::Instant::now();
    for s in 0..200 { let h = History::arbitrary(&mut Unstructured::new(&touchstone_generate::bytes_of(s))).unwrap(); tally_of(&h).unwrap(); }
    println!("model {:?}", t.elapsed() / 200);
    let mut n = 0; let mut p = 0;
    for s in 0..1000 { let h = History::arbitrary(&mut Unstructured::new(&touchstone_generate::bytes_of(s)[..40])).unwrap(); n += h.steps.len(); p += usize::from(tally_of(&h).unwrap().takeovers > 0); }
    println!("40 bytes: {n} steps of 1000, {p} takeover");
}
