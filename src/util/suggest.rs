//! The declared names nearest to a mistyped one.

/// How many suggestions an error carries.
const MOST: usize = 3;
/// How many edits lie between a name and what is near to it, at the most.
const FARTHEST: usize = 2;
/// How many characters of a name are compared; each further one counts as an edit.
const COMPARED: usize = 64;

/// At most three declared names within Damerau-Levenshtein distance 2 (1 where the declared name has up to four
/// characters) without regard to ASCII case, nearest first, ties by bytes.
pub fn nearest<'a>(name: &str, declared: impl Iterator<Item = &'a str>) -> Vec<String> {
    let cut = name.chars().skip(COMPARED).take(FARTHEST + 1).count();
    if cut > FARTHEST {
        return Vec::new();
    }
    let name = name.chars().take(COMPARED).collect::<String>().to_ascii_lowercase();
    let letters = Letters::of(&name);
    let mut near: Vec<(usize, &str)> = declared
        // An edit changes at most one character, of at most four bytes.
        .filter(|declared| declared.len().abs_diff(name.len()) <= 4 * FARTHEST)
        // Counting letters is cheap and rules out nearly every other name; the distance is not cheap.
        .filter(|declared| letters.least_distance(&Letters::of(declared)) <= FARTHEST)
        .filter_map(|declared| {
            let farthest = if declared.chars().count() <= 4 { 1 } else { FARTHEST };
            let distance = strsim::damerau_levenshtein(&name, &declared.to_ascii_lowercase()).saturating_add(cut);
            (distance <= farthest).then_some((distance, declared))
        })
        .collect();
    near.sort_unstable();
    near.dedup();
    near.into_iter().take(MOST).map(|(_, name)| name.to_owned()).collect()
}

/// How often each letter occurs in a name, without regard to ASCII case; those that share a place count as one.
struct Letters([u8; 64]);

impl Letters {
    fn of(name: &str) -> Letters {
        let mut letters = Letters([0; 64]);
        for character in name.chars() {
            if let Some(count) = letters.0.get_mut(character.to_ascii_lowercase() as usize % 64) {
                *count = count.saturating_add(1);
            }
        }
        letters
    }

    /// The distance is at least this: an edit adds, removes or replaces one letter, or swaps two.
    fn least_distance(&self, other: &Letters) -> usize {
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
    fn finds_what_was_meant() {
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
    fn compares_the_first_64_characters() {
        let declared = "a".repeat(64);
        assert_eq!(nearest(&"a".repeat(66), [declared.as_str()].into_iter()), [declared.as_str()]);
        assert_eq!(nearest(&"a".repeat(67), [declared.as_str()].into_iter()), [""; 0]);
        assert_eq!(nearest(&"a".repeat(60_000), [declared.as_str()].into_iter()), [""; 0]);
    }
}
