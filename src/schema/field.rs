//! A checked field of a schema.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::spelling::{FieldSpelling, ListStyle};
use crate::value::{Arity, Op, OpSet, ValueType, Zone};

/// A checked field of a [`Schema`](crate::Schema): its name, the type of its values and its operators.
///
/// Functions such as [`text`](Field::text) and [`choice`](Field::choice) start the declaration of a field, which is
/// checked when the schema is built.
///
/// ```
/// # use filterset::{Field, Op, OpSet, Schema};
/// let links = Schema::builder("links")
///     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
///     .field(Field::decimal("balance__available").ops(OpSet::ORDER.with(Op::Exact)))
///     .field(Field::date_time("deleted_at").nullable().ops([Op::IsNull, Op::Range]))
///     .field(Field::text("resources").multi_valued().ops([Op::AllIn]).description("What the institution offers."))
///     .build()?;
///
/// let status = links.field("status").unwrap();
/// assert_eq!(status.choices().collect::<Vec<_>>(), ["valid", "invalid"]);
/// # Ok::<(), filterset::schema::SchemaError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub(super) name: Cow<'static, str>,
    pub(super) value_type: ValueType,
    /// Shared with the errors that list them.
    pub(super) choices: Arc<[Cow<'static, str>]>,
    pub(super) minimum: Option<i64>,
    pub(super) maximum: Option<i64>,
    pub(super) ops: OpSet,
    pub(super) multi_valued: bool,
    pub(super) nullable: bool,
    pub(super) allow_empty: bool,
    pub(super) time_zone: Option<Cow<'static, str>>,
    pub(super) description: Option<Cow<'static, str>>,
    pub(super) zone: Zone,
    pub(super) spelling: FieldSpelling,
    /// The style of lists, if the field is spelled: each of its operators has exactly one key.
    pub(super) spelled: Option<ListStyle>,
    /// The choices, if there are more than `MAX_COMPARED_CHOICES`.
    pub(super) known_choices: HashSet<Cow<'static, str>, RandomState>,
}

impl Field {
    /// Returns the name of the field.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the type of the values.
    #[must_use]
    pub const fn value_type(&self) -> ValueType {
        self.value_type
    }

    /// Returns the operators that the field lists.
    #[must_use]
    pub const fn ops(&self) -> OpSet {
        self.ops
    }

    /// Returns the choices in the order of their declaration, or none if the field has another type.
    pub fn choices(&self) -> impl ExactSizeIterator<Item = &str> {
        self.choices.iter().map(AsRef::as_ref)
    }

    /// Returns the minimum of a field of integers, if one is declared.
    #[must_use]
    pub const fn minimum(&self) -> Option<i64> {
        self.minimum
    }

    /// Returns the maximum of a field of integers, if one is declared.
    #[must_use]
    pub const fn maximum(&self) -> Option<i64> {
        self.maximum
    }

    /// Returns `true` if the field is [multi-valued](super::FieldBuilder::multi_valued).
    #[must_use]
    pub const fn is_multi_valued(&self) -> bool {
        self.multi_valued
    }

    /// Returns `true` if the field can be [null](super::FieldBuilder::nullable).
    #[must_use]
    pub const fn is_nullable(&self) -> bool {
        self.nullable
    }

    /// Returns `true` if the field accepts the [empty string](super::FieldBuilder::allow_empty).
    #[must_use]
    pub const fn allows_empty(&self) -> bool {
        self.allow_empty
    }

    /// Returns the [time zone](super::FieldBuilder::time_zone) as it was declared, or `None` for UTC.
    #[must_use]
    pub fn time_zone(&self) -> Option<&str> {
        self.time_zone.as_deref()
    }

    /// Returns the human-readable description, if there is one.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Returns the operator of the bare name, if the field [declares](super::FieldBuilder::bare) one.
    #[must_use]
    pub const fn bare(&self) -> Option<Op> {
        self.spelling.bare
    }

    /// Returns how lists are written, if the field [declares](super::FieldBuilder::lists) it.
    #[must_use]
    pub const fn lists(&self) -> Option<ListStyle> {
        self.spelling.lists
    }

    /// Returns the [whole keys](super::FieldBuilder::key) that the field declares, with their operators.
    #[must_use]
    pub fn keys(&self) -> impl ExactSizeIterator<Item = (&str, Op)> {
        self.spelling.keys.iter().map(|(key, op)| (key.as_ref(), *op))
    }

    /// Returns how the operand of an operator is written. A range always uses the comma.
    #[must_use]
    pub const fn list_style(&self, op: Op) -> ListStyle {
        match self.spelled {
            Some(style) if matches!(op.arity(), Arity::List) => style,
            _ => ListStyle::Comma,
        }
    }

    pub(crate) const fn is_spelled(&self) -> bool {
        self.spelled.is_some()
    }

    pub(crate) const fn zone(&self) -> &Zone {
        &self.zone
    }

    pub(crate) const fn shared_choices(&self) -> &Arc<[Cow<'static, str>]> {
        &self.choices
    }

    pub(crate) fn has_choice(&self, text: &str) -> bool {
        if self.known_choices.is_empty() {
            self.choices.iter().any(|choice| choice == text)
        } else {
            self.known_choices.contains(text)
        }
    }

    pub(crate) fn is_in_bounds(&self, integer: i64) -> bool {
        self.minimum.is_none_or(|minimum| minimum <= integer) && self.maximum.is_none_or(|maximum| integer <= maximum)
    }
}
