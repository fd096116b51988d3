//! The names of parameters that don't filter, and their roles.

use filterset::ValueType;

use crate::constraint::Constraint;

/// The role of a reserved name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Pagination,
    Ordering,
    Projection,
    Search,
    /// The form of the response, by a name.
    Format,
    /// The form of the response, by a flag or a number.
    Detail,
}

/// The names of each role. docs/start-from-openapi.md lists them too.
const NAMES: [(Role, &[&str]); 6] = [
    (
        Role::Pagination,
        &[
            "page",
            "page_size",
            "page_number",
            "page_token",
            "per_page",
            "pageSize",
            "pageToken",
            "perPage",
            "limit",
            "offset",
            "cursor",
            "skip",
            "take",
            "starting_after",
            "ending_before",
        ],
    ),
    (
        Role::Ordering,
        &[
            "ordering",
            "order",
            "order_by",
            "orderBy",
            "sort",
            "sort_by",
            "sortBy",
            "sortby",
            "sort_order",
            "sortOrder",
            "sort_direction",
            "sort_dir",
            "o",
        ],
    ),
    (
        Role::Projection,
        &[
            "fields",
            "omit",
            "expand",
            "include",
            "exclude",
            "include_fields",
            "exclude_fields",
            "related_fields",
            "embed",
            "prefetch",
        ],
    ),
    (Role::Search, &["search", "q", "query", "search_fields", "search_mode"]),
    (
        Role::Format,
        &[
            "format",
            "mode",
            "view",
            "lang",
            "locale",
            "tz",
            "export_type",
            "exportType",
            "group_by",
            "groupBy",
            "aggregations",
        ],
    ),
    (Role::Detail, &["depth", "brief", "pretty", "include_total", "include_history", "*_detail"]),
];

impl Role {
    /// Returns the role of a name, if it is reserved.
    pub(crate) fn from_name(name: &str) -> Option<Role> {
        let is_listed = |names: &[&str]| names.iter().any(|known| matches_pattern(known, name));
        NAMES.iter().find(|(_, names)| is_listed(names)).map(|(role, _)| *role)
    }

    /// Returns `true` if values of this constraint can have the role. A number can't name an order, for example.
    pub(crate) fn admits(self, name: &str, constraint: &Constraint) -> bool {
        use ValueType::{Boolean, Date, DateTime, Decimal, Integer, Uuid};
        let Constraint::Type(kind) = constraint.item_constraint() else {
            return !(self == Role::Detail && name.ends_with("_detail") && *constraint == Constraint::Text);
        };
        match self {
            Role::Pagination => !matches!(kind.value_type, Boolean | Date | DateTime),
            Role::Ordering | Role::Search | Role::Format => {
                !matches!(kind.value_type, Integer | Decimal | Boolean | Date | DateTime | Uuid)
            }
            Role::Projection => !matches!(kind.value_type, Integer | Decimal | Date | DateTime | Uuid),
            Role::Detail if name.ends_with("_detail") => kind.value_type == Boolean,
            Role::Detail => matches!(kind.value_type, Boolean | Integer),
        }
    }

    /// Returns the role in words, for notes.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Role::Pagination => "a pagination parameter",
            Role::Ordering => "an ordering parameter",
            Role::Projection => "a projection parameter",
            Role::Search => "a search parameter",
            Role::Format | Role::Detail => "a parameter of the response's form",
        }
    }
}

/// Returns `true` if a name is a reserved name, or matches a pattern: a name that begins or ends with one `*`, which stands
/// for one or more characters.
pub(crate) fn matches_pattern(pattern: &str, name: &str) -> bool {
    let is_longer = |rest: Option<&str>| rest.is_some_and(|rest| !rest.is_empty());
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), None) => !end.is_empty() && is_longer(name.strip_suffix(end)),
        (None, Some(start)) => !start.is_empty() && is_longer(name.strip_prefix(start)),
        _ => pattern == name,
    }
}

/// Adds the patterns of a list of names, which replace the names that they match.
pub(crate) fn add_patterns(mut reserved: Vec<String>, names: &[String]) -> Vec<String> {
    for pattern in names.iter().filter(|name| name.contains('*')) {
        reserved.retain(|name| !matches_pattern(pattern, name));
        reserved.push(pattern.clone());
    }
    reserved
}

#[cfg(test)]
mod tests {
    use super::{NAMES, matches_pattern};

    #[test]
    fn the_page_lists_every_name() {
        let page = include_str!("../../../docs/start-from-openapi.md");
        let heads =
            ["pagination", "ordering", "projection", "search", "the form of the response", "details of the response"];
        for ((_, names), head) in NAMES.iter().zip(heads) {
            let row = format!("\n| {head} | `{}` |", names.join("` `"));
            assert!(page.contains(&row), "docs/start-from-openapi.md should have the row {row}");
        }
    }

    #[test]
    fn matches_patterns() {
        assert!(
            matches_pattern("a", "a") && matches_pattern("cf_*", "cf_a") && matches_pattern("*_detail", "a_detail")
        );
        assert!(!matches_pattern("cf_*", "cf_") && !matches_pattern("*", "a") && !matches_pattern("*a*", "bab"));
        assert!(!matches_pattern("a*b", "axb") && !matches_pattern("**", "a") && !matches_pattern("a", "ab"));
    }
}
