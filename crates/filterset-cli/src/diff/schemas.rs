//! What changed from one table to another, place by place.

use std::borrow::Cow;
use std::collections::BTreeSet;

use filterset::list::{ListOptions, ListParameter, Pagination};
use filterset::{Field, Limits, Op, Schema, ValueType};

use super::change::{Change, Changes};

pub(super) fn changes(old: &Schema, new: &Schema) -> Vec<Change> {
    let mut changes = Changes::default();
    changes.changed("name", old.name(), new.name(), false);
    let names: BTreeSet<&str> = old.fields().chain(new.fields()).map(Field::name).collect();
    for name in names {
        match (old.field(name), new.field(name)) {
            (Some(old), Some(new)) => field(&mut changes, old, new),
            (Some(_), None) => changes.removed("fields", name, true),
            (None, _) => changes.added("fields", name, false),
        }
    }
    names_beside_fields(&mut changes, old, new);
    limits(&mut changes, old.limits(), new.limits());
    list_options(&mut changes, old.list_options(), new.list_options());
    changes.0
}

/// Whether a type takes what another took, and means the same by it.
pub(super) const fn widens(old: ValueType, new: ValueType) -> bool {
    matches!((old, new), (ValueType::Integer, ValueType::Decimal) | (ValueType::Choice, ValueType::Text))
}

fn field(changes: &mut Changes, old: &Field, new: &Field) {
    let location = |part: &str| format!("fields.{}.{part}", old.name());
    let (old_type, new_type) = (old.value_type(), new.value_type());
    if old_type == new_type {
        let (old_choices, new_choices) = (old.choices().collect::<Vec<_>>(), new.choices());
        changes.set(&location("choices"), &old_choices, &new_choices.collect::<Vec<_>>());
        changes.at_least(&location("minimum"), old.minimum(), new.minimum());
        changes.at_most(&location("maximum"), old.maximum(), new.maximum());
        // Which instants a date means.
        changes.changed(&location("time_zone"), zone(old), zone(new), true);
        match (old.allows_empty(), new.allows_empty()) {
            (true, false) => changes.narrowed(&location("allow_empty"), true, false, true),
            (false, true) => changes.widened(&location("allow_empty"), false, true, false),
            _ => {}
        }
    } else if widens(old_type, new_type) {
        changes.widened(&location("type"), old_type.name(), new_type.name(), false);
    } else {
        changes.changed(&location("type"), old_type.name(), new_type.name(), true);
    }
    let ops = |field: &Field| field.ops().iter().map(Op::wire_name).collect::<Vec<_>>();
    changes.set(&location("ops"), &ops(old), &ops(new));
    // What a condition asks of one value it asks of any or none of many.
    changes.changed(&location("many"), old.is_multi_valued(), new.is_multi_valued(), true);
    // What asks for nulls is an operator, and its loss is told as that.
    changes.changed(&location("nullable"), old.is_nullable(), new.is_nullable(), false);
    changes.changed(&location("description"), old.description(), new.description(), false);
}

/// The time zone, in one of its spellings.
fn zone(field: &Field) -> &str {
    match field.time_zone() {
        None | Some("+00:00" | "-00:00") => "UTC",
        Some(zone) => zone,
    }
}

/// Reserved names, and the parameters of lists. A name that goes from one to the other is read in another way.
fn names_beside_fields(changes: &mut Changes, old: &Schema, new: &Schema) {
    let reserved = |schema: &Schema| schema.reserved().map(str::to_owned).collect::<Vec<_>>();
    let parameters = |schema: &Schema| schema.list_options().parameters().map(ListParameter::name).collect::<Vec<_>>();
    let (old_reserved, new_reserved) = (reserved(old), reserved(new));
    let (old_parameters, new_parameters) = (parameters(old), parameters(new));
    for name in old_reserved.iter().filter(|name| !new_reserved.contains(name)) {
        let is_read_still = new_parameters.contains(&name.as_str());
        changes.removed("reserved", name.as_str(), !is_read_still);
    }
    for name in new_reserved.iter().filter(|name| !old_reserved.contains(name)) {
        changes.added("reserved", name.as_str(), false);
    }
    for name in old_parameters.iter().filter(|name| !new_parameters.contains(name)) {
        changes.removed("list", *name, true);
    }
    for name in new_parameters.iter().filter(|name| !old_parameters.contains(name)) {
        // As a reserved name it took any text.
        let took_more = old_reserved.iter().any(|reserved| reserved == name);
        changes.added("list", *name, took_more);
    }
}

fn limits(changes: &mut Changes, old: &Limits, new: &Limits) {
    let Limits { input_bytes, conditions, list_items, operands, errors } = *old;
    for (location, old, new) in [
        ("limits.input_bytes", input_bytes, new.input_bytes),
        ("limits.conditions", conditions, new.conditions),
        ("limits.list_items", list_items, new.list_items),
        ("limits.operands", operands, new.operands),
    ] {
        changes.at_most(location, Some(old), Some(new));
    }
    // How many faults are told breaks no query.
    changes.changed("limits.errors", errors, new.errors, false);
}

fn list_options(changes: &mut Changes, old: &ListOptions, new: &ListOptions) {
    match (old.pagination(), new.pagination()) {
        (Some(old), Some(new)) => pagination(changes, old, new),
        (Some(old), None) => changes.removed("list.paging", old.kind.name(), true),
        // A list that was whole comes in parts.
        (None, Some(new)) => changes.added("list.paging", new.kind.name(), true),
        (None, None) => {}
    }
    // A parameter that comes or goes is told as that.
    if let (old @ [_, ..], new @ [_, ..]) = (old.ordering(), new.ordering()) {
        changes.set("list.ordering", &names(old), &names(new));
    }
    for (location, old, new) in [("list.fields", old.fields(), new.fields()), ("list.omit", old.omit(), new.omit())] {
        // Without a name it takes any.
        match (old, new) {
            (Some([]), Some([])) | (None, _) | (_, None) => {}
            (Some([]), Some(new)) => changes.narrowed(location, "any", names(new), true),
            (Some(old), Some([])) => changes.widened(location, names(old), "any", false),
            (Some(old), Some(new)) => changes.set(location, &names(old), &names(new)),
        }
    }
    if let (Some(old), Some(new)) = (old.search(), new.search()) {
        changes.at_most("list.search", Some(old), Some(new));
    }
}

fn names<'a>(names: &'a [Cow<'static, str>]) -> Vec<&'a str> {
    names.iter().map(AsRef::as_ref).collect()
}

fn pagination(changes: &mut Changes, old: Pagination, new: Pagination) {
    changes.changed("list.paging.by", old.kind.name(), new.kind.name(), true);
    changes.changed("list.paging.size", old.size, new.size, true);
    let (old_most, new_most) = (old.max_size, new.max_size);
    if new_most < old_most {
        changes.narrowed("list.paging.max_size", old_most, new_most, true);
    } else if old_most < new_most {
        // What was taken as the greatest size is taken as more.
        changes.widened("list.paging.max_size", old_most, new_most, old.clamp);
    }
    match (old.clamp, new.clamp) {
        (true, false) => changes.narrowed("list.paging.clamp", true, false, true),
        (false, true) => changes.widened("list.paging.clamp", false, true, false),
        _ => {}
    }
}
