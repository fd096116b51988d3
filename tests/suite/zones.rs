//! Named time zones, compared with another implementation of them.

use std::collections::BTreeSet;

use chrono::{
    DateTime, Datelike, Days, MappedLocalTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::{GapInfo, Tz};
use filterset::{Field, Filter, Op, Predicate, Schema, Value};

fn schema(zone: &str) -> Schema {
    let field = Field::date_time("at").time_zone(zone.to_owned()).ops([Op::Exact]);
    Schema::builder("events").field(field).build().expect("a known time zone")
}

fn operand<'f>(filter: &'f Filter<'_>) -> &'f Value<'f> {
    match filter.get("at", Op::Exact).expect("a condition").predicate() {
        Predicate::Exact(value) => value,
        other => panic!("{other:?}"),
    }
}

/// Returns the first instant of a day by the other implementation.
fn first_instant(zone: Tz, date: NaiveDate) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    match zone.from_local_datetime(&midnight) {
        MappedLocalTime::Single(first) | MappedLocalTime::Ambiguous(first, _) => first.to_utc(),
        MappedLocalTime::None => {
            let end = GapInfo::new(&midnight, &zone).and_then(|gap| gap.end);
            end.expect("the end of a gap").to_utc()
        }
    }
}

/// Returns a local time by the other implementation: its instant, or the error code's reason.
fn instant(zone: Tz, local: NaiveDateTime) -> Result<DateTime<Utc>, &'static str> {
    match zone.from_local_datetime(&local) {
        MappedLocalTime::Single(instant) => Ok(instant.to_utc()),
        MappedLocalTime::Ambiguous(..) => Err("it occurs twice"),
        MappedLocalTime::None => Err("it does not exist"),
    }
}

/// Returns `true` if a local time and its day have the same meaning in both implementations.
fn agrees(schema: &Schema, zone: Tz, local: NaiveDateTime) -> bool {
    let query = format!("at={}", local.format("%Y-%m-%dT%H:%M:%S"));
    let has_same_instant = match (schema.parse(&query), instant(zone, local)) {
        (Ok(filter), Ok(instant)) => *operand(&filter) == Value::from(instant),
        (Err(errors), Err(reason)) => errors.to_string().contains(reason),
        _ => false,
    };
    let date = local.date();
    let query = format!("at={date}");
    let (start, end) = (first_instant(zone, date), first_instant(zone, date + Days::new(1)));
    let is_same_day = match schema.parse(&query) {
        Ok(filter) => {
            let Value::Day(day) = operand(&filter) else { panic!("{query} isn't a day") };
            (DateTime::from(day.start()), DateTime::from(day.end())) == (start, end)
        }
        Err(errors) => errors.to_string().contains("it does not exist") && start == end,
    };
    has_same_instant && is_same_day
}

/// Zones whose past was corrected between the two versions of the IANA database.
#[rustfmt::skip]
const CORRECTED: [&str; 34] = [
    "America/Araguaina", "America/Bahia", "America/Belem", "America/Boa_Vista", "America/Bogota",
    "America/Campo_Grande", "America/Cuiaba", "America/Eirunepe", "America/Ensenada", "America/Fortaleza",
    "America/Godthab", "America/Maceio", "America/Manaus", "America/Noronha", "America/Nuuk", "America/Porto_Acre",
    "America/Porto_Velho", "America/Recife", "America/Rio_Branco", "America/Santa_Isabel", "America/Santarem",
    "America/Sao_Paulo", "America/Tijuana", "Asia/Tehran", "Brazil/Acre", "Brazil/DeNoronha", "Brazil/East",
    "Brazil/West", "Eire", "Europe/Chisinau", "Europe/Dublin", "Europe/Tiraspol", "Iran", "Mexico/BajaNorte",
];

#[test]
fn agrees_with_another_implementation_at_each_change_of_a_clock() {
    // Two versions of the IANA database can differ in the years after their release.
    let end = jiff::Timestamp::from_second(1_735_689_600).expect("the year 2025");
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let (mut changes, mut disagree) = (0, BTreeSet::new());
    for zone in chrono_tz::TZ_VARIANTS {
        let schema = schema(zone.name());
        let clock = database.get(zone.name()).expect("the zone is in both databases");
        for transition in clock.following(jiff::Timestamp::MIN).take_while(|transition| transition.timestamp() < end) {
            let instant = DateTime::from_timestamp(transition.timestamp().as_second(), 0).expect("an instant");
            let local = instant.with_timezone(&zone).naive_local();
            for seconds in [-90_000, -1800, -1, 0, 1799, 1800, 3599, 3600, 90_000] {
                if !agrees(&schema, zone, local + TimeDelta::seconds(seconds)) {
                    disagree.insert(zone.name());
                }
            }
            changes += 1;
        }
    }
    assert!(changes > 30_000, "{changes}");
    disagree.retain(|name| !CORRECTED.contains(name));
    assert!(disagree.is_empty(), "{disagree:?}");
}

#[test]
fn knows_the_names_of_another_implementation() {
    let by_chrono: BTreeSet<&str> = chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).collect();
    let database = jiff::tz::TimeZoneDatabase::bundled();
    let by_jiff: BTreeSet<String> = database.available().map(|name| name.as_str().to_owned()).collect();
    let missing: Vec<_> = by_chrono.iter().filter(|name| !by_jiff.contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// Between two adjacent days there is no gap and no overlap, in any year of the language.
#[test]
fn joins_the_days_of_every_year() {
    for zone in
        ["America/New_York", "America/Havana", "Africa/Casablanca", "Asia/Gaza", "Pacific/Apia", "Europe/Dublin"]
    {
        let schema = schema(zone);
        let day = |date: NaiveDate| match operand(&schema.parse(&format!("at={date}")).ok()?) {
            Value::Day(day) => Some((day.start(), day.end())),
            other => panic!("{other:?}"),
        };
        let mut end = None;
        let last = NaiveDate::from_ymd_opt(9999, 12, 31).expect("a date");
        let mut date = NaiveDate::from_ymd_opt(1, 1, 1).expect("a date");
        while date < last {
            let Some((start, next)) = day(date) else {
                // The zone skips the day, so its neighbours are adjacent.
                date = date + Days::new(1);
                continue;
            };
            assert!(end.is_none_or(|end| end == start), "{date} in {zone}");
            assert!((1..=48).contains(&((next.unix_seconds() - start.unix_seconds()) / 3600)), "{date} in {zone}");
            // Each day of a year, in one year of forty, and the years before the shift of the calendar's cycle and after it.
            let skips = date.year() % 40 != 0 && !(8998..=9001).contains(&date.year());
            (date, end) = if skips { (date + Days::new(29), None) } else { (date + Days::new(1), Some(next)) };
        }
        assert!(day(last).is_some_and(|(start, _)| end.is_none_or(|end| end == start)), "{zone}");
    }
}
