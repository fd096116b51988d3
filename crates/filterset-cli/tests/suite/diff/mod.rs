//! `filterset diff`: the changes of a schema, and the saved queries that they break.

mod changes;
mod properties;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

const OLD: &str = r#"
name = "accounts"
reserved = ["trace"]
limits = { list_items = 500 }
list = { paging = { by = "page", size = 100, max_size = 1000 }, ordering = ["created_at", "name"], fields = "any", search = 64 }
fields.amount = { type = "integer", minimum = 0, maximum = 1000, ops = ["exact", "gte", "lt"] }
fields.created_at = { type = "date-time", ops = ["gte", "lt", "range"] }
fields.name = { type = "text", allow_empty = true, nullable = true, ops = ["exact", "icontains", "isnull"] }
fields.rating = { type = "integer", maximum = 5, ops = ["exact", "gte"] }
fields.status = { type = "choice", choices = ["open", "closed", "frozen"], ops = ["exact", "in"] }
fields.tag = { type = "text", ops = ["exact"] }
fields.token = { type = "text", ops = ["exact"] }
"#;

const NEW: &str = r#"
name = "accounts"
reserved = ["lang"]
limits = { list_items = 2 }
list = { paging = { by = "page", size = 100, max_size = 500 }, ordering = ["created_at", "id"], fields = ["id", "name"], search = 128 }
fields.amount = { type = "integer", minimum = 1, ops = ["exact", "gte", "lt", "range"] }
fields.created_at = { type = "date-time", time_zone = "-06:00", ops = ["gte", "lt", "range"] }
fields.currency = { type = "text", ops = ["exact"] }
fields.name = { type = "text", ops = ["exact", "icontains"] }
fields.rating = { type = "decimal", ops = ["exact", "gte"] }
fields.status = { type = "choice", choices = ["open", "closed", "archived"], ops = ["exact", "in"] }
fields.tag = { type = "text", many = true, ops = ["exact"] }
"#;

const SAVED: &str = "\
status=open&amount__gte=100
status=frozen
/api/accounts/?status__in=open,closed,frozen&token=a
amount=0
created_at__lt=2022-05-04
created_at__lt=2022-05-04T00:00:00Z&rating__gte=4
ordering=-name&page_size=1000&trace=1
name=&name__isnull=false
tag=new
statos=open
";

/// A temporary folder, which is deleted when it is dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        use std::sync::atomic::{AtomicUsize, Ordering};
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let name = format!("filterset-diff-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn file(&self, name: &str, text: &str) -> String {
        let path = self.0.join(name);
        fs::write(&path, text).expect("a file");
        path.to_str().expect("a name of text").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Runs the command. Returns its standard output, standard error and exit code.
fn run_filterset(arguments: &[&str], input: &str) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a command that starts");
    // A command that reads no input may exit before it is written.
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("a command that ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr), output.status.code().expect("an exit status"))
}

#[test]
fn compares_two_schemas_and_ten_saved_queries() {
    let folder = Folder::new();
    let (old, new) = (folder.file("old.toml", OLD), folder.file("new.toml", NEW));
    let saved = folder.file("saved", SAVED);
    let (out, _, status) = run_filterset(&["diff", &old, &new, "--queries", &saved], "");
    assert_eq!(status, 1);
    insta::assert_snapshot!(out, @r#"
    21 changes, 12 breaking
      breaking    fields.amount.minimum        narrowed  0 -> 1
      compatible  fields.amount.maximum        widened   1000 -> none
      compatible  fields.amount.ops            added     range
      breaking    fields.created_at.time_zone  changed   UTC -> -06:00
      compatible  fields                       added     currency
      breaking    fields.name.allow_empty      narrowed  true -> false
      breaking    fields.name.ops              removed   isnull
      compatible  fields.name.nullable         changed   true -> false
      compatible  fields.rating.type           widened   integer -> decimal
      breaking    fields.status.choices        removed   frozen
      compatible  fields.status.choices        added     archived
      breaking    fields.tag.many              changed   false -> true
      breaking    fields                       removed   token
      breaking    reserved                     removed   trace
      compatible  reserved                     added     lang
      breaking    limits.list_items            narrowed  500 -> 2
      breaking    list.paging.max_size         narrowed  1000 -> 500
      breaking    list.ordering                removed   name
      compatible  list.ordering                added     id
      breaking    list.fields                  narrowed  any -> id, name
      compatible  list.search                  widened   64 -> 128
    query 2 is rejected
    error[invalid_value]: field "status": invalid choice "frozen": expected one of open, closed, archived
      | status=frozen
      |        ^^^^^^
    query 3 is rejected
    error[too_many_items]: field "status": too many items in the list: expected at most 2, found 3
      | /api/accounts/?status__in=open,closed,frozen&token=a
      |                           ^^^^^^^^^^^^^^^^^^
    error[unknown_field]: unknown field "token"
      | /api/accounts/?status__in=open,closed,frozen&token=a
      |                                              ^^^^^
    query 4 is rejected
    error[invalid_value]: field "amount": invalid integer "0": expected a value of at least 1
      | amount=0
      |        ^
    query 5 changes its meaning
      | created_at__lt=2022-05-04
      - created_at before 2022-05-04 00:00 UTC
      + created_at before 2022-05-04 06:00 UTC (days in -06:00)
    query 7 is rejected
    error[invalid_value]: parameter "ordering": invalid choice "-name": expected one of created_at, id
      | ordering=-name&page_size=1000&trace=1
      |          ^^^^^
    error[invalid_value]: parameter "page_size": invalid integer "1000": expected a value from 1 to 500
      | ordering=-name&page_size=1000&trace=1
      |                          ^^^^
    error[unknown_field]: unknown field "trace"
      | ordering=-name&page_size=1000&trace=1
      |                               ^^^^^
    query 8 is rejected
    error[empty_value]: field "name": empty value: expected text
      | name=&name__isnull=false
      |      ^
    error[operator_not_allowed]: operator "isnull" is not allowed for field "name": expected one of exact, icontains
      | name=&name__isnull=false
      |       ^^^^^^^^^^^^
    query 9 changes its meaning
      | tag=new
      - tag is "new"
      + any value of tag is "new"
    9 of 10 queries were valid; now rejected: 5, changed in meaning: 2
    "#);
    assert_eq!(run_filterset(&["diff", &old, &new, "--queries", "-"], SAVED).0, out);
    assert_eq!(
        run_filterset(&["diff", &old, &old, "--queries", &saved], ""),
        (
            "no changes\n9 of 10 queries were valid; now rejected: 0, changed in meaning: 0\n".into(),
            String::new(),
            0
        )
    );
}

#[test]
fn prints_changes_as_json() {
    let folder = Folder::new();
    let (old, new) = (folder.file("old.toml", OLD), folder.file("new.toml", NEW));
    let (out, _, status) = run_filterset(&["diff", &old, &new, "--queries", "-", "--format", "json"], SAVED);
    assert_eq!(status, 1);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (locations, rest) = lines.split_at(21);
    assert_eq!(
        locations[0],
        json!({"location": "fields.amount.minimum", "change": "narrowed", "breaking": true, "old": 0, "new": 1})
    );
    assert_eq!(
        locations[1],
        json!({"location": "fields.amount.maximum", "change": "widened", "breaking": false, "old": 1000})
    );
    assert_eq!(
        locations[9],
        json!({"location": "fields.status.choices", "change": "removed", "breaking": true, "old": "frozen"})
    );
    assert_eq!(rest[0]["query"], "status=frozen");
    assert_eq!((&rest[0]["ok"], &rest[0]["errors"][0]["code"]), (&json!(false), &json!("invalid_value")));
    assert_eq!(
        rest[3],
        json!({
            "query": "created_at__lt=2022-05-04", "ok": true,
            "old": {
                "canonical": "created_at__lt=2022-05-04", "offset": 0, "limit": 100,
                "explanation": ["created_at before 2022-05-04 00:00 UTC"],
            },
            "new": {
                "canonical": "created_at__lt=2022-05-04", "offset": 0, "limit": 100,
                "explanation": ["created_at before 2022-05-04 06:00 UTC (days in -06:00)"],
            },
        })
    );
    let queries = json!({"queries": 10, "valid": 9, "rejected": 5, "changed": 2});
    assert_eq!(rest[7], json!({"summary": {"breaking": true, "changes": 21, "queries": queries}}));
    let (out, _, status) = run_filterset(&["diff", &old, &old, "--format", "json"], "");
    assert_eq!((out.as_str(), status), ("{\"summary\":{\"breaking\":false,\"changes\":0}}\n", 0));
}

/// A saved query is reported if the new schema rejects it or reads it differently.
#[test]
fn reports_saved_queries_that_break() {
    let folder = Folder::new();
    let field = |says: &str| format!("name = \"t\"\n{says}");
    let of_type = |name: &str| field(&format!("fields.n = {{ type = \"{name}\", ops = [\"exact\", \"in\"] }}"));
    let paged = |says: &str| field(&format!("list.paging = {{ by = \"page\"{says} }}\n[fields]"));
    let cases: [(String, String, &str, &str); 8] = [
        (of_type("integer"), of_type("decimal"), "n=05", ""),
        (of_type("integer"), of_type("text"), "n=05", "- n=5 - n is 5 + n=05 + n is \"05\""),
        (of_type("integer"), of_type("text"), "n=5", "- n is 5 + n is \"5\""),
        (of_type("integer"), of_type("date"), "n=x", ""),
        (
            paged(", size = 50"),
            paged(""),
            "page=2",
            "- at most 50 records, after the first 50 + at most 100 records, after the first 100",
        ),
        (paged(", size = 50"), paged(""), "page_size=50", "- \"\" + page_size=50"),
        (paged(", clamp = true"), paged(", clamp = true, max_size = 2000"), "page_size=900", ""),
        (
            of_type("text"),
            field("limits.input_bytes = 9\nfields.n = { type = \"text\", ops = [\"exact\"] }"),
            "n=12345678",
            "input_too_long",
        ),
    ];
    for (old, new, query, expected) in cases {
        let (old, new) = (folder.file("old.toml", &old), folder.file("new.toml", &new));
        let (out, _, _) = run_filterset(&["diff", &old, &new, "--queries", "-"], query);
        let reported: Vec<&str> = out.lines().skip_while(|line| !line.starts_with("query 1")).collect();
        assert_eq!(reported.is_empty(), expected.is_empty(), "{query}: {out}");
        let words = reported.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(expected), "{query}: {out}");
    }
}

#[test]
fn reports_unreadable_input() {
    for arguments in [
        &["belvo/links"] as &[&str],
        &["belvo/links", "belvo/none"],
        &["belvo/links", "belvo/links", "--queries", "nothing"],
    ] {
        let (out, reported, status) = run_filterset(&[&["diff"], arguments].concat(), "");
        assert_eq!((status, reported.is_empty()), (2, false), "{arguments:?}: {out}");
    }
}

#[test]
fn escapes_terminal_sequences_in_text() {
    let folder = Folder::new();
    let choice = |name: &str, text: &str| {
        let says = "fields.n = { type = \"choice\", ops = [\"exact\"], choices = ";
        folder.file(name, &format!("name = \"t\"\n{says}[\"a\", \"{text}\"] }}"))
    };
    let schemas = [choice("old.toml", "\\u001b[31m"), choice("new.toml", "\\u202e")];
    let queries = "n=%1B[31m\nn=\u{1b}\n/\u{1b}[31m?n=%1B[31m";
    let (out, _, status) = run_filterset(&["diff", &schemas[0], &schemas[1], "--queries", "-"], queries);
    assert_eq!(status, 1);
    assert!(out.chars().all(|c| (c == '\n' || !c.is_control()) && c != '\u{202E}'), "{out:?}");
}
