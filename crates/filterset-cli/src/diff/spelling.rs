//! Compares the spellings of two schemas: the keys of conditions and the styles of lists.

use filterset::schema::{Arity, ListStyle, Spelling};
use filterset::{Field, Op, Schema};
use serde_json::{Map, Value as Json};

use crate::diff::change::Changes;

/// Compares what the schemas declare. What it changes in queries is a change of the fields.
pub(crate) fn compare_spellings(changes: &mut Changes, old: &Schema, new: &Schema) {
    let standard = Spelling::new();
    let spelling = |schema: &Schema| schema.spelling().unwrap_or(&standard).clone();
    let (old, new) = (spelling(old), spelling(new));
    changes.compare_values("spelling.lists", old.list_style().name(), new.list_style().name(), false);
    changes.compare_values("spelling.bare", old.bare_op().wire_name(), new.bare_op().wire_name(), false);
    let operators = |spelling: &Spelling| {
        let names = spelling.operators().map(|(name, op)| (name.to_owned(), op.wire_name().into()));
        Some(names.collect::<Map<String, Json>>()).filter(|names| !names.is_empty())
    };
    changes.compare_values("spelling.operators", operators(&old), operators(&new), false);
}

/// Compares the keys and the lists of a field.
pub(crate) fn compare_field_spellings(
    changes: &mut Changes,
    (old_schema, old): (&Schema, &Field),
    (new_schema, new): (&Schema, &Field),
) {
    let location = |part: &str| format!("fields.{}.{part}", old.name());
    let bare = |field: &Field| field.bare().map(Op::wire_name);
    changes.compare_values(&location("bare"), bare(old), bare(new), false);
    // A lost operator is a change of its own.
    let shared: Vec<Op> = old.ops().iter().filter(|op| new.ops().contains(*op)).collect();
    for op in &shared {
        // A query with the old key is rejected, or it is a condition of another operator.
        changes.compare_values(
            &location("keys"),
            old_schema.key(old.name(), *op),
            new_schema.key(new.name(), *op),
            true,
        );
    }
    if shared.contains(&Op::Exact) {
        match (find_second_key(old_schema, old), find_second_key(new_schema, new)) {
            (Some(key), None) => changes.push_removed(&location("keys"), key, true),
            (None, Some(key)) => changes.push_added(&location("keys"), key, None),
            _ => {}
        }
    }
    if let Some(op) = shared.into_iter().find(|op| op.arity() == Arity::List) {
        compare_list_styles(changes, &location("lists"), old.list_style(op), new.list_style(op));
    }
}

/// Compares styles of lists. Only `both` reads what another style accepts, with the same canonical string: `comma`.
fn compare_list_styles(changes: &mut Changes, location: &str, old: ListStyle, new: ListStyle) {
    match (old, new) {
        (ListStyle::Comma, ListStyle::Both) => changes.push_widened(location, old.name(), new.name(), None),
        (ListStyle::Both, ListStyle::Comma) => changes.push_narrowed(location, old.name(), new.name()),
        _ => changes.compare_values(location, old.name(), new.name(), true),
    }
}

/// Returns the second key for equality, which a field without a spelling has.
fn find_second_key(schema: &Schema, field: &Field) -> Option<String> {
    let is_spelled =
        schema.spelling().is_some() || field.bare().is_some() || field.lists().is_some() || field.keys().len() > 0;
    (!is_spelled).then(|| format!("{}__{}", field.name(), Op::Exact))
}
