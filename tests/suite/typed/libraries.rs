//! Derived structs with the dates and instants of other libraries.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use filterset::schema::FieldBuilder;
use filterset::value::{Date, Timestamp};
use filterset::{Field, FilterSet, Op};

const INSTANT: Timestamp = Timestamp::from_unix_seconds(1_651_660_200).unwrap();
const DATE: Date = Date::new(2022, 5, 4).unwrap();

/// Checks the schema and the filters of a derived struct with a date and an instant.
macro_rules! check_library {
    ($test:ident, $date:ty, $instant:ty, $on:expr, $at:expr) => {
        #[test]
        fn $test() {
            #[derive(FilterSet)]
            struct Event {
                #[filter(exact, in, not_in, gt, lt)]
                on: $date,
                #[filter(exact, in, gte, isnull, time_zone = "-06:00")]
                at: Option<$instant>,
            }

            let ops = [Op::Exact, Op::In, Op::Gte, Op::IsNull];
            let at = Field::date_time("at").nullable().ops(ops).time_zone("-06:00");
            assert_eq!(Event::schema().field("at").cloned().map(FieldBuilder::from), Some(at));

            let (on, at): ($date, $instant) = ($on, $at);
            let next = Date::new(2022, 5, 5).expect("a date");
            let built = Event::filter().on(on).on_lt(next).at_in([DATE]).at_gte(&at).build().expect("a filter");
            assert_eq!(built.to_string(), "at__gte=2022-05-04T10:30:00Z&at__in=2022-05-04&on=2022-05-04&on__lt=2022-05-05");
            assert_eq!(Event::parse(&built.to_string()), Ok(built.clone()));
            assert_eq!(Event::filter().at(on).build(), Event::parse("at=2022-05-04"));
            assert_eq!(Event::filter().at(DATE).build(), Event::parse("at=2022-05-04"));
            assert_eq!(Event::filter().at_in([INSTANT]).build(), Event::parse("at__in=2022-05-04T10:30:00Z"));
            assert_eq!(Event::filter().on_in([&on]).build(), Event::parse("on__in=2022-05-04"));

            let event = Event { on, at: Some(at.clone()) };
            for (query, expected) in [
                ("on=2022-05-04&at=2022-05-04", true),
                ("at__gte=2022-05-04T10:30:00Z", true),
                ("at__gte=2022-05-04T10:30:00.000000001Z", false),
                ("at__in=2022-05-03,2022-05-05", false),
                ("on__gt=2022-05-04", false),
                ("on__not_in=2022-05-03", true),
                ("at__isnull=true", false),
            ] {
                let filter = Event::parse(query).expect("a filter");
                assert_eq!(filter.matches(&event), Ok(expected), "{query}");
            }
            assert!(built.matches(&event).expect("fields of events"));
        }
    };
}

check_library! { accepts_the_types_of_the_crate, Date, Timestamp, DATE, INSTANT }

check_library! {
    accepts_the_types_of_chrono, NaiveDate, DateTime<Utc>,
    DATE.into(), INSTANT.into()
}

check_library! {
    accepts_the_offsets_of_chrono, NaiveDate, DateTime<FixedOffset>,
    DATE.into(), DateTime::<Utc>::from(INSTANT).with_timezone(&FixedOffset::east_opt(3600).expect("an hour"))
}

#[cfg(feature = "jiff")]
check_library! {
    accepts_the_types_of_jiff, jiff::civil::Date, jiff::Timestamp,
    DATE.try_into().expect("a date"), INSTANT.try_into().expect("an instant")
}

#[cfg(feature = "jiff")]
check_library! {
    accepts_the_zones_of_jiff, jiff::civil::Date, jiff::ZonedDateTime,
    DATE.try_into().expect("a date"),
    jiff::Timestamp::try_from(INSTANT).expect("an instant").to_zoned_datetime(jiff::tz::TimeZone::fixed(jiff::tz::offset(5)))
}

#[cfg(feature = "time")]
check_library! {
    accepts_the_types_of_time, time::Date, time::OffsetDateTime,
    DATE.try_into().expect("a date"), INSTANT.try_into().expect("an instant")
}

#[cfg(feature = "time")]
check_library! {
    accepts_the_utc_of_time, time::Date, time::UtcDateTime,
    DATE.try_into().expect("a date"), INSTANT.try_into().expect("an instant")
}

/// The time zone of a field's type and that of an argument may differ.
#[test]
fn accepts_each_offset_of_chrono_for_the_other() {
    #[derive(FilterSet)]
    struct Event {
        #[filter(exact, in)]
        in_utc: DateTime<Utc>,
        #[filter(exact, in)]
        at_offset: DateTime<FixedOffset>,
        #[filter(exact, in)]
        own: Timestamp,
    }

    let in_utc = DateTime::<Utc>::from(INSTANT);
    let at_offset = in_utc.with_timezone(&FixedOffset::east_opt(3600).expect("an hour"));
    let built = Event::filter().in_utc(at_offset).at_offset(in_utc).own(at_offset).build().expect("a filter");
    let text = "at_offset=2022-05-04T10:30:00Z&in_utc=2022-05-04T10:30:00Z&own=2022-05-04T10:30:00Z";
    assert_eq!(built.to_string(), text);
    let lists = Event::filter().in_utc_in([&at_offset]).at_offset_in([&in_utc]).own_in([&in_utc]).build();
    assert_eq!(lists.expect("a filter").to_string(), text.replace('=', "__in="));
}
