//! The changes of a schema.

use std::collections::HashSet;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value as Json;

use crate::escape;
use crate::terminal::{Palette, quote_blank, write_columns};

/// A change at a location of the schema file format.
#[derive(Serialize)]
pub(crate) struct Change {
    location: String,
    #[serde(rename = "change")]
    kind: ChangeKind,
    /// Whether a query that was accepted can be rejected, or interpreted differently.
    breaking: bool,
    /// The reason why a change is breaking although more is accepted than before.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Json::is_null")]
    old: Json,
    #[serde(skip_serializing_if = "Json::is_null")]
    new: Json,
}

#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum ChangeKind {
    Added,
    Removed,
    /// Accepts less than before.
    Narrowed,
    /// Accepts more than before.
    Widened,
    Changed,
}

impl ChangeKind {
    const fn name(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Removed => "removed",
            ChangeKind::Narrowed => "narrowed",
            ChangeKind::Widened => "widened",
            ChangeKind::Changed => "changed",
        }
    }
}

impl Change {
    pub(crate) const fn is_breaking(&self) -> bool {
        self.breaking
    }

    fn to_row(&self) -> [String; 4] {
        let what = match self.kind {
            ChangeKind::Added => format_value(&self.new),
            ChangeKind::Removed => format_value(&self.old),
            ChangeKind::Narrowed | ChangeKind::Widened | ChangeKind::Changed => {
                format!("{} -> {}", format_value(&self.old), format_value(&self.new))
            }
        };
        let what = match &self.reason {
            Some(reason) => format!("{what}: {reason}"),
            None => what,
        };
        let mark = if self.breaking { "breaking" } else { "compatible" };
        [mark.to_owned(), self.location.clone(), self.kind.name().to_owned(), what]
    }
}

#[derive(Default)]
pub(crate) struct Changes(pub(crate) Vec<Change>);

impl Changes {
    /// Adds an addition, which is breaking if there is a reason.
    pub(crate) fn push_added(&mut self, location: &str, name: impl Into<Json>, reason: Option<String>) {
        self.push(location, ChangeKind::Added, (reason.is_some(), reason), Json::Null, name.into());
    }

    pub(crate) fn push_removed(&mut self, location: &str, name: impl Into<Json>, breaking: bool) {
        self.push(location, ChangeKind::Removed, (breaking, None), name.into(), Json::Null);
    }

    /// Adds a change if the values differ.
    pub(crate) fn compare_values<T: PartialEq + Into<Json>>(&mut self, location: &str, old: T, new: T, breaking: bool) {
        if old != new {
            self.push(location, ChangeKind::Changed, (breaking, None), old.into(), new.into());
        }
    }

    pub(crate) fn push_narrowed(&mut self, location: &str, old: impl Into<Json>, new: impl Into<Json>) {
        self.push(location, ChangeKind::Narrowed, (true, None), old.into(), new.into());
    }

    /// Adds a widening, which is breaking if there is a reason.
    pub(crate) fn push_widened(
        &mut self,
        location: &str,
        old: impl Into<Json>,
        new: impl Into<Json>,
        reason: Option<String>,
    ) {
        self.push(location, ChangeKind::Widened, (reason.is_some(), reason), old.into(), new.into());
    }

    /// Adds a change for each member that only one of two sets has. The loss of a member is breaking.
    pub(crate) fn compare_sets<'a>(&mut self, location: &str, old: &[&'a str], new: &[&'a str]) {
        let (old_names, new_names): (HashSet<_>, HashSet<_>) = (old.iter().collect(), new.iter().collect());
        for name in old.iter().filter(|name| !new_names.contains(name)) {
            self.push_removed(location, *name, true);
        }
        for name in new.iter().filter(|name| !old_names.contains(name)) {
            self.push_added(location, *name, None);
        }
    }

    /// Compares minimums, which may be absent.
    pub(crate) fn compare_minimums<T: Copy + Ord + Into<Json>>(
        &mut self,
        location: &str,
        old: Option<T>,
        new: Option<T>,
    ) {
        // `None`, no minimum, is less than every minimum.
        if old < new {
            self.push_narrowed(location, old, new);
        } else if new < old {
            self.push_widened(location, old, new, None);
        }
    }

    /// Compares maximums, which may be absent.
    pub(crate) fn compare_maximums<T: Copy + Ord + Into<Json>>(
        &mut self,
        location: &str,
        old: Option<T>,
        new: Option<T>,
    ) {
        let is_below = |one: Option<T>, other: Option<T>| match (one, other) {
            (Some(one), Some(other)) => one < other,
            (one, other) => one.is_some() && other.is_none(),
        };
        if is_below(new, old) {
            self.push_narrowed(location, old, new);
        } else if is_below(old, new) {
            self.push_widened(location, old, new, None);
        }
    }

    fn push(
        &mut self,
        location: &str,
        kind: ChangeKind,
        (breaking, reason): (bool, Option<String>),
        old: Json,
        new: Json,
    ) {
        self.0.push(Change { location: location.to_owned(), kind, breaking, reason, old, new });
    }
}

fn format_value(what: &Json) -> String {
    match what {
        Json::Null => "none".to_owned(),
        Json::String(text) => quote_blank(text),
        Json::Array(all) => all.iter().map(format_value).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

pub(crate) fn write_json(out: &mut impl Write, changes: &[Change]) -> io::Result<()> {
    for change in changes {
        escape::write_json(out, change)?;
    }
    Ok(())
}

pub(crate) fn write_text(out: &mut impl Write, Palette { strong, .. }: Palette, changes: &[Change]) -> io::Result<()> {
    let breaking = changes.iter().filter(|change| change.is_breaking()).count();
    let sum = match (changes.len(), breaking) {
        (0, _) => "no changes".to_owned(),
        (1, 0) => "1 change, compatible".to_owned(),
        (1, _) => "1 change, breaking".to_owned(),
        (all, 0) => format!("{all} changes, none breaking"),
        (all, breaking) => format!("{all} changes, {breaking} breaking"),
    };
    writeln!(out, "{strong}{sum}{strong:#}")?;
    write_columns(out, changes.iter().map(Change::to_row))
}
