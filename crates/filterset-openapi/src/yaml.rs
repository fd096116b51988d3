//! Parses documents in YAML 1.2: the events of saphyr's parser, with the scalars of the core schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span, Tag};

use filterset::text::excerpt;

use crate::budget::ValueBudget;
use crate::node::{MAX_DEPTH, Node};

pub(crate) fn parse_yaml(text: &str) -> Result<Node, String> {
    let mut builder = TreeBuilder { budget: ValueBudget::new(), open: Vec::new(), anchors: HashMap::new(), root: None };
    for event in Parser::new_from_str(text) {
        let (event, span) = event.map_err(|error| describe_scan_error(&error))?;
        builder.handle_event(event).map_err(|message| append_position(&message, span))?;
    }
    builder.root.ok_or_else(|| "it is empty".to_owned())
}

fn describe_scan_error(error: &ScanError) -> String {
    let position = error.marker();
    format!("{} at line {} column {}", error.info(), position.line(), position.col().saturating_add(1))
}

fn append_position(message: &str, span: Span) -> String {
    format!("{message} at line {} column {}", span.start.line(), span.start.col().saturating_add(1))
}

/// Builds the tree from the events of the parser.
struct TreeBuilder {
    budget: ValueBudget,
    /// The arrays and objects that aren't closed, the innermost last.
    open: Vec<OpenNode>,
    /// The values of anchors, and the depth of each.
    anchors: HashMap<usize, (Arc<Node>, usize)>,
    root: Option<Node>,
}

struct OpenNode {
    anchor: usize,
    /// The depth of its values.
    depth: usize,
    container: Container,
}

enum Container {
    Array(Vec<Node>),
    Object(Vec<(Box<str>, Node)>, Option<Box<str>>),
}

impl TreeBuilder {
    fn handle_event(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::DocumentStart(_) if self.root.is_some() => Err("expected a single document".to_owned()),
            Event::Alias(anchor) => {
                self.budget.count_value()?;
                // An anchor can't be used inside its own value, which isn't complete yet.
                let (node, depth) = self.anchors.get(&anchor).ok_or("circular alias")?;
                let (node, depth) = (Node::Shared(Arc::clone(node)), *depth);
                check_depth(self.open.len().saturating_add(depth))?;
                self.insert_value(node, 0, depth)
            }
            Event::Scalar(text, style, anchor, tag) => self.insert_scalar(text, style, anchor, tag.as_deref()),
            Event::SequenceStart(anchor, _) => self.open_container(anchor, Container::Array(Vec::new())),
            Event::MappingStart(anchor, _) => self.open_container(anchor, Container::Object(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.close_container(),
            _ => Ok(()),
        }
    }

    fn open_container(&mut self, anchor: usize, container: Container) -> Result<(), String> {
        self.budget.count_value()?;
        check_depth(self.open.len().saturating_add(1))?;
        if let Some(OpenNode { container: Container::Object(_, None), .. }) = self.open.last() {
            return Err("invalid key: expected a string".to_owned());
        }
        self.open.push(OpenNode { anchor, depth: 0, container });
        Ok(())
    }

    fn close_container(&mut self) -> Result<(), String> {
        let Some(OpenNode { anchor, depth, container }) = self.open.pop() else { return Ok(()) };
        let node = match container {
            Container::Array(items) => Node::Array(items.into()),
            Container::Object(members, _) => {
                Node::from_members(members).map_err(|key| format!("duplicate key \"{}\"", excerpt(&key)))?
            }
        };
        self.insert_value(node, anchor, depth.saturating_add(1))
    }

    fn insert_scalar(
        &mut self,
        text: Cow<'_, str>,
        style: ScalarStyle,
        anchor: usize,
        tag: Option<&Tag>,
    ) -> Result<(), String> {
        if let Some(OpenNode { container: Container::Object(_, key @ None), .. }) = self.open.last_mut() {
            if text == "<<" && style == ScalarStyle::Plain {
                return Err("unsupported merge key \"<<\": expected the members themselves".to_owned());
            }
            *key = Some(text.into());
            return Ok(());
        }
        self.budget.count_value()?;
        let is_text = style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.suffix == "str");
        let node = if is_text { None } else { resolve_plain_scalar(&text) };
        self.insert_value(node.unwrap_or_else(|| Node::Text(text.into())), anchor, 0)
    }

    /// Inserts a value of a given depth into the innermost container, or as the root.
    fn insert_value(&mut self, node: Node, anchor: usize, depth: usize) -> Result<(), String> {
        let node = if anchor == 0 {
            node
        } else {
            let node = Arc::new(node);
            self.anchors.insert(anchor, (Arc::clone(&node), depth));
            Node::Shared(node)
        };
        let open = self.open.last_mut().map(|open| {
            open.depth = open.depth.max(depth);
            &mut open.container
        });
        match open {
            Some(Container::Array(items)) => items.push(node),
            Some(Container::Object(members, key)) => {
                members.push((key.take().ok_or("invalid key: expected a string")?, node));
            }
            None => self.root = Some(node),
        }
        Ok(())
    }
}

/// Checks the depth of a value, including the values of aliases, because dropping the tree recurses into them.
fn check_depth(depth: usize) -> Result<(), String> {
    if depth > MAX_DEPTH {
        Err(format!("values are nested too deeply: expected at most {MAX_DEPTH} levels"))
    } else {
        Ok(())
    }
}

/// Returns the value of a plain scalar with its spelling, and `None` if it is a string.
fn resolve_plain_scalar(text: &str) -> Option<Node> {
    let value = resolve_value(text)?;
    let is_canonical = value.scalar().is_none_or(|canonical| canonical == text);
    Some(if is_canonical { value } else { Node::Spelled(Box::new(value), text.into()) })
}

fn resolve_value(text: &str) -> Option<Node> {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Some(Node::Null),
        "true" | "True" | "TRUE" => Some(Node::Boolean(true)),
        "false" | "False" | "FALSE" => Some(Node::Boolean(false)),
        _ => parse_number(text),
    }
}

fn parse_number(text: &str) -> Option<Node> {
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
