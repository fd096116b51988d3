//! Addresses and the filters in them: http's `Uri`, and url's `Url`.

#[cfg(feature = "http")]
use http::Uri;
#[cfg(feature = "http")]
use http::uri::PathAndQuery;
#[cfg(feature = "url")]
use url::Url;

use crate::filter::Filter;
use crate::list::ListRequest;

/// An address that a filter or a list query is read from: http's `Uri` (feature `http`), and url's `Url` (feature `url`).
///
/// The other way is `to_uri` and `to_url` of [`Filter`] and [`ListRequest`].
pub trait QueryString {
    /// The query as it stands in the address, to be parsed: not decoded, and empty where there is none.
    ///
    /// One that begins with a `?` has the address's own before it. Parsing skips that one, so that the second is a character
    /// of the first key, and refused with it: `/api/links/??status=valid`.
    ///
    /// A fragment is no part of a query, but behind one it may have been meant as the rest of a value or as conditions, and
    /// without a query too where it has a `&` or a `=`. Such a fragment isn't left out: it follows the query, and parsing
    /// refuses it at its `#`. A `Uri` has none: what stands behind a `#` is dropped when it is read.
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
            Some(whole) if query.starts_with('?') => end_of(whole.as_str(), query.len().saturating_add(1)),
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
        end_of(self.as_str(), own.saturating_add(query.len()).saturating_add(behind))
    }
}

/// So many bytes at the end of a text.
fn end_of(text: &str, len: usize) -> &str {
    text.len().checked_sub(len).and_then(|location| text.get(location..)).unwrap_or(text)
}

/// The filter as the query of an address.
impl Filter<'_> {
    /// The same address with this filter as its query, byte for byte its canonical string. A query that the address had is
    /// gone, reserved pairs too; the empty filter is no query.
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
    /// The address would be longer than a `Uri` can be, which from http 1.5 on is 65,534 bytes, or it is one that has no
    /// query, such as `example.com:443`.
    #[cfg(feature = "http")]
    pub fn to_uri(&self, address: &Uri) -> Result<Uri, http::Error> {
        to_uri(&self.to_string(), address)
    }

    /// The same address with this filter as its query, byte for byte its canonical string. A query and a fragment that the
    /// address had are gone, reserved pairs too; the empty filter is no query.
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

/// The list query as the query of an address.
impl ListRequest<'_> {
    /// The same address with this list query as its query: [`Filter::to_uri`], for links to the parts beside.
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
    /// Those of [`Filter::to_uri`].
    #[cfg(feature = "http")]
    pub fn to_uri(&self, address: &Uri) -> Result<Uri, http::Error> {
        to_uri(&self.to_string(), address)
    }

    /// The same address with this list query as its query: [`Filter::to_url`], for links to the parts beside.
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

// Nothing of a canonical string is what `Url` would escape.
#[cfg(feature = "url")]
fn to_url(query: &str, address: &Url) -> Url {
    let mut url = address.clone();
    url.set_query(Some(query).filter(|query| !query.is_empty()));
    url.set_fragment(None);
    url
}
