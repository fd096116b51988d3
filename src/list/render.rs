//! A list query as text: the one canonical query string, and its decoded pairs.

use std::fmt::{self, Write};

use super::ListQuery;
use crate::listing::Parameter;
use crate::percent::Encoder;
use crate::render::len_of;
use crate::value::SEPARATOR;

impl ListQuery<'_> {
    /// The conditions and parameters as decoded pairs of key and value, in canonical order, for callers with a URL type
    /// of their own.
    ///
    /// ```
    /// # use filterset::{Listing, Schema};
    /// # let links = Schema::builder("links").list(Listing::new().ordering(["id"]).search(64)).build().unwrap();
    /// let list = links.parse_list("search=caf%C3%A9+ron&ordering=-id")?;
    /// assert_eq!(
    ///     list.pairs().collect::<Vec<_>>(),
    ///     [("ordering", "-id".to_owned()), ("search", "café ron".to_owned())]
    /// );
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    pub fn pairs(&self) -> impl Iterator<Item = (&str, String)> {
        let parameters = self.filter().schema().listing().taken();
        let said = parameters.filter_map(|parameter| Some((parameter.name(), self.said(parameter)?)));
        self.filter().pairs().chain(said)
    }

    /// What the value of a parameter is, decoded, where it is part of the query.
    fn said(&self, parameter: Parameter) -> Option<String> {
        let parts = &self.parts;
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        match parameter {
            Parameter::Page => number(parts.page),
            Parameter::Offset => number(parts.offset),
            Parameter::PageSize | Parameter::Limit => number(parts.size),
            Parameter::Cursor => parts.cursor.as_deref().map(str::to_owned),
            Parameter::Search => parts.search.as_deref().map(str::to_owned),
            Parameter::Ordering => joined(parts.ordering.iter()),
            Parameter::Fields | Parameter::Omit => {
                let (said, names) = parts.projection.parameter()?;
                if said == parameter { joined(names.iter()) } else { None }
            }
        }
    }

    /// How many bytes the canonical query string has.
    pub(super) fn canonical_len(&self) -> usize {
        len_of(self)
    }
}

/// Items with a comma between them; `None` where there are none.
fn joined(items: impl Iterator<Item = impl fmt::Display>) -> Option<String> {
    let mut text = String::new();
    for item in items {
        if !text.is_empty() {
            text.push(SEPARATOR);
        }
        // Writing to a String can't fail.
        let _ = write!(text, "{item}");
    }
    Some(text).filter(|text| !text.is_empty())
}

/// The canonical query string.
impl fmt::Display for ListQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.filter().fmt(f)?;
        let mut is_first = self.filter().is_empty();
        for parameter in self.filter().schema().listing().taken() {
            if let Some(value) = self.said(parameter) {
                f.write_str(if is_first { "" } else { "&" })?;
                f.write_str(parameter.name())?;
                f.write_char('=')?;
                Encoder(&mut *f).write_str(&value)?;
                is_first = false;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for ListQuery<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ListQuery({self})")
    }
}
