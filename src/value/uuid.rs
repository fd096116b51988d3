//! UUIDs (RFC 9562, section 4).

use uuid::Uuid;

use super::InvalidReason;

/// Parses a hyphenated UUID or 32 hex digits, case-insensitively. The library also accepts braces and `urn:uuid:`,
/// which the length rules out.
#[inline]
pub(super) fn parse(text: &str) -> Result<Uuid, InvalidReason> {
    match text.len() {
        32 | 36 => Uuid::try_parse(text).map_err(|_| InvalidReason::Malformed),
        _ => Err(InvalidReason::Malformed),
    }
}

/// The length of a hyphenated UUID, and the distance between two in a list.
const LEN: usize = 36;
const STEP: usize = LEN + 1;

/// Parses a list of `count` hyphenated UUIDs without spaces, as in a canonical query. Returns `None` for any other list.
/// Steps of a fixed length save a third of the instructions of parsing a list of 500.
pub(crate) fn parse_list(text: &str, count: usize) -> Option<Vec<u128>> {
    let bytes = text.as_bytes();
    if bytes.len().checked_add(1)? != count.checked_mul(STEP)? {
        return None;
    }
    let mut uuids = Vec::with_capacity(count);
    for item in bytes.chunks(STEP) {
        let (uuid, [] | [b',']) = item.split_at_checked(LEN)? else { return None };
        uuids.push(Uuid::try_parse_ascii(uuid).ok()?.as_u128());
    }
    Some(uuids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_two_forms_in_any_case() {
        let uuid = Uuid::from_u128(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
        for text in ["01234567-89ab-CDEF-0123-456789abcdef", "0123456789abCDEF0123456789abcdef"] {
            assert_eq!(parse(text), Ok(uuid), "{text}");
        }
    }

    #[test]
    fn rejects_any_other_byte_in_any_position() {
        for text in ["01234567-89ab-cdef-0123-456789abcdef", "0123456789abcdef0123456789abcdef"] {
            for position in 0..text.len() {
                let is_hyphen = text.as_bytes()[position] == b'-';
                for byte in 0..=0x7F_u8 {
                    let mut bytes = text.as_bytes().to_vec();
                    bytes[position] = byte;
                    let changed = String::from_utf8(bytes).expect("ASCII");
                    let is_valid = if is_hyphen { byte == b'-' } else { byte.is_ascii_hexdigit() };
                    assert_eq!(parse(&changed).is_ok(), is_valid, "{changed:?}");
                }
            }
        }
    }

    #[test]
    fn parses_lists_without_spaces() {
        let (a, b) = ("01234567-89ab-cdef-0123-456789abcdef", "ffffffff-89AB-CDEF-0123-456789abcdef");
        let numbers = [0x0123_4567_89ab_cdef_0123_4567_89ab_cdef, 0xffff_ffff_89ab_cdef_0123_4567_89ab_cdef];
        let list = format!("{a},{b}");
        assert_eq!(parse_list(&list, 2).as_deref(), Some(&numbers[..]));
        assert_eq!(parse_list(a, 1).as_deref(), Some(&numbers[..1]));
        for position in 0..list.len() {
            let mut bytes = list.clone().into_bytes();
            let replacement = if bytes[position] == b',' { b' ' } else { b',' };
            bytes[position] = replacement;
            let changed = String::from_utf8(bytes).expect("ASCII");
            let count = changed.split(',').count();
            assert_eq!((parse_list(&changed, count), parse_list(&changed, 2)), (None, None), "{changed}");
        }
        for other in ["", ",", &format!("{a},"), &format!(",{a}"), &format!("{a}, {b}"), &format!("{a},,{b}"), &a[1..]]
        {
            assert_eq!(parse_list(other, other.split(',').count()), None, "{other}");
        }
    }

    #[test]
    fn rejects_other_forms() {
        let hyphenated = "01234567-89ab-cdef-0123-456789abcdef";
        for text in [format!("{{{hyphenated}}}"), format!("urn:uuid:{hyphenated}"), format!("{hyphenated}0")] {
            assert_eq!(parse(&text), Err(InvalidReason::Malformed), "{text}");
        }
    }
}
