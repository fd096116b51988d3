//! Generates list options and list requests, and checks the laws of list requests.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use arbitrary::{Result, Unstructured};
use filterset::builder::ListRequestBuilder;
use filterset::list::{Direction, ListOptions, ListOptionsBuilder, ListParameter, ListRequest, Pagination};
use filterset::schema::SchemaBuilder;
use filterset::{Errors, Filter, Limits, Schema};

use crate::{generate, laws};

/// Names that are nested in one another, and names that only look like it.
const NAMES: [&str; 10] = ["id", "a", "a__b", "a__b__c", "a_", "a___b", "a_b", "x.y-z", "__", "created_at"];

/// Generates a schema with list options that have at least one parameter.
pub fn schema(u: &mut Unstructured<'_>) -> Result<Schema> {
    let plain = generate::schema(u)?;
    let list_options = list_options(u)?;
    let build = |reserved: &[&str]| {
        let fields = plain.fields().cloned();
        let reserved = reserved.iter().map(|name| (*name).to_owned());
        let builder = Schema::builder("lists").fields(fields).reserved(reserved).list_options(list_options.clone());
        plain.spelling().into_iter().cloned().fold(builder, SchemaBuilder::spelling).build()
    };
    build(&[]).expect("no field has the name of a parameter");
    let reserved = generate::drop_conflicts(plain.reserved().collect(), |reserved| build(reserved).is_ok());
    Ok(build(&reserved).expect("no reserved name is a parameter"))
}

/// Generates list options with at least one parameter.
pub fn list_options(u: &mut Unstructured<'_>) -> Result<ListOptionsBuilder> {
    let mut list_options = ListOptions::builder();
    let max_size = *u.choose(&[1, 2, 10, 1000, u64::from(u32::MAX)])?;
    let pagination = match u.int_in_range(0..=3)? {
        0 => None,
        1 => Some(Pagination::by_page()),
        2 => Some(Pagination::by_offset()),
        _ => Some(Pagination::by_cursor()),
    };
    if let Some(pagination) = pagination {
        let pagination = pagination.size(u.int_in_range(1..=max_size)?).max_size(max_size);
        list_options = list_options.pagination(if u.ratio(1, 4)? { pagination.clamp() } else { pagination });
    }
    if u.ratio(3, 4)? {
        list_options = list_options.ordering(names(u)?.into_iter().filter(|name| !name.starts_with('-')));
    }
    list_options = match u.int_in_range(0..=2)? {
        0 => list_options,
        1 => list_options.any_fields(),
        _ => list_options.fields(names(u)?),
    };
    list_options = match u.int_in_range(0..=2)? {
        0 => list_options,
        1 => list_options.any_omit(),
        _ => list_options.omit(names(u)?),
    };
    Ok(if list_options == ListOptions::builder() || u.arbitrary()? {
        list_options.search(u.int_in_range(8..=64)?)
    } else {
        list_options
    })
}

/// Chooses at least one of the names, in any order.
fn names(u: &mut Unstructured<'_>) -> Result<Vec<&'static str>> {
    let mut names = NAMES.to_vec();
    generate::shuffle(u, &mut names)?;
    names.truncate(u.int_in_range(1..=NAMES.len())?);
    Ok(names)
}

/// The name and the decoded value of each parameter that was set.
pub type Given = Vec<(&'static str, String)>;

/// Generates a list request, and returns its parameters, including those with default values.
pub fn list_request(u: &mut Unstructured<'_>, schema: &Schema) -> Result<(ListRequest<'static>, Given)> {
    let filter = schema.arbitrary_filter(u)?;
    let mut stated = Given::new();
    for parameter in schema.list_options().parameters().map(ListParameter::name) {
        let is_projected = stated.iter().any(|(name, _)| matches!(*name, "fields" | "omit"));
        if u.arbitrary()? && !(is_projected && parameter == "omit") {
            stated.push((parameter, value(u, schema.list_options(), parameter)?));
        }
    }
    let builder = stated
        .iter()
        .fold(filter.into_list_request(), |builder, (name, value)| set_parameter(builder, name, value.clone()));
    Ok((builder.build().unwrap_or_else(|errors| panic!("{stated:?} of {schema:?}: {errors}")), stated))
}

/// Generates a valid value of a parameter.
fn value(u: &mut Unstructured<'_>, list_options: &ListOptions, parameter: &str) -> Result<String> {
    let max_size = list_options.pagination().map_or(1, |pagination| pagination.max_size);
    let most = i64::MAX.unsigned_abs();
    let number = |u: &mut Unstructured<'_>, minimum: u64, most: u64| {
        Ok(match u.int_in_range(0..=3)? {
            0 => minimum,
            1 => most,
            2 => u.int_in_range(minimum..=most.min(minimum + 3))?,
            _ => u.int_in_range(minimum..=most)?,
        }
        .to_string())
    };
    let some = |u: &mut Unstructured<'_>, names: &[std::borrow::Cow<'static, str>]| {
        let mut names: Vec<String> = match names {
            [] => NAMES.map(str::to_owned).to_vec(),
            names => names.iter().map(ToString::to_string).collect(),
        };
        generate::shuffle(u, &mut names)?;
        names.truncate(u.int_in_range(1..=4)?);
        Ok(names)
    };
    match parameter {
        "page" => number(u, 1, most / max_size),
        "offset" => number(u, 0, most - max_size),
        "page_size" | "limit" => number(u, 1, max_size),
        "ordering" => {
            let names = some(u, list_options.ordering())?.into_iter();
            let signed = names.map(|name| Ok(if u.arbitrary()? { format!("-{name}") } else { name }));
            Ok(signed.collect::<Result<Vec<_>>>()?.join(","))
        }
        "fields" => Ok(some(u, list_options.fields().expect("it is taken"))?.join(",")),
        "omit" => Ok(some(u, list_options.omit().expect("it is taken"))?.join(",")),
        "search" | "cursor" => {
            let most = list_options.search().unwrap_or(8);
            let text: String = generate::text(u, false)?.chars().take(most).collect();
            Ok(if text.trim().is_empty() { "ron".to_owned() } else { text })
        }
        other => panic!("{other} is new: what are its values?"),
    }
}

/// Sets a parameter with its method.
fn set_parameter<'v>(builder: ListRequestBuilder<'v>, parameter: &str, value: String) -> ListRequestBuilder<'v> {
    let number = || value.parse::<u64>().expect("a number");
    let items = || value.split(',').map(str::to_owned).collect::<Vec<_>>();
    match parameter {
        "page" => builder.page(number()),
        "page_size" => builder.page_size(number()),
        "offset" => builder.offset(number()),
        "limit" => builder.limit(number()),
        "ordering" => builder.ordering(items()),
        "fields" => builder.fields(items()),
        "omit" => builder.omit(items()),
        "search" => builder.search(value),
        "cursor" => builder.cursor(value),
        other => panic!("{other} is new: how is it built?"),
    }
}

/// Checks laws 1, 2 and 4, the getters of a list request, and its adjacent pages.
pub fn check_request(list: &ListRequest<'_>) {
    let (schema, text) = (list.filter().schema(), list.to_string());
    let mut appended = "?".to_owned();
    list.append_to(&mut appended);
    assert_eq!(appended.strip_prefix('?'), Some(text.as_str()), "appended");
    let parsed = schema.parse_list_request(&text).unwrap_or_else(|errors| panic!("law 1: {text:?}: {errors}"));
    same(list, &parsed, "law 1");
    same(list, &list.clone().into_owned(), "its own");
    same(list, &list.clone().into_builder().build().expect("what was built"), "of its builder");
    let plain = schema.parse(&text).expect("what a list query is, is a query");
    assert_eq!(plain, *list.filter(), "{text:?}");
    let rest = text.strip_prefix(&list.filter().to_string()).expect("the filter comes first");
    let keys: Vec<&str> =
        rest.split('&').filter(|pair| !pair.is_empty()).filter_map(|pair| Some(pair.split_once('=')?.0)).collect();
    assert!(keys.is_sorted_by(|a, b| a < b), "parameters of {text:?}");

    let built = list
        .pairs()
        .skip(list.filter().pairs().count())
        .fold(list.filter().clone().into_list_request(), |builder, pair| set_parameter(builder, pair.0, pair.1));
    same(list, &built.build().unwrap_or_else(|errors| panic!("law 4: {text:?}: {errors}")), "law 4");
    assert!(list.pairs().eq(laws::pairs(&text).collect::<Vec<_>>().iter().map(|(k, v)| (k.as_str(), v.clone()))));
    check_adjacent_pages(list);
}

/// Checks the next and the previous page. Nothing overflows for any count, and each leads back.
fn check_adjacent_pages(list: &ListRequest<'_>) {
    let Some(limit) = list.limit() else {
        assert_eq!((list.next(u64::MAX), list.previous(), list.offset()), (None, None, None));
        return;
    };
    let Some(offset) = list.offset() else {
        assert_eq!((list.next(u64::MAX), list.previous(), list.page()), (None, None, None));
        return;
    };
    let end = offset.checked_add(limit).filter(|end| i64::try_from(*end).is_ok()).expect("it fits");
    for count in [0, 1, offset, end] {
        assert_eq!(list.next(count.min(end)), None, "{list} of {count}");
    }
    assert_eq!(list.previous().is_none(), offset == 0, "{list}");
    if let Some(previous) = list.previous() {
        assert_eq!((previous.offset(), previous.limit()), (Some(offset.saturating_sub(limit)), Some(limit)), "{list}");
        if offset >= limit {
            same(list, &previous.next(u64::MAX).expect("there is more"), "after the previous");
        }
    }
    for count in [0, 1, offset, end, u64::MAX] {
        let previous = list.previous_within(count);
        assert_eq!(previous.is_none(), offset == 0, "{list} of {count}");
        let has_records =
            previous.and_then(|previous| previous.offset()).is_none_or(|start| start == 0 || start < count);
        assert!(has_records, "{list} of {count}");
    }
    if let Some(next) = list.next(end + 1) {
        assert_eq!((next.offset(), next.limit()), (Some(end), Some(limit)), "{list}");
        same(list, &next.previous().expect("there is less"), "before the next");
        assert_eq!(list.next(u64::MAX).as_ref(), Some(&next));
        // The request for the next page can be longer than the limit of the schema.
        let (schema, text) = (next.filter().schema(), next.to_string());
        let parser = schema.parser().limits(Limits { input_bytes: text.len(), ..*schema.limits() });
        same(&next, &parser.parse_list_request(&text).expect("the next can be said"), "next");
    } else {
        let max_size = list.filter().schema().list_options().pagination().map_or(1, |pagination| pagination.max_size);
        let most = i64::MAX.unsigned_abs();
        let is_last = list.page().map_or(end > most - max_size, |page| page == most / max_size);
        assert!(is_last, "{list} has no next");
    }
}

/// Checks laws 2, 5 and 6 for any text, and the errors of an invalid query.
pub fn check_query(schema: &Schema, text: &str) -> Option<Vec<&'static str>> {
    let answer = schema.parse_list_request_with_reserved(text);
    let list = answer.as_ref().map(|parsed| parsed.list.clone());
    assert_eq!(
        schema.parse_list_request(text).as_ref(),
        list.as_ref().map_err(|errors| *errors),
        "parsers disagree on {text:?}"
    );
    match &answer {
        Ok(parsed) => {
            check_accepted(schema, text, &parsed.list, parsed.reserved.len());
            check_request(&parsed.list);
            None
        }
        Err(errors) => {
            laws::check_errors(errors, Some(text), schema.limits().errors);
            check_filter_errors(errors, schema.parse(text), text);
            Some(errors.iter().map(filterset::Error::code).collect())
        }
    }
}

/// Checks that the errors of the filter are reported with those of the list request. The canonical form can be too long
/// only if there are no other errors.
fn check_filter_errors(errors: &Errors, filter: std::result::Result<Filter<'_>, Errors>, text: &str) {
    let Err(of_filter) = filter else {
        let is_list = |error: &filterset::Error| error.parameter().is_some() || error.code() == "input_too_long";
        assert!(errors.iter().all(is_list), "{text:?}: {errors}");
        return;
    };
    let is_reported = |error: &filterset::Error| {
        error.code() == "input_too_long" || errors.iter().any(|reported| reported == error) || errors.omitted() > 0
    };
    assert!(of_filter.iter().all(is_reported), "{text:?}: {errors} without {of_filter}");
}

/// Checks law 6: every pair is a condition, a parameter with the value in its text, or a reserved pair.
fn check_accepted(schema: &Schema, text: &str, list: &ListRequest<'_>, reserved: usize) {
    let is_parameter = |name: &str| schema.list_options().parameter(name).is_some();
    let (parameters, others): (Vec<_>, Vec<_>) = laws::pairs(text).partition(|(key, _)| is_parameter(key));
    let (conditions, others): (Vec<_>, Vec<_>) = others.into_iter().partition(|(key, _)| laws::is_key(schema, key));
    assert_eq!(reserved, others.len(), "law 6: {text:?} is {list}");
    laws::check_conditions(list.filter(), &conditions);
    let given: BTreeSet<&str> = parameters.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(given.len(), parameters.len(), "law 6: {text:?} repeats a parameter");
    for (key, _) in list.pairs().skip(list.filter().pairs().count()) {
        assert!(given.contains(key), "law 6: {text:?} doesn't say {key:?} of {list}");
    }
    for (key, value) in &parameters {
        check_parameter(list, key, value);
    }
}

/// Checks the value of a parameter against its text. Uses no code of the crate.
fn check_parameter(list: &ListRequest<'_>, parameter: &str, value: &str) {
    let digits = value.trim_start_matches('0');
    let number = if digits.is_empty() { Some(0) } else { digits.parse::<u64>().ok() };
    let mut items: Vec<&str> = value.split(',').map(|item| item.trim_matches(' ')).collect();
    match parameter {
        "page" => assert_eq!(list.page(), number),
        "offset" => assert_eq!(list.offset(), number.or(value.starts_with('-').then_some(0))),
        "page_size" | "limit" => {
            let pagination = list.filter().schema().list_options().pagination().expect("it is paged");
            let clamped = pagination.clamp.then_some(pagination.max_size);
            assert!(list.limit() == number || (clamped.is_some() && list.limit() == clamped), "{value:?} is {list}");
        }
        "ordering" => {
            let ordering = list.ordering().map(|(name, direction)| match direction {
                Direction::Ascending => name.to_owned(),
                Direction::Descending => format!("-{name}"),
            });
            assert_eq!(ordering.collect::<Vec<_>>(), items);
        }
        "fields" | "omit" => {
            let is_asked = parameter == "fields";
            assert!(items.iter().all(|item| list.projection().includes(item) == is_asked), "{value:?} is {list}");
            let projection = list.projection();
            let kept = projection.fields().or(projection.omitted()).expect("one of the two");
            // A dropped item is nested in one that is kept.
            items.retain(|item| !kept.iter().any(|name| item.starts_with(&format!("{name}__"))));
            items.sort_unstable();
            items.dedup();
            assert_eq!(kept, items, "{value:?}");
            for name in NAMES {
                let is_part = |outer: &str, inner: &str| inner == outer || inner.starts_with(&format!("{outer}__"));
                let is_named = kept.iter().any(|kept| is_part(kept, name));
                let has_part = kept.iter().any(|kept| is_part(name, kept));
                assert_eq!(projection.includes(name), if is_asked { is_named || has_part } else { !is_named });
            }
        }
        "search" => assert_eq!(list.search(), Some(value)),
        "cursor" => assert_eq!(list.cursor(), Some(value)),
        other => panic!("{other} is new: what does it say?"),
    }
}

/// Checks law 3: another spelling of the query results in the same list request.
pub fn check_respelling(u: &mut Unstructured<'_>, list: &ListRequest<'_>, stated: &Given) -> Result<()> {
    let query = generate::respell_filter(u, list.filter())?.text;
    let mut pairs: Vec<String> =
        query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()).map(str::to_owned).collect();
    for (name, value) in stated {
        let value = match *name {
            "page" | "page_size" | "offset" | "limit" => "0".repeat(u.int_in_range(0..=2)?) + value,
            "ordering" => generate::join_spaced(u, &value.split(',').collect::<Vec<_>>())?,
            "fields" | "omit" => {
                let mut items: Vec<&str> = value.split(',').collect();
                items.push(*u.choose(&items)?);
                generate::shuffle(u, &mut items)?;
                generate::join_spaced(u, &items)?
            }
            _ => value.clone(),
        };
        let index = u.int_in_range(0..=pairs.len())?;
        pairs.insert(
            index,
            generate::percent_encode(u, name, true)? + "=" + &generate::percent_encode(u, &value, false)?,
        );
    }
    let query = pairs.join("&");
    let parsed = list.filter().schema().parse_list_request(&query);
    same(list, &parsed.unwrap_or_else(|errors| panic!("law 3: {query:?} is refused: {errors}")), "law 3");
    Ok(())
}

/// Checks that two list requests are equal if and only if their canonical strings are.
pub fn check_equality(one: &ListRequest<'_>, other: &ListRequest<'_>) {
    assert_eq!(one == other, one.to_string() == other.to_string(), "{one:?} and {other:?}");
    assert_eq!(one == other, hash(one) == hash(other), "{one:?} and {other:?}");
}

fn same(one: &ListRequest<'_>, other: &ListRequest<'_>, what: &str) {
    assert!(one == other, "{what}: {one} is not {other}");
    assert_eq!(one.to_string(), other.to_string(), "{what}");
    assert_eq!(hash(one), hash(other), "{what}: hash of {one}");
}

fn hash(list: &ListRequest<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    list.hash(&mut hasher);
    hasher.finish()
}
