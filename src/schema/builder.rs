//! The declaration of a schema and the checks that it must pass.

use std::borrow::Cow;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::name::{DELIMITER, is_pattern, is_valid_reserved, matches_pattern};
use super::spelling::SpellingContext;
use super::{
    Field, FieldBuilder, Inner, KnownKey, Limits, ListOptions, ListOptionsBuilder, ListParameter, Row, Schema,
    SchemaError, SchemaErrorKind, Spelling,
};
use crate::util::excerpt;
use crate::value::Op;

/// The declaration of a schema, started by [`Schema::builder`] and checked by [`build`](SchemaBuilder::build).
#[derive(Clone, Debug)]
#[must_use = "call `build` to make the schema"]
pub struct SchemaBuilder {
    name: Cow<'static, str>,
    fields: Vec<FieldBuilder>,
    reserved: Vec<Cow<'static, str>>,
    limits: Limits,
    list_options: ListOptionsBuilder,
    spelling: Option<Spelling>,
    /// The errors found while the declaration was deserialized.
    errors: Vec<SchemaErrorKind>,
}

impl Schema {
    /// Starts the declaration of a schema. The name identifies the schema to people and programs that handle several.
    pub fn builder(name: impl Into<Cow<'static, str>>) -> SchemaBuilder {
        SchemaBuilder::new(name.into())
    }
}

impl SchemaBuilder {
    // Not inlined, as `FieldBuilder::new`.
    #[inline(never)]
    fn new(name: Cow<'static, str>) -> SchemaBuilder {
        SchemaBuilder {
            name,
            fields: Vec::new(),
            reserved: Vec::new(),
            limits: Limits::DEFAULT,
            list_options: ListOptions::builder(),
            spelling: None,
            errors: Vec::new(),
        }
    }

    /// Adds a field.
    pub fn field(mut self, field: impl Into<FieldBuilder>) -> SchemaBuilder {
        self.fields.push(field.into());
        self
    }

    /// Adds fields.
    pub fn fields(mut self, fields: impl IntoIterator<Item = impl Into<FieldBuilder>>) -> SchemaBuilder {
        self.fields.extend(fields.into_iter().map(Into::into));
        self
    }

    /// Adds reserved names: parameters that aren't conditions, such as `page`. Their pairs are decoded as strictly as
    /// all others, can be empty or repeated, and are [returned](crate::parse::Parser::parse_with_reserved) in order.
    ///
    /// A name has 1 to 128 characters of `A-Z a-z 0-9 _ . - [ ]`. A pattern such as `cf_*` or `*_detail` begins or ends
    /// with one `*`, which stands for one or more characters. It never hides a declared field with an unknown operator,
    /// but a misspelled field that it matches isn't found, so keep it narrow.
    pub fn reserved<N: Into<Cow<'static, str>>>(mut self, names: impl IntoIterator<Item = N>) -> SchemaBuilder {
        self.reserved.extend(names.into_iter().map(Into::into));
        self
    }

    /// Sets the default limits of the schema.
    pub fn limits(mut self, limits: Limits) -> SchemaBuilder {
        self.limits = limits;
        self
    }

    /// Declares the parameters that list requests accept. Don't declare them as reserved names too.
    pub fn list_options(mut self, list_options: impl Into<ListOptionsBuilder>) -> SchemaBuilder {
        self.list_options = list_options.into();
        self
    }

    /// Declares how parameters are spelled.
    pub fn spelling(mut self, spelling: Spelling) -> SchemaBuilder {
        self.spelling = Some(spelling);
        self
    }

    /// Adds an error found while the declaration was deserialized.
    #[cfg(feature = "serde")]
    pub(crate) fn add_error(&mut self, error: SchemaErrorKind) {
        self.errors.push(error);
    }

    /// Checks the declaration and builds the schema.
    ///
    /// # Errors
    ///
    /// Returns all errors at once: an invalid name, a duplicate field or reserved name, an ambiguous key, an empty
    /// operator list or a duplicate operator, an operator that the field's type doesn't support, a property that the
    /// type doesn't support (such as `allow_empty` for integers), invalid choices, reversed bounds, an unknown time
    /// zone, or invalid
    /// [`ListOptions`]. See [`SchemaErrorKind`].
    pub fn build(self) -> Result<Schema, SchemaError> {
        let SchemaBuilder { name, fields, reserved, limits, list_options, spelling, mut errors } = self;
        let spelling = spelling.map(|spelling| spelling.finish(&mut |error| errors.push(error)));
        let context = SpellingContext(spelling.as_ref());
        let mut fields: Vec<Field> =
            fields.into_iter().map(|field| field.finish(context, |error| errors.push(error))).collect();
        // A field with only unknown operators is reported once, for these.
        let with_unknown_operators: Vec<String> =
            errors.iter().filter_map(SchemaErrorKind::unknown_operator_field).collect();
        errors.retain(
            |error| !matches!(error, SchemaErrorKind::NoOperators { field } if with_unknown_operators.contains(field)),
        );
        for name in reserved.iter().filter(|name| !is_valid_reserved(name)) {
            errors.push(SchemaErrorKind::InvalidReserved { name: excerpt(name) });
        }
        let list_options = list_options.finish(|error| errors.push(error));
        fields.sort_by(|a, b| a.name.cmp(&b.name));
        check_ambiguous_keys(context, &fields, &reserved, &list_options, &mut errors);
        SchemaError::check(errors)?;

        let mut keys: Vec<Row> = Vec::new();
        for (index, field) in fields.iter().enumerate() {
            let key = |op| context.key(&field.name, &field.spelling, op);
            keys.extend(field.ops.iter().map(|op| Row { text: key(op).into(), field: index, op }));
        }
        keys.sort_unstable_by(|a, b| a.text.cmp(&b.text));
        let mut known_keys: HashMap<Box<str>, KnownKey, RandomState> = HashMap::default();
        for (rank, key) in keys.iter().enumerate() {
            known_keys.insert(key.text.clone(), KnownKey::Condition(rank));
            let is_spelled = fields.get(key.field).is_some_and(Field::is_spelled);
            if key.op == Op::Exact && !is_spelled {
                known_keys.insert(spell_exact(&key.text).into(), KnownKey::Condition(rank));
            }
        }
        let (patterns, names): (Vec<_>, Vec<_>) = reserved.iter().cloned().partition(|name| is_pattern(name));
        known_keys.extend(names.iter().map(|name| (name.as_ref().into(), KnownKey::Reserved)));
        known_keys.extend(
            list_options.parameters().map(|parameter| (parameter.name().into(), KnownKey::Parameter(parameter))),
        );
        Ok(Schema(Arc::new(Inner {
            name,
            fields,
            reserved,
            limits,
            list_options,
            spelling,
            keys,
            known_keys,
            patterns,
        })))
    }
}

/// Returns the second key for equality of a field that isn't spelled.
fn spell_exact(field: &str) -> String {
    format!("{field}{DELIMITER}{}", Op::Exact)
}

/// Reports each whole key that reads like an operator of another field, even if that field doesn't list the operator or
/// has another key for it.
fn check_whole_keys(context: SpellingContext<'_>, fields: &[Field], errors: &mut Vec<SchemaErrorKind>) {
    for (field, key, op) in fields.iter().flat_map(|field| field.keys().map(move |(key, op)| (field, key, op))) {
        let Some((name, other_op)) = key.rsplit_once(DELIMITER) else { continue };
        let other = fields.iter().find(|other| other.name == name && other.name != field.name);
        let (Some(other), Some(other_op)) = (other, context.op_of(other_op)) else { continue };
        // Another key for the same condition is ambiguous by itself.
        let is_key = !other.is_spelled() || context.key(&other.name, &other.spelling, other_op) == key;
        if !(is_key && other.ops.contains(other_op)) {
            let (one, other) = (describe_condition(field, op), describe_condition(other, other_op));
            errors.push(SchemaErrorKind::AmbiguousKey { key: excerpt(key), one, other });
        }
    }
}

/// Returns a key that a pattern would hide, with the reason: a whole key with the name of an operator behind it, unless
/// the key is rejected because it begins with a field.
fn find_hidden_key(context: SpellingContext<'_>, fields: &[Field], pattern: &str) -> Option<(String, String)> {
    let is_of_field = |key: &str| {
        let mut rests = fields.iter().filter_map(|field| key.strip_prefix(field.name()));
        rests.any(|rest| rest.starts_with(DELIMITER))
    };
    let keys = fields.iter().flat_map(Field::keys);
    let with_operator = keys.flat_map(|(key, _)| {
        Op::ALL.into_iter().map(move |op| (key, format!("{key}{DELIMITER}{}", context.name_of(op))))
    });
    let hidden = with_operator.filter(|(_, hidden)| matches_pattern(pattern, hidden) && !is_of_field(hidden));
    hidden.min().map(|(key, hidden)| (hidden, format!("the key \"{}\" with an operator", excerpt(key))))
}

fn describe_condition(field: &Field, op: Op) -> String {
    format!("the field \"{}\" with the operator \"{op}\"", excerpt(&field.name))
}

/// Reports each key that has more than one meaning.
fn check_ambiguous_keys(
    context: SpellingContext<'_>,
    fields: &[Field],
    reserved: &[Cow<'static, str>],
    list_options: &ListOptions,
    errors: &mut Vec<SchemaErrorKind>,
) {
    let mut meanings: HashMap<String, String> = HashMap::new();
    for field in fields {
        if meanings.insert(field.name.to_string(), format!("the field \"{}\"", excerpt(&field.name))).is_some() {
            errors.push(SchemaErrorKind::DuplicateField { field: excerpt(&field.name) });
        }
    }
    for field in fields {
        let mut bare = None;
        for op in field.ops {
            let meaning = describe_condition(field, op);
            let mut key = context.key(&field.name, &field.spelling, op);
            // A key can be the name of its own field.
            if key == field.name {
                if let Some(one) = bare.replace(meaning.clone()) {
                    errors.push(SchemaErrorKind::AmbiguousKey { key: excerpt(&key), one, other: meaning });
                    continue;
                }
                if field.is_spelled() {
                    continue;
                }
                key = spell_exact(&field.name);
            }
            match meanings.entry(key) {
                Entry::Vacant(vacant) => drop(vacant.insert(meaning)),
                // A duplicate field was reported above.
                Entry::Occupied(other) if *other.get() == meaning => {}
                Entry::Occupied(other) => errors.push(SchemaErrorKind::AmbiguousKey {
                    key: excerpt(other.key()),
                    one: other.get().clone(),
                    other: meaning,
                }),
            }
        }
    }
    check_whole_keys(context, fields, errors);
    for name in list_options.parameters().map(ListParameter::name) {
        let meaning = format!("the {name} parameter of lists");
        if let Some(other) = meanings.insert(name.to_owned(), meaning.clone()) {
            errors.push(SchemaErrorKind::AmbiguousKey { key: name.to_owned(), one: other, other: meaning });
        }
    }
    for pattern in reserved.iter().filter(|name| is_pattern(name) && is_valid_reserved(name)) {
        let matched = meanings.iter().filter(|(key, _)| matches_pattern(pattern, key)).min();
        let matched = matched.map(|(key, meaning)| (key.clone(), meaning.clone()));
        if let Some((key, meaning)) = matched.or_else(|| find_hidden_key(context, fields, pattern)) {
            let (pattern, key) = (excerpt(pattern), excerpt(&key));
            errors.push(SchemaErrorKind::AmbiguousPattern { pattern, key, meaning });
        }
    }
    // A reserved name must not be the long spelling of a field, even if the field doesn't support equality.
    for field in fields.iter().filter(|field| !field.is_spelled() && !field.ops.contains(Op::Exact)) {
        let meaning = describe_condition(field, Op::Exact);
        meanings.entry(spell_exact(&field.name)).or_insert(meaning);
    }
    let mut seen = BTreeSet::new();
    for name in reserved {
        if !seen.insert(name) {
            errors.push(SchemaErrorKind::DuplicateReserved { name: excerpt(name) });
        } else if let Some(meaning) = meanings.get(name.as_ref()) {
            let other = "a reserved name".to_owned();
            errors.push(SchemaErrorKind::AmbiguousKey { key: excerpt(name), one: meaning.clone(), other });
        }
    }
}
