//! The URL that requests are sent to, and the curl commands that repeat them.

use std::ffi::{OsStr, OsString};

use filterset::Schema;
use http::{HeaderName, HeaderValue, Uri};

use crate::failure::Failure;
use crate::terminal::escape_text;

/// The URL of a list.
pub(crate) struct Target {
    /// The URL: visible ASCII characters without a fragment.
    url: String,
    headers: Vec<Header>,
}

/// A header of a request.
pub(crate) struct Header {
    pub(crate) name: HeaderName,
    #[cfg_attr(not(feature = "probe"), expect(dead_code, reason = "nothing is sent"))]
    pub(crate) value: HeaderValue,
}

impl Header {
    /// Parses `NAME: VALUE`. The errors don't contain any of the text, which may be secret.
    fn parse(text: &OsStr) -> Result<Header, &'static str> {
        let (name, value) = text.to_str().and_then(|text| text.split_once(':')).ok_or("NAME: VALUE")?;
        Ok(Header {
            name: name.trim().parse().map_err(|_| "the name of a header before the colon")?,
            value: value.trim().parse().map_err(|_| "no control characters after the colon")?,
        })
    }
}

impl Target {
    /// Parses a URL, and headers. The errors don't contain them, because they may be secret.
    pub(crate) fn parse(url: &str, headers: &[OsString]) -> Result<Target, Failure> {
        let fail = |expected| Err(Failure::Message(format!("invalid URL: expected {expected}")));
        let is_web = |uri: &Uri| matches!(uri.scheme_str(), Some("http" | "https"));
        let Some(uri) = url.parse::<Uri>().ok().filter(|uri| is_web(uri) && uri.authority().is_some()) else {
            return fail("http://HOST/PATH or https://HOST/PATH");
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return fail("no credentials in it; use --header");
        }
        if url.contains('#') || !url.bytes().all(|byte| byte.is_ascii_graphic()) {
            return fail("percent-encoded characters and no fragment");
        }
        let parse = |(number, text): (usize, &OsString)| {
            let fail = |expected| Failure::Message(format!("invalid value of --header {number}: expected {expected}"));
            Header::parse(text).map_err(fail)
        };
        let headers = (1..).zip(headers).map(parse).collect::<Result<_, _>>()?;
        Ok(Target { url: url.to_owned(), headers })
    }

    /// Rejects a parameter of the URL that the schema has too, because it would be part of every query.
    pub(crate) fn reject_parameters(&self, schema: &Schema) -> Result<(), Failure> {
        for pair in self.own_parameters() {
            let is_known = match schema.parser().parse_list_request_with_reserved(pair) {
                Ok(request) => request.reserved.is_empty(),
                Err(errors) => errors.iter().any(|error| error.code() != "unknown_field"),
            };
            if is_known {
                let key = escape_text(pair.split('=').next().unwrap_or_default());
                return Err(Failure::Message(format!(
                    "invalid URL: expected no parameter of the schema, but it has \"{key}\""
                )));
            }
        }
        Ok(())
    }

    fn own_parameters(&self) -> impl Iterator<Item = &str> {
        let query = self.url.split_once('?').map_or("", |(_, query)| query);
        query.split('&').filter(|pair| !pair.is_empty())
    }

    #[cfg(feature = "probe")]
    pub(crate) fn headers(&self) -> &[Header] {
        &self.headers
    }

    /// Returns the URL of a query, which is already encoded.
    pub(crate) fn url_of(&self, query: &str) -> String {
        match (query.is_empty(), self.url.split_once('?')) {
            (true, _) => self.url.clone(),
            (false, None) => format!("{}?{query}", self.url),
            (false, Some((_, ""))) => format!("{}{query}", self.url),
            (false, Some(_)) => format!("{}&{query}", self.url),
        }
    }

    /// Removes the parameters of the URL from the start of the query of a link, because [`Target::url_of`] adds them.
    pub(crate) fn strip_own_parameters(&self, query: &str) -> String {
        let own: Vec<&str> = self.own_parameters().collect();
        let pairs: Vec<&str> = query.split('&').filter(|pair| !own.contains(pair)).collect();
        pairs.join("&")
    }

    /// Returns the curl command that sends a query.
    pub(crate) fn curl(&self, query: &str) -> String {
        let headers: String = self.headers.iter().map(curl_header).collect();
        format!("curl -gsS{headers} {}", quote_for_shell(&self.url_of(query)))
    }
}

/// Returns the curl option of a header. Its value can be secret, so it is a shell variable.
fn curl_header(header: &Header) -> String {
    let name = header.name.as_str();
    let variable = name.to_ascii_uppercase().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
    format!(" -H {}\"${{{variable}}}\"", quote_for_shell(&format!("{name}: ")))
}

/// Quotes a text for a POSIX shell.
fn quote_for_shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(url: &str) -> Target {
        Target::parse(url, &[]).unwrap_or_else(|_| panic!("{url}"))
    }

    #[test]
    fn quotes_curl_commands() {
        let curl = target("http://127.0.0.1/a'$(id)/").curl("a=b&c='%00");
        assert_eq!(curl, r"curl -gsS 'http://127.0.0.1/a'\''$(id)/?a=b&c='\''%00'");
        let headers = ["x-api-key: secret".into()];
        let curl = Target::parse("https://a.example/?v=1", &headers).unwrap_or_else(|_| panic!()).curl("a=b");
        assert_eq!(curl, "curl -gsS -H 'x-api-key: '\"${X_API_KEY}\" 'https://a.example/?v=1&a=b'");
    }

    #[test]
    fn rejects_other_urls() {
        for url in [
            "",
            "a.example",
            "ftp://a.example/",
            "https://u:p@a.example/",
            "http://a.example/#b",
            "http:///a",
            "http://a/ü",
        ] {
            assert!(Target::parse(url, &[]).is_err(), "{url}");
        }
    }

    #[test]
    fn prints_nothing_of_invalid_headers() {
        for text in ["Bearer s3cret", ": s3cret", "s3cret x: a", "a: s3cret\r\nb: c", ""] {
            let Err(Failure::Message(message)) = Target::parse("http://a.example/", &["b: c".into(), text.into()])
            else {
                panic!("{text}")
            };
            assert!(
                message.starts_with("invalid value of --header 2: expected ") && !message.contains("s3"),
                "{message}"
            );
        }
    }

    #[test]
    fn sends_own_parameters_once() {
        let target = target("https://a.example/?v=1");
        assert_eq!(target.url_of(&target.strip_own_parameters("v=1&page=2")), "https://a.example/?v=1&page=2");
    }
}
