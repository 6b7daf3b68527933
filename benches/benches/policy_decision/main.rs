//! How fast is a policy decided, how much does a set take, and does either grow with what somebody writes into a policy?
//!
//! The workloads are those of `src/policy`. Every peer must first agree on each request of the device policy; the
//! peers that take minutes to compile are there with `--features peers`. What is counted, not timed, is printed first; at
//! the end stands the table of README.md, made of the medians that criterion found in this run.

#![expect(clippy::unwrap_used, reason = "a benchmark whose set-up fails has nothing to say")]

#[cfg(feature = "peers")]
mod cedar;
mod counted;
mod iam;
mod plain;
#[cfg(feature = "peers")]
mod rego;
mod table;

use std::alloc::System;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::{Criterion, Throughput};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};
use touchstone_benches::fleet;
use touchstone_benches::policy::{SIZES, Workload, compiled, device, fan_out, hostile, principals, scale};
use touchstone_policy::{Outcome, Policy, Rights};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that are walked through so that nothing of a set is left in the nearer caches.
const OTHER_WORK: usize = 8 << 20;
/// Decisions after other work that are timed together.
const FIRST: usize = 12;

fn main() {
    let device = device();
    counted::print(&device);
    let mut criterion = Criterion::default()
        .sample_size(30)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_millis(1_500))
        .output_directory(table::folder())
        .configure_from_args();
    beside_peers(&mut criterion, &device);
    cold(&mut criterion, &device);
    many_statements(&mut criterion);
    hostile_patterns(&mut criterion);
    many_principals(&mut criterion, &device);
    threads(&mut criterion, &device);
    criterion.final_summary();
    if touchstone_benches::runs_in_full() {
        table::print();
    }
}

fn beside_peers(criterion: &mut Criterion, device: &Workload) {
    let thing = fleet::thing(42);
    let plain = plain::Plain::device(&thing);
    let plain_requests: Vec<_> = device.asked.iter().map(plain::Request::new).collect();
    let iam = iam::evaluator();
    let iam_requests: Vec<_> = device.asked.iter().map(|asked| iam::request(asked, &thing)).collect();
    #[cfg(feature = "peers")]
    let (cedar, mut rego) = (cedar::Cedar::device(&thing), rego::Rego::device(&thing));
    #[cfg(feature = "peers")]
    let cedar_requests: Vec<_> = device.asked.iter().map(|asked| cedar::request(asked, &thing)).collect();
    #[cfg(feature = "peers")]
    let inputs: Vec<_> = device.asked.iter().map(rego::input).collect();
    for (number, asked) in device.asked.iter().enumerate() {
        let ours = asked.allowed_by(&device.set, &device.values);
        let agree = |name: &str, theirs: bool| assert_eq!(ours, theirs, "{name} on {asked:?}");
        agree("plain", plain_requests.get(number).is_some_and(|request| plain.allows(request)));
        agree("iam-rs", iam_requests.get(number).is_some_and(|request| iam::allows(&iam, request)));
        #[cfg(feature = "peers")]
        agree("cedar", cedar_requests.get(number).is_some_and(|request| cedar.allows(request)));
        #[cfg(feature = "peers")]
        agree("regorus", inputs.get(number).is_some_and(|input| rego.allows(input)));
    }
    let allowed = device.allowed();
    assert!((32..=48).contains(&allowed), "{allowed} are allowed");

    let mut group = criterion.benchmark_group("device");
    group.throughput(Throughput::Elements(device.asked.len() as u64));
    group.bench_function("touchstone", |bencher| bencher.iter(|| black_box(device).allowed()));
    group.bench_function("plain loop", |bencher| {
        bencher.iter(|| plain_requests.iter().filter(|request| plain.allows(black_box(request))).count());
    });
    group.bench_function("iam-rs", |bencher| {
        bencher.iter(|| iam_requests.iter().filter(|request| iam::allows(&iam, black_box(request))).count());
    });
    #[cfg(feature = "peers")]
    group.bench_function("cedar-policy", |bencher| {
        bencher.iter(|| cedar_requests.iter().filter(|request| cedar.allows(black_box(request))).count());
    });
    #[cfg(feature = "peers")]
    group.bench_function("regorus", |bencher| {
        bencher.iter(|| inputs.iter().filter(|input| rego.allows(black_box(input))).count());
    });
    group.finish();
}

/// The first decisions after other work has had the caches.
fn cold(criterion: &mut Criterion, device: &Workload) {
    let other_work = vec![1_u8; OTHER_WORK];
    let first = device.asked.get(..FIRST).unwrap_or_default();
    criterion.benchmark_group("cold").bench_function("touchstone", |bencher| {
        bencher.iter_custom(|rounds| {
            let mut taken = Duration::ZERO;
            for _ in 0..rounds {
                black_box(other_work.iter().step_by(64).map(|byte| u64::from(*byte)).sum::<u64>());
                let start = Instant::now();
                black_box(first.iter().filter(|asked| asked.allowed_by(&device.set, &device.values)).count());
                taken += start.elapsed();
            }
            taken
        });
    });
}

fn many_statements(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("scale");
    for size in SIZES {
        let workload = scale(size);
        group.bench_function(format!("decide {size}"), |bencher| bencher.iter(|| black_box(&workload).allowed()));
        let policy = Policy::parse(&workload.document).unwrap();
        group.bench_function(format!("compile {size}"), |bencher| {
            bencher.iter(|| {
                touchstone_policy::PolicySet::compile(&touchstone_benches::policy::HOME, [("p", black_box(&policy))])
            });
        });
    }
    group.finish();
}

fn hostile_patterns(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("hostile");
    for workload in hostile() {
        let (name, place) = (&workload.name, touchstone_benches::policy::PLACE);
        let asked = workload.asked.first().unwrap();
        let pattern = workload.document.split('"').find(|text| text.starts_with(place)).unwrap();
        let (pattern, arn) = (pattern.to_owned(), asked.arn());
        group.bench_function(format!("touchstone, {name}"), |bencher| bencher.iter(|| black_box(&workload).allowed()));
        group.bench_function(format!("going back, {name}"), |bencher| {
            bencher.iter(|| plain::glob(black_box(pattern.as_bytes()), black_box(arn.as_bytes())));
        });
    }
    group.finish();
}

fn many_principals(criterion: &mut Criterion, device: &Workload) {
    let principals = principals();
    let (rights, asked) = fan_out(&device.set, &principals);
    let allows = |rights: &Rights| rights.decide(asked.action, asked.resource()) == Outcome::Allowed;
    assert_eq!(rights.iter().filter(|rights| allows(rights)).count(), principals.len() / 10 * 9);
    let mut group = criterion.benchmark_group("fan-out");
    group.bench_function("all principals", |bencher| {
        bencher.iter(|| black_box(&rights).iter().filter(|rights| allows(rights)).count());
    });
    group.bench_function("set-up of a principal", |bencher| {
        bencher.iter(|| Rights::new(Arc::clone(&device.set), black_box(&device.values)));
    });
    group.bench_function("set-up of a set", |bencher| bencher.iter(|| compiled(black_box(&device.document))));
    group.finish();
}

/// The same decisions by several threads at once: the time for each of them to make its own.
fn threads(criterion: &mut Criterion, device: &Workload) {
    let mut group = criterion.benchmark_group("threads");
    for count in [1, 2] {
        group.bench_function(format!("{count}"), |bencher| {
            bencher.iter_custom(|rounds| {
                let work = || {
                    let start = Instant::now();
                    (0..rounds).for_each(|_| {
                        black_box(black_box(device).allowed());
                    });
                    start.elapsed()
                };
                std::thread::scope(|scope| {
                    let running: Vec<_> = (0..count).map(|_| scope.spawn(work)).collect();
                    running.into_iter().map(|thread| thread.join().unwrap()).max().unwrap()
                })
            });
        });
    }
    group.finish();
}
