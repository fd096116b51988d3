//! A row of the table: one field, what it holds and which operators it takes.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::SchemaFault;
use crate::util::excerpt;
use crate::value::{Arity, Op, OpSet, ValueType, Zone, can_be_in_list, can_list};

/// A row of the table: a field's name, what it holds and which operators it takes.
///
/// A name has 1 to 64 characters of `A-Z a-z 0-9 _ . -` and may contain `__` (`balance__available`). Which operators a
/// type can list is told at [`ValueType`]. Nothing is checked until the table is
/// [built](crate::SchemaBuilder::build), which reports every fault at once.
///
/// ```
/// # use filterset::{Field, Op, OpSet};
/// let status = Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]);
/// let balance = Field::decimal("balance__available").ops(OpSet::ORDER.with(Op::Exact));
/// let deleted_at = Field::date_time("deleted_at").nullable().ops([Op::IsNull, Op::Range]);
/// let resources = Field::text("resources").many().ops([Op::AllIn]).description("What the institution offers.");
/// ```
#[derive(Clone, Debug)]
pub struct Field {
    pub(crate) name: Cow<'static, str>,
    pub(crate) value_type: ValueType,
    /// Shared with the errors that tell them.
    pub(crate) choices: Arc<[Cow<'static, str>]>,
    pub(crate) minimum: Option<i64>,
    pub(crate) maximum: Option<i64>,
    pub(crate) ops: OpSet,
    pub(crate) many: bool,
    pub(crate) nullable: bool,
    pub(crate) allow_empty: bool,
    pub(crate) time_zone: Option<Cow<'static, str>>,
    pub(crate) description: Option<Cow<'static, str>>,
    /// What `time_zone` says, once the table is built.
    pub(crate) zone: Zone,
    /// The choices where there are many, once the table is built.
    known_choices: HashSet<Cow<'static, str>, RandomState>,
    /// Operators that were listed more than once: a fault of the table.
    repeated: OpSet,
}

impl Field {
    /// A field of any type, for tables that come from data; see the constructors for each type.
    #[must_use]
    pub fn new(name: impl Into<Cow<'static, str>>, value_type: ValueType) -> Field {
        Field {
            name: name.into(),
            value_type,
            choices: Arc::default(),
            minimum: None,
            maximum: None,
            ops: OpSet::EMPTY,
            many: false,
            nullable: false,
            allow_empty: false,
            time_zone: None,
            description: None,
            zone: Zone::Utc,
            known_choices: HashSet::default(),
            repeated: OpSet::EMPTY,
        }
    }

    /// A field of text.
    #[must_use]
    pub fn text(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Text)
    }

    /// A field of 64-bit signed integers.
    #[must_use]
    pub fn integer(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Integer)
    }

    /// A field of exact decimals.
    #[must_use]
    pub fn decimal(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Decimal)
    }

    /// A field of booleans.
    #[must_use]
    pub fn boolean(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Boolean)
    }

    /// A field of UUIDs.
    #[must_use]
    pub fn uuid(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Uuid)
    }

    /// A field of calendar dates.
    #[must_use]
    pub fn date(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::Date)
    }

    /// A field of instants, which takes dates too: a date means that whole day.
    #[must_use]
    pub fn date_time(name: impl Into<Cow<'static, str>>) -> Field {
        Field::new(name, ValueType::DateTime)
    }

    /// A field of one of these strings. They are unique, not empty and without NUL; where the field lists a list
    /// operator, without a comma and without a space at either end.
    #[must_use]
    pub fn choice<C: Into<Cow<'static, str>>>(
        name: impl Into<Cow<'static, str>>,
        choices: impl IntoIterator<Item = C>,
    ) -> Field {
        Field::new(name, ValueType::Choice).choices(choices)
    }

    /// Adds choices to those that the field has.
    #[must_use]
    pub fn choices<C: Into<Cow<'static, str>>>(mut self, choices: impl IntoIterator<Item = C>) -> Field {
        self.choices = self.choices.iter().cloned().chain(choices.into_iter().map(Into::into)).collect();
        self
    }

    /// The least value of a field of integers.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// let day = Field::integer("day").minimum(1).maximum(31).ops([Op::Exact, Op::Lt]);
    /// let schema = Schema::builder("days").field(day).build()?;
    /// assert!(schema.parse("day=31").is_ok());
    /// assert_eq!(
    ///     schema.parse("day__lt=32").unwrap_err().to_string(),
    ///     "field \"day\": \"32\" is no integer from 1 to 31"
    /// );
    /// # Ok::<(), filterset::SchemaError>(())
    /// ```
    #[must_use]
    pub fn minimum(mut self, minimum: i64) -> Field {
        self.minimum = Some(minimum);
        self
    }

    /// The greatest value of a field of integers.
    #[must_use]
    pub fn maximum(mut self, maximum: i64) -> Field {
        self.maximum = Some(maximum);
        self
    }

    /// Adds operators to those that the field lists. Each is listed once.
    #[must_use]
    pub fn ops(mut self, ops: impl IntoIterator<Item = Op>) -> Field {
        for op in ops {
            if self.ops.contains(op) {
                self.repeated = self.repeated.with(op);
            }
            self.ops = self.ops.with(op);
        }
        self
    }

    /// Declares that the field holds many values: a condition is true when one of them satisfies it (a negative one
    /// when none does), and `allin` when it holds all of the operands.
    #[must_use]
    pub fn many(mut self) -> Field {
        self.many = true;
        self
    }

    /// Declares that the field can be null, so that it can list `isnull`.
    #[must_use]
    pub fn nullable(mut self) -> Field {
        self.nullable = true;
        self
    }

    /// Lets a field of text take the empty text, with `exact`, `ne` and `iexact` only.
    #[must_use]
    pub fn allow_empty(mut self) -> Field {
        self.allow_empty = true;
        self
    }

    /// The time zone of a field of date-times, in which a date and a time without an offset are read: `UTC` (which is
    /// the default), an offset such as `-06:00`, or with the feature `chrono-tz` an IANA name such as
    /// `America/Mexico_City`. Clock changes are known as far as the library's data goes, to about the year 2100; later
    /// local times are read at the zone's last known offset.
    #[must_use]
    pub fn time_zone(mut self, time_zone: impl Into<Cow<'static, str>>) -> Field {
        self.time_zone = Some(time_zone.into());
        self
    }

    /// What the field is, for people.
    #[must_use]
    pub fn description(mut self, description: impl Into<Cow<'static, str>>) -> Field {
        self.description = Some(description.into());
        self
    }

    /// The field's name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it holds.
    #[must_use]
    pub const fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// The operators that it lists.
    #[must_use]
    pub const fn allowed_ops(&self) -> OpSet {
        self.ops
    }

    /// The choices that it declares, in the order declared.
    pub fn declared_choices(&self) -> impl ExactSizeIterator<Item = &str> {
        self.choices.iter().map(AsRef::as_ref)
    }

    /// The [least](Field::minimum) value that it declares.
    #[must_use]
    pub const fn declared_minimum(&self) -> Option<i64> {
        self.minimum
    }

    /// The [greatest](Field::maximum) value that it declares.
    #[must_use]
    pub const fn declared_maximum(&self) -> Option<i64> {
        self.maximum
    }

    /// Whether it holds [many](Field::many) values.
    #[must_use]
    pub const fn is_many(&self) -> bool {
        self.many
    }

    /// Whether it can be [null](Field::nullable).
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Whether it takes the [empty text](Field::allow_empty).
    #[must_use]
    pub const fn allows_empty(&self) -> bool {
        self.allow_empty
    }

    /// The [time zone](Field::time_zone) that it declares, as declared; UTC where there is none.
    #[must_use]
    pub fn declared_time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref()
    }

    /// What it is, for people.
    #[must_use]
    pub fn declared_description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Whether a text is one of the choices.
    pub(crate) fn has_choice(&self, text: &str) -> bool {
        if self.known_choices.is_empty() {
            self.choices.iter().any(|choice| choice == text)
        } else {
            self.known_choices.contains(text)
        }
    }

    /// Whether an integer lies within the declared bounds.
    pub(crate) fn has_integer(&self, integer: i64) -> bool {
        self.minimum.is_none_or(|minimum| minimum <= integer) && self.maximum.is_none_or(|maximum| integer <= maximum)
    }

    /// Checks the field by itself and makes it ready for use.
    pub(crate) fn finish(&mut self, mut fault: impl FnMut(SchemaFault)) {
        let field = || excerpt(&self.name);
        if !is_name(&self.name) {
            fault(SchemaFault::BadName { place: "fields", name: field() });
        }
        if self.ops.is_empty() {
            fault(SchemaFault::NoOperators { field: field() });
        }
        for op in self.repeated {
            fault(SchemaFault::RepeatedOperator { field: field(), op });
        }
        for op in self.ops.iter().filter(|op| !can_list(self.value_type, self.many, self.nullable, *op)) {
            fault(SchemaFault::ImpossibleOperator { field: field(), op, value_type: self.value_type });
        }
        if self.allow_empty && self.value_type != ValueType::Text {
            fault(SchemaFault::AllowEmptyWithoutText { field: field(), value_type: self.value_type });
        }
        self.check_choices(&mut fault);
        self.check_bounds(&mut fault);
        match &self.time_zone {
            Some(_) if self.value_type != ValueType::DateTime => {
                fault(SchemaFault::TimeZoneWithoutDateTime { field: field(), value_type: self.value_type });
            }
            Some(time_zone) => match Zone::named(time_zone) {
                Some(zone) => self.zone = zone,
                None => fault(SchemaFault::UnknownTimeZone { field: field(), time_zone: excerpt(time_zone) }),
            },
            None => {}
        }
        if self.choices.len() > FEW {
            self.known_choices = self.choices.iter().cloned().collect();
        }
    }

    fn check_bounds(&self, fault: &mut impl FnMut(SchemaFault)) {
        if (self.minimum, self.maximum) != (None, None) && self.value_type != ValueType::Integer {
            fault(SchemaFault::BoundsWithoutInteger { field: excerpt(&self.name), value_type: self.value_type });
        }
        if let (Some(minimum), Some(maximum)) = (self.minimum, self.maximum)
            && minimum > maximum
        {
            fault(SchemaFault::ReversedBounds { field: excerpt(&self.name), minimum, maximum });
        }
    }

    fn check_choices(&self, fault: &mut impl FnMut(SchemaFault)) {
        let field = || excerpt(&self.name);
        if self.value_type != ValueType::Choice {
            if !self.choices.is_empty() {
                fault(SchemaFault::ChoicesWithoutChoice { field: field(), value_type: self.value_type });
            }
            return;
        }
        if self.choices.is_empty() {
            fault(SchemaFault::NoChoices { field: field() });
        }
        let in_lists = self.ops.iter().any(|op| op.arity() == Arity::List);
        let mut seen = BTreeSet::new();
        for choice in self.choices.iter() {
            let why = if choice.is_empty() {
                "it is empty"
            } else if choice.contains('\0') {
                "it contains a NUL"
            } else if in_lists && !can_be_in_list(choice) {
                "a choice that can stand in a list has no comma and no space at either end"
            } else if !seen.insert(choice) {
                "it is declared twice"
            } else {
                continue;
            };
            fault(SchemaFault::BadChoice { field: field(), choice: excerpt(choice), why });
        }
    }
}

/// By what is declared, whether its table is built or not.
impl PartialEq for Field {
    fn eq(&self, other: &Field) -> bool {
        let declared = |field: &Field| {
            let Field { value_type, minimum, maximum, ops, repeated, .. } = *field;
            (value_type, minimum, maximum, ops, repeated, [field.many, field.nullable, field.allow_empty])
        };
        declared(self) == declared(other)
            && self.name == other.name
            && self.choices == other.choices
            && self.time_zone == other.time_zone
            && self.description == other.description
    }
}

impl Eq for Field {}

/// How many choices are sooner compared than hashed.
const FEW: usize = 8;

/// `[A-Za-z0-9_.-]{1,64}`
pub fn is_name(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}
