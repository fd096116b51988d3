//! Defects of APIs, one for each check.

use filterset::Errors;

#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Defect {
    None,
    /// The pairs with this error are ignored.
    Ignores(&'static str),
    /// The pairs with an unknown name are ignored if it is this one.
    IgnoresName(&'static str),
    /// The pairs with an unknown name in upper case are ignored.
    IgnoresUpperCase,
    /// The pairs with another unknown name are ignored.
    IgnoresMisspeltNames,
    FoldsCaseOfNames,
    DropsBlankItems,
    DropsUnknownChoices,
    DropsItemsOverLimit,
    RaisesOnNull,
    RejectsValid,
    UsesFirstItem,
    UsesFirstPair,
    ExcludesNull,
    IncludesBound,
    ExcludesEndOfRange,
    ComparesAsText,
    ReadsDayAsMidnight,
    IgnoresIsNull,
    RespectsCase,
    SearchesAnywhere,
    MatchesAnyOf,
    IgnoresOwner,
    JoinsByOr,
    ReadsPlusAsData,
    SplitsOnlyRawCommas,
    RejectsRepeatedItems,
    IgnoresLongNames,
    IgnoresOrdering,
    IgnoresDescending,
    OverlapsPages,
    SkipsRecords,
    /// The last record is deleted during the run.
    Deletes,
    /// The status of a record on the last page changes during the run.
    Updates,
    /// The instants have fractions of seconds.
    StoresFractions,
    /// The pairs of list parameters with an error are ignored.
    IgnoresListParameters,
}

impl Defect {
    /// Rewrites a query before it is parsed.
    pub(super) fn rewrite(self, query: &str) -> String {
        match self {
            Defect::FoldsCaseOfNames => map_pairs(query, |key, value| Some((key.to_lowercase(), value.to_owned()))),
            Defect::DropsBlankItems => map_items(query, |item| !item.is_empty()),
            Defect::DropsUnknownChoices => map_items(query, |item| item != "no_such_choice"),
            Defect::DropsItemsOverLimit => map_pairs(query, |key, value| {
                Some((key.to_owned(), value.split(',').take(500).collect::<Vec<_>>().join(",")))
            }),
            Defect::IgnoresLongNames => {
                map_pairs(query, |key, value| (!key.ends_with("__exact")).then(|| (key.to_owned(), value.to_owned())))
            }
            Defect::ReadsPlusAsData => query.replace('+', "%2B"),
            Defect::SplitsOnlyRawCommas => query.replace("%2C", "%3B"),
            _ => query.to_owned(),
        }
    }

    /// Returns the query without the pairs whose errors are ignored.
    pub(super) fn drop_errors(self, query: &str, errors: &Errors) -> String {
        let ignores = |code: &str, pair: &str| match self {
            Defect::Ignores(ignored) => code == ignored,
            Defect::IgnoresName(name) => code == "unknown_field" && pair.split('=').next() == Some(name),
            Defect::IgnoresListParameters => {
                ["page", "page_size", "ordering"].contains(&pair.split('=').next().unwrap())
            }
            Defect::IgnoresUpperCase => code == "unknown_field" && !pair.contains(char::is_lowercase),
            Defect::IgnoresMisspeltNames => {
                let key = pair.split('=').next().unwrap();
                code == "unknown_field"
                    && key == key.to_lowercase()
                    && !["x", "filterset_probe", "no_such_field"].contains(&key)
            }
            _ => false,
        };
        let mut start = 0;
        let mut kept = Vec::new();
        for pair in query.split('&') {
            let range = start..=start + pair.len();
            start += pair.len() + 1;
            let mut spans = errors.iter().map(|error| (error.code(), error.span().unwrap()));
            if !spans.any(|(code, span)| range.contains(&span.start) && ignores(code, pair)) {
                kept.push(pair);
            }
        }
        kept.join("&")
    }
}

/// Replaces each pair, or drops it.
fn map_pairs(query: &str, map: impl Fn(&str, &str) -> Option<(String, String)>) -> String {
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        None => Some(pair.to_owned()),
        Some((key, value)) => map(key, value).map(|(key, value)| format!("{key}={value}")),
    });
    pairs.flatten().collect::<Vec<_>>().join("&")
}

/// Drops items of lists, and lists without an item.
fn map_items(query: &str, keep: impl Fn(&str) -> bool) -> String {
    map_pairs(query, |key, value| {
        let items: Vec<&str> = value.split(',').filter(|item| keep(item)).collect();
        (!key.ends_with("in") || !items.is_empty())
            .then(|| (key.to_owned(), if key.ends_with("in") { items.join(",") } else { value.to_owned() }))
    })
}
