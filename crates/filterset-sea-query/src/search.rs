//! Searches for an operand in the text of a column.

use sea_query::{Expr, ExprTrait, Func, Value as SqlValue};

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    Sensitive,
    Insensitive,
}

/// The position of an operand in the text of a column.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    Anywhere,
    Start,
    End,
}

pub(crate) fn fold_operand(text: String, case: Case) -> String {
    match case {
        Case::Sensitive => text,
        Case::Insensitive => text.to_ascii_lowercase(),
    }
}

/// Returns the LIKE pattern of an operand.
pub(crate) fn like_pattern(text: &str, position: Position, escape: char) -> String {
    let mut pattern = String::with_capacity(text.len().saturating_add(2));
    if position != Position::Start {
        pattern.push('%');
    }
    for character in text.chars() {
        if matches!(character, '%' | '_') || character == escape {
            pattern.push(escape);
        }
        pattern.push(character);
    }
    if position != Position::End {
        pattern.push('%');
    }
    pattern
}

/// Searches for a text with SQLite's functions.
pub(crate) fn find_text(column: Expr, text: &str, case: Case, position: Position) -> Expr {
    let column = match case {
        Case::Sensitive => column,
        Case::Insensitive => Func::lower(column).into(),
    };
    let operand = Expr::val(fold_operand(text.to_owned(), case));
    match position {
        Position::Anywhere => instr(column, operand).gt(Expr::Constant(SqlValue::from(0))),
        Position::Start => instr(column, operand).eq(Expr::Constant(SqlValue::from(1))),
        // For a text with a NUL, `length` and `substr` count only what precedes it. For bytes, they count all.
        Position::End => {
            let operand = operand.cast_as("BLOB");
            let length = Func::cust("length").arg(operand.clone());
            let start = Expr::Constant(SqlValue::from(0)).sub(length);
            Expr::from(Func::cust("substr").arg(column.cast_as("BLOB")).arg(start)).eq(operand)
        }
    }
}

/// Finds a text in another with SQLite: its position from 1, or 0 if it isn't there.
fn instr(text: Expr, part: Expr) -> Expr {
    Func::cust("instr").arg(text).arg(part).into()
}
