//! Imports spellings and reserved patterns from the extension keys.

use std::collections::HashMap;

use filterset::schema::{Arity, FieldBuilder, ListStyle, SchemaBuilder, Spelling, is_valid_name};
use filterset::text::excerpt;
use filterset::{Field, Op, Schema};

use crate::budget::PathBudget;
use crate::constraint::ParameterError;
use crate::node::Node;
use crate::note::{Note, NoteKind};
use crate::{extension, schema_file};

/// The wildcard of a reserved pattern.
const WILDCARD: char = '*';

/// The spelling that an operation declares.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum DeclaredSpelling {
    /// The document isn't an export.
    Undeclared,
    /// The schema has no spelling.
    None,
    Spelling(Spelling),
}

impl DeclaredSpelling {
    pub(crate) const fn get(&self) -> Option<&Spelling> {
        match self {
            DeclaredSpelling::Spelling(spelling) => Some(spelling),
            DeclaredSpelling::Undeclared | DeclaredSpelling::None => None,
        }
    }
}

/// Reads the spelling of an operation. An invalid value is noted and ignored.
pub(crate) fn read_spelling(operation: &Node, budget: &PathBudget<'_>, notes: &mut Vec<Note>) -> DeclaredSpelling {
    let Some(node) = operation.get(extension::SPELLING) else { return DeclaredSpelling::Undeclared };
    if node.is_null() {
        return DeclaredSpelling::None;
    }
    match schema_file::read_part(node, "spelling", budget) {
        Ok(schema) => schema.spelling().cloned().map_or(DeclaredSpelling::None, DeclaredSpelling::Spelling),
        Err(why) => {
            notes.push(Note::new(NoteKind::Ambiguous, "", format!("invalid {}: {why}", extension::SPELLING)));
            DeclaredSpelling::Undeclared
        }
    }
}

/// Adds the reserved patterns of an operation, in the order that it declares for all reserved names.
pub(crate) fn add_patterns(operation: &Node, reserved: Vec<String>, notes: &mut Vec<Note>) -> Vec<String> {
    let Some(declared) = operation.get(extension::RESERVED) else { return reserved };
    let mut ordered: Vec<String> = Vec::new();
    for name in declared.items().unwrap_or_default() {
        let name = name.text().unwrap_or_default();
        let is_known = is_pattern(name) || reserved.iter().any(|reserved| reserved == name);
        if !is_known || ordered.iter().any(|other| other == name) {
            let why = format!("invalid name \"{}\" in {}", excerpt(name), extension::RESERVED);
            notes.push(Note::new(NoteKind::Ambiguous, "", why));
        } else {
            ordered.push(name.to_owned());
        }
    }
    ordered.extend(reserved.into_iter().filter(|name| !ordered.contains(name)).collect::<Vec<_>>());
    ordered
}

/// Returns `true` for a valid reserved pattern.
fn is_pattern(name: &str) -> bool {
    let rest = name.strip_prefix(WILDCARD).or_else(|| name.strip_suffix(WILDCARD));
    rest.is_some_and(|rest| is_valid_key(rest) && is_valid_key(&name.replace(WILDCARD, "_")))
}

/// Returns `true` for a valid key or reserved name, which may have brackets.
pub(crate) fn is_valid_key(key: &str) -> bool {
    is_valid_name(&key.replace(['[', ']'], "_"))
}

/// The spelling that a parameter and its operation declare.
#[derive(Clone, Copy, Default)]
pub(crate) struct ParameterSpelling {
    /// Whether the parameter's name need not consist of the field's name and the operator's built-in name.
    pub(crate) is_declared: bool,
    /// How a list is written.
    pub(crate) lists: ListStyle,
}

impl ParameterSpelling {
    pub(crate) fn new(parameter: &Node, spelling: Option<&Spelling>) -> ParameterSpelling {
        let own = parameter.get(extension::LISTS).and_then(Node::text).and_then(ListStyle::from_name);
        let keys = [extension::BARE, extension::LISTS, extension::KEY];
        ParameterSpelling {
            is_declared: spelling.is_some() || keys.iter().any(|key| parameter.get(key).is_some()),
            lists: own.or(spelling.map(Spelling::list_style)).unwrap_or_default(),
        }
    }
}

/// The spelling of a schema.
#[derive(Clone, Copy)]
pub(crate) struct SchemaSpelling<'s> {
    /// The one that the operation declares.
    pub(crate) declared: Option<&'s Spelling>,
    /// The one that the paths of the document share.
    pub(crate) found: Option<&'s Spelling>,
}

impl<'s> SchemaSpelling<'s> {
    pub(crate) fn get(self) -> Option<&'s Spelling> {
        self.declared.or(self.found)
    }
}

/// The spelling of a field, as one of its parameters declares it.
#[derive(Clone, Copy)]
pub(crate) struct FieldSpelling<'d> {
    pub(crate) parameter: &'d str,
    op: Op,
    pub(crate) bare: Option<Op>,
    pub(crate) lists: Option<ListStyle>,
    /// Whether the parameter declares its field or a part of the spelling.
    pub(crate) is_declared: bool,
    /// Whether the parameter declares a part of the spelling.
    pub(crate) declares_any: bool,
    /// Whether the parameter's name is a whole key.
    pub(crate) is_key: bool,
    /// How the parameter writes its list, if the document doesn't declare a spelling and the language writes it in
    /// another way.
    pub(crate) found: Option<ListStyle>,
}

impl<'d> FieldSpelling<'d> {
    pub(crate) fn read(parameter: &'d str, node: &Node, op: Op) -> Result<FieldSpelling<'d>, ParameterError> {
        Ok(FieldSpelling {
            parameter,
            op,
            bare: read_name(node, extension::BARE, Op::from_wire_name)?,
            lists: read_name(node, extension::LISTS, ListStyle::from_name)?,
            is_declared: [extension::FIELD, extension::BARE, extension::LISTS, extension::KEY]
                .iter()
                .any(|key| node.get(key).is_some()),
            declares_any: [extension::BARE, extension::LISTS, extension::KEY].iter().any(|key| node.get(key).is_some()),
            is_key: node.is_true(extension::KEY),
            found: None,
        })
    }

    /// Records how the parameter writes a list, and returns the operator. Equality with a list means one of its items.
    pub(crate) fn read_list(&mut self, style: ListStyle, notes: &mut Vec<Note>) -> Op {
        self.found = Some(style);
        if self.op == Op::Ne {
            self.op = Op::NotIn;
        } else if self.op == Op::Exact {
            self.op = Op::In;
            let why = "a list under the field's name: it is imported as \"in\", so that any of the items matches";
            notes.push(Note::new(NoteKind::Ambiguous, self.parameter, why));
        }
        self.op
    }
}

fn read_name<T>(node: &Node, key: &str, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>, ParameterError> {
    let Some(value) = node.get(key) else { return Ok(None) };
    let name = value.text().unwrap_or_default();
    let error = || ParameterError::Skipped(format!("invalid {key} \"{}\"", excerpt(name)));
    find(name).map(Some).ok_or_else(error)
}

/// Declares the spelling of a field, on which its parameters must agree.
pub(crate) fn declare_spelling(
    mut field: FieldBuilder,
    parameters: &[FieldSpelling<'_>],
) -> Result<FieldBuilder, String> {
    if parameters
        .windows(2)
        .any(|pair| matches!(pair, [one, other] if (one.bare, one.lists) != (other.bare, other.lists)))
    {
        return Err(format!("conflicting {} or {}", extension::BARE, extension::LISTS));
    }
    let first = parameters.first();
    if let Some(bare) = first.and_then(|first| first.bare) {
        field = field.bare(bare);
    }
    if let Some(lists) = first.and_then(|first| first.lists) {
        field = field.lists(lists);
    }
    let keys = parameters.iter().filter(|parameter| parameter.is_key);
    Ok(keys.fold(field, |field, FieldSpelling { parameter, op, .. }| field.key((*parameter).to_owned(), *op)))
}

/// Declares how a field differs from a spelling, so that the name of each parameter is the key of its operator.
pub(crate) fn declare_under_spelling(
    mut field: FieldBuilder,
    name: &str,
    parameters: &[FieldSpelling<'_>],
    spelling: &Spelling,
) -> Result<FieldBuilder, String> {
    let lists = parameters.first().and_then(|first| first.lists).unwrap_or_default();
    let has_list = parameters.iter().any(|parameter| parameter.op.arity() == Arity::List);
    if has_list && lists != spelling.list_style() {
        field = field.lists(lists);
    }
    let bare = parameters.iter().find(|parameter| parameter.parameter == name).map(|parameter| parameter.op);
    let is_bare_listed = parameters.iter().any(|parameter| parameter.op == spelling.bare_op());
    match bare {
        Some(bare) if bare != spelling.bare_op() => field = field.bare(bare),
        // The bare name isn't a parameter.
        None if is_bare_listed => field = field.bare(Op::Exact),
        _ => {}
    }
    let schema = build_single_field_schema(field.clone(), Some(spelling))?;
    let others = parameters.iter().filter(|other| schema.key(name, other.op) != Some(other.parameter));
    Ok(others.fold(field, |field, other| field.key(other.parameter.to_owned(), other.op)))
}

pub(crate) fn build_single_field_schema(field: FieldBuilder, spelling: Option<&Spelling>) -> Result<Schema, String> {
    let schema = spelling.cloned().into_iter().fold(Schema::builder(""), SchemaBuilder::spelling);
    schema.field(field).build().map_err(|error| error.to_string())
}

/// Returns the fields whose name or declared key is also a key of another field, with that field and its operator.
pub(crate) fn find_clashing_fields(fields: &[Field], spelling: Option<&Spelling>) -> HashMap<String, (String, Op)> {
    let mut keys: HashMap<String, Vec<(&str, Op)>> = HashMap::new();
    let bare = |field: &Field| field.bare().or(spelling.map(Spelling::bare_op)).unwrap_or(Op::Exact);
    for field in fields {
        // The name stays the field's, even if the field doesn't list its operator.
        keys.entry(field.name().to_owned()).or_default().push((field.name(), bare(field)));
        for op in field.ops() {
            for key in keys_of(field, op, spelling) {
                keys.entry(key).or_default().push((field.name(), op));
            }
        }
    }
    let clashes = |field: &Field| {
        let names = field.keys().map(|(key, _)| key).chain([field.name()]);
        let (head, op) = names.filter_map(|name| keys.get(name)).flatten().find(|(head, _)| *head != field.name())?;
        Some((field.name().to_owned(), ((*head).to_owned(), *op)))
    };
    fields.iter().filter_map(clashes).collect()
}

/// Returns the keys of an operator of a field. Equality has two if the field isn't spelled.
fn keys_of(field: &Field, op: Op, spelling: Option<&Spelling>) -> Vec<String> {
    let standard = Spelling::new();
    let names = spelling.unwrap_or(&standard);
    let long = format!("{}__{}", field.name(), names.name_of(op));
    if let Some((key, _)) = field.keys().find(|(_, other)| *other == op) {
        vec![key.to_owned()]
    } else if field.bare().unwrap_or(names.bare_op()) != op {
        vec![long]
    } else if is_spelled(field, spelling) {
        vec![field.name().to_owned()]
    } else {
        vec![field.name().to_owned(), long]
    }
}

/// Returns `true` if each operator of a field has exactly one key.
fn is_spelled(field: &Field, spelling: Option<&Spelling>) -> bool {
    spelling.is_some() || field.bare().is_some() || field.lists().is_some() || field.keys().len() > 0
}

/// Checks that the name of each parameter is the key of its operator.
pub(crate) fn check_keys(schema: &Schema, field: &Field, parameters: &[FieldSpelling<'_>]) -> Result<(), String> {
    if !is_spelled(field, schema.spelling()) {
        return Ok(());
    }
    for FieldSpelling { parameter, op, .. } in parameters {
        match schema.key(field.name(), *op) {
            Some(key) if key != *parameter => {
                return Err(format!(
                    "under the spelling, the key of the field \"{}\" with the operator \"{op}\" is \"{}\", not \"{}\"",
                    excerpt(field.name()),
                    excerpt(key),
                    excerpt(parameter)
                ));
            }
            _ => {}
        }
    }
    Ok(())
}
