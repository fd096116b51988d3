//! The operators of the language as SQL expressions, in each dialect.

use filterset::value::Day;
use filterset::{Predicate, Value, ValueSet, ValueType};
use sea_query::{BinOper, Condition, Expr, ExprTrait, Func, Value as SqlValue};

use crate::column::Encoding;
use crate::date::Target;
use crate::dialect::Dialect;
use crate::operand::{Comparison, encode_operand};
use crate::reason::UnsupportedReason;
use crate::search::{Case, Position, find_text, fold_operand, like_pattern};

/// An SQL expression of one value, with the type and the encoding of that value.
pub(crate) struct TypedExpr {
    target: Target,
    pub(crate) value_type: ValueType,
    encoding: Encoding,
    expr: Expr,
}

impl TypedExpr {
    pub(crate) fn new(
        target: Target,
        value_type: ValueType,
        encoding: Encoding,
        expr: Expr,
    ) -> Result<TypedExpr, UnsupportedReason> {
        encoding.check(target.dialect, target.library, value_type)?;
        Ok(TypedExpr { target, value_type, encoding, expr })
    }

    /// Returns the expression itself.
    pub(crate) fn expr(&self) -> Expr {
        self.expr.clone()
    }

    pub(crate) const fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Returns the alternatives of a predicate: a value satisfies it if any of them is true. A value satisfies a negated
    /// predicate if none of them is true.
    pub(crate) fn alternatives(&self, predicate: &Predicate<'_>) -> Result<Vec<Expr>, UnsupportedReason> {
        use Comparison::{AtLeast, AtMost, Greater, Less};
        let expr = match predicate {
            Predicate::Exact(value) | Predicate::Ne(value) => self.equals(value),
            Predicate::In(set) | Predicate::NotIn(set) => return Ok(self.equals_member(set)),
            Predicate::Gt(value) => self.compare(Greater, value)?,
            Predicate::Gte(value) => self.compare(AtLeast, value)?,
            Predicate::Lt(value) => self.compare(Less, value)?,
            Predicate::Lte(value) => self.compare(AtMost, value)?,
            Predicate::Range(low, high) => self.compare(AtLeast, low)?.and(self.compare(AtMost, high)?),
            Predicate::IExact(text) | Predicate::NotIExact(text) => self.folded().eq(text.to_ascii_lowercase()),
            Predicate::Contains(text) | Predicate::NotContains(text) => {
                self.matches_text(text, Case::Sensitive, Position::Anywhere)
            }
            Predicate::IContains(text) | Predicate::NotIContains(text) => {
                self.matches_text(text, Case::Insensitive, Position::Anywhere)
            }
            Predicate::StartsWith(text) | Predicate::NotStartsWith(text) => {
                self.matches_text(text, Case::Sensitive, Position::Start)
            }
            Predicate::IStartsWith(text) | Predicate::NotIStartsWith(text) => {
                self.matches_text(text, Case::Insensitive, Position::Start)
            }
            Predicate::EndsWith(text) | Predicate::NotEndsWith(text) => {
                self.matches_text(text, Case::Sensitive, Position::End)
            }
            Predicate::IEndsWith(text) | Predicate::NotIEndsWith(text) => {
                self.matches_text(text, Case::Insensitive, Position::End)
            }
            // These predicates are about all the values of a field, not about each.
            Predicate::IsNull(_) | Predicate::IsEmpty(_) | Predicate::AllIn(_) => Expr::custom_keyword("FALSE"),
            other => return Err(UnsupportedReason::UnknownOperator { op: other.op() }),
        };
        Ok(vec![expr])
    }

    /// Tests that the value is null or, if it is text, the empty string; or the exact complement.
    pub(crate) fn is_empty(&self, is_empty: bool) -> Condition {
        let blank = || Expr::Constant(SqlValue::from(""));
        match (is_empty, self.value_type) {
            (true, ValueType::Text) => Condition::any().add(self.expr().is_null()).add(self.comparable().eq(blank())),
            (false, ValueType::Text) => {
                Condition::all().add(self.expr().is_not_null()).add(self.comparable().ne(blank()))
            }
            (true, _) => self.expr().is_null().into(),
            (false, _) => self.expr().is_not_null().into(),
        }
    }

    fn equals(&self, value: &Value<'_>) -> Expr {
        match value {
            Value::Day(day) => self.is_within(*day),
            _ => self.comparison(Comparison::Equal, value),
        }
    }

    pub(crate) fn is_within(&self, day: Day) -> Expr {
        let start = self.comparison(Comparison::AtLeast, &day.start().into());
        start.and(self.comparison(Comparison::Less, &day.end().into()))
    }

    /// Compares with the members of a set: one IN list, and a range for each whole day.
    fn equals_member(&self, set: &ValueSet<'_>) -> Vec<Expr> {
        let Members { values, days } = Members::new(set);
        let mut alternatives = Vec::with_capacity(days.len().saturating_add(1));
        if !values.is_empty() {
            alternatives.push(self.equals_any(&values));
        }
        alternatives.extend(days.into_iter().map(|day| self.is_within(day)));
        alternatives
    }

    /// Compares with values that aren't whole days.
    pub(crate) fn equals_any(&self, values: &[Value<'_>]) -> Expr {
        let operands = values.iter().map(|value| self.operand(Comparison::Equal, value).1);
        self.comparable().is_in(operands)
    }

    fn compare(&self, comparison: Comparison, value: &Value<'_>) -> Result<Expr, UnsupportedReason> {
        let (comparison, operand) = self.bound(comparison, value)?;
        Ok(self.compare_operand(comparison, operand))
    }

    /// Returns the comparison of the order with a value, and its operand. A whole day includes all of its instants.
    pub(crate) fn bound(
        &self,
        comparison: Comparison,
        value: &Value<'_>,
    ) -> Result<(Comparison, Expr), UnsupportedReason> {
        if self.encoding == Encoding::Text && self.value_type == ValueType::Decimal {
            return Err(UnsupportedReason::NoOrder { value_type: self.value_type });
        }
        let Value::Day(day) = value else { return Ok(self.operand(comparison, value)) };
        let (comparison, end) = match comparison {
            Comparison::Greater => (Comparison::AtLeast, day.end()),
            Comparison::AtMost => (Comparison::Less, day.end()),
            other => (other, day.start()),
        };
        Ok(self.operand(comparison, &end.into()))
    }

    pub(crate) fn comparison(&self, comparison: Comparison, value: &Value<'_>) -> Expr {
        let (comparison, operand) = self.operand(comparison, value);
        self.compare_operand(comparison, operand)
    }

    fn compare_operand(&self, comparison: Comparison, operand: Expr) -> Expr {
        if comparison == Comparison::Equal {
            return self.comparable().eq(operand);
        }
        let (operator, column) = self.order_of(comparison, self.expr());
        column.binary(operator, operand)
    }

    /// Returns the operator of a comparison in order, and the expression of a column or an array for it: text is compared
    /// by code point.
    pub(crate) fn order_of(&self, comparison: Comparison, expr: Expr) -> (BinOper, Expr) {
        if self.is_plain() { (comparison.bytes_operator(), expr) } else { (comparison.operator(), self.in_order(expr)) }
    }

    /// Returns the comparison to make in the column's encoding, and its operand.
    pub(crate) fn operand(&self, comparison: Comparison, value: &Value<'_>) -> (Comparison, Expr) {
        let (comparison, parameter) = encode_operand(self.target, self.encoding, comparison, value);
        let types = self.parameter_types(&parameter);
        (comparison, types.into_iter().flatten().fold(Expr::val(parameter), Expr::cast_as))
    }

    /// Returns the types that a bind parameter is cast to, in turn.
    ///
    /// PostgreSQL would take it for a value of the column's type, and some drivers then send it unchecked: a column of
    /// another type must be an error, and a column of fewer bits must be compared with the whole value. Drivers of MySQL
    /// send an instant as a `timestamp`, and MariaDB reads one before 1970 or after 2038 as null.
    fn parameter_types(&self, parameter: &SqlValue) -> [Option<&'static str>; 2] {
        let name = self.parameter_type(parameter);
        // Otherwise PostgreSQL's driver would have to send the text as a value of the other type.
        let is_text = self.target.dialect == Dialect::Postgres && matches!(parameter, SqlValue::String(_));
        [name.filter(|_| is_text).map(|_| "text"), name]
    }

    /// Returns the type that a bind parameter is cast to at last.
    fn parameter_type(&self, parameter: &SqlValue) -> Option<&'static str> {
        match (self.target.dialect, self.encoding, self.value_type) {
            (Dialect::Postgres, ..) => self.postgres_type(parameter),
            (Dialect::MySql, Encoding::Native, ValueType::DateTime) => Some("DATETIME(6)"),
            // A text would be compared as a floating point number. A decimal has at most 29 digits, 28 of them after the
            // point.
            (Dialect::MySql, Encoding::Native, ValueType::Decimal) => Some("DECIMAL(65, 30)"),
            _ => None,
        }
    }

    /// A parameter of a text column may be of any of PostgreSQL's text types, so it isn't cast.
    fn postgres_type(&self, parameter: &SqlValue) -> Option<&'static str> {
        Some(match (parameter, self.encoding, self.value_type) {
            (SqlValue::BigInt(_), _, _) => "bigint",
            (SqlValue::Bool(_), _, _) => "boolean",
            (SqlValue::Double(_), _, _) => "double precision",
            (_, Encoding::PostgresEnum(name), _) => name,
            (_, Encoding::Native, ValueType::Decimal) => "numeric",
            (_, Encoding::Native, ValueType::Uuid) => "uuid",
            (_, Encoding::Native, ValueType::Date) => "date",
            (_, Encoding::Native, ValueType::DateTime) => "timestamptz",
            _ => return None,
        })
    }

    /// Returns the expression to test for equality: by code point, whatever the column's collation. Under PostgreSQL's
    /// collations only the same texts are equal, unless a collation is nondeterministic.
    pub(crate) fn comparable(&self) -> Expr {
        match self.target.dialect {
            Dialect::Postgres if self.is_text() => self.expr(),
            _ => self.ordered(),
        }
    }

    /// Returns the expression to compare in order: text by code point.
    pub(crate) fn ordered(&self) -> Expr {
        self.in_order(self.expr())
    }

    fn in_order(&self, expr: Expr) -> Expr {
        if let Encoding::Collated(name) = self.encoding {
            return collate(expr, format!("\"{}\"", name.replace('"', "\"\"")));
        }
        if self.is_text() { self.by_code_point(expr) } else { expr }
    }

    pub(crate) fn is_text(&self) -> bool {
        matches!(self.value_type, ValueType::Text | ValueType::Choice) || self.encoding == Encoding::Text
    }

    /// Returns `true` if conditions on PostgreSQL use the column under its own collation, which is deterministic.
    fn is_plain(&self) -> bool {
        self.target.dialect == Dialect::Postgres && self.encoding == Encoding::Deterministic
    }

    fn by_code_point(&self, expr: Expr) -> Expr {
        match self.target.dialect {
            Dialect::Sqlite => collate(expr, "BINARY"),
            Dialect::Postgres => collate(expr, "\"C\""),
            Dialect::MySql if self.encoding == Encoding::ByCodePoint => expr,
            Dialect::MySql => to_utf8_bytes(expr),
        }
    }

    /// Returns the expression for case-insensitive comparisons, with A to Z in lower case.
    fn folded(&self) -> Expr {
        match self.target.dialect {
            // LOWER under the collation "C" folds A to Z, as SQLite's does.
            Dialect::Postgres => Func::lower(self.ordered()).into(),
            Dialect::Sqlite => self.by_code_point(Func::lower(self.expr()).into()),
            // LOWER folds the letters of the character set. The bytes are read as tis620 (Thai), which has no other letters
            // with a case than A to Z.
            Dialect::MySql => {
                let bytes = to_utf8_bytes(self.expr());
                Func::lower(bytes.cast_as("CHAR CHARACTER SET tis620")).cast_as("BINARY")
            }
        }
    }

    fn matches_text(&self, text: &str, case: Case, position: Position) -> Expr {
        match self.target.dialect {
            // LIKE is case-insensitive in SQLite, and takes patterns of up to 50,000 bytes.
            Dialect::Sqlite => find_text(self.expr(), text, case, position),
            Dialect::Postgres | Dialect::MySql => self.like(text, case, position),
        }
    }

    fn like(&self, text: &str, case: Case, position: Position) -> Expr {
        let column = match case {
            Case::Sensitive if self.is_plain() => self.expr(),
            Case::Sensitive => self.ordered(),
            Case::Insensitive => self.folded(),
        };
        let pattern = |escape| Expr::val(fold_operand(like_pattern(text, position, escape), case));
        // The escape character of PostgreSQL is the backslash. A clause for another one would be a function with a collation
        // of its own, which no foreign server evaluates. With MySQL's backslash, some modes of SQL have no escape character.
        if self.target.dialect == Dialect::Postgres {
            return column.binary(BinOper::Like, pattern('\\'));
        }
        let escape = Expr::Constant(SqlValue::from("!"));
        column.binary(BinOper::Like, pattern('!').binary(BinOper::Escape, escape))
    }

    /// Tests that none of the alternatives is true. A null satisfies a negated predicate, so NOT isn't enough.
    pub(crate) fn negate(&self, alternatives: Vec<Expr>) -> Condition {
        alternatives.into_iter().map(|expr| self.is_not_true(expr)).fold(Condition::all(), Condition::add)
    }

    fn is_not_true(&self, expr: Expr) -> Condition {
        if self.target.dialect != Dialect::Postgres {
            return Condition::any().add(expr.binary(BinOper::IsNot, Expr::custom_keyword("TRUE")));
        }
        // PostgreSQL evaluates no IS NOT TRUE on foreign servers.
        if self.may_bind_null() {
            Condition::any().add(expr.binary(BinOper::Custom("IS DISTINCT FROM"), Expr::custom_keyword("TRUE")))
        } else {
            Condition::any().add(expr.not()).add(self.expr().is_null())
        }
    }

    /// Returns `true` if the bind parameter of an equality can be null, because the column can't hold the operand.
    fn may_bind_null(&self) -> bool {
        match self.encoding {
            Encoding::Scaled(_) | Encoding::Real => true,
            _ => self.value_type == ValueType::DateTime,
        }
    }
}

/// The members of a set: whole days need a range each.
pub(crate) struct Members<'v> {
    pub(crate) values: Vec<Value<'v>>,
    pub(crate) days: Vec<Day>,
}

impl<'v> Members<'v> {
    pub(crate) fn new(set: &'v ValueSet<'_>) -> Members<'v> {
        let mut members = Members { values: Vec::with_capacity(set.len()), days: Vec::new() };
        for value in set.iter() {
            match value {
                Value::Day(day) => members.days.push(day),
                value => members.values.push(value),
            }
        }
        members
    }
}

/// Returns `true` if the predicate is satisfied unless another one is.
pub(crate) fn is_negated(predicate: &Predicate<'_>) -> bool {
    predicate.op().negated().is_some()
}

pub(crate) fn any(alternatives: Vec<Expr>) -> Condition {
    alternatives.into_iter().fold(Condition::any(), Condition::add)
}

/// Converts a text of MySQL to the bytes of its UTF-8, which are in the order of code points. Bind parameters are in UTF-8,
/// so the bytes of another character set would be compared with those of UTF-8.
fn to_utf8_bytes(text: Expr) -> Expr {
    text.cast_as("CHAR CHARACTER SET utf8mb4").cast_as("BINARY")
}

fn collate(expr: Expr, collation: impl Into<String>) -> Expr {
    expr.binary(BinOper::Custom("COLLATE"), Expr::custom_keyword(collation.into()))
}
