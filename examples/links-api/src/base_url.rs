//! The public URL of the server.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// The public URL of the server, with which links to other pages begin. It never depends on a request.
///
/// An example is `https://api.example.com`. It can have a path that a proxy removes.
#[derive(Clone, Debug)]
pub struct BaseUrl(Url);

impl FromStr for BaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<BaseUrl, &'static str> {
        let mut url = Url::parse(text).map_err(|_| INVALID_URL)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let has_credentials = !url.username().is_empty() || url.password().is_some();
        if !is_web || has_credentials || url.query().is_some() || url.fragment().is_some() {
            return Err(INVALID_URL);
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(BaseUrl(url))
    }
}

const INVALID_URL: &str = "expected http://HOST or https://HOST, with an optional port and path";

impl BaseUrl {
    /// Returns the URL of a list.
    pub(crate) fn list_url(&self, name: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}api/{name}/", url.path()));
        url
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::BaseUrl;

    #[test]
    fn accepts_only_http_urls_without_query() {
        let links_url = |text: &str| text.parse::<BaseUrl>().map(|base| base.list_url("links").to_string());
        assert_eq!(links_url("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080/api/links/");
        assert_eq!(links_url("https://example.com/proxied").unwrap(), "https://example.com/proxied/api/links/");
        assert_eq!(links_url("https://example.com/proxied/").unwrap(), "https://example.com/proxied/api/links/");
        for other in ["", "example.com", "127.0.0.1:8080", "ftp://example.com", "https://", "https://a:b@example.com"] {
            assert!(links_url(other).is_err(), "{other}");
        }
        assert!(links_url("https://example.com/?a=b").is_err() && links_url("https://example.com/#top").is_err());
    }
}
