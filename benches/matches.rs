//! Compares filters over a million links with the same tests written by hand as closures. The records are a derived
//! struct, and a type that creates its values dynamically. Prints medians of interleaved rounds.
//!
//! `cargo bench --features derive --bench matches`

use std::hint::black_box;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use filterset::record::{Accessor, Matcher};
use filterset::{Field, Filter, FilterSet, FilterValue, Record};
use rust_decimal::Decimal;
use uuid::Uuid;

const RECORDS: u32 = 1_000_000;
const ROUNDS: usize = 15;

#[derive(FilterSet)]
struct Link {
    #[filter(exact, in)]
    id: Uuid,
    #[filter(exact, in)]
    institution: String,
    #[filter(exact, in)]
    status: Status,
    #[filter(exact, isnull, istartswith)]
    external_id: Option<String>,
    #[filter(gte, lte, range)]
    created_at: DateTime<Utc>,
    #[filter(gte, lt)]
    amount: Decimal,
    #[filter(exact, lt)]
    failures: u32,
}

#[derive(Clone, Copy, PartialEq, FilterValue)]
#[filter(rename_all = "snake_case")]
enum Status {
    Valid,
    Invalid,
    Unconfirmed,
    TokenRequired,
}

/// The same link, as a record that creates a value for each field.
struct Open(Link);

impl Record for Open {
    fn accessor(field: &Field) -> Option<Accessor<'_, Open>> {
        Some(match field.name() {
            "id" => Accessor::value(|open: &Open| Some(open.0.id.into())),
            "institution" => Accessor::value(|open: &Open| Some((&open.0.institution).into())),
            "status" => Accessor::value(|open: &Open| Some(open.0.status.to_value())),
            "external_id" => Accessor::value(|open: &Open| open.0.external_id.as_ref().map(Into::into)),
            "created_at" => Accessor::value(|open: &Open| Some(open.0.created_at.into())),
            "amount" => Accessor::value(|open: &Open| Some(open.0.amount.into())),
            "failures" => Accessor::value(|open: &Open| Some(open.0.failures.into())),
            _ => return None,
        })
    }
}

/// Pseudorandom numbers that are the same on every run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: u32) -> u32 {
        u32::try_from(self.next() % u64::from(end)).unwrap_or(0)
    }
}

fn link(numbers: &mut Numbers) -> Link {
    const INSTITUTIONS: [&str; 8] = [
        "erebor_mx_retail",
        "gringotts_mx_retail",
        "gringotts_co_retail",
        "heimdall_br_retail",
        "ofmockbank_br_retail",
        "planet_mx_employment",
        "tatooine_mx_fiscal",
        "erebor_br_retail",
    ];
    Link {
        id: Uuid::from_u64_pair(numbers.next(), numbers.next()),
        institution: INSTITUTIONS[numbers.below(8) as usize].to_owned(),
        status: [Status::Valid, Status::Invalid, Status::Unconfirmed, Status::TokenRequired][numbers.below(4) as usize],
        external_id: (numbers.below(3) > 0).then(|| format!("Customer-{}", numbers.below(100_000))),
        created_at: DateTime::UNIX_EPOCH + TimeDelta::seconds(i64::from(1_600_000_000 + numbers.below(100_000_000))),
        amount: Decimal::new(i64::from(numbers.below(10_000_000)), 2),
        failures: numbers.below(100),
    }
}

fn time(count: impl FnOnce() -> usize) -> (Duration, usize) {
    let start = Instant::now();
    let count = black_box(count());
    (start.elapsed(), count)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

/// Counts the matching records in three ways.
#[inline(never)]
fn compare(name: &str, filter: &Filter<'_>, records: &[Open], by_hand: impl Fn(&Link) -> bool) {
    let derived: Matcher<'_, Link> = filter.matcher().expect("fields of links");
    let open: Matcher<'_, Open> = filter.matcher().expect("fields of links");
    let mut times = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..ROUNDS {
        let (by_hand, expected) = time(|| records.iter().filter(|open| by_hand(&open.0)).count());
        let (by_derive, found) = time(|| records.iter().filter(|open| derived.matches(&open.0)).count());
        let (by_trait, found_openly) = time(|| records.iter().filter(|record| open.matches(record)).count());
        assert_eq!((expected, expected), (found, found_openly), "{name}");
        for (times, took) in times.iter_mut().zip([by_hand, by_derive, by_trait]) {
            times.push(took);
        }
    }
    let [by_hand, derived, open] = times.map(|times| median(times).as_secs_f64() * 1e9 / f64::from(RECORDS));
    println!("{name:<34} {by_hand:>7.1} {derived:>8.1} {:>6.2} {open:>8.1} {:>6.2}", derived / by_hand, open / by_hand);
}

fn main() {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let records: Vec<Open> = (0..RECORDS).map(|_| Open(link(&mut numbers))).collect();
    println!("{RECORDS} records, nanoseconds each, medians of {ROUNDS} rounds");
    println!("{:<34} {:>7} {:>8} {:>6} {:>8} {:>6}", "", "by hand", "derived", "ratio", "open", "ratio");

    let filter = Link::parse("institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid").expect("a filter");
    compare("two institutions and status", &filter, &records, |link| {
        link.status == Status::Invalid
            && ["erebor_mx_retail", "gringotts_mx_retail"].contains(&link.institution.as_str())
    });

    let filter = Link::parse("status=invalid").expect("a filter");
    compare("status", &filter, &records, |link| link.status == Status::Invalid);

    let filter = Link::parse("created_at__range=2022-03-03,2022-05-04&amount__gte=100.50").expect("a filter");
    let start: DateTime<Utc> = "2022-03-03T00:00:00Z".parse().expect("an instant");
    let end: DateTime<Utc> = "2022-05-05T00:00:00Z".parse().expect("an instant");
    let minimum = Decimal::new(10_050, 2);
    compare("range of days and amount", &filter, &records, |link| {
        start <= link.created_at && link.created_at < end && link.amount >= minimum
    });

    let filter = Link::parse("external_id__istartswith=customer-1&failures__lt=50").expect("a filter");
    compare("beginning of a text and number", &filter, &records, |link| {
        link.failures < 50
            && link.external_id.as_ref().is_some_and(|id| {
                id.as_bytes().get(..10).is_some_and(|start| start.eq_ignore_ascii_case(b"customer-1"))
            })
    });

    let mut wanted: Vec<Uuid> = records.iter().step_by(records.len() / 400).map(|open| open.0.id).collect();
    let filter = Link::filter().id_in(wanted.clone()).build().expect("a filter");
    wanted.sort_unstable();
    compare("400 ids (by hand: binary search)", &filter, &records, |link| wanted.binary_search(&link.id).is_ok());
}
