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
    fn rejects_other_forms() {
        let hyphenated = "01234567-89ab-cdef-0123-456789abcdef";
        for text in [format!("{{{hyphenated}}}"), format!("urn:uuid:{hyphenated}"), format!("{hyphenated}0")] {
            assert_eq!(parse(&text), Err(InvalidReason::Malformed), "{text}");
        }
    }
}
