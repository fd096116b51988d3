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
    nearest_without(name, declared, |_| Vec::new())
}

/// Returns the [`nearest`] names, without those to whose rivals the name is nearer.
pub(crate) fn nearest_without<'a>(
    name: &str,
    declared: impl Iterator<Item = &'a str>,
    rivals: impl Fn(&str) -> Vec<String>,
) -> Vec<String> {
    let Some(name) = Misspelt::new(name) else { return Vec::new() };
    let mut near: Vec<(usize, &str)> = declared
        .filter_map(|declared| {
            let max_distance = if declared.chars().count() <= 4 { 1 } else { MAX_DISTANCE };
            Some((name.distance(declared, max_distance)?, declared))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    let has_rival = |distance: usize, declared| {
        let nearer = distance.checked_sub(1);
        nearer.is_some_and(|nearer| rivals(declared).iter().any(|rival| name.distance(rival, nearer).is_some()))
    };
    let near = near.into_iter().filter(|(distance, declared)| !has_rival(*distance, declared));
    near.take(MAX_SUGGESTIONS).map(|(_, name)| name.to_owned()).collect()
}

/// A name that is compared with the declared ones.
struct Misspelt {
    /// The compared characters in ASCII lower case.
    name: String,
    /// The number of the other characters.
    excess: usize,
    letters: Letters,
}

impl Misspelt {
    /// Returns `None` if the name is too long to be near any other.
    fn new(name: &str) -> Option<Misspelt> {
        let excess = name.chars().skip(MAX_COMPARED).take(MAX_DISTANCE + 1).count();
        if excess > MAX_DISTANCE {
            return None;
        }
        let name = name.chars().take(MAX_COMPARED).collect::<String>().to_ascii_lowercase();
        let letters = Letters::count(&name);
        Some(Misspelt { name, excess, letters })
    }

    /// Returns the distance from another name if it is at most `max`.
    fn distance(&self, other: &str, max: usize) -> Option<usize> {
        // An edit changes the length by at most one character, which has at most four bytes. Counting letters is cheaper
        // than computing the distance, and rules out nearly all names.
        if other.len().abs_diff(self.name.len()) > 4 * MAX_DISTANCE
            || self.letters.min_distance(&Letters::count(other)) > max
        {
            return None;
        }
        let distance = strsim::damerau_levenshtein(&self.name, &other.to_ascii_lowercase());
        Some(distance.saturating_add(self.excess)).filter(|distance| *distance <= max)
    }
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
