//! What a document says of the table's lists: under the crate's key, or in the parameters themselves.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Map, Number, Value};

use filterset::text::excerpt;
use filterset::{By, Listing, Op, Paging, Schema, SchemaBuilder, ValueType};

use crate::budget::Allowance;
use crate::constraint::{Bounds, Fault, Kind, Said};
use crate::document::Document;
use crate::error::OpenApiError;
use crate::keys;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::parameter::Parameter;
use crate::schema_object::Shape;

/// How deep the table format nests what it says of lists.
const MOST_DEPTH: usize = 2;

/// What the table's lists take.
#[derive(Default)]
pub(super) struct Lists {
    pub(super) listing: Listing,
    /// Why nothing was inferred from a parameter, by its name.
    pub(super) reasons: BTreeMap<String, String>,
}

impl Lists {
    pub(super) fn of(listing: Listing) -> Lists {
        Lists { listing, reasons: BTreeMap::new() }
    }
}

/// What the operation declares under the crate's key, if it has it: nothing where that can't be read, which is noted.
pub(super) fn declared(
    operation: &Node,
    parameters: &[Parameter<'_>],
    allowance: &Allowance,
    notes: &mut Vec<Note>,
) -> Option<Listing> {
    let listing = read(operation.get(keys::LIST)?, allowance).unwrap_or_else(|why| {
        notes.push(Note::new(NoteKind::Doubtful, "", format!("{} can't be read: {why}", keys::LIST)));
        Listing::new()
    });
    for name in listing.parameters().filter(|name| parameters.iter().all(|parameter| parameter.name != *name)) {
        let why = format!("{} declares it, and the path has no such parameter", keys::LIST);
        notes.push(Note::new(NoteKind::Doubtful, name, why));
    }
    Some(listing)
}

/// What is said as the table format has it, read as that.
fn read(node: &Node, allowance: &Allowance) -> Result<Listing, String> {
    let list = value(node, 0, allowance).map_err(|fault| match fault {
        Fault::LeftOut(why) | Fault::Circular(why) => why,
    })?;
    let table = [("name", Value::from("")), ("fields", Value::Object(Map::new())), ("list", list)];
    let table = SchemaBuilder::deserialize(Value::from_iter(table)).map_err(|error| excerpt(&error.to_string()))?;
    Ok(table.build().map_err(|error| error.to_string())?.listing().clone())
}

/// A value as data; what stands deeper than the table format goes is nothing.
fn value(node: &Node, depth: usize, allowance: &Allowance) -> Result<Value, Fault> {
    let below = depth.saturating_add(1);
    if depth > MOST_DEPTH {
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
        (&["page", "page_size", "offset", "limit", "cursor"], Inference::paging),
        (&["ordering"], Inference::ordering),
        (&["fields"], |inference, listing, notes| Ok(listing.fields(inference.names("fields", notes)?))),
        (&["omit"], |inference, listing, notes| Ok(listing.omit(inference.names("omit", notes)?))),
        (&["search"], Inference::search),
    ];
    let mut lists = Lists::default();
    for (names, part) in parts {
        let names = names.iter().filter(|name| inference.find(name).is_some());
        if names.clone().next().is_none() {
            continue;
        }
        let mut told = Vec::new();
        match part(&inference, lists.listing.clone(), &mut told).and_then(sound) {
            Ok(listing) => {
                lists.listing = listing;
                notes.append(&mut told);
            }
            Err(Fault::LeftOut(why)) => lists.reasons.extend(names.map(|name| ((*name).to_owned(), why.clone()))),
            Err(Fault::Circular(reference)) => return Err(OpenApiError::CircularReference { reference }),
        }
    }
    Ok(lists)
}

/// Adds what some parameters say to a listing, and tells it.
type Part<'i, 'd> = fn(&'i Inference<'i, 'd>, Listing, &mut Vec<Note>) -> Result<Listing, Fault>;

/// The listing, where a table can have it.
fn sound(listing: Listing) -> Result<Listing, Fault> {
    match Schema::builder("").list(listing).build() {
        Ok(table) => Ok(table.listing().clone()),
        Err(error) => Err(Fault::LeftOut(error.to_string())),
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
    fn shape(&self, name: &str, op: Op, notes: &mut Vec<Note>) -> Result<Shape, Fault> {
        let parameter = self.find(name).ok_or_else(|| Fault::LeftOut(format!("there is no {name}")))?;
        parameter.shape(self.document, self.allowance, op, true, notes)
    }

    /// Tells what was inferred from a parameter, and what of it is lost besides what a list can say.
    fn tell(&self, name: &str, mut shape: Shape, kept: &str, why: String, notes: &mut Vec<Note>) {
        shape.not_kept.retain(|key| *key != kept);
        notes.push(Note::new(NoteKind::Inferred, name, why));
        if let Some(parameter) = self.find(name) {
            parameter.tell_not_kept(&shape, self.most_items, notes);
        }
    }

    fn paging(&self, listing: Listing, notes: &mut Vec<Note>) -> Result<Listing, Fault> {
        let left_out = |why: String| Err(Fault::LeftOut(why));
        let ways: Vec<By> = By::ALL.into_iter().filter(|by| self.find(by.name()).is_some()).collect();
        let by = match ways.as_slice() {
            [by] => *by,
            [] => return left_out("there is no page, offset or cursor".to_owned()),
            [one, other, ..] => return left_out(format!("{} and {} are two ways of paging", one.name(), other.name())),
        };
        let place = self.shape(by.name(), Op::Exact, notes)?;
        let (is_place, kept, expected) = match by {
            By::Page => (is_counted(&place, 1), "default", "an integer from 1 on"),
            By::Offset => (is_counted(&place, 0), "default", "an integer from 0 on"),
            By::Cursor => {
                let is_whole =
                    place.most_characters.and_then(|most| usize::try_from(most).ok()) == Some(Paging::CURSOR);
                (place.said == Said::Text, if is_whole { "maxLength" } else { "" }, "a string")
            }
        };
        if !is_place {
            return left_out(format!("{} isn't {expected}", by.name()));
        }
        let size_name = if by == By::Offset { "limit" } else { "page_size" };
        let size = self.shape(size_name, Op::Exact, notes)?;
        let positive = |number: Option<i64>| number.and_then(|number| u64::try_from(number).ok());
        let bounds = match &size.said {
            Said::Kind(Kind {
                value_type: ValueType::Integer,
                bounds: Bounds { minimum: None | Some(1), maximum },
                ..
            }) => positive(size.default).zip(positive(*maximum)),
            _ => None,
        };
        let Some((default, most)) = bounds else {
            return left_out(format!("{size_name} isn't an integer from 1 to a maximum, with a default"));
        };
        self.tell(by.name(), place, kept, format!("lists come in parts by it, whose size is {size_name}"), notes);
        let why = format!("{default} records, and at most {most}, as its default and its maximum are");
        self.tell(size_name, size, "default", why, notes);
        Ok(listing.paging(Paging::new(by).size(default).max_size(most)))
    }

    fn ordering(&self, listing: Listing, notes: &mut Vec<Note>) -> Result<Listing, Fault> {
        let names: BTreeSet<String> = self.names("ordering", notes)?.into_iter().collect();
        let other = |name: &String| name.strip_prefix('-').map_or_else(|| format!("-{name}"), str::to_owned);
        if let Some(name) = names.iter().find(|name| !names.contains(&other(name))) {
            let (name, other) = (excerpt(name), excerpt(&other(name)));
            return Err(Fault::LeftOut(format!("its enum has \"{name}\" and no \"{other}\"")));
        }
        let bare: BTreeSet<&str> = names.iter().map(|name| name.strip_prefix('-').unwrap_or(name)).collect();
        Ok(listing.ordering(bare.into_iter().map(str::to_owned)))
    }

    fn search(&self, listing: Listing, notes: &mut Vec<Note>) -> Result<Listing, Fault> {
        let shape = self.shape("search", Op::Exact, notes)?;
        let most = shape.most_characters.and_then(|most| usize::try_from(most).ok());
        let Some(most) = most.filter(|_| shape.said == Said::Text) else {
            return Err(Fault::LeftOut("it isn't a string with a maxLength".to_owned()));
        };
        let why = format!("a text of at most {most} characters, as its maxLength is");
        self.tell("search", shape, "maxLength", why, notes);
        Ok(listing.search(most))
    }

    /// The names that a parameter takes.
    fn names(&self, name: &str, notes: &mut Vec<Note>) -> Result<Vec<String>, Fault> {
        let shape = self.shape(name, Op::In, notes)?;
        let (kind, why) = match &shape.said {
            Said::List(item) => (item.as_ref(), "a list of the names in its enum"),
            said => (said, "a list of the names in its enum, of which the document takes one"),
        };
        match kind {
            Said::Kind(Kind { value_type: ValueType::Choice, choices, .. }) => {
                let choices = choices.clone();
                self.tell(name, shape, "", why.to_owned(), notes);
                Ok(choices)
            }
            _ => Err(Fault::LeftOut("it has no enum".to_owned())),
        }
    }
}

/// Whether it is an integer that counts from there on.
fn is_counted(shape: &Shape, first: i64) -> bool {
    let is_first = |number: Option<i64>| number.is_none_or(|number| number == first);
    match &shape.said {
        Said::Kind(Kind { value_type: ValueType::Integer, bounds: Bounds { minimum, maximum: None }, .. }) => {
            is_first(*minimum) && is_first(shape.default)
        }
        _ => false,
    }
}
