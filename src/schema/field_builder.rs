//! The declaration of a field and the checks that it must pass.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};

use super::name::is_valid_key;
use super::spelling::{FieldSpelling, ListStyle, SpellingContext, sort_by_operator};
use super::{Field, SchemaErrorKind, is_valid_name};
use crate::util::excerpt;
use crate::value::{Arity, Op, OpSet, ValueType, Zone, can_be_in_list, supports_op};

/// The number of choices up to which comparing each one is faster than hashing.
const MAX_COMPARED_CHOICES: usize = 8;

impl Field {
    /// Starts a field of text.
    pub fn text(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Text)
    }

    /// Starts a field of 64-bit signed integers.
    pub fn integer(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Integer)
    }

    /// Starts a field of exact decimals.
    pub fn decimal(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Decimal)
    }

    /// Starts a field of booleans.
    pub fn boolean(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Boolean)
    }

    /// Starts a field of UUIDs.
    pub fn uuid(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Uuid)
    }

    /// Starts a field of calendar dates.
    pub fn date(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Date)
    }

    /// Starts a field of instants. It also takes dates: a date means that whole day.
    pub fn date_time(name: impl Into<Cow<'static, str>>) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::DateTime)
    }

    /// Starts a field with a fixed set of strings as its values. They must be unique, not empty, and without NUL. If
    /// the field lists a list operator, they must also have no comma and no space at either end.
    pub fn choice<C: Into<Cow<'static, str>>>(
        name: impl Into<Cow<'static, str>>,
        choices: impl IntoIterator<Item = C>,
    ) -> FieldBuilder {
        FieldBuilder::new(name, ValueType::Choice).choices(choices)
    }
}

/// The declaration of a field.
///
/// A name has 1 to 128 characters of `A-Z a-z 0-9 _ . -` and may contain `__` (`balance__available`). [`ValueType`]
/// lists the operators that each type supports. Nothing is checked until the schema is
/// [built](crate::schema::SchemaBuilder::build), which reports every error at once.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct FieldBuilder {
    name: Cow<'static, str>,
    value_type: ValueType,
    choices: Vec<Cow<'static, str>>,
    minimum: Option<i64>,
    maximum: Option<i64>,
    ops: OpSet,
    /// Operators that were added more than once, which is an error.
    repeated_ops: OpSet,
    multi_valued: bool,
    nullable: bool,
    allow_empty: bool,
    time_zone: Option<Cow<'static, str>>,
    description: Option<Cow<'static, str>>,
    pub(super) spelling: FieldSpelling,
}

impl FieldBuilder {
    /// Starts a field of any type, for schemas that come from data. The functions of [`Field`] name the type.
    // Not inlined: rustc up to 1.95 gives two equal values that are built inline one place in memory, so that the second
    // field has the properties of the first, or memory is freed twice (rust-lang/rust#155241).
    #[inline(never)]
    pub fn new(name: impl Into<Cow<'static, str>>, value_type: ValueType) -> FieldBuilder {
        FieldBuilder {
            name: name.into(),
            value_type,
            choices: Vec::new(),
            minimum: None,
            maximum: None,
            ops: OpSet::EMPTY,
            repeated_ops: OpSet::EMPTY,
            multi_valued: false,
            nullable: false,
            allow_empty: false,
            time_zone: None,
            description: None,
            spelling: FieldSpelling::default(),
        }
    }

    /// Returns the type of the values.
    #[must_use]
    pub const fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// Adds choices to a field of type [`Choice`](ValueType::Choice).
    pub fn choices<C: Into<Cow<'static, str>>>(mut self, choices: impl IntoIterator<Item = C>) -> FieldBuilder {
        self.choices.extend(choices.into_iter().map(Into::into));
        self
    }

    /// Sets the minimum of a field of integers.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// let day = Field::integer("day").minimum(1).maximum(31).ops([Op::Exact, Op::Lt]);
    /// let schema = Schema::builder("days").field(day).build()?;
    /// assert!(schema.parse("day=31").is_ok());
    /// assert_eq!(
    ///     schema.parse("day__lt=32").unwrap_err().to_string(),
    ///     "field \"day\": invalid integer \"32\": expected a value from 1 to 31"
    /// );
    /// # Ok::<(), filterset::schema::SchemaError>(())
    /// ```
    pub fn minimum(mut self, minimum: impl Into<Option<i64>>) -> FieldBuilder {
        self.minimum = minimum.into();
        self
    }

    /// Sets the maximum of a field of integers.
    pub fn maximum(mut self, maximum: impl Into<Option<i64>>) -> FieldBuilder {
        self.maximum = maximum.into();
        self
    }

    /// Adds operators that the field lists. Each may be listed once.
    pub fn ops(mut self, ops: impl IntoIterator<Item = Op>) -> FieldBuilder {
        for op in ops {
            if self.ops.contains(op) {
                self.repeated_ops = self.repeated_ops.with(op);
            }
            self.ops = self.ops.with(op);
        }
        self
    }

    /// Declares that a record holds several values of the field. A condition is satisfied if one of the values
    /// satisfies it, a negative one (`ne`, `not_in`, `not_...`) if no value satisfies its opposite, and `allin` if the record
    /// holds all operands.
    pub fn multi_valued(mut self) -> FieldBuilder {
        self.multi_valued = true;
        self
    }

    /// Declares that the field can be null, so that it can list `isnull` and `isempty`.
    pub fn nullable(mut self) -> FieldBuilder {
        self.nullable = true;
        self
    }

    /// Accepts the empty string in a field of text, with `exact`, `ne`, `iexact` and `not_iexact`, and as an item of a list
    /// whose style is [`ListStyle::Repeat`].
    pub fn allow_empty(mut self) -> FieldBuilder {
        self.allow_empty = true;
        self
    }

    /// Sets the time zone of a field of date-times, in which whole days and times without an offset are read: `UTC`
    /// (the default), an offset such as `-06:00`, or, with the feature `tz`, an IANA name such as
    /// `America/Mexico_City`, whose recurring rule holds after the last change that the IANA database lists.
    pub fn time_zone(mut self, time_zone: impl Into<Cow<'static, str>>) -> FieldBuilder {
        self.time_zone = Some(time_zone.into());
        self
    }

    /// Sets a human-readable description.
    pub fn description(mut self, description: impl Into<Cow<'static, str>>) -> FieldBuilder {
        self.description = Some(description.into());
        self
    }

    /// Sets the operator that the field's bare name means, instead of the spelling's. If the field doesn't list it, the
    /// bare name is rejected.
    pub fn bare(mut self, op: Op) -> FieldBuilder {
        self.spelling.bare = Some(op);
        self
    }

    /// Sets how the field's lists are written, instead of the spelling's. The field must list a list operator.
    pub fn lists(mut self, lists: ListStyle) -> FieldBuilder {
        self.spelling.lists = Some(lists);
        self
    }

    /// Gives an operator of the field a whole key, such as `created_after` for [`Op::Gte`]. A key has 1 to 128 characters
    /// of `A-Z a-z 0-9 _ . - [ ]`, and the operator has no other key.
    pub fn key(mut self, key: impl Into<Cow<'static, str>>, op: Op) -> FieldBuilder {
        self.spelling.keys.push((key.into(), op));
        self
    }

    /// Checks the field on its own. The returned field is valid only if nothing was reported.
    pub(super) fn finish(mut self, context: SpellingContext<'_>, mut report: impl FnMut(SchemaErrorKind)) -> Field {
        let field = || excerpt(&self.name);
        if !is_valid_name(&self.name) {
            report(SchemaErrorKind::InvalidName { location: "fields", name: field() });
        }
        if self.ops.is_empty() {
            report(SchemaErrorKind::NoOperators { field: field() });
        }
        for op in self.repeated_ops {
            report(SchemaErrorKind::RepeatedOperator { field: field(), op });
        }
        let is_supported = |op| supports_op(self.value_type, self.multi_valued, self.nullable, op);
        for op in self.ops.iter().filter(|op| !is_supported(*op)) {
            report(SchemaErrorKind::UnsupportedOperator { field: field(), op, value_type: self.value_type });
        }
        if self.allow_empty && self.value_type != ValueType::Text {
            report(SchemaErrorKind::AllowEmptyWithoutText { field: field(), value_type: self.value_type });
        }
        let list_style = context.list_style(&self.spelling);
        self.check_choices(list_style, &mut report);
        self.check_spelling(&mut report);
        self.check_bounds(&mut report);
        let zone = self.check_time_zone(&mut report);
        let known_choices = if self.choices.len() > MAX_COMPARED_CHOICES {
            self.choices.iter().cloned().collect()
        } else {
            HashSet::default()
        };
        Field {
            name: self.name,
            value_type: self.value_type,
            choices: self.choices.into(),
            minimum: self.minimum,
            maximum: self.maximum,
            ops: self.ops,
            multi_valued: self.multi_valued,
            nullable: self.nullable,
            allow_empty: self.allow_empty,
            time_zone: self.time_zone,
            description: self.description,
            zone,
            spelled: context.is_spelled(&self.spelling).then_some(list_style),
            spelling: self.spelling,
            known_choices,
        }
    }

    fn check_time_zone(&self, report: &mut impl FnMut(SchemaErrorKind)) -> Zone {
        let field = || excerpt(&self.name);
        let Some(time_zone) = &self.time_zone else { return Zone::Utc };
        if self.value_type != ValueType::DateTime {
            report(SchemaErrorKind::TimeZoneWithoutDateTime { field: field(), value_type: self.value_type });
            return Zone::Utc;
        }
        Zone::parse(time_zone).unwrap_or_else(|| {
            report(SchemaErrorKind::UnknownTimeZone { field: field(), time_zone: excerpt(time_zone) });
            Zone::Utc
        })
    }

    fn check_bounds(&self, report: &mut impl FnMut(SchemaErrorKind)) {
        if (self.minimum, self.maximum) != (None, None) && self.value_type != ValueType::Integer {
            let field = excerpt(&self.name);
            report(SchemaErrorKind::BoundsWithoutInteger { field, value_type: self.value_type });
        }
        if let (Some(minimum), Some(maximum)) = (self.minimum, self.maximum)
            && minimum > maximum
        {
            report(SchemaErrorKind::ReversedBounds { field: excerpt(&self.name), minimum, maximum });
        }
    }

    /// Checks the declared keys, and sorts them.
    fn check_spelling(&mut self, report: &mut impl FnMut(SchemaErrorKind)) {
        let field = excerpt(&self.name);
        let mut seen = OpSet::EMPTY;
        for (key, op) in &self.spelling.keys {
            let (key, op) = (key.as_ref(), *op);
            if !is_valid_key(key) {
                report(SchemaErrorKind::InvalidKey { field: field.clone(), key: excerpt(key) });
            }
            if !self.ops.contains(op) {
                report(SchemaErrorKind::KeyWithoutOperator { field: field.clone(), key: excerpt(key), op });
            }
            if seen.contains(op) {
                report(SchemaErrorKind::RepeatedKey { field: field.clone(), op });
            }
            seen = seen.with(op);
        }
        if self.spelling.lists.is_some() && !self.has_list_operator() {
            report(SchemaErrorKind::ListsWithoutListOperator { field });
        }
        sort_by_operator(&mut self.spelling.keys);
    }

    fn has_list_operator(&self) -> bool {
        self.ops.iter().any(|op| op.arity() == Arity::List)
    }

    fn check_choices(&self, list_style: ListStyle, report: &mut impl FnMut(SchemaErrorKind)) {
        let field = || excerpt(&self.name);
        if self.value_type != ValueType::Choice {
            if !self.choices.is_empty() {
                report(SchemaErrorKind::ChoicesWithoutChoice { field: field(), value_type: self.value_type });
            }
            return;
        }
        if self.choices.is_empty() {
            report(SchemaErrorKind::NoChoices { field: field() });
        }
        let is_split = self.has_list_operator() && list_style != ListStyle::Repeat;
        let mut seen = BTreeSet::new();
        for choice in &self.choices {
            let why = if choice.is_empty() {
                "expected a non-empty string"
            } else if choice.contains('\0') {
                "it contains a NUL character"
            } else if is_split && !can_be_in_list(choice) {
                "expected no commas or surrounding spaces, because the field has a list operator"
            } else if !seen.insert(choice) {
                "each choice may appear once"
            } else {
                continue;
            };
            report(SchemaErrorKind::InvalidChoice { field: field(), choice: excerpt(choice), why });
        }
    }
}

/// Declares the same field again, for another schema.
impl From<Field> for FieldBuilder {
    fn from(field: Field) -> FieldBuilder {
        FieldBuilder {
            name: field.name,
            value_type: field.value_type,
            choices: field.choices.to_vec(),
            minimum: field.minimum,
            maximum: field.maximum,
            ops: field.ops,
            repeated_ops: OpSet::EMPTY,
            multi_valued: field.multi_valued,
            nullable: field.nullable,
            allow_empty: field.allow_empty,
            time_zone: field.time_zone,
            description: field.description,
            spelling: field.spelling,
        }
    }
}
