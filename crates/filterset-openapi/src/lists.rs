//! What a document says of the table's lists: under the crate's key, or in the parameters themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use filterset::list::{ListOptions, ListOptionsBuilder, ListParameter, Pagination, PaginationKind};
use filterset::schema::SchemaBuilder;
use filterset::text::excerpt;
use filterset::{Op, Schema, ValueType};

use crate::budget::Allowance;
use crate::constraint::{Bounds, Constraint, Kind, Problem};
use crate::document::Document;
use crate::error::OpenApiError;
use crate::keys;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::parameter::Parameter;
use crate::schema_object::Shape;

/// How deep the table format nests what it says of lists.
const MAX_DEPTH: usize = 2;

/// What the table's lists take.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) list_options: ListOptions,
    /// Why nothing was inferred from a parameter, by its name.
    pub(super) reasons: BTreeMap<String, String>,
}

impl Lists {
    pub(super) fn of(list_options: ListOptions) -> Lists {
        Lists { list_options, reasons: BTreeMap::new() }
    }
}

/// What the operation declares under the crate's key, if it has it: nothing where that can't be read, which is noted.
pub(super) fn declared(
    operation: &Node,
    parameters: &[Parameter<'_>],
    allowance: &Allowance,
    notes: &mut Vec<Note>,
) -> Option<ListOptions> {
    let list_options = read(operation.get(keys::LIST)?, allowance).unwrap_or_else(|why| {
        notes.push(Note::new(NoteKind::Ambiguous, "", format!("{} can't be read: {why}", keys::LIST)));
        ListOptions::default()
    });
    let names = list_options.parameters().map(ListParameter::name);
    for name in names.filter(|name| parameters.iter().all(|parameter| parameter.name != *name)) {
        let why = format!("{} declares it, and the path has no such parameter", keys::LIST);
        notes.push(Note::new(NoteKind::Ambiguous, name, why));
    }
    Some(list_options)
}

/// What is said as the table format has it, read as that.
fn read(node: &Node, allowance: &Allowance) -> Result<ListOptions, String> {
    let list = value(node, 0, allowance).map_err(|problem| match problem {
        Problem::Skipped(why) | Problem::Circular(why) => why,
    })?;
    let schema = [("name", Value::from("")), ("fields", Value::Object(Map::new())), ("list", list)];
    let schema = SchemaBuilder::deserialize(Value::from_iter(schema)).map_err(|error| excerpt(&error.to_string()))?;
    Ok(schema.build().map_err(|error| error.to_string())?.list_options().clone())
}

/// A value as data; what stands deeper than the table format goes is nothing.
fn value(node: &Node, depth: usize, allowance: &Allowance) -> Result<Value, Problem> {
    let below = depth.saturating_add(1);
    if depth > MAX_DEPTH {
        return Ok(Value::Null);
    }
    if let Some(items) = node.items() {
        allowance.count(items.len())?;
        return items.iter().map(|item| value(item, below, allowance)).collect();
    }
    if let Some(members) = node.members() {
        allowance.count(members.len())?;
        return members.iter().map(|(key, member)| Ok((key.as_ref(), value(member, below, allowance)?))).collect();
    }
    if let Some(boolean) = node.boolean() {
        return Ok(boolean.into());
    }
    let text = node.text().map(Value::from);
    let number = || node.scalar()?.parse::<Number>().ok().map(Value::from);
    Ok(text.or_else(number).unwrap_or_default())
}

/// What the names of paging, ordering, projection and search say that are the language's own, each inference noted.
pub(super) fn inferred<'d>(
    document: &'d Document,
    known: Vec<&Parameter<'d>>,
    most_items: usize,
    allowance: &'d Allowance,
    notes: &mut Vec<Note>,
) -> Result<Lists, OpenApiError> {
    let inference = Inference { document, known, most_items, allowance };
    let parts: [(&[&str], Part<'_, 'd>); 5] = [
        (&["page", "page_size", "offset", "limit", "cursor"], Inference::pagination),
        (&["ordering"], Inference::ordering),
        (&["fields"], |inference, list_options, notes| Ok(list_options.fields(inference.names("fields", notes)?))),
        (&["omit"], |inference, list_options, notes| Ok(list_options.omit(inference.names("omit", notes)?))),
        (&["search"], Inference::search),
    ];
    let mut lists = Lists::default();
    for (names, part) in parts {
        let names = names.iter().filter(|name| inference.find(name).is_some());
        if names.clone().next().is_none() {
            continue;
        }
        let mut reported = Vec::new();
        match part(&inference, lists.list_options.clone().into(), &mut reported).and_then(sound) {
            Ok(list_options) => {
                lists.list_options = list_options;
                notes.append(&mut reported);
            }
            Err(Problem::Skipped(why)) => lists.reasons.extend(names.map(|name| ((*name).to_owned(), why.clone()))),
            Err(Problem::Circular(reference)) => return Err(OpenApiError::CircularReference { reference }),
        }
    }
    Ok(lists)
}

/// Adds what some parameters say to a listing, and tells it.
type Part<'i, 'd> =
    fn(&'i Inference<'i, 'd>, ListOptionsBuilder, &mut Vec<Note>) -> Result<ListOptionsBuilder, Problem>;

/// The listing, where a table can have it.
fn sound(list_options: ListOptionsBuilder) -> Result<ListOptions, Problem> {
    match Schema::builder("").list_options(list_options).build() {
        Ok(schema) => Ok(schema.list_options().clone()),
        Err(error) => Err(Problem::Skipped(error.to_string())),
    }
}

struct Inference<'p, 'd> {
    document: &'d Document,
    known: Vec<&'p Parameter<'d>>,
    most_items: usize,
    allowance: &'d Allowance,
}

impl<'p, 'd> Inference<'p, 'd> {
    fn find(&self, name: &str) -> Option<&'p Parameter<'d>> {
        self.known.iter().copied().find(|parameter| parameter.name == name)
    }

    /// What a parameter's schema says, one value or a list.
    fn shape(&self, name: &str, op: Op, notes: &mut Vec<Note>) -> Result<Shape, Problem> {
        let parameter = self.find(name).ok_or_else(|| Problem::Skipped(format!("there is no {name}")))?;
        parameter.shape(self.document, self.allowance, op, true, notes)
    }

    /// Tells what was inferred from a parameter, and what of it is lost besides what a list can say.
    fn report(&self, name: &str, mut shape: Shape, kept: &str, why: String, notes: &mut Vec<Note>) {
        shape.not_kept.retain(|key| *key != kept);
        notes.push(Note::new(NoteKind::Inferred, name, why));
        if let Some(parameter) = self.find(name) {
            parameter.note_lossy(&shape, self.most_items, notes);
        }
    }

    fn pagination(
        &self,
        list_options: ListOptionsBuilder,
        notes: &mut Vec<Note>,
    ) -> Result<ListOptionsBuilder, Problem> {
        let left_out = |why: String| Err(Problem::Skipped(why));
        let ways: Vec<PaginationKind> =
            PaginationKind::ALL.into_iter().filter(|by| self.find(by.name()).is_some()).collect();
        let by = match ways.as_slice() {
            [by] => *by,
            [] => return left_out("there is no page, offset or cursor".to_owned()),
            [one, other, ..] => return left_out(format!("{} and {} are two ways of paging", one.name(), other.name())),
        };
        let location = self.shape(by.name(), Op::Exact, notes)?;
        let (is_location, kept, expected) = match by {
            PaginationKind::Page => (is_counted(&location, 1), "default", "an integer from 1 on"),
            PaginationKind::Offset => (is_counted(&location, 0), "default", "an integer from 0 on"),
            PaginationKind::Cursor => {
                let is_whole = location.most_characters.and_then(|most| usize::try_from(most).ok())
                    == Some(Pagination::MAX_CURSOR_CHARACTERS);
                (location.constraint == Constraint::Text, if is_whole { "maxLength" } else { "" }, "a string")
            }
        };
        if !is_location {
            return left_out(format!("{} isn't {expected}", by.name()));
        }
        let size_name = if by == PaginationKind::Offset { "limit" } else { "page_size" };
        let size = self.shape(size_name, Op::Exact, notes)?;
        let positive = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let bounds = match &size.constraint {
            Constraint::Kind(Kind {
                value_type: ValueType::Integer,
                bounds: Bounds { minimum: None | Some(1), maximum },
                ..
            }) => positive(size.default).zip(positive(*maximum)),
            _ => None,
        };
        let Some((default, most)) = bounds else {
            return left_out(format!("{size_name} isn't an integer from 1 to a maximum, with a default"));
        };
        self.report(by.name(), location, kept, format!("lists come in parts by it, whose size is {size_name}"), notes);
        let why = format!("{default} records, and at most {most}, as its default and its maximum are");
        self.report(size_name, size, "default", why, notes);
        Ok(list_options.pagination(Pagination::new(by).size(default).max_size(most)))
    }

    fn ordering(&self, list_options: ListOptionsBuilder, notes: &mut Vec<Note>) -> Result<ListOptionsBuilder, Problem> {
        let names: BTreeSet<String> = self.names("ordering", notes)?.into_iter().collect();
        let other = |name: &String| name.strip_prefix('-').map_or_else(|| format!("-{name}"), str::to_owned);
        if let Some(name) = names.iter().find(|name| !names.contains(&other(name))) {
            let (name, other) = (excerpt(name), excerpt(&other(name)));
            return Err(Problem::Skipped(format!("its enum has \"{name}\" and no \"{other}\"")));
        }
        let bare: BTreeSet<&str> = names.iter().map(|name| name.strip_prefix('-').unwrap_or(name)).collect();
        Ok(list_options.ordering(bare.into_iter().map(str::to_owned)))
    }

    fn search(&self, list_options: ListOptionsBuilder, notes: &mut Vec<Note>) -> Result<ListOptionsBuilder, Problem> {
        let shape = self.shape("search", Op::Exact, notes)?;
        let most = shape.most_characters.and_then(|most| usize::try_from(most).ok());
        let Some(most) = most.filter(|_| shape.constraint == Constraint::Text) else {
            return Err(Problem::Skipped("it isn't a string with a maxLength".to_owned()));
        };
        let why = format!("a text of at most {most} characters, as its maxLength is");
        self.report("search", shape, "maxLength", why, notes);
        Ok(list_options.search(most))
    }

    /// The names that a parameter takes.
    fn names(&self, name: &str, notes: &mut Vec<Note>) -> Result<Vec<String>, Problem> {
        let shape = self.shape(name, Op::In, notes)?;
        let (kind, why) = match &shape.constraint {
            Constraint::ValueSet(item) => (item.as_ref(), "a list of the names in its enum"),
            constraint => (constraint, "a list of the names in its enum, of which the document takes one"),
        };
        match kind {
            Constraint::Kind(Kind { value_type: ValueType::Choice, choices, .. }) => {
                let choices = choices.clone();
                self.report(name, shape, "", why.to_owned(), notes);
                Ok(choices)
            }
            _ => Err(Problem::Skipped("it has no enum".to_owned())),
        }
    }
}

/// Whether it is an integer that counts from there on.
fn is_counted(shape: &Shape, first: i64) -> bool {
    let is_first = |number: Option<i64>| number.is_none_or(|number| number == first);
    match &shape.constraint {
        Constraint::Kind(Kind {
            value_type: ValueType::Integer, bounds: Bounds { minimum, maximum: None }, ..
        }) => is_first(*minimum) && is_first(shape.default),
        _ => false,
    }
}
