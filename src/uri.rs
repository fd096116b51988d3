//! Filters and list requests in the query of an `http::Uri` or a `url::Url`.

#[cfg(feature = "http")]
use http::Uri;
#[cfg(feature = "http")]
use http::uri::PathAndQuery;
#[cfg(feature = "url")]
use url::Url;

use crate::filter::Filter;
use crate::list::ListRequest;

/// A URI from which a filter or a list request is parsed: `http::Uri` (feature `http`) or `url::Url` (feature `url`).
///
/// For the other direction, use `to_uri` and `to_url` of [`Filter`] and [`ListRequest`].
pub trait QueryString {
    /// Returns the raw query of the URI (RFC 3986, section 3.4), to be parsed. It is empty if there is none.
    ///
    /// If the query begins with `?`, the result includes the delimiter before it. Parsing skips only the delimiter, so
    /// the second `?` belongs to the first key, and `/api/links/??status=valid` is rejected.
    ///
    /// A fragment isn't part of a query, but an unescaped `#` in a value cuts off the rest of the query. The result
    /// therefore includes a fragment after a query, and one that contains `&` or `=` even without a query, and parsing
    /// rejects it at its `#`. A `Uri` drops the fragment when it is created.
    ///
    /// ```
    /// # #[cfg(feature = "url")] {
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact])).build().unwrap();
    /// use filterset::uri::QueryString;
    /// use url::Url;
    ///
    /// let url = Url::parse("https://api.example.com/api/links/?status=valid").unwrap();
    /// assert_eq!(links.parse(url.query_string())?.to_string(), "status=valid");
    ///
    /// let url = Url::parse("https://api.example.com/api/links/#top").unwrap();
    /// assert!(links.parse(url.query_string())?.is_empty());
    ///
    /// let url = Url::parse("https://api.example.com/api/links/?status=valid#top").unwrap();
    /// assert!(links.parse(url.query_string()).is_err());
    /// # }
    /// # Ok::<(), filterset::Errors>(())
    /// ```
    fn query_string(&self) -> &str;
}

#[cfg(feature = "http")]
impl QueryString for Uri {
    fn query_string(&self) -> &str {
        let query = self.query().unwrap_or_default();
        match self.path_and_query() {
            Some(whole) if query.starts_with('?') => last_bytes(whole.as_str(), query.len().saturating_add(1)),
            _ => query,
        }
    }
}

#[cfg(feature = "url")]
impl QueryString for Url {
    fn query_string(&self) -> &str {
        let query = self.query().unwrap_or_default();
        let own = usize::from(query.starts_with('?'));
        let behind = match self.fragment() {
            Some(fragment) if self.query().is_none() && !fragment.contains(['&', '=']) => return "",
            Some(fragment) => fragment.len().saturating_add(1),
            None => 0,
        };
        last_bytes(self.as_str(), own.saturating_add(query.len()).saturating_add(behind))
    }
}

/// Returns the last `len` bytes of a string.
fn last_bytes(text: &str, len: usize) -> &str {
    text.len().checked_sub(len).and_then(|start| text.get(start..)).unwrap_or(text)
}

/// Conversions into a URI whose query is the filter.
impl Filter<'_> {
    /// Returns the URI with this filter's canonical string as its query, byte for byte. The previous query is replaced,
    /// including reserved pairs. For the empty filter, the URI has no query.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact])).build()?;
    /// use http::Uri;
    ///
    /// let uri = links.filter().exact("status", "valid").build()?.to_uri(&Uri::from_static("/api/links/?page=2"))?;
    /// assert_eq!(uri, "/api/links/?status=valid");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns an error if the URI exceeds the maximum length of a `Uri`, which is 65,534 bytes since http 1.5, or if
    /// it can't have a query, such as `example.com:443`.
    #[cfg(feature = "http")]
    pub fn to_uri(&self, address: &Uri) -> Result<Uri, http::Error> {
        to_uri(&self.to_string(), address)
    }

    /// Returns the URL with this filter's canonical string as its query, byte for byte. The previous query and the
    /// fragment are replaced, including reserved pairs. For the empty filter, the URL has no query.
    ///
    /// ```
    /// # use filterset::{Field, Op, Schema};
    /// # let links = Schema::builder("links").field(Field::text("status").ops([Op::Exact])).build()?;
    /// use url::Url;
    ///
    /// let address = Url::parse("https://api.example.com/api/links/?page=2#top")?;
    /// let url = links.filter().exact("status", "valid").build()?.to_url(&address);
    /// assert_eq!(url.as_str(), "https://api.example.com/api/links/?status=valid");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "url")]
    #[must_use]
    pub fn to_url(&self, address: &Url) -> Url {
        to_url(&self.to_string(), address)
    }
}

/// Conversions into a URI whose query is the list request.
impl ListRequest<'_> {
    /// Returns the URI with this list request as its query, like [`Filter::to_uri`]. Use it for links to other pages.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_page())).build()?;
    /// use filterset::uri::QueryString;
    /// use http::Uri;
    ///
    /// let uri = Uri::from_static("https://api.example.com/api/links/?page=2&page_size=50");
    /// let list = links.parse_list_request(uri.query_string())?;
    /// let next = list.next(120).map(|next| next.to_uri(&uri)).transpose()?;
    /// let previous = list.previous().map(|previous| previous.to_uri(&uri)).transpose()?;
    /// assert_eq!(next.unwrap(), "https://api.example.com/api/links/?page=3&page_size=50");
    /// assert_eq!(previous.unwrap(), "https://api.example.com/api/links/?page_size=50");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Returns the same errors as [`Filter::to_uri`].
    #[cfg(feature = "http")]
    pub fn to_uri(&self, address: &Uri) -> Result<Uri, http::Error> {
        to_uri(&self.to_string(), address)
    }

    /// Returns the URL with this list request as its query, like [`Filter::to_url`]. Use it for links to other pages.
    ///
    /// ```
    /// # use filterset::Schema;
    /// # use filterset::list::{ListOptions, Pagination};
    /// # let links = Schema::builder("links").list_options(ListOptions::builder().pagination(Pagination::by_page())).build()?;
    /// use filterset::uri::QueryString;
    /// use url::Url;
    ///
    /// let url = Url::parse("https://api.example.com/api/links/?page_size=50")?;
    /// let list = links.parse_list_request(url.query_string())?;
    /// let next = list.next(120).map(|next| next.to_url(&url));
    /// assert_eq!(next.unwrap().as_str(), "https://api.example.com/api/links/?page=2&page_size=50");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[cfg(feature = "url")]
    #[must_use]
    pub fn to_url(&self, address: &Url) -> Url {
        to_url(&self.to_string(), address)
    }
}

#[cfg(feature = "http")]
fn to_uri(query: &str, address: &Uri) -> Result<Uri, http::Error> {
    let target = if query.is_empty() { address.path().to_owned() } else { format!("{}?{query}", address.path()) };
    let mut parts = address.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target)?);
    Ok(Uri::from_parts(parts)?)
}

// `Url` escapes no character of a canonical string.
#[cfg(feature = "url")]
fn to_url(query: &str, address: &Url) -> Url {
    let mut url = address.clone();
    url.set_query(Some(query).filter(|query| !query.is_empty()));
    url.set_fragment(None);
    url
}
