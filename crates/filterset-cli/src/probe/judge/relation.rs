//! Judges the relation between the responses of several valid queries.

use std::collections::BTreeSet;

use super::super::check::Relation;
use super::super::finding::name_record;
use super::answer::Facts;
use super::verdict::Verdict;

/// What is known about the list without conditions.
#[derive(Clone, Copy)]
pub(super) struct List {
    /// The number of records.
    pub(super) total: Option<u64>,
    /// Whether two records with the same identity are the same record.
    pub(super) has_ids: bool,
    /// Whether it changed during the run, so that numbers of records can't be compared.
    pub(super) is_changed: bool,
}

/// Judges a relation of `len` queries. `pages` are the responses that could be read.
pub(super) fn judge_relation(list: List, relation: &Relation, pages: &[&Facts], len: usize) -> Verdict {
    let total = list.total;
    match relation {
        Relation::Pages => return judge_pages(list, pages, len),
        _ if list.is_changed || pages.len() < len => return Verdict::Undecided,
        Relation::JoinedPages => return judge_joined(pages),
        _ => {}
    }
    let Some(sizes) = pages.iter().map(|facts| facts.size).collect::<Option<Vec<u64>>>() else {
        return Verdict::Undecided;
    };
    match (relation, sizes.as_slice()) {
        (Relation::Same, _) => judge_same(pages, &sizes),
        (Relation::Growing, [narrow, wide]) => within(*narrow, 0, *wide),
        (Relation::Union { is_disjoint }, [both, first, second]) => {
            let sum = first.saturating_add(*second);
            within(*both, if *is_disjoint { sum } else { *first.max(second) }, sum)
        }
        (Relation::Partition { may_have_others }, sizes) => {
            let Some(total) = total else { return Verdict::Undecided };
            let sum = sizes.iter().fold(0_u64, |sum, size| sum.saturating_add(*size));
            let min = if *may_have_others { 0 } else { total };
            match within(sum, min, total) {
                Verdict::Bad { kind, expected, found } => {
                    Verdict::Bad { kind, expected, found: format!("{} = {found}", join(sizes)) }
                }
                good => good,
            }
        }
        (Relation::Intersection, [both, first, second]) => {
            let Some(total) = total else { return within(*both, 0, *first.min(second)) };
            within(*both, first.saturating_add(*second).saturating_sub(total), *first.min(second))
        }
        _ => Verdict::Undecided,
    }
}

/// Compares a number of records with its bounds.
fn within(size: u64, min: u64, max: u64) -> Verdict {
    let expected = match (min, max) {
        _ if min == max => format!("{min} records"),
        (0, _) => format!("at most {max} records"),
        _ => format!("{min} to {max} records"),
    };
    if size > max {
        Verdict::widens(expected, format!("{size} records"))
    } else if size < min {
        Verdict::differs(expected, format!("{size} records"))
    } else {
        Verdict::Good
    }
}

fn judge_same(pages: &[&Facts], sizes: &[u64]) -> Verdict {
    let expected = "the same records for all of these queries";
    if sizes.windows(2).any(|pair| pair.first() != pair.last()) {
        return Verdict::differs(expected, format!("{} records", join(sizes)));
    }
    // Without all records, the order can differ.
    let whole = pages.iter().filter(|facts| facts.is_whole());
    let sets: Vec<BTreeSet<&String>> = whole.map(|facts| facts.ids.iter().collect()).collect();
    if sets.windows(2).any(|pair| pair.first() != pair.last()) {
        return Verdict::differs(expected, "other records");
    }
    Verdict::Good
}

/// Checks that no record is on two of the first pages, and that all records are on them if they end.
fn judge_pages(list: List, pages: &[&Facts], len: usize) -> Verdict {
    let Some(end) = pages.last() else { return Verdict::Undecided };
    if pages.len() < len && end.has_next {
        return Verdict::differs("a page at the link to the next page", "no page");
    }
    if list.is_changed || !list.has_ids {
        return Verdict::Undecided;
    }
    let mut seen = BTreeSet::new();
    for id in pages.iter().flat_map(|facts| &facts.ids) {
        if !seen.insert(id) {
            return Verdict::differs("each record once", format!("{} twice", name_record(id)));
        }
    }
    match list.total {
        Some(total) if end.is_last && u64::try_from(seen.len()).ok() != Some(total) => {
            Verdict::differs(format!("{total} records on all pages"), format!("{} records", seen.len()))
        }
        _ if pages.len() < 2 => Verdict::Undecided,
        _ => Verdict::Good,
    }
}

fn judge_joined(pages: &[&Facts]) -> Verdict {
    let [joined, others @ ..] = pages else { return Verdict::Undecided };
    let ids: BTreeSet<&String> = others.iter().flat_map(|facts| &facts.ids).collect();
    let joined: BTreeSet<&String> = joined.ids.iter().collect();
    if joined == ids {
        return Verdict::Good;
    }
    let missing = joined.symmetric_difference(&ids).next().map_or("", |id| id.as_str());
    Verdict::differs(
        "the same records on two pages and on one of their size",
        format!("{} only on one side", name_record(missing)),
    )
}

fn join(sizes: &[u64]) -> String {
    sizes.iter().map(u64::to_string).collect::<Vec<_>>().join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(ids: &[&str], size: u64) -> Facts {
        Facts { size: Some(size), ids: ids.iter().map(ToString::to_string).collect(), has_next: false, is_last: true }
    }

    fn list(total: u64) -> List {
        List { total: Some(total), has_ids: true, is_changed: false }
    }

    /// Judges a relation of numbers of records, of 10 in total.
    fn is_good(relation: &Relation, sizes: &[u64]) -> bool {
        let pages: Vec<Facts> = sizes.iter().map(|size| facts(&[], *size)).collect();
        let pages: Vec<&Facts> = pages.iter().collect();
        matches!(judge_relation(list(10), relation, &pages, pages.len()), Verdict::Good)
    }

    fn check(relation: &Relation, good: &[&[u64]], bad: &[&[u64]]) {
        assert!(good.iter().all(|sizes| is_good(relation, sizes)), "{good:?}");
        assert!(!bad.iter().any(|sizes| is_good(relation, sizes)), "{bad:?}");
    }

    #[test]
    fn compares_numbers_of_records() {
        check(&Relation::Same, &[&[3, 3], &[0, 0, 0]], &[&[3, 4], &[1, 1, 0]]);
        check(&Relation::Growing, &[&[3, 3], &[3, 4]], &[&[4, 3]]);
        check(&Relation::Union { is_disjoint: true }, &[&[5, 2, 3]], &[&[4, 2, 3], &[6, 2, 3]]);
        check(&Relation::Union { is_disjoint: false }, &[&[5, 2, 3], &[3, 2, 3]], &[&[2, 2, 3], &[6, 2, 3]]);
        check(&Relation::Partition { may_have_others: false }, &[&[4, 6], &[4, 5, 1]], &[&[4, 5], &[5, 6]]);
        check(&Relation::Partition { may_have_others: true }, &[&[4, 6], &[4, 5]], &[&[5, 6]]);
        check(&Relation::Intersection, &[&[2, 3, 4], &[5, 7, 8]], &[&[4, 3, 5], &[4, 7, 8]]);
    }

    #[test]
    fn compares_records_of_pages() {
        let judge = |relation: &Relation, pages: &[&[&str]]| {
            let pages: Vec<Facts> = pages.iter().map(|ids| facts(ids, ids.len().try_into().unwrap())).collect();
            let pages: Vec<&Facts> = pages.iter().collect();
            matches!(judge_relation(list(3), relation, &pages, pages.len()), Verdict::Good)
        };
        assert!(judge(&Relation::Same, &[&["a", "b"], &["b", "a"]]) && !judge(&Relation::Same, &[&["a"], &["b"]]));
        assert!(judge(&Relation::Pages, &[&["a", "b"], &["c"]]) && !judge(&Relation::Pages, &[&["a", "b"], &["b"]]));
        assert!(!judge(&Relation::Pages, &[&["a"], &["b"]]));
        assert!(judge(&Relation::JoinedPages, &[&["a", "b"], &["a"], &["b"]]));
        assert!(!judge(&Relation::JoinedPages, &[&["a", "b"], &["a"], &["c"]]));
    }
}
