//! Characters that a terminal would interpret are never printed.

use serde_json::{Value, json};

use crate::support::{new_folder, run_filterset, stderr, stdout};

/// Data has the escapes of its format, so that a schema is unchanged when it is parsed again.
#[test]
fn escapes_terminal_sequences_in_data() {
    let folder = new_folder();
    let location = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let choices = ["\u{202e}dilav", "say \"\u{200b}\"", "\\ \u{9b}31m"];
    let field =
        json!({"type": "choice", "choices": choices, "ops": ["exact"], "description": "a 'b' \\ \u{feff}\n\"c\""});
    let schema = json!({"name": "\u{2066}schema", "fields": {"status": field}}).to_string();
    std::fs::write(location("schema.json"), &schema).unwrap();
    std::fs::write(location("other.json"), schema.replace('\u{202e}', "\u{202d}")).unwrap();
    let schema = location("schema.json");
    let printed = |arguments: &[&str]| -> String {
        let output = run_filterset(arguments, b"");
        let text = stdout(&output);
        let is_hidden =
            |c: char| c != '\n' && (c.is_control() || ('\u{200b}'..='\u{206f}').contains(&c) || c == '\u{feff}');
        assert!(!text.is_empty() && !text.contains(is_hidden), "{arguments:?}: {text:?} {}", stderr(&output));
        text
    };

    let json = printed(&["schemas", "--format", "json", &schema]);
    std::fs::write(location("json.json"), json).unwrap();
    let toml = printed(&["schemas", "--format", "toml", &schema]);
    assert!(toml.contains("\"\\u202Edilav\""), "{toml}");
    std::fs::write(location("toml.toml"), toml).unwrap();
    let exported = printed(&["export", "--path", "/api/links/", "--schema", &schema]);
    std::fs::write(location("exported.json"), exported).unwrap();
    let imported = printed(&["import", "--path", "/api/links/", &location("exported.json")]);
    std::fs::write(location("imported.toml"), imported).unwrap();
    for copy in ["json.json", "toml.toml", "imported.toml"] {
        let (reported, status) = (run_filterset(&["diff", &schema, &location(copy)], b""), Some(0));
        assert_eq!((reported.status.code(), stdout(&reported).as_str()), (status, "no changes\n"), "{copy}");
    }

    let lines = printed(&["diff", "--format", "json", &schema, &location("other.json")]);
    let change: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert!(change.to_string().contains('\u{202e}'), "{change}");
    let query = "status=\u{202e}dilav";
    let line = printed(&["check", "--format", "json", "--schema", &schema, query]);
    assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["query"], query);
    let line = printed(&["sql", "--dialect", "sqlite", "--format", "json", "--schema", &schema, query]);
    assert!(serde_json::from_str::<Value>(&line).unwrap()["binds"].to_string().contains("\u{202e}dilav"), "{line}");
    printed(&["explain", "--format", "json", "--schema", &schema, query]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn escapes_terminal_sequences_in_text() {
    let query = "external_id=%1B%5B31m%E2%80%AE&st\u{202E}tus=\u{1b}[31m&page=%1B";
    for query in [query, "external_id=%1B%5B31m%E2%80%AE&page=%1B"] {
        let shown = stdout(&run_filterset(&["check", "--schema", "belvo/links", query], b""));
        assert!(shown.chars().all(|c| (c == '\n' || !c.is_control()) && c != '\u{202E}'), "{shown:?}");
    }
}
