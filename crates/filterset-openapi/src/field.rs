//! Builds a field from its parameters, one for each operator.

use filterset::schema::FieldBuilder;
use filterset::text::excerpt;
use filterset::{Field, Op, OpSet, ValueType};

use crate::constraint::{Constraint, TypeConstraint};
use crate::infer::infer_type;
use crate::note::{Note, NoteKind};
use crate::parameter::Evidence;
use crate::spelling::SchemaSpelling;
use crate::{sentence, spelling};

/// The options of an importer that concern fields.
#[derive(Clone, Debug)]
pub(crate) struct FieldOptions {
    pub(crate) infer: bool,
    /// The operators that are added to the fields of a type.
    pub(crate) operators_by_type: Vec<(ValueType, OpSet)>,
}

impl FieldOptions {
    /// Returns the operators to add to a field, and notes them.
    fn find_added_ops(
        &self,
        name: &str,
        value_type: ValueType,
        parameters: &[Evidence<'_>],
        notes: &mut Vec<Note>,
    ) -> OpSet {
        let Some(bare) = parameters.iter().find(|parameter| parameter.name == name) else { return OpSet::EMPTY };
        let added = self.operators_by_type.iter().filter(|(of, _)| *of == value_type);
        let added: OpSet = added.flat_map(|(_, ops)| ops.iter()).filter(|op| has_op(value_type, *op)).collect();
        if !added.is_empty() {
            let why = format!("its field also has {added}, as every {value_type} field");
            notes.push(Note::new(NoteKind::Inferred, bare.name, why));
        }
        added
    }
}

/// Builds the field of a name from its parameters. Returns `None` if they contradict each other, and notes it.
pub(crate) fn build_field(
    name: &str,
    parameters: &[Evidence<'_>],
    spelling: SchemaSpelling<'_>,
    options: &FieldOptions,
    notes: &mut Vec<Note>,
) -> Option<Field> {
    match try_build_field(name, parameters, spelling, options, notes) {
        Ok(field) => field,
        Err(why) => {
            notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Skipped, parameter.name, why.clone())));
            None
        }
    }
}

fn try_build_field(
    name: &str,
    parameters: &[Evidence<'_>],
    spelling: SchemaSpelling<'_>,
    options: &FieldOptions,
    notes: &mut Vec<Note>,
) -> Result<Option<Field>, String> {
    let kind = resolve_type(name, parameters, spelling.found.is_some(), options.infer, notes)?;
    let added_ops = options.find_added_ops(name, kind.value_type, parameters, notes);
    let declared_ops: OpSet = parameters.iter().map(|parameter| parameter.op).chain(added_ops.iter()).collect();
    let multi_valued = declared_ops.contains(Op::AllIn) || parameters.iter().any(|parameter| parameter.multi_valued);
    // Only text, nullable and multi-valued fields can be empty.
    let is_nullable_by_op = declared_ops.contains(Op::IsNull)
        || (declared_ops.contains(Op::IsEmpty) && kind.value_type != ValueType::Text && !multi_valued);
    let nullable = is_nullable_by_op || parameters.iter().any(|parameter| parameter.nullable);
    for Evidence { name, op, .. } in parameters.iter().filter(|parameter| !has_op(kind.value_type, parameter.op)) {
        notes.push(Note::new(NoteKind::Skipped, name, format!("operator \"{op}\" is not allowed for {kind}")));
    }
    let ops: OpSet = declared_ops.iter().filter(|op| has_op(kind.value_type, *op)).collect();
    if ops.is_empty() {
        return Ok(None);
    }
    let bounds = kind.narrowest_bounds();
    let mut field = FieldBuilder::new(name.to_owned(), kind.value_type).choices(kind.choices).ops(ops);
    field = if let Some(minimum) = bounds.minimum { field.minimum(minimum) } else { field };
    field = if let Some(maximum) = bounds.maximum { field.maximum(maximum) } else { field };
    field = if multi_valued { field.multi_valued() } else { field };
    field = if nullable { field.nullable() } else { field };
    if kind.value_type == ValueType::Text && parameters.iter().any(|parameter| parameter.allow_empty) {
        field = field.allow_empty();
    }
    if let Some(time_zone) = resolve_time_zone(parameters)? {
        field = field.time_zone(time_zone.to_owned());
    }
    let keys: Vec<_> = parameters.iter().filter(|other| ops.contains(other.op)).map(|other| other.spelling).collect();
    let declares_spelling = keys.iter().any(|spelling| spelling.declares_any);
    field = match spelling.found.filter(|_| !declares_spelling) {
        Some(found) => spelling::declare_under_spelling(field, name, &keys, found)?,
        None => spelling::declare_spelling(field, &keys)?,
    };
    // An error of this field is reported here, so that the other fields are imported.
    let schema = spelling::build_single_field_schema(field.clone(), spelling.get())?;
    let Some(checked) = schema.field(name) else { return Ok(None) };
    spelling::check_keys(&schema, checked, &keys)?;
    let Some(description) = choose_description(checked, parameters) else { return Ok(Some(checked.clone())) };
    let schema = spelling::build_single_field_schema(field.description(description), spelling.get())?;
    Ok(schema.field(name).cloned())
}

fn has_op(value_type: ValueType, op: Op) -> bool {
    matches!(op, Op::AllIn | Op::IsNull | Op::IsEmpty) || value_type.ops().contains(op)
}

/// Returns the type of the values. Parameters that declare more than a string must agree on it.
fn resolve_type(
    name: &str,
    parameters: &[Evidence<'_>],
    is_foreign: bool,
    infer: bool,
    notes: &mut Vec<Note>,
) -> Result<TypeConstraint, String> {
    let mut agreed: Option<(&str, TypeConstraint)> = None;
    for parameter in parameters {
        let Constraint::Type(kind) = &parameter.constraint else { continue };
        let Some((first, known)) = agreed.take() else {
            agreed = Some((parameter.name, kind.clone()));
            continue;
        };
        let both = if let Some(both) = known.clone().reconcile(kind.clone()) {
            both
        } else {
            let readings = format!("{first} is {known}, and {} is {kind}", parameter.name);
            let either = if infer { known.unite(kind.clone()).map(TypeConstraint::deduplicate_choices) } else { None };
            let either = either.ok_or_else(|| format!("conflicting types: {readings}"))?;
            notes.push(Note::new(NoteKind::Inferred, parameter.name, format!("{either}, because {readings}")));
            either
        };
        agreed = Some((first, both));
    }
    if let Some((_, kind)) = agreed {
        return Ok(kind);
    }
    if let Some((value_type, why)) = infer_type(parameters).filter(|_| infer) {
        let kind = TypeConstraint::new(value_type);
        notes.extend(
            parameters.iter().map(|parameter| Note::new(NoteKind::Inferred, parameter.name, format!("{kind}, {why}"))),
        );
        return Ok(kind);
    }
    if parameters.iter().all(|parameter| matches!(parameter.constraint, Constraint::Any | Constraint::Null)) {
        let why = format!("the type of {} is not declared: it is imported as text", excerpt(name));
        notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Ambiguous, parameter.name, why.clone())));
    } else if let Some(parameter) =
        parameters.iter().find(|parameter| is_foreign && OpSet::ORDER.contains(parameter.op))
    {
        let why = format!("only the type string is declared, so \"{}\" compares text", parameter.op);
        notes.push(Note::new(NoteKind::Ambiguous, parameter.name, why));
    }
    Ok(TypeConstraint::new(ValueType::Text))
}

fn resolve_time_zone<'d>(parameters: &[Evidence<'d>]) -> Result<Option<&'d str>, String> {
    let mut zones = parameters.iter().filter_map(|parameter| parameter.time_zone);
    let first = zones.next();
    match zones.find(|zone| Some(*zone) != first) {
        Some(other) => {
            Err(format!("conflicting time zones: {} and {}", excerpt(first.unwrap_or_default()), excerpt(other)))
        }
        None => Ok(first),
    }
}

/// Returns the description of the field: that of its bare parameter, or of an exported one.
fn choose_description(field: &Field, parameters: &[Evidence<'_>]) -> Option<String> {
    let mut described = parameters.iter().filter_map(|parameter| Some((parameter.description?, parameter.op)));
    described.find_map(|(text, op)| sentence::find_field_description(text, field, op)).map(str::to_owned)
}
