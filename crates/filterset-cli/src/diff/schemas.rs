//! Compares two schemas, part by part.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use filterset::list::{ListOptions, ListParameter, Pagination};
use filterset::{Field, Limits, Op, Schema, ValueType};

use crate::diff::change::{Change, Changes};
use crate::diff::reserved::{describe_taken_keys, is_still_reserved, patterns};
use crate::diff::spelling;

pub(crate) fn compare_schemas(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Changes::default();
    changes.compare_values("name", old.name(), new.name(), false);
    let old_patterns = patterns(old);
    let names: BTreeSet<&str> = old.fields().chain(new.fields()).map(Field::name).collect();
    for name in names {
        match (old.field(name), new.field(name)) {
            (Some(old_field), Some(new_field)) => {
                compare_fields(&mut changes, old_field, new_field);
                spelling::compare_field_spellings(&mut changes, (old, old_field), (new, new_field));
            }
            (Some(_), None) => changes.push_removed("fields", name, true),
            (None, Some(field)) => changes.push_added("fields", name, describe_taken_keys(field, old, &old_patterns)),
            (None, None) => {}
        }
    }
    spelling::compare_spellings(&mut changes, old, new);
    compare_names_beside_fields(&mut changes, old, new);
    compare_limits(&mut changes, old.limits(), new.limits());
    compare_list_options(&mut changes, old.list_options(), new.list_options());
    changes.0
}

/// Returns `true` if a type accepts the values of another one with the same meaning.
pub(crate) const fn is_widening(old: ValueType, new: ValueType) -> bool {
    matches!((old, new), (ValueType::Integer, ValueType::Decimal) | (ValueType::Choice, ValueType::Text))
}

fn compare_fields(changes: &mut Changes, old: &Field, new: &Field) {
    let location = |part: &str| format!("fields.{}.{part}", old.name());
    let (old_type, new_type) = (old.value_type(), new.value_type());
    if old_type == new_type {
        let (old_choices, new_choices) = (old.choices().collect::<Vec<_>>(), new.choices());
        changes.compare_sets(&location("choices"), &old_choices, &new_choices.collect::<Vec<_>>());
        changes.compare_minimums(&location("minimum"), old.minimum(), new.minimum());
        changes.compare_maximums(&location("maximum"), old.maximum(), new.maximum());
        // It determines which instants a date means.
        changes.compare_values(&location("time_zone"), zone_name(old), zone_name(new), true);
        match (old.allows_empty(), new.allows_empty()) {
            (true, false) => changes.push_narrowed(&location("allow_empty"), true, false),
            (false, true) => changes.push_widened(&location("allow_empty"), false, true, None),
            _ => {}
        }
    } else if is_widening(old_type, new_type) {
        changes.push_widened(&location("type"), old_type.name(), new_type.name(), None);
    } else {
        changes.compare_values(&location("type"), old_type.name(), new_type.name(), true);
    }
    let ops = |field: &Field| field.ops().iter().map(Op::wire_name).collect::<Vec<_>>();
    changes.compare_sets(&location("ops"), &ops(old), &ops(new));
    // A condition on a multi-valued field applies to any or none of its values.
    changes.compare_values(&location("many"), old.is_multi_valued(), new.is_multi_valued(), true);
    // The loss of the operators `isnull` and `isempty` is a change of its own.
    changes.compare_values(&location("nullable"), old.is_nullable(), new.is_nullable(), false);
    changes.compare_values(&location("description"), old.description(), new.description(), false);
}

/// Returns the name of the time zone; UTC has one name.
fn zone_name(field: &Field) -> &str {
    match field.time_zone() {
        None | Some("+00:00" | "-00:00") => "UTC",
        Some(zone) => zone,
    }
}

/// Compares reserved names and parameters of lists. A name may move from one to the other.
fn compare_names_beside_fields(changes: &mut Changes, old: &Schema, new: &Schema) {
    let parameters = |schema: &Schema| schema.list_options().parameters().map(ListParameter::name).collect::<Vec<_>>();
    let (old_reserved, new_reserved): (HashSet<_>, HashSet<_>) = (old.reserved().collect(), new.reserved().collect());
    let (old_parameters, new_parameters) = (parameters(old), parameters(new));
    let new_patterns = patterns(new);
    for name in old.reserved().filter(|name| !new_reserved.contains(name)) {
        let is_read_still = new_parameters.contains(&name) || is_still_reserved(name, new, &new_patterns);
        changes.push_removed("reserved", name, !is_read_still);
    }
    for name in new.reserved().filter(|name| !old_reserved.contains(name)) {
        changes.push_added("reserved", name, None);
    }
    for name in old_parameters.iter().filter(|name| !new_parameters.contains(name)) {
        changes.push_removed("list", *name, true);
    }
    for name in new_parameters.iter().filter(|name| !old_parameters.contains(name)) {
        let was_reserved = old_reserved.contains(*name);
        let reason = was_reserved.then(|| "as a reserved name, it accepted any value".to_owned());
        changes.push_added("list", *name, reason);
    }
}

fn compare_limits(changes: &mut Changes, old: &Limits, new: &Limits) {
    let Limits { input_bytes, conditions, list_items, operands, errors } = *old;
    for (location, old, new) in [
        ("limits.input_bytes", input_bytes, new.input_bytes),
        ("limits.conditions", conditions, new.conditions),
        ("limits.list_items", list_items, new.list_items),
        ("limits.operands", operands, new.operands),
    ] {
        changes.compare_maximums(location, Some(old), Some(new));
    }
    // The number of reported errors breaks no query.
    changes.compare_values("limits.errors", errors, new.errors, false);
}

fn compare_list_options(changes: &mut Changes, old: &ListOptions, new: &ListOptions) {
    match (old.pagination(), new.pagination()) {
        (Some(old), Some(new)) => compare_pagination(changes, old, new),
        (Some(old), None) => changes.push_removed("list.paging", old.kind.name(), true),
        (None, Some(new)) => {
            let reason = "a complete list is now split into pages".to_owned();
            changes.push_added("list.paging", new.kind.name(), Some(reason));
        }
        (None, None) => {}
    }
    // An added or removed parameter is a change of its own.
    if let (old @ [_, ..], new @ [_, ..]) = (old.ordering(), new.ordering()) {
        changes.compare_sets("list.ordering", &to_strs(old), &to_strs(new));
    }
    for (location, old, new) in [("list.fields", old.fields(), new.fields()), ("list.omit", old.omit(), new.omit())] {
        // Without names, it accepts any name.
        match (old, new) {
            (Some([]), Some([])) | (None, _) | (_, None) => {}
            (Some([]), Some(new)) => changes.push_narrowed(location, "any", to_strs(new)),
            (Some(old), Some([])) => changes.push_widened(location, to_strs(old), "any", None),
            (Some(old), Some(new)) => changes.compare_sets(location, &to_strs(old), &to_strs(new)),
        }
    }
    if let (Some(old), Some(new)) = (old.search(), new.search()) {
        changes.compare_maximums("list.search", Some(old), Some(new));
    }
}

fn to_strs<'a>(names: &'a [Cow<'static, str>]) -> Vec<&'a str> {
    names.iter().map(AsRef::as_ref).collect()
}

fn compare_pagination(changes: &mut Changes, old: Pagination, new: Pagination) {
    changes.compare_values("list.paging.by", old.kind.name(), new.kind.name(), true);
    changes.compare_values("list.paging.size", old.size, new.size, true);
    let (old_most, new_most) = (old.max_size, new.max_size);
    if new_most < old_most {
        changes.push_narrowed("list.paging.max_size", old_most, new_most);
    } else if old_most < new_most {
        let reason = old.clamp.then(|| "a size above the old maximum now returns more records".to_owned());
        changes.push_widened("list.paging.max_size", old_most, new_most, reason);
    }
    match (old.clamp, new.clamp) {
        (true, false) => changes.push_narrowed("list.paging.clamp", true, false),
        (false, true) => changes.push_widened("list.paging.clamp", false, true, None),
        _ => {}
    }
}
