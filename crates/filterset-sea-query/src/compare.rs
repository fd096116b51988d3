//! How a column is compared: the operators of each kind of database.

use sea_query::{ArrayType, BinOper, Expr, ExprTrait, Func, SelectStatement, Value as Bind};

use crate::Dialect;
use crate::bind::{Comparison, Shape, bind};
use crate::gap::Gap;
use filterset::{Predicate, Value, ValueSet, ValueType};

/// The character that takes the meaning of another in a LIKE pattern.
const ESCAPE: char = '!';

/// An expression that holds values, and how it is compared with operands.
pub(super) struct Comparer {
    dialect: Dialect,
    value_type: ValueType,
    shape: Shape,
    expr: Expr,
}

impl Comparer {
    pub(super) fn new(dialect: Dialect, value_type: ValueType, shape: Shape, expr: Expr) -> Result<Comparer, Gap> {
        shape.check(dialect, value_type)?;
        Ok(Comparer { dialect, value_type, shape, expr })
    }

    /// The expression as it was given.
    pub(super) fn expr(&self) -> Expr {
        self.expr.clone()
    }

    /// What satisfies a predicate is what satisfies one of these; of a negative one, what satisfies none.
    pub(super) fn parts(&self, predicate: &Predicate<'_>) -> Result<Vec<Expr>, Gap> {
        use Comparison::{AtLeast, AtMost, Greater, Less};
        let part = match predicate {
            Predicate::Exact(value) | Predicate::Ne(value) => self.equals(value),
            Predicate::In(list) | Predicate::NotIn(list) => return Ok(self.is_in(list)),
            Predicate::Gt(value) => self.compare(Greater, value)?,
            Predicate::Gte(value) => self.compare(AtLeast, value)?,
            Predicate::Lt(value) => self.compare(Less, value)?,
            Predicate::Lte(value) => self.compare(AtMost, value)?,
            Predicate::Range(low, high) => self.compare(AtLeast, low)?.and(self.compare(AtMost, high)?),
            Predicate::IExact(text) => self.folded().eq(self.fold(text.to_string())),
            Predicate::Contains(text) => self.finds(text, false, Part::Anywhere),
            Predicate::IContains(text) => self.finds(text, true, Part::Anywhere),
            Predicate::StartsWith(text) => self.finds(text, false, Part::Start),
            Predicate::IStartsWith(text) => self.finds(text, true, Part::Start),
            Predicate::EndsWith(text) => self.finds(text, false, Part::End),
            Predicate::IEndsWith(text) => self.finds(text, true, Part::End),
            // They are asked of the record, not of a value.
            Predicate::IsNull(_) | Predicate::AllIn(_) => Expr::custom_keyword("FALSE"),
            other => return Err(Gap::UnknownOperator { op: other.op() }),
        };
        Ok(vec![part])
    }

    /// Equals the value, or lies in the day.
    fn equals(&self, value: &Value<'_>) -> Expr {
        match value {
            Value::Day(_) => self.day(value),
            _ => self.comparison(Comparison::Equal, value),
        }
    }

    /// Lies in the day.
    pub(super) fn day(&self, value: &Value<'_>) -> Expr {
        let Value::Day(day) = value else { return self.comparison(Comparison::Equal, value) };
        let start = self.comparison(Comparison::AtLeast, &day.start().into());
        start.and(self.comparison(Comparison::Less, &day.end().into()))
    }

    /// Equals one of the values: one IN list, and a range for each whole day.
    fn is_in(&self, list: &ValueSet<'_>) -> Vec<Expr> {
        let (days, others): (Vec<_>, Vec<_>) = list.iter().partition(|value| matches!(value, Value::Day(_)));
        let others = (!others.is_empty()).then(|| self.one_of(&others));
        others.into_iter().chain(days.into_iter().map(|day| self.day(&day))).collect()
    }

    /// Equals one of the values, of which none is a day.
    pub(super) fn one_of(&self, values: &[Value<'_>]) -> Expr {
        self.comparable().is_in(values.iter().map(|value| self.operand(Comparison::Equal, value).1))
    }

    /// Is greater, less, ... than the value, whole days as a whole.
    fn compare(&self, comparison: Comparison, value: &Value<'_>) -> Result<Expr, Gap> {
        if self.shape == Shape::Text && self.value_type == ValueType::Decimal {
            return Err(Gap::NoOrder { schema: self.value_type });
        }
        let Value::Day(day) = value else { return Ok(self.comparison(comparison, value)) };
        let (comparison, end) = match comparison {
            Comparison::Greater => (Comparison::AtLeast, day.end()),
            Comparison::AtMost => (Comparison::Less, day.end()),
            other => (other, day.start()),
        };
        Ok(self.comparison(comparison, &end.into()))
    }

    fn comparison(&self, comparison: Comparison, value: &Value<'_>) -> Expr {
        let (comparison, operand) = self.operand(comparison, value);
        match comparison {
            Comparison::Equal => self.comparable().eq(operand),
            Comparison::Greater => self.ordered().gt(operand),
            Comparison::AtLeast => self.ordered().gte(operand),
            Comparison::Less => self.ordered().lt(operand),
            Comparison::AtMost => self.ordered().lte(operand),
        }
    }

    fn operand(&self, comparison: Comparison, value: &Value<'_>) -> (Comparison, Expr) {
        let (comparison, bind) = bind(self.dialect, self.shape, comparison, value);
        (comparison, self.typed(bind))
    }

    /// A bind. PostgreSQL would take it for a value of its column's type, whatever that is, and some drivers send what
    /// they have: a column of another type has to be an error, and one of fewer bits has to be asked for the whole value.
    fn typed(&self, bind: Bind) -> Expr {
        match postgres_type(&bind) {
            Some(name) if self.dialect == Dialect::Postgres => Expr::val(bind).cast_as(name),
            _ => Expr::val(bind),
        }
    }

    /// The expression as it is asked for equality: by code point, whatever the column's own collation is. Those of
    /// PostgreSQL are equal only where the texts are, unless they are declared as nondeterministic.
    pub(super) fn comparable(&self) -> Expr {
        match self.dialect {
            Dialect::Postgres if self.is_text() => self.expr(),
            _ => self.ordered(),
        }
    }

    /// The expression as it is asked for order: text by code point.
    fn ordered(&self) -> Expr {
        if let Shape::Collated(name) = self.shape {
            return collate(self.expr(), format!("\"{}\"", name.replace('"', "\"\"")));
        }
        if self.is_text() { self.by_code_point(self.expr()) } else { self.expr() }
    }

    fn is_text(&self) -> bool {
        matches!(self.value_type, ValueType::Text | ValueType::Choice) || self.shape == Shape::Text
    }

    fn by_code_point(&self, expr: Expr) -> Expr {
        match self.dialect {
            Dialect::Sqlite => collate(expr, "BINARY"),
            Dialect::Postgres => collate(expr, "\"C\""),
            Dialect::MySql => expr.cast_as("BINARY"),
        }
    }

    /// The expression without regard to case.
    fn folded(&self) -> Expr {
        match self.dialect {
            // What the collation "C" folds is A to Z, as what SQLite folds.
            Dialect::Postgres => Func::lower(self.ordered()).into(),
            Dialect::Sqlite | Dialect::MySql => self.by_code_point(Func::lower(self.expr()).into()),
        }
    }

    /// An operand without regard to case. MySQL folds more than A to Z, so it has to fold operands too.
    fn fold(&self, text: String) -> Expr {
        match self.dialect {
            Dialect::MySql => self.by_code_point(Func::lower(Expr::val(text)).into()),
            _ => Expr::val(text.to_ascii_lowercase()),
        }
    }

    /// Contains, begins or ends with the text.
    fn finds(&self, text: &str, ignores_case: bool, part: Part) -> Expr {
        let column = match (ignores_case, self.dialect) {
            (true, Dialect::Sqlite) => Func::lower(self.expr()).into(),
            (true, _) => self.folded(),
            (false, Dialect::Sqlite) => self.expr(),
            (false, _) => self.ordered(),
        };
        let operand = |text: String| if ignores_case { self.fold(text) } else { Expr::val(text) };
        if self.dialect == Dialect::Sqlite {
            // Its LIKE minds no case, and takes patterns of up to 50,000 bytes.
            let operand = || operand(text.to_owned());
            return match part {
                Part::Anywhere => position(column, operand()).gt(Expr::Constant(Bind::from(0))),
                Part::Start => position(column, operand()).eq(Expr::Constant(Bind::from(1))),
                Part::End => {
                    let length = Expr::Constant(Bind::from(0)).sub(Func::cust("length").arg(operand()));
                    collate(Func::cust("substr").arg(column).arg(length).into(), "BINARY").eq(operand())
                }
            };
        }
        let mut pattern = String::with_capacity(text.len().saturating_add(2));
        if part != Part::Start {
            pattern.push('%');
        }
        for character in text.chars() {
            if matches!(character, '%' | '_' | ESCAPE) {
                pattern.push(ESCAPE);
            }
            pattern.push(character);
        }
        if part != Part::End {
            pattern.push('%');
        }
        let escape = Expr::Constant(Bind::from(ESCAPE.to_string()));
        column.binary(BinOper::Like, operand(pattern).binary(BinOper::Escape, escape))
    }

    /// An array of PostgreSQL contains all of the values; `None` where days are among them.
    pub(super) fn is_contained(&self, array: &Expr, list: &ValueSet<'_>) -> Option<Expr> {
        if list.iter().any(|value| matches!(value, Value::Day(_))) {
            return None;
        }
        let values: Vec<Bind> =
            list.iter().map(|value| bind(self.dialect, self.shape, Comparison::Equal, &value).1).collect();
        let first = values.first()?;
        let (element, name) = (first.array_type(), postgres_type(first).map(|name| format!("{name}[]")));
        let mut array = array.clone();
        // Of fewer bits than the operands have.
        if element == ArrayType::BigInt {
            array = array.cast_as("bigint[]");
        }
        let values = Expr::val(Bind::Array(element, Some(Box::new(values))));
        let values = match name {
            Some(name) => values.cast_as(name),
            None => values,
        };
        Some(array.binary(BinOper::Custom("@>"), values))
    }
}

/// What PostgreSQL calls the type of a bind; texts are of any of its types of text.
const fn postgres_type(bind: &Bind) -> Option<&'static str> {
    Some(match bind {
        Bind::BigInt(_) => "bigint",
        Bind::Bool(_) => "boolean",
        Bind::Decimal(_) => "numeric",
        Bind::Double(_) => "double precision",
        Bind::Uuid(_) => "uuid",
        Bind::ChronoDate(_) => "date",
        Bind::ChronoDateTimeUtc(_) => "timestamptz",
        _ => return None,
    })
}

/// Where in a text another is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Anywhere,
    Start,
    End,
}

/// Where SQLite finds a text in another, from 1; 0 where it doesn't.
fn position(text: Expr, part: Expr) -> Expr {
    Func::cust("instr").arg(text).arg(part).into()
}

fn collate(expr: Expr, collation: impl Into<String>) -> Expr {
    expr.binary(BinOper::Custom("COLLATE"), Expr::custom_keyword(collation.into()))
}

/// The complement of a condition, where that may be null.
pub(super) fn is_not_true(condition: Expr) -> Expr {
    condition.binary(BinOper::IsNot, Expr::custom_keyword("TRUE"))
}

/// Whether a statement that counts gives this number.
pub(super) fn is_count(counting: SelectStatement, count: usize) -> Expr {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    let counted = Expr::SubQuery(None, Box::new(counting.into()));
    counted.eq(Expr::Constant(Bind::from(count)))
}
