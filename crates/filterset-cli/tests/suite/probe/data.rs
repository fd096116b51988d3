//! The schemas and the records of the test servers.

use serde_json::{Value, json};

/// A schema of every type, in the language's own spelling.
pub(super) const TYPES: &str = r#"
    name = "accounts"
    reserved = ["format"]
    [fields]
    balance__available = { type = "decimal", ops = ["exact", "gt", "gte", "lt", "lte", "range"] }
    closed_at = { type = "date-time", nullable = true, ops = ["exact", "ne", "gte", "lt", "isnull"] }
    created_at = { type = "date-time", ops = ["exact", "in", "gt", "gte", "lt", "lte", "range"] }
    id = { type = "integer", ops = ["exact", "in"] }
    is_active = { type = "boolean", ops = ["exact", "in"] }
    name = { type = "text", ops = ["exact", "ne", "in", "icontains", "not_icontains", "startswith", "iendswith"] }
    note = { type = "text", allow_empty = true, nullable = true, ops = ["exact", "isempty"] }
    opened_on = { type = "date", ops = ["gte", "lte", "range"] }
    owner = { type = "uuid", ops = ["exact", "not_in"] }
    rank = { type = "integer", minimum = 0, ops = ["gt", "gte", "lt", "lte"] }
    status = { type = "choice", choices = ["valid", "invalid", "lost"], ops = ["exact", "ne", "in", "not_in"] }
    tags = { type = "text", many = true, ops = ["exact", "in", "allin"] }
    [list]
    paging = { by = "page", size = 20, max_size = 100 }
    ordering = ["id", "rank", "closed_at"]
"#;

/// The same API as another one spells it.
pub(super) const SPELLED: &str = r#"
    name = "devices"
    reserved = ["limit", "cf_*"]
    [spelling]
    lists = "repeat"
    bare = "in"
    operators = { n = "not_in", ic = "icontains", nic = "not_icontains", empty = "isempty" }
    [fields]
    is_active = { type = "boolean", ops = ["exact"], bare = "exact" }
    name = { type = "text", ops = ["in", "not_in", "icontains", "not_icontains"] }
    note = { type = "text", nullable = true, ops = ["isempty"] }
    rank = { type = "integer", ops = ["in", "not_in", "gte", "lte"], keys = { "rank[from]" = "gte", "rank[to]" = "lte" } }
    tags = { type = "text", many = true, ops = ["allin", "not_in"], bare = "allin" }
    [list]
    paging = { by = "page", size = 20, max_size = 100 }
"#;

/// Returns the record with a number.
fn record(number: u64) -> Value {
    let status = ["valid", "invalid", "valid", "lost"][usize::try_from(number % 4).unwrap()];
    let name = ["Gringotts Diagon", "erebor", "Iron Bank", "Lake-town", "planet express"]
        [usize::try_from(number % 5).unwrap()];
    let note = match number % 6 {
        0 => Value::Null,
        1 => json!(""),
        _ => json!(format!("note {}", number % 4)),
    };
    let (day, hour) = (number % 9 + 1, number * 7 % 24);
    json!({
        "id": number,
        "balance": {"available": format!("{}.{:02}", number * 37 % 100, number % 100)},
        "closed_at": (!number.is_multiple_of(3)).then(|| format!("2022-06-{day:02}T{hour:02}:30:00Z")),
        "created_at": format!("2022-05-{day:02}T{hour:02}:15:30Z"),
        "is_active": number.is_multiple_of(3),
        "name": name,
        "note": note,
        "opened_on": format!("2021-0{day}-11"),
        "owner": format!("00000000-0000-4000-8000-0000000000{:02}", number % 7),
        "rank": number * 13 % 120,
        "status": status,
        "tags": match number % 4 { 0 => json!([]), 1 => json!(["a"]), 2 => json!(["a", "b"]), _ => json!(["b", "c"]) },
    })
}

/// Returns all records.
pub(super) fn records() -> Vec<Value> {
    (1..=55).map(record).collect()
}
