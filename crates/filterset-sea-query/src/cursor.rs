//! Cursors: the position of a record in an ordering, authenticated with a key.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use filterset::list::{Direction, ListRequest};
use filterset::{Errors, Value};
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::keyset::SortItem;
use crate::record_value;

/// The length of a code in bytes.
const CODE_LENGTH: usize = 32;

/// The tags of values.
const NULL: u8 = 0;
const VALUE: u8 = 1;

/// Separates these codes from others that are made with the same key.
const DOMAIN: &[u8] = b"filterset cursor 1";

/// The key that authenticates the cursors of a list.
///
/// A cursor holds the values of the last record of a page, and a code (HMAC-SHA-256, RFC 2104) over these values, the
/// name of the schema, the canonical filter, the search string and the ordering. So only the server can make one, and it is
/// valid only for the same list. Codes are compared in constant time.
///
/// A client can decode the values of a cursor, but can't change them: don't order a list by values that its clients may not
/// see. A cursor isn't bound to a user. The conditions that limit what a user sees must be those of the statement, as for
/// the first page.
///
/// All servers of an API need the same key. After a change of the key, cursors that were made before are invalid. `Debug`
/// doesn't print the key.
///
/// ```
/// use filterset_sea_query::CursorKey;
///
/// # let secret = [7; 32];
/// let key = CursorKey::new(&secret);
/// ```
#[derive(Clone)]
pub struct CursorKey(Hmac<Sha256>);

/// The reason why there is no cursor for the next page. It is an error of the program.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NextPageError {
    /// A value of the last record isn't one of the column of its name, or is null although the name isn't nullable.
    #[error("invalid value of {name:?} in the last record: expected {expected}{}", if *.is_nullable { " or null" } else { "" })]
    Value {
        /// The name in the ordering.
        name: String,
        /// The description of its values, such as `integer` or `text of a floating point number`.
        expected: String,
        /// `true` if the values can be null.
        is_nullable: bool,
    },
    /// The values make a cursor that is too long, or a query that is. Order lists only by columns with short values.
    #[error("the next page has no cursor: {0}")]
    TooLong(Errors),
}

impl CursorKey {
    /// Creates a key from 32 random bytes, which must be kept secret.
    #[must_use]
    pub fn new(key: &[u8; 32]) -> CursorKey {
        // As RFC 2104 requires, zeros fill the rest of the block.
        let mut block = Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
        CursorKey(Hmac::new(&block))
    }

    /// Makes the cursor of a record with these values, one for each item; `None` is null.
    pub(crate) fn encode(
        &self,
        list: &ListRequest<'_>,
        items: &[SortItem],
        values: &[Option<Value<'_>>],
    ) -> Result<String, NextPageError> {
        let mut message = Vec::new();
        for (item, value) in items.iter().zip(values) {
            let SortItem { name, key, .. } = item;
            let text = match value {
                Some(value) => record_value::spell(key, value).map(Some),
                None => key.is_nullable.then_some(None),
            };
            let Some(text) = text else {
                let (expected, is_nullable) = (record_value::describe(key), key.is_nullable);
                return Err(NextPageError::Value { name: name.clone(), expected, is_nullable });
            };
            write_value(text.as_deref(), &mut message);
        }
        let code = self.authenticate(list, items, &message).finalize().into_bytes();
        message.extend_from_slice(&code);
        Ok(BASE64_URL_SAFE_NO_PAD.encode(message))
    }

    /// Returns the values of a cursor, or `None` if it wasn't made with this key for this list.
    pub(crate) fn decode(
        &self,
        list: &ListRequest<'_>,
        items: &[SortItem],
        cursor: &str,
    ) -> Option<Vec<Option<Value<'static>>>> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let (mut message, code) = bytes.split_at_checked(bytes.len().checked_sub(CODE_LENGTH)?)?;
        self.authenticate(list, items, message).verify_slice(code).ok()?;
        let mut values = Vec::with_capacity(items.len());
        for SortItem { key, .. } in items {
            let (tag, rest) = message.split_first()?;
            message = rest;
            values.push(match *tag {
                NULL if key.is_nullable => None,
                VALUE => Some(record_value::parse(key.value_type(), read_text(&mut message)?)?),
                _ => return None,
            });
        }
        message.is_empty().then_some(values)
    }

    /// Starts the code of a message for a list. Each part is preceded by its length, so no two lists have the same input.
    fn authenticate(&self, list: &ListRequest<'_>, items: &[SortItem], message: &[u8]) -> Hmac<Sha256> {
        let mut code = self.0.clone();
        let mut add = |part: &[u8]| {
            code.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_le_bytes());
            code.update(part);
        };
        add(DOMAIN);
        add(list.filter().schema().name().as_bytes());
        add(list.filter().to_string().as_bytes());
        // Without a search string there is no part, because a search string is never empty.
        add(list.search().unwrap_or_default().as_bytes());
        for item in items {
            add(item.name.as_bytes());
            add(match item.direction {
                Direction::Ascending => b"ascending",
                Direction::Descending => b"descending",
            });
        }
        add(message);
        code
    }
}

impl fmt::Debug for CursorKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CursorKey")
    }
}

/// Appends a value: a tag, and, unless it is null, the length of its canonical text and the text.
fn write_value(text: Option<&str>, message: &mut Vec<u8>) {
    let Some(text) = text else { return message.push(NULL) };
    message.push(VALUE);
    // A text of 4 GiB would be too long for a cursor anyway.
    message.extend_from_slice(&u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
    message.extend_from_slice(text.as_bytes());
}

/// Reads the text of a value, and moves the message behind it.
fn read_text(message: &mut &[u8]) -> Option<String> {
    let (length, rest) = message.split_first_chunk()?;
    let (text, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    *message = rest;
    String::from_utf8(text.to_vec()).ok()
}
