//! The canonical query string of a filter, and its decoded pairs.

use std::fmt::{self, Write};

use super::{Condition, Filter, Predicate};
use crate::schema::ListStyle;
use crate::syntax::percent::Encoder;
use crate::value::{SEPARATOR, Value};

impl Filter<'_> {
    /// Returns the conditions as decoded pairs of key and value, in canonical order, for callers that have their own
    /// URL type. A list is one pair, or a pair for each item if its [style](crate::schema::ListStyle) is `Repeat`.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
    /// let filter = links.parse("institution__in=b%26c,a")?;
    /// assert_eq!(filter.pairs().collect::<Vec<_>>(), [("institution__in", "a,b&c".to_owned())]);
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn pairs(&self) -> impl Iterator<Item = (&str, String)> {
        self.iter().flat_map(|condition| {
            let key = condition.key();
            let values: Vec<String> = if condition.is_repeated() {
                condition.predicate().values().map(|item| spell(&item)).collect()
            } else {
                vec![spell(condition.predicate())]
            };
            values.into_iter().map(move |value| (key, value))
        })
    }

    /// Appends the canonical query string to a string. This is faster than `write!`.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::Exact])).build().unwrap();
    /// let mut url = "https://api.example/links/?".to_owned();
    /// links.filter().exact("institution", "erebor_mx_retail").build()?.append_to(&mut url);
    /// assert_eq!(url, "https://api.example/links/?institution=erebor_mx_retail");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn append_to(&self, text: &mut String) {
        // Writing to a `String` can't fail.
        let _ = self.write(text);
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> fmt::Result {
        let mut is_first = true;
        for condition in self {
            if !is_first {
                out.write_char('&')?;
            }
            is_first = false;
            condition.write(out)?;
        }
        Ok(())
    }

    /// Returns the length of the canonical query string in bytes.
    pub(crate) fn canonical_len(&self) -> usize {
        len_of(self)
    }
}

/// Returns the number of bytes that `Display` prints, without allocating the string.
pub(crate) fn len_of(text: &impl fmt::Display) -> usize {
    let mut len = Len(0);
    // Counting can't fail.
    let _ = write!(len, "{text}");
    len.0
}

/// Prints the canonical query string, which is empty for the empty filter.
impl fmt::Display for Filter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

/// Prints `key=value` as in the canonical query string.
impl fmt::Display for Condition<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl Condition<'_> {
    #[inline]
    fn write(&self, out: &mut impl Write) -> fmt::Result {
        if self.field().is_spelled() {
            return self.write_spelled(out);
        }
        out.write_str(self.key())?;
        out.write_char('=')?;
        self.predicate().write(out, |out, value| match value {
            Value::Text(text) => Encoder(out).write_str(text),
            // Values of other types print only characters that aren't escaped.
            other => other.write(out),
        })
    }

    /// Writes the condition of a field whose keys can contain brackets, and whose lists can be a pair for each item.
    #[cold]
    #[inline(never)]
    fn write_spelled(&self, out: &mut impl Write) -> fmt::Result {
        if !self.is_repeated() {
            self.write_key(out)?;
            return self.predicate().write(out, write_value);
        }
        for (i, item) in self.predicate().values().enumerate() {
            if i > 0 {
                out.write_char('&')?;
            }
            self.write_key(out)?;
            write_value(out, &item)?;
        }
        Ok(())
    }

    fn write_key(&self, out: &mut impl Write) -> fmt::Result {
        Encoder(&mut *out).write_str(self.key())?;
        out.write_char('=')
    }

    /// Returns `true` for a list that is written as a pair for each item.
    fn is_repeated(&self) -> bool {
        self.field().list_style(self.op()) == ListStyle::Repeat
    }
}

#[inline]
fn write_value<W: Write>(out: &mut W, value: &Value<'_>) -> fmt::Result {
    match value {
        Value::Text(text) => Encoder(out).write_str(text),
        // Values of other types print only characters that aren't escaped.
        other => other.write(out),
    }
}

fn spell(text: &impl fmt::Display) -> String {
    let mut spelling = String::new();
    // Writing to a `String` can't fail.
    let _ = write!(spelling, "{text}");
    spelling
}

/// Prints the operand in its canonical spelling, decoded. Items are joined by commas.
impl fmt::Display for Predicate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, |f, value| value.write(f))
    }
}

impl Predicate<'_> {
    /// Writes the values of the operand with a comma between them.
    fn write<W: Write>(&self, out: &mut W, write: impl Fn(&mut W, &Value<'_>) -> fmt::Result) -> fmt::Result {
        match self {
            // These hold a `Value`, so they need no temporary one.
            Predicate::Exact(value)
            | Predicate::Ne(value)
            | Predicate::Gt(value)
            | Predicate::Gte(value)
            | Predicate::Lt(value)
            | Predicate::Lte(value) => write(out, value),
            Predicate::Range(low, high) => {
                write(out, low)?;
                out.write_char(SEPARATOR)?;
                write(out, high)
            }
            Predicate::In(list) | Predicate::NotIn(list) | Predicate::AllIn(list) => {
                for (i, value) in list.iter().enumerate() {
                    if i > 0 {
                        out.write_char(SEPARATOR)?;
                    }
                    write(out, &value)?;
                }
                Ok(())
            }
            _ => self.values().try_for_each(|value| write(out, &value)),
        }
    }
}

/// A writer that counts bytes.
struct Len(usize);

impl Write for Len {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = self.0.saturating_add(text.len());
        Ok(())
    }
}
