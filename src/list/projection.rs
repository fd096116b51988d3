//! Which fields the records of a list have.

use std::borrow::Cow;

use crate::schema::{ListParameter, index_of};
use crate::util::Bits;

/// What stands between a name and what is nested in it.
const NESTING: &str = "__";

/// Which fields the records of a list are to have: all of them, those of `fields`, or all but those of `omit`.
///
/// It is a set: names ascend by bytes, each stands in it once, and none is nested in another.
///
/// ```
/// # use filterset::Schema;
/// # use filterset::list::ListOptions;
/// # let names = ["id", "status", "account", "account__id", "account__owner__name"];
/// # let links = Schema::builder("links").list_options(ListOptions::builder().fields(names).omit(names)).build().unwrap();
/// let list = links.parse_list_request("fields=id,account__owner__name")?;
/// let projection = list.projection();
/// assert!(projection.includes("account__owner__name"));
/// // Something of it is asked for.
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
    /// What `fields` or `omit` says.
    pub(crate) fn new(parameter: ListParameter, mut names: Vec<Cow<'v, str>>) -> Projection<'v> {
        let kind = if parameter == ListParameter::Omit { Kind::Omit } else { Kind::Fields };
        names.sort_unstable();
        names.dedup();
        let mut nested = Bits::new(names.len());
        for (number, name) in names.iter().enumerate() {
            if outer(name).any(|outer| has(&names, outer)) {
                nested.insert(number);
            }
        }
        let mut numbers = 0..;
        names.retain(|_| numbers.next().is_some_and(|number| nested.insert(number)));
        Projection { kind, names }
    }

    /// Whether all fields are asked for.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.kind == Kind::All
    }

    /// The names of `fields`, where it was given.
    #[must_use]
    pub fn fields(&self) -> Option<&[Cow<'v, str>]> {
        (self.kind == Kind::Fields).then_some(&self.names)
    }

    /// The names of `omit`, where it was given.
    #[must_use]
    pub fn omitted(&self) -> Option<&[Cow<'v, str>]> {
        (self.kind == Kind::Omit).then_some(&self.names)
    }

    /// Whether the field, or a part of it, is asked for. The name of a nested one is written with `__`: `account__id`.
    ///
    /// It takes time with the logarithm of the number of names.
    #[must_use]
    pub fn includes(&self, name: &str) -> bool {
        let is_named = || has(&self.names, name) || outer(name).any(|outer| has(&self.names, outer));
        match self.kind {
            Kind::All => true,
            Kind::Omit => !is_named(),
            Kind::Fields => is_named() || self.has_part_of(name),
        }
    }

    /// Whether one of the names is nested in this one.
    fn has_part_of(&self, name: &str) -> bool {
        let inner = format!("{name}{NESTING}");
        let index = self.names.partition_point(|other| other.as_ref() < inner.as_str());
        self.names.get(index).is_some_and(|other| other.starts_with(&inner))
    }

    /// The parameter that says it.
    pub(crate) const fn parameter(&self) -> Option<ListParameter> {
        match self.kind {
            Kind::All => None,
            Kind::Fields => Some(ListParameter::Fields),
            Kind::Omit => Some(ListParameter::Omit),
        }
    }

    /// The names of `fields` or `omit`.
    pub(crate) fn names(&self) -> &[Cow<'v, str>] {
        &self.names
    }

    pub(crate) fn into_owned(self) -> Projection<'static> {
        let own = |name: Cow<'v, str>| Cow::Owned(name.into_owned());
        Projection { kind: self.kind, names: self.names.into_iter().map(own).collect() }
    }
}

/// What a name is nested in, by name. Names are short: there are at most 64 places to look at.
fn outer(name: &str) -> impl Iterator<Item = &str> {
    let parts = (1..name.len()).filter_map(|index| name.split_at_checked(index));
    parts.filter(|(_, inner)| inner.starts_with(NESTING)).map(|(outer, _)| outer)
}

fn has(names: &[Cow<'_, str>], name: &str) -> bool {
    index_of(names, name).is_some()
}
