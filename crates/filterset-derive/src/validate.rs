//! Checks of a model that need more than one attribute: its names, its keys and its builder's methods.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Error, LitStr};

use crate::attribute::Errors;
use crate::model::{Field, Model};

/// Checks that names are valid, that no key is ambiguous, and that no two methods have the same name.
pub(crate) fn validate_model(model: &Model<'_>, errors: &mut Errors) {
    let fields = &model.fields;
    for field in fields {
        check_name(&field.name, field.name_span, errors);
    }
    let mut readings = Readings::default();
    readings.add_fields(fields, errors);
    readings.add_sorting(fields, errors);
    readings.check_reserved(&model.reserved, errors);
    check_methods(fields, errors);
}

/// The meaning of each key, to detect ambiguous ones.
#[derive(Default)]
struct Readings(HashMap<String, String>);

impl Readings {
    fn add_fields(&mut self, fields: &[Field<'_>], errors: &mut Errors) {
        for field in fields {
            if self.0.insert(field.name.clone(), format!("the field {:?}", field.name)).is_some() {
                errors.push(Error::new(field.name_span, format!("duplicate field {:?}", field.name)));
            }
        }
        for field in fields {
            for (op, span) in &field.ops {
                let key = format!("{}__{}", field.name, op.name);
                let reading = format!("the field {:?} with the operator {:?}", field.name, op.name);
                match self.0.get(&key) {
                    Some(other) if *other != reading => errors.push(ambiguity_error(*span, &key, other, &reading)),
                    _ => drop(self.0.insert(key, reading)),
                }
            }
        }
        for field in fields {
            let reading = format!("the field {:?} with the operator \"exact\"", field.name);
            self.0.entry(format!("{}__exact", field.name)).or_insert(reading);
        }
    }

    fn add_sorting(&mut self, fields: &[Field<'_>], errors: &mut Errors) {
        if let Some(span) = fields.iter().find_map(|field| field.sort) {
            let reading = "the ordering parameter of lists";
            if let Some(other) = self.0.insert("ordering".to_owned(), reading.to_owned()) {
                errors.push(ambiguity_error(span, "ordering", &other, reading));
            }
        }
        for field in fields.iter().filter(|field| field.sort.is_some() && field.name.starts_with('-')) {
            let message =
                format!("invalid name {:?} for a sortable field: a leading \"-\" means descending order", field.name);
            errors.push(Error::new(field.name_span, message));
        }
    }

    fn check_reserved(&self, reserved: &[LitStr], errors: &mut Errors) {
        let mut seen = HashSet::new();
        for name in reserved {
            check_name(&name.value(), name.span(), errors);
            if !seen.insert(name.value()) {
                errors.push(Error::new(name.span(), format!("duplicate reserved name {:?}", name.value())));
            } else if let Some(reading) = self.0.get(&name.value()) {
                errors.push(ambiguity_error(name.span(), &name.value(), reading, "a reserved name"));
            }
        }
    }
}

fn ambiguity_error(span: Span, key: &str, one: &str, other: &str) -> Error {
    Error::new(span, format!("ambiguous key {key:?}: it can mean {one} or {other}"))
}

fn check_name(name: &str, span: Span, errors: &mut Errors) {
    let is_name = (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'));
    if !is_name {
        errors.push(Error::new(
            span,
            format!("invalid name {name:?}: expected 1 to 64 characters of A-Z, a-z, 0-9, `_`, `.` and `-`"),
        ));
    }
}

fn check_methods(fields: &[Field<'_>], errors: &mut Errors) {
    let mut known: HashMap<String, String> = HashMap::new();
    // Methods named after a field come first, so that the error is reported at a method with a composed name.
    let pairs = || fields.iter().flat_map(|field| field.ops.iter().map(move |(op, span)| (field, *op, *span)));
    let (plain, composed): (Vec<_>, Vec<_>) = pairs().partition(|(_, op, _)| op.name == "exact");
    for (field, op, span) in plain.into_iter().chain(composed) {
        let method = field.method_name(op).unraw().to_string();
        let hint = "rename this field's methods with `method = \"...\"`";
        if method == "build" {
            errors.push(Error::new(span, format!("duplicate method `build`: the builder already has it; {hint}")));
        } else if let Some(other) = known.get(&method) {
            let message = format!("duplicate method `{method}`: field {other:?} already has it; {hint}");
            errors.push(Error::new(span, message));
        } else {
            known.insert(method, field.name.clone());
        }
    }
}
