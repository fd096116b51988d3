//! Documents in YAML 1.2: the events of saphyr's parser, with the scalars of the core schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use filterset::text::excerpt;

use crate::node::{Budget, MAX_DEPTH, Node};

pub(super) fn read(text: &str) -> Result<Node, String> {
    let mut reader = Reader { budget: Budget::new(), open: Vec::new(), anchors: HashMap::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| broken(&error))?;
        reader.take(event).map_err(|message| at(&message, span))?;
    }
    reader.root.ok_or_else(|| "it is empty".to_owned())
}

fn broken(error: &ScanError) -> String {
    let location = error.marker();
    format!("{} at line {} column {}", error.info(), location.line(), location.col().saturating_add(1))
}

fn at(message: &str, span: Span) -> String {
    format!("{message} at line {} column {}", span.start.line(), span.start.col().saturating_add(1))
}

struct Reader {
    budget: Budget,
    /// The arrays and objects that aren't closed, the innermost last.
    open: Vec<Open>,
    /// What anchors name, and how deep that nests.
    anchors: HashMap<usize, (Arc<Node>, usize)>,
    root: Option<Node>,
}

struct Open {
    anchor: usize,
    /// How deep its values nest.
    depth: usize,
    values: Values,
}

enum Values {
    Array(Vec<Node>),
    Object(Vec<(Box<str>, Node)>, Option<Box<str>>),
}

impl Reader {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err("a second document begins".to_owned()),
            Event::Alias(anchor) => {
                self.budget.count()?;
                // Within what the anchor names it names nothing yet.
                let (node, depth) = self.anchors.get(&anchor).ok_or("an alias stands within what it names")?;
                let (node, depth) = (Node::Shared(Arc::clone(node)), *depth);
                check_depth(self.open.len().saturating_add(depth))?;
                self.put(node, 0, depth)
            }
            Event::Scalar(text, style, anchor, tag) => self.scalar(text, style, anchor, tag.as_deref()),
            Event::SequenceStart(anchor, _) => self.open(anchor, Values::Array(Vec::new())),
            Event::MappingStart(anchor, _) => self.open(anchor, Values::Object(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close(),
            _ => Ok(()),
        }
    }

    fn open(&mut self, anchor: usize, values: Values) -> Result<(), String> {
        self.budget.count()?;
        check_depth(self.open.len().saturating_add(1))?;
        if let Some(Open { values: Values::Object(_, None), .. }) = self.open.last() {
            return Err("a key is no text".to_owned());
        }
        self.open.push(Open { anchor, depth: 0, values });
        Ok(())
    }

    fn close(&mut self) -> Result<(), String> {
        let Some(Open { anchor, depth, values }) = self.open.pop() else { return Ok(()) };
        let node = match values {
            Values::Array(items) => Node::Array(items.into()),
            Values::Object(members, _) => {
                Node::object(members).map_err(|key| format!("\"{}\" stands twice in an object", excerpt(&key)))?
            }
        };
        self.put(node, anchor, depth.saturating_add(1))
    }

    fn scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        if let Some(Open { values: Values::Object(_, key @ None), .. }) = self.open.last_mut() {
            if text == "<<" && style == ScalarStyle::Plain {
                return Err("YAML 1.2 has no merge keys (<<): write the members out".to_owned());
            }
            *key = Some(text.into());
            return Ok(());
        }
        self.budget.count()?;
        let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
        let node = if is_text { None } else { plain(&text) };
        self.put(node.unwrap_or_else(|| Node::Text(text.into())), anchor, 0)
    }

    /// Puts a value, which nests so deep, where one is awaited.
    fn put(&mut self, node: Node, anchor: usize, depth: usize) -> Result<(), String> {
        let node = if anchor == 0 {
            node
        } else {
            let node = Arc::new(node);
            self.anchors.insert(anchor, (Arc::clone(&node), depth));
            Node::Shared(node)
        };
        let open = self.open.last_mut().map(|open| {
            open.depth = open.depth.max(depth);
            &mut open.values
        });
        match open {
            Some(Values::Array(items)) => items.push(node),
            Some(Values::Object(members, key)) => members.push((key.take().ok_or("a key is no text")?, node)),
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// Whether values may nest so deep, those that aliases name included: they are dropped one within the other.
fn check_depth(depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH { Err(format!("values nest deeper than {MAX_DEPTH}")) } else { Ok(()) }
}

/// What a plain scalar is, where it is no text.
fn plain(text: &str) -> Option<Node> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Node::Null),
        "true" | "True" | "TRUE" => Some(Node::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Node::Boolean(false)),
        _ => number(text),
    }
}

fn number(text: &str) -> Option<Node> {
    if let Some(digits) = text.strip_prefix("0o") {
        return i64::from_str_radix(digits, 8).ok().map(Node::Integer);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return i64::from_str_radix(digits, 16).ok().map(Node::Integer);
    }
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
    let first_digit = text.bytes().find(|byte| !matches!(byte, b'.' | b'-' | b'+'))?;
    if !is_number || !first_digit.is_ascii_digit() {
        return None;
    }
    let number = || text.parse::<f64>().map(|_| Node::Number(text.into()));
    text.parse().map(Node::Integer).or_else(|_| number()).ok()
}
