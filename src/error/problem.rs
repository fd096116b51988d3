//! Problem documents (RFC 9457) for rejected queries, through serde.

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{Error, Errors};

/// A problem document for a rejected query, as defined in section 3 of
/// [RFC 9457](https://www.rfc-editor.org/rfc/rfc9457). A server returns it as JSON with the media type
/// [`Problem::MEDIA_TYPE`] and the status [`Problem::STATUS`].
///
/// | member | value |
/// |---|---|
/// | `type` | [`Problem::TYPE`], or [your own URI](Problem::of_type) |
/// | `title` | [`Problem::TITLE`] |
/// | `status` | [`Problem::STATUS`] |
/// | `detail` | the message of the first error, and the number of the others |
/// | `errors` | the [`Errors`] as data, each with its `parameter` (see [`Errors::iter_with_keys`]) |
/// | `more` | the number of [omitted](Errors::omitted) errors, if there are any |
///
/// Parts of the query are escaped and truncated, as in messages. Like any JSON, the document can contain `<`: don't
/// insert it into HTML without escaping.
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
    /// The member `type`.
    uri: &'a str,
}

impl<'a> Problem<'a> {
    /// The default `type`: a stable identifier, and the URL of this page.
    pub const TYPE: &'static str = "https://docs.rs/filterset/latest/filterset/struct.Problem.html";

    /// The title: a short, stable summary for people.
    pub const TITLE: &'static str = "Invalid query";

    /// The HTTP status code: 400, Bad Request.
    pub const STATUS: u16 = 400;

    /// The media type of the response.
    pub const MEDIA_TYPE: &'static str = "application/problem+json";

    /// Replaces [`Problem::TYPE`] with your own URI, preferably the URL of a page that documents the problem.
    #[must_use]
    pub fn of_type(self, uri: &'a str) -> Problem<'a> {
        Problem { uri, ..self }
    }
}

impl Errors {
    /// Returns the errors as a problem document. `query` must be the parsed query, which determines the parameter of
    /// each error.
    #[must_use]
    pub fn problem<'a>(&'a self, query: &'a str) -> Problem<'a> {
        Problem { errors: self, query, uri: Problem::TYPE }
    }

    /// Returns the first message and the number of other errors.
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

/// Serializes as `{type, title, status, detail, errors, more?}`.
impl Serialize for Problem<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.uri)?;
        map.serialize_entry("title", Problem::TITLE)?;
        map.serialize_entry("status", &Problem::STATUS)?;
        map.serialize_entry("detail", &self.errors.detail())?;
        map.serialize_entry("errors", &ProblemErrors(self))?;
        if self.errors.omitted() > 0 {
            map.serialize_entry("more", &self.errors.omitted())?;
        }
        map.end()
    }
}

struct ProblemErrors<'a>(&'a Problem<'a>);

impl Serialize for ProblemErrors<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Problem { errors, query, .. } = *self.0;
        serializer.collect_seq(errors.iter_with_keys(query).map(|(error, parameter)| {
            // An error of a list parameter already serializes a `parameter`, and no member may occur twice.
            ProblemError { parameter: parameter.filter(|_| error.parameter().is_none()), error }
        }))
    }
}

#[derive(Serialize)]
struct ProblemError<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    parameter: Option<String>,
    #[serde(flatten)]
    error: &'a Error,
}
