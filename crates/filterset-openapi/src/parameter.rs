//! The query parameters of a path, and what each says of itself.

use std::collections::HashMap;

use filterset::Op;
use filterset::schema::Arity;
use filterset::text::excerpt;

use crate::budget::Allowance;
use crate::constraint::{Constraint, Problem};
use crate::document::Document;
use crate::error::OpenApiError;
use crate::keys;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::schema_object::{Reader, Shape, examples, follow};

/// What a path has to say of its list: its get operation, and its query parameters, each name once.
pub(super) struct Operation<'d> {
    pub(super) node: &'d Node,
    pub(super) parameters: Vec<Parameter<'d>>,
}

pub(super) struct Parameter<'d> {
    pub(super) name: &'d str,
    pub(super) node: &'d Node,
    /// Which of the lists of parameters has it: one takes the place of those before.
    list: usize,
}

impl<'d> Operation<'d> {
    pub(super) fn of(document: &'d Document, path: &str, notes: &mut Vec<Note>) -> Result<Operation<'d>, OpenApiError> {
        let no_get = || OpenApiError::NoGetOperation { path: excerpt(path) };
        let (items, problem) = chain(document, document.path(path)?);
        match problem {
            Some(Problem::Circular(reference)) => return Err(OpenApiError::CircularReference { reference }),
            Some(Problem::Skipped(why)) => notes.push(Note::new(NoteKind::Skipped, "", why)),
            None => {}
        }
        let mut gets = items.iter().filter_map(|item| item.get("get"));
        let node = gets.next().ok_or_else(no_get)?;
        let mut operation = Operation { node, parameters: Vec::new() };
        let mut locations = HashMap::new();
        // What stands beside a reference takes the place of what it leads to, and the operation's of the path's.
        for (list, level) in items.iter().rev().copied().chain([node]).enumerate() {
            for entry in entries(level, notes) {
                if let Some(parameter) = parameter(document, entry, list, notes)? {
                    operation.add(parameter, &mut locations, notes);
                }
            }
        }
        for other in gets {
            notes.push(Note::new(NoteKind::Ambiguous, "", "its $ref leads to another get operation: its own counts"));
            for entry in entries(other, notes) {
                let Some(lost) = parameter(document, entry, 0, notes)? else { continue };
                if !locations.contains_key(lost.name) {
                    let why = "another get operation stands beside the $ref that leads to its own";
                    notes.push(Note::new(NoteKind::Skipped, lost.name, why));
                }
            }
        }
        Ok(operation)
    }

    fn add(&mut self, parameter: Parameter<'d>, locations: &mut HashMap<&'d str, usize>, notes: &mut Vec<Note>) {
        let name = parameter.name;
        match locations.get(name).and_then(|location| self.parameters.get_mut(*location)) {
            Some(known) if known.list != parameter.list => *known = parameter,
            Some(_) => notes.push(Note::new(NoteKind::Ambiguous, name, "it is declared twice: the first one counts")),
            None => {
                locations.insert(name, self.parameters.len());
                self.parameters.push(parameter);
            }
        }
    }
}

/// The entries of the parameters of a path or an operation.
fn entries<'d>(level: &'d Node, notes: &mut Vec<Note>) -> &'d [Node] {
    let Some(list) = level.get("parameters").filter(|list| !list.is_null()) else { return &[] };
    list.items().unwrap_or_else(|| {
        notes.push(Note::new(NoteKind::Skipped, "", "its parameters are no list"));
        &[]
    })
}

/// The query parameter of an entry, if it is one. What is no parameter is noted.
fn parameter<'d>(
    document: &'d Document,
    node: &'d Node,
    list: usize,
    notes: &mut Vec<Note>,
) -> Result<Option<Parameter<'d>>, OpenApiError> {
    let reference = node.get("$ref").and_then(Node::text).unwrap_or_default();
    let (trail, problem) = chain(document, node);
    let node = trail.last().copied().unwrap_or(node);
    match problem.map_or_else(|| query(node), Err) {
        Ok(name) => Ok(name.map(|name| Parameter { name, node, list })),
        Err(Problem::Circular(reference)) => Err(OpenApiError::CircularReference { reference }),
        Err(Problem::Skipped(why)) => {
            let name = node.get("name").and_then(Node::scalar);
            notes.push(Note::new(NoteKind::Skipped, name.as_deref().unwrap_or(reference), why));
            Ok(None)
        }
    }
}

/// The name of a query parameter; none of a parameter of another place.
fn query(node: &Node) -> Result<Option<&str>, Problem> {
    let left_out = |why: &str| Err(Problem::Skipped(why.to_owned()));
    if node.members().is_none() {
        return left_out("a parameter that is no object");
    }
    match node.get("in").map(Node::text) {
        Some(Some("query")) => match node.get("name") {
            Some(name) => name.text().map(Some).ok_or_else(|| Problem::Skipped("its name is no text".to_owned())),
            None => left_out("a query parameter without a name"),
        },
        Some(Some("path" | "header" | "cookie")) => Ok(None),
        Some(Some(other)) => {
            left_out(&format!("its in is \"{}\": it is query, path, header or cookie", excerpt(other)))
        }
        Some(None) => left_out("its in is no text: it is query, path, header or cookie"),
        None => left_out("it has no in: it is query, path, header or cookie"),
    }
}

/// A value and what its references lead to, one after the other, up to a fault.
fn chain<'d>(document: &'d Document, node: &'d Node) -> (Vec<&'d Node>, Option<Problem>) {
    let (mut nodes, mut trail) = (vec![node], Vec::new());
    let mut node = node;
    while let Some(reference) = node.get("$ref") {
        if trail.len() > 32 {
            return (nodes, Some(Problem::Skipped("its $ref leads through too many others".to_owned())));
        }
        let next = match reference.text() {
            Some(reference) => follow(document, &trail, reference).inspect(|_| trail.push(reference)),
            None => Err(Problem::Skipped("its $ref is no text".to_owned())),
        };
        match next {
            Ok(next) => node = next,
            Err(problem) => return (nodes, Some(problem)),
        }
        nodes.push(node);
    }
    (nodes, None)
}

/// What a parameter says of its field.
pub(super) struct Evidence<'d> {
    pub(super) name: &'d str,
    pub(super) op: Op,
    /// What a value of the field is.
    pub(super) constraint: Constraint,
    pub(super) examples: Vec<String>,
    pub(super) description: Option<&'d str>,
    pub(super) nullable: bool,
    pub(super) multi_valued: bool,
    pub(super) allow_empty: bool,
    pub(super) time_zone: Option<&'d str>,
}

impl<'d> Parameter<'d> {
    /// What it says under an operator, or why it can't be read.
    pub(super) fn evidence(
        &self,
        document: &'d Document,
        allowance: &'d Allowance,
        op: Op,
        most_items: usize,
        infer: bool,
        notes: &mut Vec<Note>,
    ) -> Result<Evidence<'d>, Problem> {
        let Parameter { name, node, .. } = *self;
        let shape = self.shape(document, allowance, op, infer, notes)?;
        // A string may be a list with commas; what says more can't.
        if let Constraint::Kind(kind) = &shape.constraint
            && op.arity() != Arity::One
        {
            let why = format!("it takes {kind}, and \"{op}\" takes a list of such");
            notes.push(Note::new(NoteKind::Ambiguous, self.name, why));
        }
        self.note_lossy(&shape, if op == Op::Range { 2 } else { most_items }, notes);
        let constraint = match node.get(keys::VALUES) {
            Some(values) => Reader::new(document, allowance).read(values)?.constraint,
            None if op == Op::IsNull => Constraint::Nothing,
            None => match shape.constraint {
                Constraint::ValueSet(item) => *item,
                constraint => constraint,
            },
        };
        let described = node.get("description").and_then(Node::text);
        Ok(Evidence {
            name,
            op,
            constraint,
            examples: [examples(node), shape.examples].concat(),
            description: described,
            nullable: shape.nullable || node.says(keys::NULLABLE),
            multi_valued: node.says(keys::MANY),
            allow_empty: node.says(keys::ALLOW_EMPTY) || node.says("allowEmptyValue"),
            time_zone: node.get(keys::TIME_ZONE).and_then(Node::text),
        })
    }

    /// What its schema says, where its values are written as the language has them under an operator.
    pub(super) fn shape(
        &self,
        document: &'d Document,
        allowance: &'d Allowance,
        op: Op,
        infer: bool,
        notes: &mut Vec<Note>,
    ) -> Result<Shape, Problem> {
        if self.node.get("content").is_some() {
            return Err(Problem::Skipped("it is described by its content and not by a schema".to_owned()));
        }
        let read = |node| Reader::new(document, allowance).read(node);
        let shape = self.node.get("schema").map(read).transpose()?.unwrap_or_default();
        if let Some(why) = self.check_style(&shape.constraint, op, infer)? {
            notes.push(Note::new(NoteKind::Inferred, self.name, why));
        }
        Ok(shape)
    }

    /// Whether its values are written as the language has them; what had to be inferred for that.
    fn check_style(&self, constraint: &Constraint, op: Op, infer: bool) -> Result<Option<&'static str>, Problem> {
        let left_out = |why: String| Err(Problem::Skipped(why));
        let style = self.node.get("style").and_then(Node::text).unwrap_or("form");
        if style != "form" {
            return left_out(format!("its style is {}, and the language's is form", excerpt(style)));
        }
        if !matches!(constraint, Constraint::ValueSet(_)) {
            return Ok(None);
        }
        if op.arity() == Arity::One {
            return left_out(format!("it takes a list, and \"{op}\" takes one value"));
        }
        match self.node.get("explode").and_then(Node::boolean) {
            Some(false) => Ok(None),
            Some(true) => {
                left_out("explode: true repeats the key for each item, and the language takes a key once".to_owned())
            }
            None if infer => Ok(Some("commas between the items, though explode isn't said to be false")),
            None => left_out(
                "explode isn't said to be false, so the key repeats for each item, and the language takes a key once"
                    .to_owned(),
            ),
        }
    }

    /// Tells what a table can't say of it.
    pub(super) fn note_lossy(&self, shape: &Shape, most_items: usize, notes: &mut Vec<Note>) {
        let mut not_kept = shape.not_kept.clone();
        if self.node.says("required") {
            not_kept.push("required");
        }
        if shape.most_items.is_some_and(|most| usize::try_from(most) != Ok(most_items)) {
            not_kept.push("maxItems");
        }
        not_kept.sort_unstable();
        not_kept.dedup();
        if !not_kept.is_empty() {
            notes.push(Note::new(NoteKind::Lossy, self.name, format!("a table can't say {}", not_kept.join(", "))));
        }
        for (key, _) in self.node.members().unwrap_or_default() {
            if key.starts_with(keys::PREFIX) && !keys::OF_PARAMETER.contains(&key.as_ref()) {
                notes.push(Note::new(NoteKind::Ambiguous, self.name, format!("\"{}\" isn't known", excerpt(key))));
            }
        }
    }
}
