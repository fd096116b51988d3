//! The operators of a document's API that aren't those of the language, such as `ic` in `name__ic`.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use filterset::Op;

use crate::budget::{Budget, PathBudget};
use crate::document::Document;
use crate::parameter::Operation;

/// The number of fields that must have a suffix for it to be an operator.
const MIN_FIELDS: usize = 3;

/// Common names of operators, with the language's. A negation of one value is one of a list, if the parameter is a list. The names of one or two letters are those of NetBox and Nautobot.
const MEANINGS: [(&str, Op); 34] = [
    ("n", Op::Ne),
    ("ie", Op::IExact),
    ("nie", Op::NotIExact),
    ("ic", Op::IContains),
    ("nic", Op::NotIContains),
    ("isw", Op::IStartsWith),
    ("nisw", Op::NotIStartsWith),
    ("iew", Op::IEndsWith),
    ("niew", Op::NotIEndsWith),
    ("empty", Op::IsEmpty),
    ("eq", Op::Exact),
    ("is", Op::Exact),
    ("equals", Op::Exact),
    ("neq", Op::Ne),
    ("not", Op::Ne),
    ("nin", Op::NotIn),
    ("notin", Op::NotIn),
    ("exclude", Op::Ne),
    ("ids", Op::In),
    ("ge", Op::Gte),
    ("min", Op::Gte),
    ("from", Op::Gte),
    ("le", Op::Lte),
    ("max", Op::Lte),
    ("to", Op::Lte),
    ("between", Op::Range),
    ("starts_with", Op::StartsWith),
    ("begins_with", Op::StartsWith),
    ("ends_with", Op::EndsWith),
    ("not_icontains", Op::NotIContains),
    ("ncontains", Op::NotContains),
    ("null", Op::IsNull),
    ("is_null", Op::IsNull),
    ("all", Op::AllIn),
];

/// Returns the suffixes that are operators in a document.
pub(crate) fn find_own_operators(document: &Document) -> BTreeSet<String> {
    let budget = Budget::for_evidence();
    let operations = document.paths().filter_map(|path| {
        Operation::find_operation(document, path, &PathBudget::new(Some(&budget)), &mut Vec::new()).ok()
    });
    recognize_operators(
        operations.map(|operation| operation.parameters.iter().map(|parameter| parameter.name).collect()),
    )
}

/// Returns the suffixes that are operators by the names of the parameters of each path: at least three fields have one, the
/// bare name is also a parameter in at least half of their paths, and it is never a whole name.
pub(crate) fn recognize_operators<'d>(paths: impl Iterator<Item = HashSet<&'d str>>) -> BTreeSet<String> {
    #[derive(Default)]
    struct Evidence<'d> {
        fields: BTreeSet<&'d str>,
        uses: usize,
        with_bare_name: usize,
    }
    let mut suffixes: BTreeMap<&str, Evidence<'_>> = BTreeMap::new();
    let mut whole: HashSet<&str> = HashSet::new();
    for names in paths {
        for (field, suffix) in names.iter().filter_map(|name| name.rsplit_once("__")) {
            let evidence = suffixes.entry(suffix).or_default();
            evidence.fields.insert(field);
            evidence.uses = evidence.uses.saturating_add(1);
            let has_bare_name = usize::from(names.contains(field));
            evidence.with_bare_name = evidence.with_bare_name.saturating_add(has_bare_name);
        }
        whole.extend(names);
    }
    let is_operator = |(suffix, evidence): &(&str, Evidence<'_>)| {
        Op::from_wire_name(suffix).is_none()
            && evidence.fields.len() >= MIN_FIELDS
            && evidence.with_bare_name.saturating_mul(2) >= evidence.uses
            && !whole.contains(suffix)
    };
    suffixes.into_iter().filter(is_operator).map(|(suffix, _)| suffix.to_owned()).collect()
}

/// Returns the language's operator that a name commonly means.
pub(crate) fn common_meaning(name: &str) -> Option<Op> {
    MEANINGS.iter().find(|(known, _)| *known == name).map(|(_, op)| *op)
}
