//! The names of parameters that don't filter, and their roles.

/// The role of a reserved name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Pagination,
    Ordering,
    Projection,
    Search,
    Format,
}

/// The names of each role. docs/start-from-openapi.md lists them too.
const NAMES: [(Role, &[&str]); 5] = [
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
    (Role::Ordering, &["ordering", "order", "order_by", "orderBy", "sort", "sort_by", "sortBy", "sortby", "o"]),
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
            "prefetch",
            "depth",
            "mode",
        ],
    ),
    (Role::Search, &["search", "q", "query"]),
    (Role::Format, &["format"]),
];

impl Role {
    /// Returns the role of a name, if it is reserved.
    pub(crate) fn from_name(name: &str) -> Option<Role> {
        NAMES.iter().find(|(_, names)| names.contains(&name)).map(|(role, _)| *role)
    }

    /// Returns the role in words, for notes.
    pub(crate) const fn description(self) -> &'static str {
        match self {
            Role::Pagination => "a pagination parameter",
            Role::Ordering => "an ordering parameter",
            Role::Projection => "a projection parameter",
            Role::Search => "a search parameter",
            Role::Format => "a format parameter",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NAMES;

    #[test]
    fn the_page_lists_every_name() {
        let page = include_str!("../../../docs/start-from-openapi.md");
        for ((_, names), head) in NAMES.iter().zip(["pagination", "ordering", "projection", "search", "output format"])
        {
            let row = format!("\n| {head} | `{}` |\n", names.join("` `"));
            assert!(page.contains(&row), "docs/start-from-openapi.md should have the row {row}");
        }
    }
}
