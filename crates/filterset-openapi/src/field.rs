//! A field, from the parameters that are its keys.

use filterset::schema::FieldBuilder;
use filterset::text::excerpt;
use filterset::{Field, Op, OpSet, Schema, ValueType};

use crate::constraint::{Constraint, Kind};
use crate::infer::infer;
use crate::note::{Note, NoteKind};
use crate::parameter::Evidence;
use crate::sentence;

/// The field of a name, from what its parameters say; none where they contradict each other, which is noted.
pub(super) fn field(name: &str, parameters: &[Evidence<'_>], infers: bool, notes: &mut Vec<Note>) -> Option<Field> {
    match read(name, parameters, infers, notes) {
        Ok(field) => field,
        Err(why) => {
            notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Skipped, parameter.name, why.clone())));
            None
        }
    }
}

fn read(name: &str, parameters: &[Evidence<'_>], infers: bool, notes: &mut Vec<Note>) -> Result<Option<Field>, String> {
    let kind = kind(name, parameters, infers, notes)?;
    let given: OpSet = parameters.iter().map(|parameter| parameter.op).collect();
    let multi_valued = given.contains(Op::AllIn) || parameters.iter().any(|parameter| parameter.multi_valued);
    let nullable = given.contains(Op::IsNull) || parameters.iter().any(|parameter| parameter.nullable);
    let has = |op: Op| match op {
        Op::AllIn | Op::IsNull => true,
        op => kind.value_type.ops().contains(op),
    };
    for Evidence { name, op, .. } in parameters.iter().filter(|parameter| !has(parameter.op)) {
        notes.push(Note::new(NoteKind::Skipped, name, format!("{kind} can't have \"{op}\"")));
    }
    let ops: OpSet = given.iter().filter(|op| has(*op)).collect();
    if ops.is_empty() {
        return Ok(None);
    }
    let mut field = FieldBuilder::new(name.to_owned(), kind.value_type).choices(kind.choices).ops(ops);
    field = if let Some(minimum) = kind.bounds.minimum { field.minimum(minimum) } else { field };
    field = if let Some(maximum) = kind.bounds.maximum { field.maximum(maximum) } else { field };
    field = if multi_valued { field.multi_valued() } else { field };
    field = if nullable { field.nullable() } else { field };
    if kind.value_type == ValueType::Text && parameters.iter().any(|parameter| parameter.allow_empty) {
        field = field.allow_empty();
    }
    if let Some(time_zone) = time_zone(parameters)? {
        field = field.time_zone(time_zone.to_owned());
    }
    // An error of this field is reported here, so that the other fields are imported.
    let check = |field| Schema::builder("").field(field).build().map_err(|error| error.to_string());
    let schema = check(field.clone())?;
    let Some(checked) = schema.field(name) else { return Ok(None) };
    let Some(description) = description(checked, parameters) else { return Ok(Some(checked.clone())) };
    Ok(check(field.description(description))?.field(name).cloned())
}

/// What the values are: what the parameters say that say most, which must agree.
fn kind(name: &str, parameters: &[Evidence<'_>], infers: bool, notes: &mut Vec<Note>) -> Result<Kind, String> {
    let mut agreed: Option<(&str, Kind)> = None;
    for parameter in parameters {
        let Constraint::Kind(kind) = &parameter.constraint else { continue };
        let Some((first, known)) = agreed.take() else {
            agreed = Some((parameter.name, kind.clone()));
            continue;
        };
        let both = if let Some(both) = known.clone().agreed(kind.clone()) {
            both
        } else {
            let readings = format!("{first} is {known}, and {} is {kind}", parameter.name);
            let either = if infers { known.or(kind.clone()).map(Kind::deduplicated) } else { None };
            let either = either.ok_or_else(|| format!("two readings: {readings}"))?;
            notes.push(Note::new(NoteKind::Inferred, parameter.name, format!("{either}, as {readings}")));
            either
        };
        agreed = Some((first, both));
    }
    if let Some((_, kind)) = agreed {
        return Ok(kind);
    }
    if let Some((value_type, why)) = infer(parameters).filter(|_| infers) {
        let kind = Kind::of(value_type);
        notes.extend(
            parameters
                .iter()
                .map(|parameter| Note::new(NoteKind::Inferred, parameter.name, format!("{kind}, as {why}"))),
        );
        return Ok(kind);
    }
    if parameters.iter().all(|parameter| matches!(parameter.constraint, Constraint::Nothing | Constraint::Null)) {
        let why = format!("nothing says what {} holds: it is taken as text", excerpt(name));
        notes.extend(parameters.iter().map(|parameter| Note::new(NoteKind::Ambiguous, parameter.name, why.clone())));
    } else if let Some(parameter) = parameters.iter().find(|parameter| OpSet::ORDER.contains(parameter.op)) {
        let why = format!("only a string is said, so \"{}\" compares texts", parameter.op);
        notes.push(Note::new(NoteKind::Ambiguous, parameter.name, why));
    }
    Ok(Kind::of(ValueType::Text))
}

fn time_zone<'d>(parameters: &[Evidence<'d>]) -> Result<Option<&'d str>, String> {
    let mut zones = parameters.iter().filter_map(|parameter| parameter.time_zone);
    let first = zones.next();
    match zones.find(|zone| Some(*zone) != first) {
        Some(other) => {
            Err(format!("two readings: the time zone {} and {}", excerpt(first.unwrap_or_default()), excerpt(other)))
        }
        None => Ok(first),
    }
}

/// What is said of the bare field, or else of its first operator, without the sentence that says the operator.
fn description(field: &Field, parameters: &[Evidence<'_>]) -> Option<String> {
    let first =
        parameters.iter().filter(|parameter| parameter.description.is_some()).min_by_key(|parameter| parameter.op)?;
    sentence::without(first.description?, field, first.op).map(str::to_owned)
}
