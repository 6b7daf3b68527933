//! What is counted: bytes that are held, and allocations.

use std::hint::black_box;
use std::sync::Arc;

use stats_alloc::Region;
use touchstone_benches::policy::{SIZES, Workload, compiled, principals, scale};
use touchstone_policy::Rights;

use crate::ALLOCATOR;

pub(crate) fn print(device: &Workload) {
    println!("| counted | |\n|---|---|");
    for size in SIZES {
        let workload = scale(size);
        let held = held_by(|| compiled(&workload.document));
        println!("| bytes a statement, of {size} | {} |", held / size);
        assert_eq!(allocations_of(|| black_box(workload.allowed())), 0, "a decision allocates");
    }
    let all = principals();
    let held = held_by(|| {
        let rights = all.iter().map(|values| Rights::new(Arc::clone(&device.set), values));
        rights.collect::<Vec<_>>().into_boxed_slice()
    });
    println!("| bytes for each further principal | {} |", held / all.len());
    let rights = device.rights();
    let decide = || {
        let by_rights = device
            .asked
            .iter()
            .filter(|asked| rights.decide(asked.action, asked.resource()) == touchstone_policy::Outcome::Allowed);
        assert_eq!(by_rights.count(), device.allowed(), "rights and values decide differently");
    };
    assert_eq!(allocations_of(decide), 0, "a decision allocates");
    println!("| allocations of a decision | 0 |\n");
}

/// Bytes on the heap that the value holds.
fn held_by<T>(make: impl FnOnce() -> T) -> usize {
    let region = Region::new(ALLOCATOR);
    let made = make();
    let change = region.change();
    drop(made);
    change.bytes_allocated.saturating_sub(change.bytes_deallocated)
}

fn allocations_of<T>(work: impl FnOnce() -> T) -> usize {
    let region = Region::new(ALLOCATOR);
    black_box(work());
    let change = region.change();
    change.allocations + change.reallocations
}
