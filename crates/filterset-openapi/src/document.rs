//! An OpenAPI document: its version, its paths, and the targets of its references.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::OnceLock;

use filterset::text::{excerpt, nearest};

use crate::error::OpenApiError;
use crate::json::parse_json;
use crate::node::Node;
use crate::yaml::parse_yaml;

/// A parsed OpenAPI document of version 2.0 (Swagger), 3.0, 3.1 or 3.2.
///
/// ```
/// use filterset_openapi::Document;
///
/// let document = Document::parse(r#"{
///     "openapi": "3.1.0",
///     "info": { "title": "Links", "version": "1" },
///     "paths": { "/api/links/": { "get": { "parameters": [] } } }
/// }"#)?;
/// assert_eq!(document.paths().collect::<Vec<_>>(), ["/api/links/"]);
/// # Ok::<(), filterset_openapi::OpenApiError>(())
/// ```
#[derive(Debug)]
pub struct Document {
    root: Node,
    /// The suffixes that are operators of the document's API, found when they are first needed.
    pub(crate) own_operators: OnceLock<BTreeSet<String>>,
    version: Version,
}

/// A version of the specification whose rules for parameters differ from those of the version before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Version {
    V2_0,
    V3_0,
    V3_1,
    V3_2,
}

impl Version {
    const ALL: [(&'static str, Version); 4] =
        [("2.0", Version::V2_0), ("3.0", Version::V3_0), ("3.1", Version::V3_1), ("3.2", Version::V3_2)];

    /// Returns the version of a text such as `3.1.0`.
    fn from_text(text: &str) -> Option<Version> {
        let is_meant =
            |name: &str| text.strip_prefix(name).is_some_and(|patch| patch.is_empty() || patch.starts_with('.'));
        Version::ALL.into_iter().find(|(name, _)| is_meant(name)).map(|(_, version)| version)
    }
}

impl Document {
    /// The maximum length of a document in bytes, 64 MiB.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Parses a document: JSON if it begins with `{`, and YAML 1.2 otherwise.
    ///
    /// An alias of YAML shares the value of its anchor. A merge key (`<<`), which YAML 1.2 doesn't have, is an error.
    ///
    /// # Errors
    ///
    /// - [`TooLong`](OpenApiError::TooLong) if the text has more than [`MAX_BYTES`](Document::MAX_BYTES);
    /// - [`Syntax`](OpenApiError::Syntax) if it is neither JSON nor YAML, nests deeper than 100 values, has more than
    ///   2,000,000 of them, or an object with a repeated key;
    /// - [`UnsupportedVersion`](OpenApiError::UnsupportedVersion) if it isn't an OpenAPI document of version 2.0 to 3.2.
    pub fn parse(text: &str) -> Result<Document, OpenApiError> {
        if text.len() > Document::MAX_BYTES {
            return Err(OpenApiError::TooLong { limit: Document::MAX_BYTES, found: text.len() });
        }
        let is_json = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).starts_with('{');
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let root = if is_json { parse_json(text) } else { parse_yaml(text) };
        let root = root.map_err(|message| OpenApiError::Syntax { message })?;
        let declared = ["openapi", "swagger"].into_iter().find_map(|key| Some((key, root.get(key)?)));
        let Some((key, declared)) = declared else {
            return Err(OpenApiError::UnsupportedVersion { found: "no key \"openapi\"".to_owned() });
        };
        let declared = declared.scalar().unwrap_or_default();
        let version = Version::from_text(&declared).filter(|version| (key == "swagger") == (*version == Version::V2_0));
        match version {
            Some(version) => Ok(Document { root, own_operators: OnceLock::new(), version }),
            None => Err(OpenApiError::UnsupportedVersion { found: format!("{key}: {}", excerpt(&declared)) }),
        }
    }

    pub(crate) const fn version(&self) -> Version {
        self.version
    }

    /// Returns the paths of the document, in the order of their bytes.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.root.get("paths").and_then(Node::members).unwrap_or_default().iter().map(|(path, _)| path.as_ref())
    }

    /// Returns the Path Item Object of a path.
    pub(crate) fn path_item(&self, path: &str) -> Result<&Node, OpenApiError> {
        let item = self.root.get("paths").and_then(|paths| paths.get(path));
        item.ok_or_else(|| OpenApiError::UnknownPath { path: excerpt(path), nearest: self.suggest_paths(path) })
    }

    /// Returns at most three similar paths: with another slash at the end, with a similar spelling, or with the same
    /// end.
    fn suggest_paths(&self, path: &str) -> Vec<String> {
        let bare = path.trim_matches('/');
        let alike = self.paths().filter(|known| known.trim_matches('/') == bare);
        let mut found: Vec<String> = alike.map(str::to_owned).collect();
        if found.is_empty() {
            found = nearest(path, self.paths());
        }
        if found.is_empty() && !bare.is_empty() {
            let same_end = self.paths().filter(|known| ends_with_segments(known, bare));
            found = same_end.map(str::to_owned).collect();
        }
        found.iter().take(3).map(|path| excerpt(path)).collect()
    }

    /// Returns the target of a reference within the document: `#` and a JSON pointer (RFC 6901), with or without the URI
    /// that a document of version 3.2 declares as its own.
    pub(crate) fn resolve_pointer(&self, reference: &str) -> Option<&Node> {
        let own_uri = self.root.get("$self").and_then(Node::text).filter(|_| self.version >= Version::V3_2);
        let fragment = own_uri.and_then(|uri| reference.strip_prefix(uri)).unwrap_or(reference);
        let pointer = fragment.strip_prefix('#')?;
        let mut node = &self.root;
        for step in pointer.strip_prefix('/')?.split('/') {
            let step = unescape_step(step)?;
            node = match node.items() {
                Some(items) => items.get(step.parse::<usize>().ok()?)?,
                None => node.get(&step)?,
            };
        }
        Some(node)
    }
}

/// Returns the name of a path's resource: its last segment that isn't a parameter.
pub(crate) fn resource_name(path: &str) -> &str {
    path.split('/').rev().find(|part| !part.is_empty() && !part.starts_with('{')).unwrap_or_default()
}

/// Returns `true` if a path ends with whole segments.
fn ends_with_segments(path: &str, segments: &str) -> bool {
    path.trim_matches('/').strip_suffix(segments).is_some_and(|head| head.ends_with('/'))
}

/// Decodes a step of a pointer in a URI: percent-decoding first, then `~1` is `/` and `~0` is `~` (RFC 6901, section 6).
fn unescape_step(step: &str) -> Option<Cow<'_, str>> {
    if !step.contains(['%', '~']) {
        return Some(Cow::Borrowed(step));
    }
    let mut bytes = Vec::with_capacity(step.len());
    let mut rest = step.bytes();
    while let Some(byte) = rest.next() {
        let hex = |digit: Option<u8>| char::from(digit?).to_digit(16);
        bytes.push(if byte == b'%' {
            let (high, low) = (hex(rest.next())?, hex(rest.next())?);
            u8::try_from(high.checked_mul(16)?.checked_add(low)?).ok()?
        } else {
            byte
        });
    }
    let text = String::from_utf8(bytes).ok()?;
    Some(Cow::Owned(text.replace("~1", "/").replace("~0", "~")))
}
