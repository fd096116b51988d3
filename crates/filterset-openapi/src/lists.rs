//! Declares the spelling of fields by the way in which their parameters write lists.

use filterset::schema::{Arity, ListStyle};
use filterset::{Op, OpSet};

use crate::note::{Note, NoteKind};
use crate::parameter::Evidence;

/// Declares the spelling of a field by the lists that were found in its parameters, which are sorted by operator. A
/// parameter that contradicts an earlier one is removed, and noted. Each operator has one key if the schema is spelled.
pub(crate) fn adopt_lists(name: &str, parameters: &mut Vec<Evidence<'_>>, is_spelled: bool, notes: &mut Vec<Note>) {
    let is_list = |parameter: &Evidence<'_>| parameter.op.arity() == Arity::List;
    let style_of = |parameter: &Evidence<'_>| parameter.spelling.found.unwrap_or_default();
    let has_found_lists = parameters.iter().any(|parameter| parameter.spelling.found.is_some());
    if !is_spelled && !has_found_lists && parameters.iter().all(|parameter| !parameter.spelling.is_key) {
        return;
    }
    // The bare name comes first: it must not be lost to another key of the same operator.
    parameters.sort_by_key(|parameter| (parameter.op, parameter.name != name, parameter.spelling.is_key));
    let is_bare = parameters.iter().any(|parameter| parameter.name == name && parameter.op == Op::In);
    let first = parameters.iter().filter(|parameter| is_list(parameter)).min_by_key(|parameter| parameter.name != name);
    let style = first.map(style_of).unwrap_or_default();
    let mut ops = OpSet::EMPTY;
    parameters.retain(|parameter| {
        let why = if ops.contains(parameter.op) {
            format!("operator \"{}\" has another parameter", parameter.op)
        } else if has_found_lists && is_list(parameter) && style_of(parameter) != style {
            "its list is written in another way than that of another parameter of the field".to_owned()
        } else {
            ops = ops.with(parameter.op);
            return true;
        };
        notes.push(Note::new(NoteKind::Skipped, parameter.name, why));
        false
    });
    for parameter in parameters.iter_mut().filter(|_| has_found_lists) {
        parameter.spelling.bare = is_bare.then_some(Op::In);
        parameter.spelling.lists = (style != ListStyle::Comma).then_some(style);
    }
}
