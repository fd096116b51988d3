//! The parser's entry points for list requests.

use std::borrow::Cow;

use super::Parser;
use crate::error::Errors;
use crate::list::ListRequest;
use crate::schema::Schema;

/// A checked list request with the reserved pairs of its query.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ParsedListRequest<'q> {
    /// The list request.
    pub list: ListRequest<'q>,
    /// The pairs with reserved names, decoded, in the order of the query. With
    /// [`Policy::unknown_names`](crate::Policy::unknown_names), they include the pairs with unknown names.
    pub reserved: Vec<(Cow<'q, str>, Cow<'q, str>)>,
}

impl ParsedListRequest<'_> {
    /// Returns the same data without borrowing from the query.
    #[must_use]
    pub fn into_owned(self) -> ParsedListRequest<'static> {
        let owned = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
        ParsedListRequest {
            list: self.list.into_owned(),
            reserved: self.reserved.into_iter().map(|(key, value)| (owned(key), owned(value))).collect(),
        }
    }
}

impl Schema {
    /// Parses a query as a list request: its conditions and the parameters that the schema's
    /// [list options](crate::schema::SchemaBuilder::list_options) declare. Pairs with other reserved names are validated and
    /// dropped; [`parse_list_request_with_reserved`](Schema::parse_list_request_with_reserved) returns them.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links")
    /// #     .field(Field::choice("status", ["valid", "invalid"]).ops([Op::Exact, Op::In]))
    /// #     .list_options(ListOptions::builder().pagination(Pagination::by_page()).ordering(["created_at", "id"]))
    /// #     .build().unwrap();
    /// let list = links.parse_list_request("status=invalid&page=2")?;
    /// assert_eq!((list.offset(), list.limit()), (Some(100), Some(100)));
    ///
    /// let errors = links.parse_list_request("status=invald&page=0&ordering=creatd_at").unwrap_err();
    /// assert_eq!(errors.to_string(), "\
    /// field \"status\": invalid choice \"invald\": expected one of valid, invalid; did you mean \"invalid\"?
    /// parameter \"page\": invalid integer \"0\": expected a value from 1 to 9223372036854775
    /// parameter \"ordering\": invalid choice \"creatd_at\": expected one of created_at, id; did you mean \"created_at\"?");
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_list_request<'q>(&self, query: &'q str) -> Result<ListRequest<'q>, Errors> {
        self.parser().parse_list_request(query)
    }

    /// Parses a query like [`parse_list_request`](Schema::parse_list_request), and also returns the pairs with reserved
    /// names.
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_list_request_with_reserved<'q>(&self, query: &'q str) -> Result<ParsedListRequest<'q>, Errors> {
        self.parser().parse_list_request_with_reserved(query)
    }
}

impl Parser<'_> {
    /// Parses a query as a list request; see [`Schema::parse_list_request`]. The policy doesn't apply to list
    /// parameters.
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_list_request<'q>(&self, query: &'q str) -> Result<ListRequest<'q>, Errors> {
        self.check_length(query)?;
        let mut reader = self.reader(query);
        reader.read_list_parameters();
        reader.read_pairs();
        let list = reader.finish_list()?;
        self.check_canonical(query, || list.canonical_len())?;
        Ok(list)
    }

    /// Parses a query as a list request, and also returns the pairs with reserved names; see
    /// [`Schema::parse_list_request_with_reserved`].
    ///
    /// # Errors
    ///
    /// Returns all errors of the query, in the order of the text.
    pub fn parse_list_request_with_reserved<'q>(&self, query: &'q str) -> Result<ParsedListRequest<'q>, Errors> {
        self.check_length(query)?;
        let mut reader = self.reader(query);
        reader.read_list_parameters();
        reader.keep_reserved();
        reader.read_pairs();
        let list = reader.finish_list()?;
        self.check_canonical(query, || list.canonical_len())?;
        Ok(ParsedListRequest { list, reserved: reader.take_reserved() })
    }
}
