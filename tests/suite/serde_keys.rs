//! The keys of schemas as data.

use std::collections::BTreeSet;

use filterset::schema::SchemaBuilder;
use serde_json::Value;

/// Each key of the message exists, and each that a schema can have is in the message.
#[test]
fn lists_the_keys_of_schemas() {
    let message = |location: &str| {
        let at = |name: &str| if location == name { r#""unknown": 1,"# } else { "" };
        let (schema, field, list, paging, spelling) =
            (at("schema"), at("fields.a"), at("list"), at("list.paging"), at("spelling"));
        let json = format!(
            r#"{{{schema} "name": "t", "fields": {{"a": {{{field} "type": "text", "ops": ["exact"]}}}},
            "list": {{{list} "paging": {{{paging} "by": "page"}}}}, "spelling": {{{spelling} "bare": "exact"}}}}"#
        );
        serde_json::from_str::<SchemaBuilder>(&json).unwrap().build().unwrap_err().to_string()
    };
    let known = |location: &str| -> BTreeSet<String> {
        let message = message(location);
        let keys =
            message.strip_prefix(&format!("{location}: unknown key \"unknown\": expected one of ")).expect(&message);
        keys.split(", ").map(str::to_owned).collect()
    };
    let schema = r#"{"name": "t", "reserved": ["r"], "limits": {}, "spelling": {"lists": "repeat", "bare": "in",
        "operators": {"eq": "exact"}}, "fields": {"a": {"type": "choice", "choices": ["x"], "ops": ["exact", "in", "isempty"],
        "many": true, "nullable": true, "description": "d", "bare": "exact", "lists": "comma", "keys": {"k": "in"}},
        "b": {"type": "integer", "minimum": 1, "maximum": 2, "ops": ["exact"]}, "c": {"type": "date-time", "ops": ["exact"],
        "time_zone": "+01:00"}, "d": {"type": "text", "allow_empty": true, "ops": ["exact"]}}, "list": {"paging": {"by": "page",
        "size": 1, "max_size": 2, "clamp": true}, "ordering": ["a"], "fields": "any", "omit": "any", "search": 9}}"#;
    let value: Value = serde_json::from_str(schema).unwrap();
    serde_json::from_str::<SchemaBuilder>(schema).unwrap().build().unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<String>>();
    assert_eq!(known("schema"), keys(&value));
    assert_eq!(known("list"), keys(&value["list"]));
    assert_eq!(known("list.paging"), keys(&value["list"]["paging"]));
    assert_eq!(known("spelling"), keys(&value["spelling"]));
    let fields = value["fields"].as_object().unwrap().values();
    assert_eq!(known("fields.a"), fields.flat_map(keys).collect());
}
