//! The canonical query string of a list request, and its decoded pairs.

use std::fmt::{self, Write};

use super::ListRequest;
use crate::filter::len_of;
use crate::schema::ListParameter;
use crate::syntax::percent::Encoder;
use crate::value::SEPARATOR;

impl ListRequest<'_> {
    /// Returns the conditions and parameters as decoded pairs of key and value, in canonical order, for callers that
    /// have their own URL type.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::ListOptions;
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().ordering(["id"]).search(64)).build().unwrap();
    /// let list = links.parse_list_request("search=caf%C3%A9+ron&ordering=-id")?;
    /// assert_eq!(
    ///     list.pairs().collect::<Vec<_>>(),
    ///     [("ordering", "-id".to_owned()), ("search", "café ron".to_owned())]
    /// );
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn pairs(&self) -> impl Iterator<Item = (&str, String)> {
        self.filter().pairs().chain(self.parameters())
    }

    /// Returns the parameters as decoded pairs of name and value, in canonical order, without the conditions.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use filterset::list::ListOptions;
    /// # let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact])).list_options(ListOptions::builder().search(64)).build().unwrap();
    /// let list = links.parse_list_request("search=caf%C3%A9+ron&status=valid")?;
    /// assert_eq!(list.parameters().collect::<Vec<_>>(), [("search", "café ron".to_owned())]);
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn parameters(&self) -> impl Iterator<Item = (&str, String)> {
        self.present_parameters().map(|parameter| {
            let mut value = String::new();
            // Writing to a `String` can't fail.
            let _ = self.write_value(parameter, &mut value);
            (parameter.name(), value)
        })
    }

    /// Appends the canonical query string to a string. This is faster than `write!`.
    pub fn append_to(&self, text: &mut String) {
        // Writing to a `String` can't fail.
        let _ = self.write(text);
    }

    /// Returns the parameters that the request has, in canonical order.
    fn present_parameters(&self) -> impl Iterator<Item = ListParameter> {
        self.filter().schema().list_options().parameters().filter(|parameter| self.parts.has(*parameter))
    }

    fn write(&self, out: &mut impl Write) -> fmt::Result {
        self.filter().write(out)?;
        for (i, parameter) in self.present_parameters().enumerate() {
            out.write_str(if i == 0 && self.filter().is_empty() { "" } else { "&" })?;
            out.write_str(parameter.name())?;
            out.write_char('=')?;
            self.write_value(parameter, &mut Encoder(&mut *out))?;
        }
        Ok(())
    }

    /// Writes the decoded value of a parameter that the request has.
    fn write_value(&self, parameter: ListParameter, out: &mut impl Write) -> fmt::Result {
        let parts = &self.parts;
        match parameter {
            ListParameter::Page => write_joined(out, parts.page.iter()),
            ListParameter::Offset => write_joined(out, parts.offset.iter()),
            ListParameter::PageSize | ListParameter::Limit => write_joined(out, parts.size.iter()),
            ListParameter::Cursor => write_joined(out, parts.cursor.iter()),
            ListParameter::Search => write_joined(out, parts.search.iter()),
            ListParameter::Ordering => write_joined(out, parts.ordering.iter()),
            ListParameter::Fields | ListParameter::Omit => write_joined(out, parts.projection.names().iter()),
        }
    }

    /// Returns the length of the canonical query string in bytes.
    pub(crate) fn canonical_len(&self) -> usize {
        len_of(self)
    }
}

/// Writes items with a comma between them.
fn write_joined(out: &mut impl Write, items: impl Iterator<Item = impl fmt::Display>) -> fmt::Result {
    for (i, item) in items.enumerate() {
        if i > 0 {
            out.write_char(SEPARATOR)?;
        }
        write!(out, "{item}")?;
    }
    Ok(())
}

/// Prints the canonical query string.
impl fmt::Display for ListRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f)
    }
}

impl fmt::Debug for ListRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListQuery({self})")
    }
}
