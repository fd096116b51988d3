//! Maps each error to the parameter of the query that it is about.

use std::borrow::Cow;
use std::ops::Range;

use super::{Error, ErrorKind, Errors};
use crate::syntax::grammar::{self, Pair, span_of};
use crate::syntax::percent;
use crate::util::excerpt;

impl Errors {
    /// Returns each error with the parameter that it is about: the key in the query, such as `status__in`, decoded,
    /// escaped and truncated to 64 characters. It is meant for messages to people who see parameters instead of text
    /// positions.
    ///
    /// `query` must be the parsed query. An error of the whole query, of a pair without a key, or of a builder has no
    /// parameter.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
    /// let query = "instituton=erebor_mx_retail&institution__in=a,,b";
    /// let errors = links.parse(query).unwrap_err();
    /// let parameters: Vec<_> = errors.iter_with_keys(query).map(|(error, key)| (error.code(), key)).collect();
    /// assert_eq!(parameters, [
    ///     ("unknown_field", Some("instituton".to_owned())),
    ///     ("empty_item", Some("institution__in".to_owned())),
    /// ]);
    /// ```
    pub fn iter_with_keys<'a>(&'a self, query: &'a str) -> impl Iterator<Item = (&'a Error, Option<String>)> {
        let mut pairs = grammar::pairs(query).peekable();
        // The key of the last error's pair, decoded once for all errors of the pair.
        let mut shown: Option<(&str, String)> = None;
        // Errors are in the order of the text, so one pass over the pairs is enough.
        self.iter().map(move |error| {
            let is_of_a_pair = !matches!(error.kind(), ErrorKind::InputTooLong { .. });
            let key = error.span().filter(|_| is_of_a_pair).and_then(|span| {
                while pairs.next_if(|pair| location(query, pair).end < span.start).is_some() {}
                pairs.peek().filter(|pair| location(query, pair).start <= span.start).map(|pair| pair.key)
            });
            let parameter = key.filter(|key| !key.is_empty()).map(|key| match &shown {
                Some((last, text)) if std::ptr::eq(*last, key) => text.clone(),
                _ => shown.insert((key, show_key(key))).1.clone(),
            });
            (error, parameter)
        })
    }
}

/// Returns the span of a pair.
fn location(query: &str, pair: &Pair<'_>) -> Range<usize> {
    span_of(query, pair.key).start..span_of(query, pair.value.unwrap_or(pair.key)).end
}

/// Returns a key decoded and escaped. A key that can't be decoded is kept raw.
fn show_key(key: &str) -> String {
    excerpt(&percent::decode_key(key).unwrap_or(Cow::Borrowed(key)))
}
