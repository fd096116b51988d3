//! The projection of a list: the fields that its records have in a response.

use std::borrow::Cow;

use crate::schema::{ListParameter, index_of};
use crate::util::Bits;

/// The separator between a name and the name of a nested field.
const NESTING: &str = "__";

/// A projection: all fields, only those of `fields`, or all except those of `omit`.
///
/// It is a set of names, in the order of their bytes. No name is nested in another.
///
/// ```
/// # use filterset::Schema;
/// # use filterset::list::ListOptions;
/// # let names = ["id", "status", "account", "account__id", "account__owner__name"];
/// # let links = Schema::builder("links").list_options(ListOptions::builder().fields(names).omit(names)).build().unwrap();
/// let list = links.parse_list_request("fields=id,account__owner__name")?;
/// let projection = list.projection();
/// assert!(projection.includes("account__owner__name"));
/// // A part of it is requested.
/// assert!(projection.includes("account"));
/// assert!(!projection.includes("account__id") && !projection.includes("status"));
///
/// let list = links.parse_list_request("omit=account")?;
/// assert!(list.projection().includes("status") && !list.projection().includes("account__id"));
/// # Ok::<(), filterset::Errors>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Projection<'v> {
    kind: Kind,
    names: Vec<Cow<'v, str>>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
enum Kind {
    #[default]
    All,
    Fields,
    Omit,
}

impl<'v> Projection<'v> {
    /// Returns the projection of `fields` or `omit`, without the names that are nested in others.
    pub(crate) fn new(parameter: ListParameter, mut names: Vec<Cow<'v, str>>) -> Projection<'v> {
        let kind = if parameter == ListParameter::Omit { Kind::Omit } else { Kind::Fields };
        names.sort_unstable();
        names.dedup();
        let mut nested = Bits::new(names.len());
        for (number, name) in names.iter().enumerate() {
            if enclosing_names(name).any(|outer| contains_name(&names, outer)) {
                nested.insert(number);
            }
        }
        let mut numbers = 0..;
        names.retain(|_| numbers.next().is_some_and(|number| nested.insert(number)));
        Projection { kind, names }
    }

    /// Returns `true` if all fields are requested.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.kind == Kind::All
    }

    /// Returns the names of `fields`, if the request has it.
    #[must_use]
    pub fn fields(&self) -> Option<&[Cow<'v, str>]> {
        (self.kind == Kind::Fields).then_some(&self.names)
    }

    /// Returns the names of `omit`, if the request has it.
    #[must_use]
    pub fn omitted(&self) -> Option<&[Cow<'v, str>]> {
        (self.kind == Kind::Omit).then_some(&self.names)
    }

    /// Returns `true` if the field or a field nested in it is requested. The name of a nested field contains `__`, such
    /// as `account__id`.
    ///
    /// The time is logarithmic in the number of names.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        let is_named =
            || contains_name(&self.names, name) || enclosing_names(name).any(|outer| contains_name(&self.names, outer));
        match self.kind {
            Kind::All => true,
            Kind::Omit => !is_named(),
            Kind::Fields => is_named() || self.contains_nested(name),
        }
    }

    /// Returns `true` if one of the names is nested in this one.
    fn contains_nested(&self, name: &str) -> bool {
        let inner = format!("{name}{NESTING}");
        let index = self.names.partition_point(|other| other.as_ref() < inner.as_str());
        self.names.get(index).is_some_and(|other| other.starts_with(&inner))
    }

    /// Returns the parameter that expresses the projection, if there is one.
    pub(crate) const fn parameter(&self) -> Option<ListParameter> {
        match self.kind {
            Kind::All => None,
            Kind::Fields => Some(ListParameter::Fields),
            Kind::Omit => Some(ListParameter::Omit),
        }
    }

    /// Returns the names of `fields` or `omit`.
    pub(crate) fn names(&self) -> &[Cow<'v, str>] {
        &self.names
    }

    pub(crate) fn into_owned(self) -> Projection<'static> {
        let own = |name: Cow<'v, str>| Cow::Owned(name.into_owned());
        Projection { kind: self.kind, names: self.names.into_iter().map(own).collect() }
    }
}

/// Returns the names that a name is nested in. A name has at most 128 bytes, so few positions are examined.
fn enclosing_names(name: &str) -> impl Iterator<Item = &str> {
    let parts = (1..name.len()).filter_map(|index| name.split_at_checked(index));
    parts.filter(|(_, inner)| inner.starts_with(NESTING)).map(|(outer, _)| outer)
}

fn contains_name(names: &[Cow<'_, str>], name: &str) -> bool {
    index_of(names, name).is_some()
}
