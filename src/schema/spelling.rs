//! Spellings: the parameters by which an API writes fields, operators and lists.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

use super::SchemaErrorKind;
use super::name::{DELIMITER, MAX_NAME};
use crate::util::excerpt;
use crate::value::Op;

/// How the parameters of an API are spelled: the names of its operators, the operator that a bare field name means, and
/// how lists are written. Section 11 of the [reference](crate::guide::language) defines the rules.
///
/// A schema with a spelling, even an empty one, has exactly one key for each field and operator. Without one, a field
/// that lists `exact` has two: `field` and `field__exact`. A field can override the spelling; see
/// [`FieldBuilder::bare`](super::FieldBuilder::bare), [`lists`](super::FieldBuilder::lists) and
/// [`key`](super::FieldBuilder::key).
///
/// ```
/// use filterset::schema::{ListStyle, Spelling};
/// use filterset::{Field, Op, Schema};
///
/// let spelling = Spelling::new()
///     .lists(ListStyle::Repeat)
///     .bare(Op::In)
///     .operator("n", Op::NotIn)
///     .operator("isw", Op::IStartsWith);
/// let devices = Schema::builder("devices")
///     .spelling(spelling)
///     .field(Field::text("name").ops([Op::In, Op::NotIn, Op::IStartsWith]))
///     .field(Field::choice("status", ["active", "failed"]).ops([Op::In]))
///     .build()?;
///
/// let filter = devices.parse("status=failed&name__isw=edge&status=active")?;
/// assert_eq!(filter.to_string(), "name__isw=edge&status=active&status=failed");
/// assert_eq!(devices.key("name", Op::NotIn), Some("name__n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Spelling {
    lists: ListStyle,
    bare: Op,
    /// The own names, sorted by operator once the schema is built.
    operators: Vec<(Cow<'static, str>, Op)>,
}

/// How the operand of a list operator (`in`, `not_in`, `allin`) is written. A range always uses the comma.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ListStyle {
    /// One pair, whose value is split at commas: `status=a,b`.
    #[default]
    Comma,
    /// A pair for each item: `status=a&status=b`. Commas and spaces are part of the item.
    Repeat,
    /// Any number of pairs, each of which is split at commas. The canonical form is that of [`ListStyle::Comma`].
    Both,
}

impl ListStyle {
    /// All styles, in the order of the documentation.
    pub const ALL: [ListStyle; 3] = [ListStyle::Comma, ListStyle::Repeat, ListStyle::Both];

    /// Returns the name in schemas: `comma`, `repeat` or `both`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ListStyle::Comma => "comma",
            ListStyle::Repeat => "repeat",
            ListStyle::Both => "both",
        }
    }

    /// Returns the style with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<ListStyle> {
        ListStyle::ALL.into_iter().find(|style| style.name() == name)
    }
}

/// Prints the name.
impl fmt::Display for ListStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl Default for Spelling {
    fn default() -> Spelling {
        Spelling::new()
    }
}

impl Spelling {
    /// Returns the spelling of the language, with one key for each field and operator.
    // Not inlined, as `FieldBuilder::new`.
    #[inline(never)]
    pub const fn new() -> Spelling {
        Spelling { lists: ListStyle::Comma, bare: Op::Exact, operators: Vec::new() }
    }

    /// Sets how lists are written.
    pub const fn lists(mut self, lists: ListStyle) -> Spelling {
        self.lists = lists;
        self
    }

    /// Sets the operator that the bare name of a field means.
    pub const fn bare(mut self, bare: Op) -> Spelling {
        self.bare = bare;
        self
    }

    /// Gives an operator another name, of the form `[a-z0-9]+(_[a-z0-9]+)*` with at most 128 characters. After that, all
    /// operators must have different names.
    pub fn operator(mut self, name: impl Into<Cow<'static, str>>, op: Op) -> Spelling {
        self.operators.push((name.into(), op));
        self
    }

    /// Returns how lists are written.
    #[must_use]
    pub const fn list_style(&self) -> ListStyle {
        self.lists
    }

    /// Returns the operator that the bare name of a field means.
    #[must_use]
    pub const fn bare_op(&self) -> Op {
        self.bare
    }

    /// Returns the operators that have another name, with that name.
    #[must_use]
    pub fn operators(&self) -> impl ExactSizeIterator<Item = (&str, Op)> {
        self.operators.iter().map(|(name, op)| (name.as_ref(), *op))
    }

    /// Returns the name of an operator.
    #[must_use]
    pub fn name_of(&self, op: Op) -> &str {
        self.operators().find(|(_, other)| *other == op).map_or(op.wire_name(), |(name, _)| name)
    }

    /// Returns the operator with a name.
    #[must_use]
    pub fn op_of(&self, name: &str) -> Option<Op> {
        Op::ALL.into_iter().find(|op| self.name_of(*op) == name)
    }

    /// Checks the names of the operators, and sorts them.
    pub(super) fn finish(mut self, report: &mut impl FnMut(SchemaErrorKind)) -> Spelling {
        let mut names: BTreeMap<Op, &str> = BTreeMap::new();
        for (name, op) in &self.operators {
            if !is_operator_name(name) {
                report(SchemaErrorKind::InvalidOperatorName { name: excerpt(name) });
            }
            if names.insert(*op, name).is_some() {
                report(SchemaErrorKind::RepeatedOperatorName { op: *op });
            }
        }
        let mut ops: BTreeMap<&str, Op> = BTreeMap::new();
        for op in Op::ALL {
            let name = names.get(&op).copied().unwrap_or(op.wire_name());
            if let Some(other) = ops.insert(name, op) {
                report(SchemaErrorKind::AmbiguousOperatorName { name: excerpt(name), one: other, other: op });
            }
        }
        sort_by_operator(&mut self.operators);
        self
    }
}

/// Returns `true` for `[a-z0-9]+(_[a-z0-9]+)*` with at most 128 characters.
fn is_operator_name(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    name.len() <= MAX_NAME && name.split('_').all(is_word)
}

/// The spelling of one field, as it was declared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FieldSpelling {
    pub(super) bare: Option<Op>,
    pub(super) lists: Option<ListStyle>,
    /// The whole keys of operators, sorted by operator once the schema is built.
    pub(super) keys: Vec<(Cow<'static, str>, Op)>,
}

impl FieldSpelling {
    pub(super) fn is_declared(&self) -> bool {
        self.bare.is_some() || self.lists.is_some() || !self.keys.is_empty()
    }
}

/// The names of operators and the operators of bare names that hold in a schema.
#[derive(Clone, Copy)]
pub(super) struct SpellingContext<'s>(pub(super) Option<&'s Spelling>);

impl<'s> SpellingContext<'s> {
    /// Returns `true` if a field has one spelling only.
    pub(super) fn is_spelled(self, field: &FieldSpelling) -> bool {
        self.0.is_some() || field.is_declared()
    }

    pub(super) fn list_style(self, field: &FieldSpelling) -> ListStyle {
        field.lists.or(self.0.map(Spelling::list_style)).unwrap_or_default()
    }

    pub(super) fn bare(self, field: &FieldSpelling) -> Op {
        field.bare.or(self.0.map(Spelling::bare_op)).unwrap_or(Op::Exact)
    }

    pub(super) fn name_of(self, op: Op) -> &'s str {
        self.0.map_or(op.wire_name(), |spelling| spelling.name_of(op))
    }

    pub(super) fn op_of(self, name: &str) -> Option<Op> {
        self.0.map_or_else(|| Op::from_wire_name(name), |spelling| spelling.op_of(name))
    }

    /// Returns the key of a field's operator.
    pub(super) fn key(self, name: &str, field: &FieldSpelling, op: Op) -> String {
        if let Some((key, _)) = field.keys.iter().find(|(_, other)| *other == op) {
            key.to_string()
        } else if self.bare(field) == op {
            name.to_owned()
        } else {
            format!("{name}{DELIMITER}{}", self.name_of(op))
        }
    }
}

/// Sorts names by their operators, and keeps the order of the names of one.
pub(super) fn sort_by_operator(names: &mut [(Cow<'static, str>, Op)]) {
    names.sort_by_key(|(_, op)| *op);
}
