//! One change of a table.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value as Json;

use crate::escape;
use crate::show::{Palette, visible, write_table};

/// A change at a place of the table's data.
#[derive(Serialize)]
pub(super) struct Change {
    location: String,
    #[serde(rename = "change")]
    kind: Kind,
    /// Whether queries that were taken can be refused, or mean something else.
    breaking: bool,
    #[serde(skip_serializing_if = "Json::is_null")]
    old: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    new: Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Kind {
    Added,
    Removed,
    /// Takes less than before.
    Narrowed,
    /// Takes more than before.
    Widened,
    Changed,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Added => "added",
            Kind::Removed => "removed",
            Kind::Narrowed => "narrowed",
            Kind::Widened => "widened",
            Kind::Changed => "changed",
        }
    }
}

impl Change {
    pub(super) const fn breaks(&self) -> bool {
        self.breaking
    }

    fn row(&self) -> [String; 4] {
        let what = match self.kind {
            Kind::Added => shown(&self.new),
            Kind::Removed => shown(&self.old),
            Kind::Narrowed | Kind::Widened | Kind::Changed => format!("{} -> {}", shown(&self.old), shown(&self.new)),
        };
        let mark = if self.breaking { "breaking" } else { "compatible" };
        [mark.to_owned(), self.location.clone(), self.kind.name().to_owned(), what]
    }
}

/// Changes as they are found.
#[derive(Default)]
pub(super) struct Changes(pub(super) Vec<Change>);

impl Changes {
    pub(super) fn added(&mut self, location: &str, name: impl Into<Json>, breaking: bool) {
        self.push(location, Kind::Added, breaking, Json::Null, name.into());
    }

    pub(super) fn removed(&mut self, location: &str, name: impl Into<Json>, breaking: bool) {
        self.push(location, Kind::Removed, breaking, name.into(), Json::Null);
    }

    /// What is something else now, where it is.
    pub(super) fn changed<T: PartialEq + Into<Json>>(&mut self, location: &str, old: T, new: T, breaking: bool) {
        if old != new {
            self.push(location, Kind::Changed, breaking, old.into(), new.into());
        }
    }

    pub(super) fn narrowed(&mut self, location: &str, old: impl Into<Json>, new: impl Into<Json>, breaking: bool) {
        self.push(location, Kind::Narrowed, breaking, old.into(), new.into());
    }

    pub(super) fn widened(&mut self, location: &str, old: impl Into<Json>, new: impl Into<Json>, breaking: bool) {
        self.push(location, Kind::Widened, breaking, old.into(), new.into());
    }

    /// A set of which each member that is gone breaks what asked for it.
    pub(super) fn set<'a>(&mut self, location: &str, old: &[&'a str], new: &[&'a str]) {
        for name in old.iter().filter(|name| !new.contains(name)) {
            self.removed(location, *name, true);
        }
        for name in new.iter().filter(|name| !old.contains(name)) {
            self.added(location, *name, false);
        }
    }

    /// A least value, or none.
    pub(super) fn at_least<T: Copy + Ord + Into<Json>>(&mut self, location: &str, old: Option<T>, new: Option<T>) {
        // Where there is none, that is below all.
        if old < new {
            self.narrowed(location, old, new, true);
        } else if new < old {
            self.widened(location, old, new, false);
        }
    }

    /// A greatest value, or none.
    pub(super) fn at_most<T: Copy + Ord + Into<Json>>(&mut self, location: &str, old: Option<T>, new: Option<T>) {
        let is_below = |one: Option<T>, other: Option<T>| match (one, other) {
            (Some(one), Some(other)) => one < other,
            (one, other) => one.is_some() && other.is_none(),
        };
        if is_below(new, old) {
            self.narrowed(location, old, new, true);
        } else if is_below(old, new) {
            self.widened(location, old, new, false);
        }
    }

    fn push(&mut self, location: &str, kind: Kind, breaking: bool, old: Json, new: Json) {
        self.0.push(Change { location: location.to_owned(), kind, breaking, old, new });
    }
}

fn shown(what: &Json) -> String {
    match what {
        Json::Null => "none".to_owned(),
        Json::String(text) => visible(text),
        Json::Array(all) => all.iter().map(shown).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

pub(super) fn json(out: &mut impl Write, changes: &[Change]) -> io::Result<()> {
    for change in changes {
        escape::json(out, change)?;
    }
    Ok(())
}

pub(super) fn text(out: &mut impl Write, Palette { strong, .. }: Palette, changes: &[Change]) -> io::Result<()> {
    let breaking = changes.iter().filter(|change| change.breaks()).count();
    let sum = match (changes.len(), breaking) {
        (0, _) => "no change".to_owned(),
        (1, 0) => "1 change, which breaks nothing".to_owned(),
        (1, _) => "1 change, which breaks what clients send".to_owned(),
        (all, 0) => format!("{all} changes, none of which breaks what clients send"),
        (all, breaking) => format!("{all} changes, of which {breaking} can break what clients send"),
    };
    writeln!(out, "{strong}{sum}{strong:#}")?;
    write_table(out, changes.iter().map(Change::row))
}
