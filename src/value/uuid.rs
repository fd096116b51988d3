//! Uuids, by a reader of the crate's own: the longest lists are of uuids, and it takes a third of the library's time.

use uuid::Uuid;

use super::InvalidReason;

/// Hyphenated or 32 hex digits, in any case (RFC 9562).
#[inline]
pub(super) fn uuid(text: &str) -> Result<Uuid, InvalidReason> {
    let text = text.as_bytes();
    let digits = match text.len() {
        36 => hyphenated(text),
        _ => simple(text),
    };
    digits.and_then(from_hex).ok_or(InvalidReason::Malformed)
}

/// The digits of `8-4-4-4-12`, by eights.
fn hyphenated(text: &[u8]) -> Option<[u64; 4]> {
    let (first, text) = text.split_first_chunk()?;
    let ([b'-', second @ ..], text) = text.split_first_chunk::<5>()? else { return None };
    let ([b'-', third @ ..], text) = text.split_first_chunk::<5>()? else { return None };
    let ([b'-', fourth @ ..], text) = text.split_first_chunk::<5>()? else { return None };
    let [b'-', last @ ..] = text else { return None };
    let (fifth, last) = last.split_first_chunk()?;
    let join = |high: &[u8; 4], low: &[u8; 4]| {
        u64::from(u32::from_be_bytes(*high)) << 32 | u64::from(u32::from_be_bytes(*low))
    };
    Some([
        u64::from_be_bytes(*first),
        join(second, third),
        join(fourth, fifth),
        u64::from_be_bytes(last.try_into().ok()?),
    ])
}

/// The digits of 32 without hyphens, by eights.
fn simple(text: &[u8]) -> Option<[u64; 4]> {
    match text.as_chunks() {
        ([a, b, c, d], []) => {
            Some([u64::from_be_bytes(*a), u64::from_be_bytes(*b), u64::from_be_bytes(*c), u64::from_be_bytes(*d)])
        }
        _ => None,
    }
}

/// The uuid that hex digits spell.
#[inline]
fn from_hex(digits: [u64; 4]) -> Option<Uuid> {
    let [a, b, c, d] = digits;
    let (a, b, c, d) = (values(a), values(b), values(c), values(d));
    let is_sound = a.errors | b.errors | c.errors | d.errors == 0;
    is_sound.then(|| Uuid::from_u64_pair(a.packed() << 32 | b.packed(), c.packed() << 32 | d.packed()))
}

/// What eight digits stand for, a byte for each, and bits that aren't zero where one of them is none.
struct Values {
    values: u64,
    errors: u64,
}

/// The same byte eight times.
const fn eight(byte: u8) -> u64 {
    u64::from_ne_bytes([byte; 8])
}

/// Reads eight digits at once, without a carry from one to the next: a value is at most 15 + 9.
const fn values(digits: u64) -> Values {
    // Letters are those with the bit 0x40; the low bits of `a` and `A` count from 1.
    let letters = digits >> 6 & eight(1);
    let values = (digits & eight(0xF)).wrapping_add(letters.wrapping_mul(9));
    // A text is of digits where each value is, and the values are spelled with it, but for the case of letters.
    let above_nine = values.wrapping_add(eight(6)) >> 4 & eight(1);
    let spelling = values.wrapping_add(eight(b'0')).wrapping_add(above_nine.wrapping_mul((b'a' - b'0' - 10) as u64));
    Values { values, errors: (spelling ^ (digits | letters << 5)) | values & eight(0xF0) }
}

impl Values {
    /// The values as four bytes, two of them in each.
    const fn packed(&self) -> u64 {
        let bytes = (self.values | self.values >> 4) & 0x00FF_00FF_00FF_00FF;
        let pairs = (bytes | bytes >> 8) & 0x0000_FFFF_0000_FFFF;
        (pairs | pairs >> 16) & 0xFFFF_FFFF
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the library reads of a text of one of the two lengths; what else it takes (braces, `urn:`) has others.
    fn by_library(text: &str) -> Result<Uuid, InvalidReason> {
        let is_length = matches!(text.len(), 32 | 36);
        Uuid::try_parse(text).ok().filter(|_| is_length).ok_or(InvalidReason::Malformed)
    }

    #[test]
    fn any_byte_in_any_location_is_read_as_the_library_reads_it() {
        for text in ["01234567-89ab-CDEF-0123-456789abcdef", "0123456789abCDEF0123456789abcdef"] {
            assert_eq!(uuid(text), by_library(text));
            for location in 0..text.len() {
                for byte in 0..=u8::MAX {
                    let mut bytes = text.as_bytes().to_vec();
                    bytes[location] = byte;
                    // A byte that is no character of its own is made one, which has another length.
                    let text = String::from_utf8_lossy(&bytes);
                    assert_eq!(uuid(&text), by_library(&text), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn two_errors_are_no_better_than_one() {
        let sound = "0123456789abCDEF0123456789abcdef";
        for (one, other) in [(0, 8), (8, 16), (16, 24), (0, 16), (8, 24), (0, 24)] {
            for byte in *b"g-/:@G`\x7f" {
                let mut bytes = sound.as_bytes().to_vec();
                (bytes[one], bytes[other]) = (byte, byte);
                let text = String::from_utf8_lossy(&bytes);
                assert_eq!(uuid(&text), Err(InvalidReason::Malformed), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_as_the_library_reads_it(
            text in prop_oneof![
                any::<u128>().prop_map(|number| Uuid::from_u128(number).to_string()),
                any::<u128>().prop_map(|number| Uuid::from_u128(number).simple().to_string().to_uppercase()),
                "[0-9a-fA-FgG:@`/éß-]{28,38}",
                "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-Fé]{10,12}",
                ".{0,40}",
            ],
        ) {
            prop_assert_eq!(uuid(&text), by_library(&text));
        }
    }
}
