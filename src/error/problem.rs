//! A refused query as a problem document, through serde.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Error, Errors};

/// A refused query as a problem document of [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457): what a server answers,
/// as JSON of the media type [`Problem::MEDIA_TYPE`], with the status [`Problem::STATUS`].
///
/// | member | what it holds |
/// |---|---|
/// | `type` | [`Problem::TYPE`], or [yours](Problem::of_type) |
/// | `title` | [`Problem::TITLE`] |
/// | `status` | [`Problem::STATUS`] |
/// | `detail` | the first fault's message, and how many more there are |
/// | `errors` | the [`Errors`] as data, each with its `parameter` (see [`Errors::iter_with_keys`]) |
/// | `more` | how many faults there were [besides these](Errors::omitted), where there were any |
///
/// What it holds of the query is escaped and cut, as in messages. As any JSON it can hold `<`: it is no text for HTML.
///
/// ```
/// # use filterset::{Field, Op, Schema};
/// # let links = Schema::builder("links").field(Field::text("institution").ops([Op::In])).build().unwrap();
/// let query = "institution=erebor_mx_retail";
/// let errors = links.parse(query).unwrap_err();
/// assert_eq!(serde_json::to_value(errors.problem(query))?, serde_json::json!({
///     "type": "https://docs.rs/filterset/latest/filterset/struct.Problem.html",
///     "title": "Invalid query",
///     "status": 400,
///     "detail": "operator \"exact\" is not allowed for field \"institution\": expected \"in\"",
///     "errors": [{
///         "parameter": "institution",
///         "code": "operator_not_allowed",
///         "message": "operator \"exact\" is not allowed for field \"institution\": expected \"in\"",
///         "field": "institution",
///         "start": 0,
///         "end": 11,
///         "allowed": ["in"],
///     }],
/// }));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Problem<'a> {
    errors: &'a Errors,
    query: &'a str,
    /// The `type`.
    uri: &'a str,
}

impl<'a> Problem<'a> {
    /// What kind of problem it is: a name that doesn't change, and the address of this page.
    pub const TYPE: &'static str = "https://docs.rs/filterset/latest/filterset/struct.Problem.html";

    /// The same for people.
    pub const TITLE: &'static str = "Invalid query";

    /// The status of the answer: 400, Bad Request.
    pub const STATUS: u16 = 400;

    /// The media type of the answer.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// The same problem with a type of yours, in place of [`Problem::TYPE`]: a URI, best the address of a page about it.
    #[must_use]
    pub fn of_type(self, uri: &'a str) -> Problem<'a> {
        Problem { uri, ..self }
    }
}

impl Errors {
    /// The faults as a problem document. `query` is what was parsed: it tells which parameter each fault is about.
    #[must_use]
    pub fn problem<'a>(&'a self, query: &'a str) -> Problem<'a> {
        Problem { errors: self, query, uri: Problem::TYPE }
    }

    /// One sentence for all.
    fn detail(&self) -> String {
        let others = self.len().saturating_sub(1).saturating_add(self.omitted());
        let first = self.iter().next().map(ToString::to_string).unwrap_or_default();
        match others {
            0 => first,
            1 => format!("{first} (and 1 more error)"),
            _ => format!("{first} (and {others} more errors)"),
        }
    }
}

/// `{type, title, status, detail, errors, more?}`
impl Serialize for Problem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.uri)?;
        map.serialize_entry("title", Problem::TITLE)?;
        map.serialize_entry("status", &Problem::STATUS)?;
        map.serialize_entry("detail", &self.errors.detail())?;
        map.serialize_entry("errors", &ErrorCollector(self))?;
        if self.errors.omitted() > 0 {
            map.serialize_entry("more", &self.errors.omitted())?;
        }
        map.end()
    }
}

struct ErrorCollector<'a>(&'a Problem<'a>);

impl Serialize for ErrorCollector<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { errors, query, .. } = *self.0;
        serializer.collect_seq(errors.iter_with_keys(query).map(|(error, parameter)| {
            // A fault of a list's parameter says it itself: no member stands twice.
            DecodeErrorKind { parameter: parameter.filter(|_| error.parameter().is_none()), error }
        }))
    }
}

#[derive(Serialize)]
struct DecodeErrorKind<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(flatten)]
    error: &'a Error,
}
