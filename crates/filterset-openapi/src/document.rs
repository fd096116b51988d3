//! A document: its paths, and what its references lead to.

use std::borrow::Cow;

use filterset::text::{excerpt, nearest};

use crate::error::OpenApiError;
use crate::node::Node;
use crate::{json, yaml};

/// An OpenAPI document of version 3.0 or 3.1.
///
/// ```
/// use filterset_openapi::{Document, Importer};
///
/// let document = Document::parse(r#"
/// openapi: 3.1.0
/// info: { title: Links, version: "1" }
/// paths:
///   /api/links/:
///     get:
///       parameters:
///         - { name: status, in: query, schema: { type: string, enum: [valid, invalid] } }
///         - name: status__in
///           in: query
///           explode: false
///           schema: { type: array, items: { type: string, enum: [valid, invalid] } }
/// "#)?;
/// let links = Importer::new().import(&document, "/api/links/")?.schema;
/// assert!(links.parse("status__in=valid,invalid").is_ok());
/// # Ok::<(), filterset_openapi::OpenApiError>(())
/// ```
#[derive(Debug)]
pub struct Document {
    root: Node,
}

impl Document {
    /// How many bytes a document may have.
    pub const MAX_BYTES: usize = 64 << 20;

    /// Reads a document: JSON where it begins with `{`, else YAML 1.2.
    ///
    /// An alias of YAML is the value that it names, and not a copy of it. A key that an object has twice is an error,
    /// and so is a merge key (`<<`), which YAML 1.2 doesn't have.
    ///
    /// # Errors
    ///
    /// A text of more than [`MAX_BYTES`](Document::MAX_BYTES), that is no JSON and no YAML, nests deeper than 100
    /// values or has more than 2,000,000 of them; a document of another version of OpenAPI, or of something else.
    pub fn parse(text: &str) -> Result<Document, OpenApiError> {
        if text.len() > Document::MAX_BYTES {
            return Err(OpenApiError::TooLong { limit: Document::MAX_BYTES, found: text.len() });
        }
        let is_json = text.trim_start_matches(['\u{FEFF}', ' ', '\t', '\r', '\n']).starts_with('{');
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
        let root = if is_json { json::read(text) } else { yaml::read(text) };
        let root = root.map_err(|message| OpenApiError::Syntax { message })?;
        let found = match (root.get("openapi"), root.get("swagger")) {
            (Some(version), _) => match version.scalar() {
                Some(version) if is_read(&version) => return Ok(Document { root }),
                version => format!("openapi: {}", excerpt(&version.unwrap_or_default())),
            },
            (None, Some(version)) => format!("swagger: {}", excerpt(&version.scalar().unwrap_or_default())),
            (None, None) => "it has no key \"openapi\"".to_owned(),
        };
        Err(OpenApiError::UnsupportedVersion { found })
    }

    /// The paths that can be read, in order of their bytes.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.root.get("paths").and_then(Node::members).unwrap_or_default().iter().map(|(path, _)| path.as_ref())
    }

    /// The item of a path.
    pub(super) fn path(&self, path: &str) -> Result<&Node, OpenApiError> {
        let item = self.root.get("paths").and_then(|paths| paths.get(path));
        item.ok_or_else(|| OpenApiError::UnknownPath { path: excerpt(path), nearest: self.nearest(path) })
    }

    /// The paths that may be meant: with another slash at the end, nearly the same, or ending alike.
    fn nearest(&self, path: &str) -> Vec<String> {
        let bare = path.trim_matches('/');
        let alike = self.paths().filter(|known| known.trim_matches('/') == bare);
        let mut found: Vec<String> = alike.map(str::to_owned).collect();
        if found.is_empty() {
            found = nearest(path, self.paths());
        }
        if found.is_empty() && !bare.is_empty() {
            let ends =
                |known: &&str| known.trim_matches('/').strip_suffix(bare).is_some_and(|head| head.ends_with('/'));
            found = self.paths().filter(ends).map(str::to_owned).collect();
        }
        found.iter().take(3).map(|path| excerpt(path)).collect()
    }

    /// What a reference within the document leads to: `#` and a JSON pointer (RFC 6901).
    pub(super) fn referenced(&self, reference: &str) -> Option<&Node> {
        let pointer = reference.strip_prefix('#')?;
        let mut node = &self.root;
        for step in pointer.strip_prefix('/')?.split('/') {
            let step = unescaped(step)?;
            node = match node.items() {
                Some(items) => items.get(step.parse::<usize>().ok()?)?,
                None => node.get(&step)?,
            };
        }
        Some(node)
    }
}

/// What a path names: its last part that is no parameter.
pub(super) fn name_of(path: &str) -> &str {
    path.split('/').rev().find(|part| !part.is_empty() && !part.starts_with('{')).unwrap_or_default()
}

fn is_read(version: &str) -> bool {
    ["3.0", "3.1"]
        .iter()
        .any(|read| version.strip_prefix(read).is_some_and(|patch| patch.is_empty() || patch.starts_with('.')))
}

/// A step of a pointer in a URI: percent-decoded, then `~1` is `/` and `~0` is `~`.
fn unescaped(step: &str) -> Option<Cow<'_, str>> {
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
