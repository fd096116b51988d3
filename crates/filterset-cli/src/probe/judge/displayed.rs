//! Matches records as they are displayed.

use filterset::value::Timestamp;
use filterset::{Condition, Filter, ValueType};
use serde_json::{Value as Json, json};

use super::super::survey::{Survey, find_member};

/// A filter as a test of displayed records.
///
/// An API can display instants with fewer digits than it stores, so a displayed instant is the earliest that it can be.
pub(super) struct DisplayedFilter {
    conditions: Vec<DisplayedCondition>,
}

/// A filter with one condition.
struct DisplayedCondition {
    filter: Filter<'static>,
    field: String,
    /// The maximum number of nanoseconds by which a value can be later than displayed.
    lacking: i128,
}

impl DisplayedFilter {
    pub(super) fn new(survey: &Survey, filter: &Filter<'static>) -> Option<DisplayedFilter> {
        let conditions = filter.iter().map(|condition| DisplayedCondition::new(survey, filter, &condition));
        Some(DisplayedFilter { conditions: conditions.collect::<Option<_>>()? })
    }

    /// Returns whether a record satisfies the filter, or `None` if its values don't decide it.
    pub(super) fn matches(&self, record: &Json) -> Option<bool> {
        let mut result = Some(true);
        for condition in &self.conditions {
            match condition.matches(record) {
                Some(true) => {}
                Some(false) => return Some(false),
                None => result = None,
            }
        }
        result
    }
}

impl DisplayedCondition {
    fn new(survey: &Survey, filter: &Filter<'static>, condition: &Condition<'_>) -> Option<DisplayedCondition> {
        let field = condition.field();
        let values = condition.predicate().values().map(filterset::Value::into_owned);
        let filter = filter.schema().filter().with(field.name(), condition.op(), values).build().ok()?;
        let is_instant = field.value_type() == ValueType::DateTime;
        let digits = survey.sample(field).filter(|_| is_instant).map(|sample| fraction_digits(&sample.values));
        let lacking = digits.map_or(0, |digits| 10_i128.pow(9_u32.saturating_sub(digits)).saturating_sub(1));
        Some(DisplayedCondition { filter, field: field.name().to_owned(), lacking })
    }

    fn matches(&self, record: &Json) -> Option<bool> {
        let matcher = self.filter.matcher::<Json>().ok()?;
        // A record whose values aren't of the types of the fields decides nothing.
        let displayed = matcher.try_matches(record).ok()?;
        if self.lacking == 0 {
            return Some(displayed);
        }
        let Some(value) = find_member(record, &self.field) else { return Some(displayed) };
        let latest = json!({ &self.field: delay(value, self.lacking) });
        matcher.try_matches(&latest).ok().filter(|latest| *latest == displayed)
    }
}

/// Returns the maximum number of digits after the decimal points of instants.
fn fraction_digits(instants: &[String]) -> u32 {
    let digits = |instant: &String| {
        let fraction = instant.split_once('.').map_or("", |(_, fraction)| fraction);
        fraction.bytes().take_while(u8::is_ascii_digit).count()
    };
    instants.iter().map(digits).max().and_then(|digits| u32::try_from(digits).ok()).unwrap_or(0)
}

/// Adds nanoseconds to an instant, or to each of an array.
fn delay(value: &Json, nanoseconds: i128) -> Json {
    let delay_one = |value: &Json| {
        let nanos = value.as_str()?.parse::<Timestamp>().ok()?.unix_nanos().checked_add(nanoseconds)?;
        Timestamp::from_unix_nanos(nanos).map(|later| json!(later.to_string()))
    };
    let delay_one = |value: &Json| delay_one(value).unwrap_or_else(|| value.clone());
    match value {
        Json::Array(values) => values.iter().map(delay_one).collect(),
        value => delay_one(value),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_the_digits_of_fractions() {
        let digits = |instants: &[&str]| fraction_digits(&instants.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(digits(&[]), 0);
        assert_eq!(digits(&["2022-05-04T00:00:00Z"]), 0);
        assert_eq!(digits(&["2022-05-04T00:00:00.25+02:00", "2022-05-04T00:00:00Z"]), 2);
    }

    #[test]
    fn delays_instants() {
        assert_eq!(delay(&json!("2022-05-04T01:00:00+01:00"), 250_000_000), json!("2022-05-04T00:00:00.25Z"));
        assert_eq!(
            delay(&json!([null, "a", "2022-05-04T00:00:00Z"]), 1),
            json!([null, "a", "2022-05-04T00:00:00.000000001Z"])
        );
    }
}
