//! Names and keys of a table: what could be read in two ways isn't compiled.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::{Error, LitStr};

use crate::attribute::Faults;
use crate::set::Field;

/// Checks the fields' names and keys, and the reserved names beside them.
pub(crate) fn check(fields: &[Field<'_>], reserved: &[LitStr], faults: &mut Faults) {
    for field in fields {
        check_name(&field.name, field.name_span, faults);
    }
    let mut readings: HashMap<String, String> = HashMap::new();
    for field in fields {
        if readings.insert(field.name.clone(), format!("the field {:?}", field.name)).is_some() {
            faults.push(Error::new(field.name_span, format!("the field {:?} is declared twice", field.name)));
        }
    }
    for field in fields {
        for (op, span) in &field.ops {
            let key = format!("{}__{}", field.name, op.name);
            let reading = format!("the field {:?} with {:?}", field.name, op.name);
            match readings.get(&key) {
                Some(other) if *other != reading => faults.push(ambiguous(*span, &key, other, &reading)),
                _ => drop(readings.insert(key, reading)),
            }
        }
    }
    for field in fields {
        let reading = format!("the field {:?} with \"exact\"", field.name);
        readings.entry(format!("{}__exact", field.name)).or_insert(reading);
    }
    if let Some(span) = fields.iter().find_map(|field| field.sort) {
        let reading = "a parameter of the list";
        if let Some(other) = readings.insert("ordering".to_owned(), reading.to_owned()) {
            faults.push(ambiguous(span, "ordering", &other, reading));
        }
    }
    for field in fields.iter().filter(|field| field.sort.is_some() && field.name.starts_with('-')) {
        faults
            .push(Error::new(field.name_span, "a name that begins with \"-\" can't be sorted by: it means descending"));
    }
    let mut seen = HashSet::new();
    for name in reserved {
        check_name(&name.value(), name.span(), faults);
        if !seen.insert(name.value()) {
            faults.push(Error::new(name.span(), format!("{:?} is reserved twice", name.value())));
        } else if let Some(reading) = readings.get(&name.value()) {
            faults.push(ambiguous(name.span(), &name.value(), reading, "a reserved name"));
        }
    }
}

fn ambiguous(span: Span, key: &str, one: &str, other: &str) -> Error {
    Error::new(span, format!("{key:?} can be read in two ways: as {one} and as {other}"))
}

/// `[A-Za-z0-9_.-]{1,64}`
fn check_name(name: &str, span: Span, faults: &mut Faults) {
    let is_name = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if !is_name {
        faults.push(Error::new(span, format!("{name:?} is no name: 1 to 64 of A-Z a-z 0-9 _ . -")));
    }
}
