//! Suggestions for misspelt names.

/// The maximum number of suggestions of an error.
const MAX_SUGGESTIONS: usize = 3;
/// The maximum number of edits between a name and a suggestion.
const MAX_DISTANCE: usize = 2;
/// The number of characters of a name that are compared. Each further one counts as an edit.
const MAX_COMPARED: usize = 128;

/// Returns the declared names nearest to a name: at most three, the nearest first and ties in byte order.
///
/// A name is near if its Damerau-Levenshtein distance is at most 2, or 1 if the declared name has up to four
/// characters. The comparison ignores ASCII case.
///
/// ```
/// # use filterset::text::nearest;
/// assert_eq!(nearest("stauts", ["id", "status"].into_iter()), ["status"]);
/// ```
pub fn nearest<'a>(name: &str, declared: impl Iterator<Item = &'a str>) -> Vec<String> {
    let excess = name.chars().skip(MAX_COMPARED).take(MAX_DISTANCE + 1).count();
    if excess > MAX_DISTANCE {
        return Vec::new();
    }
    let name = name.chars().take(MAX_COMPARED).collect::<String>().to_ascii_lowercase();
    let letters = Letters::count(&name);
    let mut near: Vec<(usize, &str)> = declared
        // An edit changes the length by at most one character, which has at most four bytes.
        .filter(|declared| declared.len().abs_diff(name.len()) <= 4 * MAX_DISTANCE)
        // Counting letters is cheaper than computing the distance, and rules out nearly all names.
        .filter(|declared| letters.min_distance(&Letters::count(declared)) <= MAX_DISTANCE)
        .filter_map(|declared| {
            let max_distance = if declared.chars().count() <= 4 { 1 } else { MAX_DISTANCE };
            let distance = strsim::damerau_levenshtein(&name, &declared.to_ascii_lowercase()).saturating_add(excess);
            (distance <= max_distance).then_some((distance, declared))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MAX_SUGGESTIONS).map(|(_, name)| name.to_owned()).collect()
}

/// The number of occurrences of each letter in a name, ignoring ASCII case. Letters that share an index are added up.
struct Letters([u8; 64]);

impl Letters {
    fn count(name: &str) -> Letters {
        let mut letters = Letters([0; 64]);
        for character in name.chars() {
            if let Some(count) = letters.0.get_mut(character.to_ascii_lowercase() as usize % 64) {
                *count = count.saturating_add(1);
            }
        }
        letters
    }

    /// Returns a lower bound of the distance: an edit inserts, deletes or replaces one letter, or swaps two.
    fn min_distance(&self, other: &Letters) -> usize {
        let (mut more, mut fewer) = (0_usize, 0_usize);
        for (a, b) in self.0.iter().zip(other.0) {
            more = more.saturating_add(a.saturating_sub(b).into());
            fewer = fewer.saturating_add(b.saturating_sub(*a).into());
        }
        more.max(fewer)
    }
}

#[cfg(test)]
mod tests {
    use super::nearest;

    const DECLARED: [&str; 6] = ["id", "institution", "institution__in", "page", "page_size", "status__in"];

    fn near(name: &str) -> Vec<String> {
        nearest(name, DECLARED.into_iter())
    }

    #[test]
    fn suggests_the_nearest_name() {
        assert_eq!(near("instituton"), ["institution"]);
        assert_eq!(near("institution_in"), ["institution__in"]);
        assert_eq!(near("status__IN"), ["status__in"]);
        assert_eq!(near("pgae_size"), ["page_size"]);
        assert_eq!(near("Page"), ["page"]);
    }

    #[test]
    fn short_names_are_near_at_one_edit_only() {
        assert_eq!(near("idd"), ["id"]);
        assert_eq!(near("iddd"), [""; 0]);
        assert_eq!(near("pa"), [""; 0]);
    }

    #[test]
    fn nearest_first_then_by_bytes_and_three_at_most() {
        assert_eq!(
            nearest("abcde", ["abcdf", "abcda", "abcd_", "abcde_", "xbcdy"].into_iter()),
            ["abcd_", "abcda", "abcde_"]
        );
    }

    #[test]
    fn an_edit_is_of_a_character_and_not_of_a_byte() {
        assert_eq!(nearest("abc", ["abc😀😀"].into_iter()), ["abc😀😀"]);
        assert_eq!(nearest("abc😀😀", ["abcde"].into_iter()), ["abcde"]);
    }

    #[test]
    fn compares_the_first_128_characters() {
        let declared = "a".repeat(128);
        assert_eq!(nearest(&"a".repeat(130), [declared.as_str()].into_iter()), [declared.as_str()]);
        assert_eq!(nearest(&"a".repeat(131), [declared.as_str()].into_iter()), [""; 0]);
        assert_eq!(nearest(&"a".repeat(60_000), [declared.as_str()].into_iter()), [""; 0]);
    }
}
