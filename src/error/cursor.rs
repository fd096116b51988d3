//! The error for a cursor that the server rejects.

use std::borrow::Cow;

use super::{Error, ErrorKind, Errors};
use crate::syntax::grammar::{self, span_of};
use crate::syntax::percent;
use crate::util::excerpt;

/// The name of the list parameter.
const CURSOR: &str = "cursor";

impl Errors {
    /// Returns the error for the `cursor` in a query, which only the server can check: it isn't a cursor that the server
    /// made for the same filter and ordering.
    ///
    /// `query` must be the parsed query. The span of the error is the value of the cursor.
    ///
    /// ```
    /// # use filterset::{Errors, Schema};
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_cursor())).build().unwrap();
    /// let query = "page_size=20&cursor=abc";
    /// let list = links.parse_list_request(query)?;
    /// assert_eq!(list.cursor(), Some("abc"));
    ///
    /// let errors = Errors::invalid_cursor(query);
    /// let error = errors.iter().next().unwrap();
    /// assert_eq!((error.code(), error.span()), ("invalid_cursor", Some(20..23)));
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    #[must_use]
    pub fn invalid_cursor(query: &str) -> Errors {
        let is_cursor = |key: &str| percent::decode_key(key).is_ok_and(|key| key == CURSOR);
        let value = grammar::pairs(query).find(|pair| is_cursor(pair.key)).and_then(|pair| pair.value);
        let decode = |raw| percent::decode_value(raw).unwrap_or(Cow::Borrowed(raw));
        let found = value.map(|raw| excerpt(&decode(raw))).unwrap_or_default();
        let span = value.map(|raw| span_of(query, raw));
        Errors::one(Error::of_parameter(ErrorKind::InvalidCursor { found }, CURSOR, span))
    }
}
