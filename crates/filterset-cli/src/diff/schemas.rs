//! What changed from one table to another, place by place.

use std::borrow::Cow;
use std::collections::BTreeSet;

use filterset::{Field, Limits, Listing, Op, Paging, Schema, ValueType};

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
    listing(&mut changes, old.listing(), new.listing());
    changes.0
}

/// Whether a type takes what another took, and means the same by it.
pub(super) const fn widens(old: ValueType, new: ValueType) -> bool {
    matches!((old, new), (ValueType::Integer, ValueType::Decimal) | (ValueType::Choice, ValueType::Text))
}

fn field(changes: &mut Changes, old: &Field, new: &Field) {
    let place = |part: &str| format!("fields.{}.{part}", old.name());
    let (old_type, new_type) = (old.value_type(), new.value_type());
    if old_type == new_type {
        let (old_choices, new_choices) = (old.declared_choices().collect::<Vec<_>>(), new.declared_choices());
        changes.set(&place("choices"), &old_choices, &new_choices.collect::<Vec<_>>());
        changes.at_least(&place("minimum"), old.declared_minimum(), new.declared_minimum());
        changes.at_most(&place("maximum"), old.declared_maximum(), new.declared_maximum());
        // Which instants a date means.
        changes.changed(&place("time_zone"), zone(old), zone(new), true);
        match (old.allows_empty(), new.allows_empty()) {
            (true, false) => changes.narrowed(&place("allow_empty"), true, false, true),
            (false, true) => changes.widened(&place("allow_empty"), false, true, false),
            _ => {}
        }
    } else if widens(old_type, new_type) {
        changes.widened(&place("type"), old_type.name(), new_type.name(), false);
    } else {
        changes.changed(&place("type"), old_type.name(), new_type.name(), true);
    }
    let ops = |field: &Field| field.allowed_ops().iter().map(Op::wire_name).collect::<Vec<_>>();
    changes.set(&place("ops"), &ops(old), &ops(new));
    // What a condition asks of one value it asks of any or none of many.
    changes.changed(&place("many"), old.is_many(), new.is_many(), true);
    // What asks for nulls is an operator, and its loss is told as that.
    changes.changed(&place("nullable"), old.is_nullable(), new.is_nullable(), false);
    changes.changed(&place("description"), old.declared_description(), new.declared_description(), false);
}

/// The time zone, in one of its spellings.
fn zone(field: &Field) -> &str {
    match field.declared_time_zone() {
        None | Some("+00:00" | "-00:00") => "UTC",
        Some(zone) => zone,
    }
}

/// Reserved names, and the parameters of lists. A name that goes from one to the other is read in another way.
fn names_beside_fields(changes: &mut Changes, old: &Schema, new: &Schema) {
    let reserved = |schema: &Schema| schema.reserved().map(str::to_owned).collect::<Vec<_>>();
    let parameters = |schema: &Schema| schema.listing().parameters().collect::<Vec<_>>();
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
    for (place, old, new) in [
        ("limits.input_bytes", input_bytes, new.input_bytes),
        ("limits.conditions", conditions, new.conditions),
        ("limits.list_items", list_items, new.list_items),
        ("limits.operands", operands, new.operands),
    ] {
        changes.at_most(place, Some(old), Some(new));
    }
    // How many faults are told breaks no query.
    changes.changed("limits.errors", errors, new.errors, false);
}

fn listing(changes: &mut Changes, old: &Listing, new: &Listing) {
    match (old.declared_paging(), new.declared_paging()) {
        (Some(old), Some(new)) => paging(changes, old, new),
        (Some(old), None) => changes.removed("list.paging", old.parameter(), true),
        // A list that was whole comes in parts.
        (None, Some(new)) => changes.added("list.paging", new.parameter(), true),
        (None, None) => {}
    }
    // A parameter that comes or goes is told as that.
    if let (old @ [_, ..], new @ [_, ..]) = (old.declared_ordering(), new.declared_ordering()) {
        changes.set("list.ordering", &names(old), &names(new));
    }
    for (place, old, new) in [
        ("list.fields", old.declared_fields(), new.declared_fields()),
        ("list.omit", old.declared_omit(), new.declared_omit()),
    ] {
        // Without a name it takes any.
        match (old, new) {
            (Some([]), Some([])) | (None, _) | (_, None) => {}
            (Some([]), Some(new)) => changes.narrowed(place, "any", names(new), true),
            (Some(old), Some([])) => changes.widened(place, names(old), "any", false),
            (Some(old), Some(new)) => changes.set(place, &names(old), &names(new)),
        }
    }
    if let (Some(old), Some(new)) = (old.declared_search(), new.declared_search()) {
        changes.at_most("list.search", Some(old), Some(new));
    }
}

fn names<'a>(names: &'a [Cow<'static, str>]) -> Vec<&'a str> {
    names.iter().map(AsRef::as_ref).collect()
}

fn paging(changes: &mut Changes, old: Paging, new: Paging) {
    changes.changed("list.paging.by", old.parameter(), new.parameter(), true);
    changes.changed("list.paging.size", old.declared_size(), new.declared_size(), true);
    let (old_most, new_most) = (old.declared_max_size(), new.declared_max_size());
    if new_most < old_most {
        changes.narrowed("list.paging.max_size", old_most, new_most, true);
    } else if old_most < new_most {
        // What was taken as the greatest size is taken as more.
        changes.widened("list.paging.max_size", old_most, new_most, old.clamps());
    }
    match (old.clamps(), new.clamps()) {
        (true, false) => changes.narrowed("list.paging.clamp", true, false, true),
        (false, true) => changes.widened("list.paging.clamp", false, true, false),
        _ => {}
    }
}
