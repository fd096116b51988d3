//! Judges the order of records.

use std::cmp::Ordering;

use filterset::value::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value as Json;

use super::super::survey::find_member;
use super::verdict::Verdict;

/// Checks that records are in the order of a field. Where nulls are is up to the API, but they are together.
pub(super) fn judge_order(records: &[Json], field: &str, is_descending: bool) -> Verdict {
    let value = |record| find_member(record, field).filter(|value| !value.is_null());
    let values: Vec<Option<&Json>> = records.iter().map(value).collect();
    if values.iter().flatten().count() < 2 {
        return Verdict::Undecided;
    }
    let (order, wrong) = if is_descending { ("descending", Ordering::Less) } else { ("ascending", Ordering::Greater) };
    let mut before: Option<&Json> = None;
    let mut follows_null = false;
    for value in &values {
        let is_wrong = match (before, value) {
            (Some(before), Some(value)) => follows_null || compare(before, value) == wrong,
            _ => false,
        };
        if is_wrong {
            return Verdict::differs(format!("{order} order of {field}"), "another order");
        }
        follows_null = value.is_none() && before.is_some();
        before = value.or(before);
    }
    Verdict::Good
}

/// Compares two values. Strings are equal unless they have the same order by code point and by letters and digits alone,
/// because collations differ in the rest, and numbers in strings unless it is also that of the numbers.
fn compare(a: &Json, b: &Json) -> Ordering {
    match (a, b) {
        (Json::Number(a), Json::Number(b)) => a.as_f64().partial_cmp(&b.as_f64()).unwrap_or(Ordering::Equal),
        (Json::Bool(a), Json::Bool(b)) => a.cmp(b),
        (Json::String(a), Json::String(b)) => compare_strings(a, b),
        _ => Ordering::Equal,
    }
}

fn compare_strings(a: &str, b: &str) -> Ordering {
    if let (Ok(a), Ok(b)) = (a.parse::<Timestamp>(), b.parse::<Timestamp>()) {
        return a.cmp(&b);
    }
    if !a.is_ascii() || !b.is_ascii() {
        return Ordering::Equal;
    }
    let fold = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
    };
    let folded = fold(a).cmp(&fold(b));
    // The order by code point has the upper case first.
    if a.cmp(b) != folded {
        return Ordering::Equal;
    }
    match (a.parse::<Decimal>(), b.parse::<Decimal>()) {
        (Ok(a), Ok(b)) if a.cmp(&b) != folded => Ordering::Equal,
        _ => folded,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn is_good(values: &[Json], is_descending: bool) -> bool {
        let records: Vec<Json> = values.iter().map(|value| json!({"a": value})).collect();
        matches!(judge_order(&records, "a", is_descending), Verdict::Good)
    }

    #[test]
    fn accepts_orders_of_any_collation() {
        assert!(is_good(&[json!("a-c"), json!("AB"), json!("b")], true) || !is_good(&[json!("b"), json!("a")], false));
        assert!(is_good(&[json!("Ab"), json!("a-c"), json!("B")], false));
        assert!(is_good(&[json!("B"), json!("a")], false) && is_good(&[json!("a"), json!("B")], false));
        assert!(is_good(&[json!("9"), json!("10")], false) && is_good(&[json!("10"), json!("9")], false));
        assert!(
            is_good(&[json!(null), json!(1), json!(2)], false) && is_good(&[json!(1), json!(2), json!(null)], false)
        );
        assert!(is_good(&[json!("2022-05-04T00:00:00Z"), json!("2022-05-04T00:00:00.5Z")], false));
    }

    #[test]
    fn reports_other_orders() {
        assert!(!is_good(&[json!(2), json!(1)], false) && !is_good(&[json!(1), json!(2)], true));
        assert!(!is_good(&[json!(1), json!(null), json!(2)], false));
        assert!(!is_good(&[json!("b"), json!("a")], false) && !is_good(&[json!(false), json!(true)], true));
        assert!(!is_good(&[json!("2022-05-04T00:00:00.5Z"), json!("2022-05-04T00:00:00Z")], false));
    }
}
