//! HTML pages with a strict content security policy.

use axum::http::HeaderName;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::response::{Html, IntoResponse, Response};
use uuid::Uuid;

const STYLE: &str = include_str!("page.css");

/// An HTML page with its own script and style. Its content security policy allows only these, by a nonce of this response,
/// and only requests to this server. Trusted types prevent the script from parsing text as HTML.
pub(crate) struct Page {
    html: String,
    policy: String,
}

impl Page {
    /// Creates a page, in which `{nonce}` stands for the nonce, and `{style}` for the common style.
    pub(crate) fn new(html: &str) -> Page {
        let nonce = Uuid::new_v4().simple().to_string();
        let policy = format!(
            "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'nonce-{nonce}'; connect-src 'self'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
        );
        Page { html: html.replace("{style}", STYLE).replace("{nonce}", &nonce), policy }
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let headers: [(HeaderName, String); 3] = [
            (CONTENT_SECURITY_POLICY, self.policy),
            (REFERRER_POLICY, "no-referrer".to_owned()),
            (CACHE_CONTROL, "no-store".to_owned()),
        ];
        (headers, Html(self.html)).into_response()
    }
}
