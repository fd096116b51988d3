//! Families of hostile queries, as data.

use std::fmt::Write;

use filterset::Policy;

/// The number of distinct names that `{name}` produces, and that the schemas declare.
pub(crate) const NAMES: usize = 62 * 62 * 5;

/// The schema that the queries of a shape are parsed against.
#[derive(Clone, Copy)]
pub enum Target {
    /// A field of each type.
    Fields,
    /// Thousands of boolean fields, for distinct keys.
    Keys,
    /// A list request with thousands of names to order by.
    Lists,
    /// A spelling with a field for each style of lists, and thousands of fields whose lists are repeated keys.
    Spelled,
    /// The same, under the policy of django-filter.
    Lenient,
}

/// A family of queries of any length: a head, then copies of a piece.
///
/// A piece may contain one placeholder, which is different in each copy: `{number}`, `{name}` (three letters),
/// `{uuid}` (in no order) or `{date}`.
#[derive(Clone, Copy)]
pub struct Shape {
    /// A description of the queries in a few words.
    pub name: &'static str,
    /// The schema that they are parsed against.
    pub target: Target,
    /// Whether the language accepts them, apart from limits.
    pub is_accepted: bool,
    head: &'static str,
    piece: &'static str,
}

const fn accepted(target: Target, name: &'static str, head: &'static str, piece: &'static str) -> Shape {
    Shape { name, target, is_accepted: true, head, piece }
}

const fn rejected(target: Target, name: &'static str, head: &'static str, piece: &'static str) -> Shape {
    Shape { is_accepted: false, ..accepted(target, name, head, piece) }
}

/// One shape for each code path whose cost could depend on the input in its own way.
pub const SHAPES: [Shape; 39] = [
    // Splitting into pairs: empty pairs, the most pairs, and the most conditions with an error each.
    accepted(Target::Fields, "ampersands", "", "&"),
    accepted(Target::Fields, "reserved pairs", "", "p=&"),
    rejected(Target::Fields, "pairs without a value", "", "i=&"),
    // Decoding: escapes, raw UTF-8, malformed escapes and ill-formed UTF-8.
    accepted(Target::Fields, "escaped letters", "t=", "%41"),
    accepted(Target::Fields, "multi-byte text", "t=", "é漢😀"),
    rejected(Target::Fields, "percent signs", "t=", "%"),
    rejected(Target::Fields, "ill-formed UTF-8", "t=", "%E2%82"),
    // Splitting into items: blank, invalid and misspelled items, each with an error.
    rejected(Target::Fields, "blank items", "t__in=", ","),
    rejected(Target::Fields, "invalid items", "i__in=x", ",x"),
    rejected(Target::Fields, "misspelled choices", "c__in=valid", ",vaild"),
    // Values of each kind of list: removing duplicates, comparing and sorting.
    accepted(Target::Fields, "equal items", "t__in=x", ",x"),
    accepted(Target::Fields, "equal escaped items", "t__in=%41", ",%41"),
    accepted(Target::Fields, "items with a common prefix", "t__in=x", ",common/prefix/{number}"),
    accepted(Target::Fields, "descending integers", "i__in=0", ",-{number}"),
    accepted(Target::Fields, "uuids in no order", "u__in=00000000-0000-4000-8000-000000000000", ",{uuid}"),
    accepted(Target::Fields, "days of a time zone", "z__in=2020-01-01", ",{date}"),
    accepted(Target::Fields, "a long decimal", "d=1.", "0"),
    // Resolving keys: operators in one key, suggestions, duplicates and distinct keys.
    rejected(Target::Fields, "a key of operators", "a", "__a"),
    rejected(Target::Keys, "misspelled keys", "", "instituton__in=a&"),
    rejected(Target::Keys, "duplicate keys", "", "b=1&"),
    accepted(Target::Keys, "distinct keys", "b=1", "&{name}=1"),
    // List requests: repeated parameters, ordering and projection.
    rejected(Target::Lists, "duplicate parameters", "", "page=2&"),
    rejected(Target::Lists, "duplicate names to order by", "ordering=aaa", ",aaa"),
    accepted(Target::Lists, "distinct names to order by", "ordering=id", ",{name}"),
    accepted(Target::Lists, "distinct names to omit", "omit=id", ",{name}"),
    // Lists that are spread over pairs: equal, distinct, invalid and empty items of one key, two keys in turn, many
    // keys, and commas in each pair.
    accepted(Target::Spelled, "repeated equal items", "", "r=x&"),
    accepted(Target::Spelled, "repeated distinct items", "i=0", "&i={number}"),
    accepted(Target::Spelled, "repeated encoded keys", "r=x", "&%72={number}"),
    rejected(Target::Spelled, "repeated invalid items", "i=0", "&i=x"),
    rejected(Target::Spelled, "repeated empty items", "", "i=&"),
    accepted(Target::Spelled, "two repeated keys in turn", "", "r=x&k%5B=1&"),
    accepted(Target::Spelled, "distinct repeated keys", "r=x", "&{name}=1"),
    accepted(Target::Spelled, "pairs with commas", "b=0", "&b={number},1"),
    accepted(Target::Spelled, "commas of a split list", "b=0", ",{number}"),
    rejected(Target::Spelled, "other keys of operators", "", "r__in=1&"),
    accepted(Target::Spelled, "pairs of a pattern", "", "cf_y=1&cf_x=1&"),
    // Empty values that make no condition, unless another pair of their key has one.
    accepted(Target::Lenient, "dropped empty items", "", "i=&"),
    rejected(Target::Lenient, "empty items before another", "i=1", "&i="),
    accepted(Target::Lenient, "dropped items of many keys", "r=x", "&{name}="),
];

impl Target {
    /// Returns the policy that the queries are parsed under.
    #[must_use]
    pub const fn policy(self) -> Policy {
        if matches!(self, Target::Lenient) { Policy::DJANGO_FILTER } else { Policy::STRICT }
    }
}

impl Shape {
    /// Returns the query of at most `bytes` bytes, or a shorter one if the names run out.
    #[must_use]
    pub fn query(&self, bytes: usize) -> String {
        let room = bytes.saturating_sub(self.head.len());
        let Some((before, placeholder, after)) = self.split_piece() else {
            return format!("{}{}", self.head, self.piece.repeat(room / self.piece.len()));
        };
        let mut query = self.head.to_owned();
        let copies = if placeholder == "name" { NAMES } else { usize::MAX };
        for number in 0..copies {
            let end = query.len();
            query.push_str(before);
            // Writing to a string cannot fail.
            _ = match placeholder {
                "number" => write!(query, "{number}"),
                "name" => write!(query, "{}", short_name(number)),
                "uuid" => write!(query, "{:08x}-0000-4000-8000-{number:012x}", scramble(number)),
                "date" => {
                    let (year, month, day) = (1900 + number / 336 % 200, 1 + number / 28 % 12, 1 + number % 28);
                    write!(query, "{year:04}-{month:02}-{day:02}")
                }
                _ => unreachable!("{placeholder} is not a placeholder"),
            };
            query.push_str(after);
            if query.len() > bytes {
                query.truncate(end);
                break;
            }
        }
        query
    }

    /// Returns the parts of the piece: before, inside and after the braces of its placeholder.
    fn split_piece(&self) -> Option<(&'static str, &'static str, &'static str)> {
        let (before, rest) = self.piece.split_once('{')?;
        let (placeholder, after) = rest.split_once('}')?;
        Some((before, placeholder, after))
    }
}

/// Returns one of [`NAMES`] names of three letters and digits.
pub(crate) fn short_name(number: usize) -> String {
    let letters: Vec<char> = ('a'..='z').chain('A'..='Z').chain('0'..='9').collect();
    [number / 62 / 62, number / 62 % 62, number % 62].into_iter().filter_map(|index| letters.get(index)).collect()
}

/// Returns a different number for each number, in no order (multiplicative hashing).
fn scramble(number: usize) -> usize {
    number.wrapping_mul(0x9e37_79b1) & 0xffff_ffff
}
