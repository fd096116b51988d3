//! The condition that selects the records after another one.

use filterset::Value;
use filterset::list::Direction;
use sea_query::Condition;

use crate::sort::SortKey;

/// One item of an ordering.
pub(crate) struct SortItem {
    pub(crate) name: String,
    pub(crate) direction: Direction,
    pub(crate) key: SortKey,
}

/// Returns the condition of the records that follow the one with these values, one for each item; `None` is null.
///
/// For the items a and b it is `a >= 1 AND (a > 1 OR b > 2)`, so its size is linear in the number of items, and a
/// database can start at the bound of the first one in an index.
pub(crate) fn follow(items: &[SortItem], values: &[Option<Value<'_>>]) -> Condition {
    let mut pairs = items.iter().zip(values).rev();
    // No record follows the last one of an empty ordering.
    let last = pairs.next().and_then(|(item, value)| item.key.is_after(item.direction, value.as_ref()));
    let mut following = last.unwrap_or_else(Condition::any);
    for (SortItem { key, direction, .. }, value) in pairs {
        let alternatives = Condition::any().add_option(key.is_after(*direction, value.as_ref())).add(following);
        following = Condition::all().add_option(key.is_at_or_after(*direction, value.as_ref())).add(alternatives);
    }
    following
}
