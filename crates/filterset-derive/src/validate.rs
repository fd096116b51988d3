//! Checks of a model that need more than one attribute: its names, its keys and its builder's methods.

use std::collections::{HashMap, HashSet};

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::{Error, LitStr};

use crate::attribute::Errors;
use crate::list::{Parameter, validate_list_options};
use crate::model::{Field, Model};
use crate::names::{describe_key_characters, describe_name_characters, is_name, is_reserved, matches_pattern};

/// Checks that names are valid, that no key is ambiguous, and that no two methods have the same name.
pub(crate) fn validate_model(model: &Model<'_>, errors: &mut Errors) {
    let fields = &model.fields;
    for field in fields {
        check_name(&field.name, field.name_span, errors);
    }
    let mut readings = Readings::default();
    readings.add_fields(fields, errors);
    readings.add_sorting(fields, errors);
    if let Some(list) = &model.list {
        let parameters = validate_list_options(list, &model.sortable_names(), errors);
        readings.add_parameters(&parameters, errors);
    }
    readings.check_patterns(&model.reserved, errors);
    readings.add_unlisted(fields);
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
            let mut bare: Option<String> = None;
            for (op, span) in &field.ops {
                // A key that isn't known is checked when the schema is built.
                let Some(mut key) = field.key(op) else { continue };
                let span = field.spelling.declared_key(op).map_or(*span, LitStr::span);
                let reading = format!("the field {:?} with the operator {:?}", field.name, op.name);
                // A key can be the name of its own field.
                if key == field.name {
                    if let Some(other) = bare.replace(reading.clone()) {
                        errors.push(ambiguity_error(span, &key, &other, &reading));
                        continue;
                    }
                    if field.spelling.is_spelled() {
                        continue;
                    }
                    key = spell_exact(field);
                }
                match self.0.get(&key) {
                    Some(other) if *other != reading => errors.push(ambiguity_error(span, &key, other, &reading)),
                    _ => drop(self.0.insert(key, reading)),
                }
            }
        }
    }

    /// Adds the second spelling of fields that don't list `exact`: it can't be a reserved name either.
    fn add_unlisted(&mut self, fields: &[Field<'_>]) {
        for field in fields.iter().filter(|field| !field.spelling.is_spelled()) {
            let reading = format!("the field {:?} with the operator \"exact\"", field.name);
            self.0.entry(spell_exact(field)).or_insert(reading);
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

    fn add_parameters(&mut self, parameters: &[Parameter], errors: &mut Errors) {
        for (name, span) in parameters {
            let reading = format!("the {name} parameter of lists");
            match self.0.get(*name) {
                Some(other) if *other != reading => errors.push(ambiguity_error(*span, name, other, &reading)),
                _ => drop(self.0.insert((*name).to_owned(), reading)),
            }
        }
    }

    fn check_reserved(&self, reserved: &[LitStr], errors: &mut Errors) {
        let mut seen = HashSet::new();
        for name in reserved {
            let (text, span) = (name.value(), name.span());
            if !is_reserved(&text) {
                let characters = describe_key_characters();
                let message =
                    format!("invalid name {text:?}: expected {characters}, and one `*` at an end of a pattern");
                errors.push(Error::new(span, message));
            }
            if !seen.insert(text.clone()) {
                errors.push(Error::new(span, format!("duplicate reserved name {text:?}")));
            } else if let Some(reading) = self.0.get(&text) {
                errors.push(ambiguity_error(span, &text, reading, "a reserved name"));
            }
        }
    }

    fn check_patterns(&self, reserved: &[LitStr], errors: &mut Errors) {
        for pattern in reserved.iter().filter(|name| is_reserved(&name.value())) {
            let text = pattern.value();
            let matched = self.0.iter().filter(|(key, _)| matches_pattern(&text, key)).min();
            if let Some((key, reading)) = matched {
                let message = format!("the pattern {text:?} matches {key:?}, which is {reading}");
                errors.push(Error::new(pattern.span(), message));
            }
        }
    }
}

/// Returns the second key for equality of a field that isn't spelled.
fn spell_exact(field: &Field<'_>) -> String {
    format!("{}__exact", field.name)
}

fn ambiguity_error(span: Span, key: &str, one: &str, other: &str) -> Error {
    Error::new(span, format!("ambiguous key {key:?}: it can mean {one} or {other}"))
}

fn check_name(name: &str, span: Span, errors: &mut Errors) {
    if !is_name(name) {
        errors.push(Error::new(span, format!("invalid name {name:?}: expected {}", describe_name_characters())));
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
