//! What clients call the server.

use std::fmt;
use std::str::FromStr;

use url::Url;

/// The server's own address, which links to other pages begin with. Nothing of a request becomes a part of it.
///
/// It is such as `https://api.example.com`, or has a path that a proxy takes off.
#[derive(Clone, Debug)]
pub struct Base(Url);

impl FromStr for Base {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Base, &'static str> {
        let mut url = Url::parse(text).map_err(|_| WRONG)?;
        let is_web = matches!(url.scheme(), "http" | "https");
        let has_key = !url.username().is_empty() || url.password().is_some();
        if !is_web || has_key || url.query().is_some() || url.fragment().is_some() {
            return Err(WRONG);
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Base(url))
    }
}

const WRONG: &str =
    "an address is http://HOST or https://HOST, with a port and a path where it has them, and nothing else";

impl Base {
    /// The address of a list.
    pub(crate) fn of_list(&self, name: &str) -> Url {
        let mut url = self.0.clone();
        url.set_path(&format!("{}api/{name}/", url.path()));
        url
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::Base;

    #[test]
    fn a_base_is_an_address_and_nothing_else() {
        let of_links = |text: &str| text.parse::<Base>().map(|base| base.of_list("links").to_string());
        assert_eq!(of_links("http://127.0.0.1:8080").unwrap(), "http://127.0.0.1:8080/api/links/");
        assert_eq!(of_links("https://example.com/proxied").unwrap(), "https://example.com/proxied/api/links/");
        assert_eq!(of_links("https://example.com/proxied/").unwrap(), "https://example.com/proxied/api/links/");
        for other in ["", "example.com", "127.0.0.1:8080", "ftp://example.com", "https://", "https://a:b@example.com"] {
            assert!(of_links(other).is_err(), "{other}");
        }
        assert!(of_links("https://example.com/?a=b").is_err() && of_links("https://example.com/#top").is_err());
    }
}
