//! `filterset diff`: what is told of two versions of a table, and of saved queries.
#![cfg(feature = "cli")]

use filterset_test_support::generate;

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use arbitrary::{Result, Unstructured};
use filterset::schema::SchemaBuilder;
use filterset::{Op, Schema, ValueType};
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

/// Files of a folder that goes with it.
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

/// What the command prints, what it tells and its exit status.
fn filterset(arguments: &[&str], input: &str) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_filterset"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a command that starts");
    // A command that reads no input may be gone before it is given any.
    drop(child.stdin.take().map(|mut stdin| stdin.write_all(input.as_bytes())));
    let output = child.wait_with_output().expect("a command that ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (text(output.stdout), text(output.stderr), output.status.code().expect("an exit status"))
}

#[test]
fn two_versions_of_a_schema_and_ten_saved_queries() {
    let folder = Folder::new();
    let (old, new) = (folder.file("old.toml", OLD), folder.file("new.toml", NEW));
    let saved = folder.file("saved", SAVED);
    let (out, _, status) = filterset(&["diff", &old, &new, "--queries", &saved], "");
    assert_eq!(status, 1);
    insta::assert_snapshot!(out, @r#"
    21 changes, of which 12 can break what clients send
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
    query 2 is refused
    error[invalid_value]: field "status": "frozen" isn't one of the choices: open, closed, archived
      | status=frozen
      |        ^^^^^^
    query 3 is refused
    error[too_many_items]: field "status": too many items in the list: 3, at most 2 are taken
      | /api/accounts/?status__in=open,closed,frozen&token=a
      |                           ^^^^^^^^^^^^^^^^^^
    error[unknown_field]: unknown field "token"
      | /api/accounts/?status__in=open,closed,frozen&token=a
      |                                              ^^^^^
    query 4 is refused
    error[invalid_value]: field "amount": "0" is no integer from 1
      | amount=0
      |        ^
    query 5 is read otherwise
      | created_at__lt=2022-05-04
      - created_at before 2022-05-04 00:00 UTC
      + created_at before 2022-05-04 06:00 UTC, by days of -06:00
    query 7 is refused
    error[invalid_value]: parameter "ordering": "-name" isn't one of the choices: created_at, id
      | ordering=-name&page_size=1000&trace=1
      |          ^^^^^
    error[invalid_value]: parameter "page_size": "1000" is no integer from 1 to 500
      | ordering=-name&page_size=1000&trace=1
      |                          ^^^^
    error[unknown_field]: unknown field "trace"
      | ordering=-name&page_size=1000&trace=1
      |                               ^^^^^
    query 8 is refused
    error[empty_value]: field "name": the value is empty; expected text
      | name=&name__isnull=false
      |      ^
    error[operator_not_allowed]: field "name" doesn't allow "isnull"; it allows: exact, icontains
      | name=&name__isnull=false
      |       ^^^^^^^^^^^^
    query 9 is read otherwise
      | tag=new
      - tag is "new"
      + any of tag is "new"
    queries that were valid: 9 of 10; of these refused now: 5, read otherwise: 2
    "#);
    assert_eq!(filterset(&["diff", &old, &new, "--queries", "-"], SAVED).0, out);
    assert_eq!(
        filterset(&["diff", &old, &old, "--queries", &saved], ""),
        (
            "no change\nqueries that were valid: 9 of 10; of these refused now: 0, read otherwise: 0\n".into(),
            String::new(),
            0
        )
    );
}

#[test]
fn the_same_as_data() {
    let folder = Folder::new();
    let (old, new) = (folder.file("old.toml", OLD), folder.file("new.toml", NEW));
    let (out, _, status) = filterset(&["diff", &old, &new, "--queries", "-", "--format", "json"], SAVED);
    assert_eq!(status, 1);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (locations, rest) = lines.split_at(21);
    assert_eq!(
        locations[0],
        json!({"place": "fields.amount.minimum", "change": "narrowed", "breaking": true, "old": 0, "new": 1})
    );
    assert_eq!(
        locations[1],
        json!({"place": "fields.amount.maximum", "change": "widened", "breaking": false, "old": 1000})
    );
    assert_eq!(
        locations[9],
        json!({"place": "fields.status.choices", "change": "removed", "breaking": true, "old": "frozen"})
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
                "explanation": ["created_at before 2022-05-04 06:00 UTC, by days of -06:00"],
            },
        })
    );
    let queries = json!({"queries": 10, "valid": 9, "refused": 5, "changed": 2});
    assert_eq!(rest[7], json!({"summary": {"breaking": true, "changes": 21, "queries": queries}}));
    let (out, _, status) = filterset(&["diff", &old, &old, "--format", "json"], "");
    assert_eq!((out.as_str(), status), ("{\"summary\":{\"breaking\":false,\"changes\":0}}\n", 0));
}

/// What is told of two tables, which are given by what they say besides a name and a field, and the exit status.
#[track_caller]
fn tells(cases: &[(&str, &str, &[&str])]) {
    let folder = Folder::new();
    let schema = |name: &str, says: &str| {
        let id = "fields.id = { type = \"uuid\", ops = [\"exact\"] }";
        folder.file(name, &format!("{says}\n{id}\n{}", if says.contains("name = ") { "" } else { "name = \"t\"" }))
    };
    for (old, new, expected) in cases {
        let (out, reported, status) = filterset(&["diff", &schema("old.toml", old), &schema("new.toml", new)], "");
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = out.lines().skip(1).map(words).collect();
        assert_eq!(lines, *expected, "{old} and {new}: {told}");
        let breaks = expected.iter().any(|line| line.starts_with("breaking"));
        assert_eq!(status, i32::from(breaks), "{old} and {new}");
    }
}

#[test]
fn fields() {
    let integer = "fields.n = { type = \"integer\", ops = [\"exact\"] }";
    let field = |says: &str| format!("fields.n = {{ {says} }}");
    let of_type = |name: &str, more: &str| field(&format!("type = \"{name}\", ops = [\"exact\"]{more}"));
    let text = |more: &str| of_type("text", more);
    let choice = |choices: &str| of_type("choice", &format!(", choices = [{choices}]"));
    let at = |more: &str| of_type("date-time", more);
    tells(&[
        ("", "", &[]),
        ("name = \"a\"", "name = \"b\"", &["compatible name changed a -> b"]),
        ("", integer, &["compatible fields added n"]),
        (integer, "", &["breaking fields removed n"]),
        (integer, &of_type("decimal", ""), &["compatible fields.n.type widened integer -> decimal"]),
        (&of_type("decimal", ""), integer, &["breaking fields.n.type changed decimal -> integer"]),
        (&choice("\"a\""), &text(""), &["compatible fields.n.type widened choice -> text"]),
        (&of_type("date", ""), &at(""), &["breaking fields.n.type changed date -> date-time"]),
        (&choice("\"a\", \"b\""), &choice("\"b\", \"a\""), &[]),
        (&choice("\"a\", \"b\""), &choice("\"b\""), &["breaking fields.n.choices removed a"]),
        (&choice("\"b\""), &choice("\"b\", \" \""), &["compatible fields.n.choices added \" \""]),
        (integer, &of_type("integer", ", minimum = 1"), &["breaking fields.n.minimum narrowed none -> 1"]),
        (&of_type("integer", ", minimum = 1"), integer, &["compatible fields.n.minimum widened 1 -> none"]),
        (
            &of_type("integer", ", maximum = 9"),
            &of_type("integer", ", maximum = 8"),
            &["breaking fields.n.maximum narrowed 9 -> 8"],
        ),
        (integer, &of_type("integer", ", maximum = 8"), &["breaking fields.n.maximum narrowed none -> 8"]),
        (
            &of_type("integer", ", maximum = 8"),
            &of_type("integer", ", maximum = 9"),
            &["compatible fields.n.maximum widened 8 -> 9"],
        ),
        (integer, &of_type("integer", ", many = true"), &["breaking fields.n.many changed false -> true"]),
        (integer, &of_type("integer", ", nullable = true"), &["compatible fields.n.nullable changed false -> true"]),
        (&text(", allow_empty = true"), &text(""), &["breaking fields.n.allow_empty narrowed true -> false"]),
        (&text(""), &text(", allow_empty = true"), &["compatible fields.n.allow_empty widened false -> true"]),
        (&text(""), &text(", description = \"d\""), &["compatible fields.n.description changed none -> d"]),
        (&at(""), &at(", time_zone = \"+00:00\""), &[]),
        (&at(""), &at(", time_zone = \"-06:00\""), &["breaking fields.n.time_zone changed UTC -> -06:00"]),
        (
            &field("type = \"uuid\", ops = [\"in\", \"ne\"]"),
            &field("type = \"uuid\", ops = [\"exact\", \"in\"]"),
            &["breaking fields.n.ops removed ne", "compatible fields.n.ops added exact"],
        ),
    ]);
}

#[test]
fn what_stands_beside_fields() {
    let page = |more: &str| format!("list.paging = {{ by = \"page\"{more} }}");
    let added = ["breaking list.paging added page", "compatible list added page", "compatible list added page_size"];
    tells(&[
        ("reserved = [\"a\", \"b\"]", "reserved = [\"b\", \"a\"]", &[]),
        ("reserved = [\"a\"]", "", &["breaking reserved removed a"]),
        ("", "reserved = [\"a\"]", &["compatible reserved added a"]),
        ("limits.operands = 9", "limits.operands = 8", &["breaking limits.operands narrowed 9 -> 8"]),
        ("", "limits.conditions = 65", &["compatible limits.conditions widened 64 -> 65"]),
        ("limits.errors = 9", "limits.errors = 8", &["compatible limits.errors changed 9 -> 8"]),
        (
            "reserved = [\"search\"]",
            "list.search = 9",
            &["compatible reserved removed search", "breaking list added search"],
        ),
        (
            "list.search = 9",
            "reserved = [\"search\"]",
            &["compatible reserved added search", "breaking list removed search"],
        ),
        ("list.search = 9", "list.search = 8", &["breaking list.search narrowed 9 -> 8"]),
        ("", &page(""), &[added[1], added[2], added[0]]),
        (
            &page(""),
            "",
            &["breaking list removed page", "breaking list removed page_size", "breaking list.paging removed page"],
        ),
        (
            &page(""),
            "list.paging.by = \"cursor\"",
            &[
                "breaking list removed page",
                "compatible list added cursor",
                "breaking list.paging.by changed page -> cursor",
            ],
        ),
        (&page(", size = 9"), &page(", size = 8"), &["breaking list.paging.size changed 9 -> 8"]),
        (&page(""), &page(", max_size = 999"), &["breaking list.paging.max_size narrowed 1000 -> 999"]),
        (&page(""), &page(", max_size = 1001"), &["compatible list.paging.max_size widened 1000 -> 1001"]),
        (
            &page(", clamp = true"),
            &page(", clamp = true, max_size = 1001"),
            &["breaking list.paging.max_size widened 1000 -> 1001"],
        ),
        (&page(", clamp = true"), &page(""), &["breaking list.paging.clamp narrowed true -> false"]),
        (&page(""), &page(", clamp = true"), &["compatible list.paging.clamp widened false -> true"]),
        ("list.ordering = [\"a\"]", "", &["breaking list removed ordering"]),
        (
            "list.ordering = [\"a\"]",
            "list.ordering = [\"b\"]",
            &["breaking list.ordering removed a", "compatible list.ordering added b"],
        ),
        ("list.omit = \"any\"", "list.omit = [\"a\", \"b\"]", &["breaking list.omit narrowed any -> a, b"]),
        ("list.omit = [\"a\"]", "list.omit = \"any\"", &["compatible list.omit widened a -> any"]),
        ("list.fields = [\"a\"]", "list.fields = [\"a\", \"b\"]", &["compatible list.fields added b"]),
        ("list.fields = \"any\"", "", &["breaking list removed fields"]),
    ]);
}

/// What becomes of a query, by two tables as above: nothing, or what is told of it.
#[test]
fn saved_queries_break_or_do_not() {
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
            "- at most 50 records, from the one after 50 + at most 100 records, from the one after 100",
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
        let (out, _, _) = filterset(&["diff", &old, &new, "--queries", "-"], query);
        let reported: Vec<&str> = out.lines().skip_while(|line| !line.starts_with("query 1")).collect();
        assert_eq!(reported.is_empty(), expected.is_empty(), "{query}: {out}");
        let words = reported.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains(expected), "{query}: {out}");
    }
}

#[test]
fn what_cannot_be_read_is_reported() {
    for arguments in [
        &["belvo/links"] as &[&str],
        &["belvo/links", "belvo/none"],
        &["belvo/links", "belvo/links", "--queries", "nothing"],
    ] {
        let (out, reported, status) = filterset(&[&["diff"], arguments].concat(), "");
        assert_eq!((status, reported.is_empty()), (2, false), "{arguments:?}: {out}");
    }
}

#[test]
fn nothing_is_echoed_that_a_terminal_acts_on() {
    let folder = Folder::new();
    let choice = |name: &str, text: &str| {
        let says = "fields.n = { type = \"choice\", ops = [\"exact\"], choices = ";
        folder.file(name, &format!("name = \"t\"\n{says}[\"a\", \"{text}\"] }}"))
    };
    let schemas = [choice("old.toml", "\\u001b[31m"), choice("new.toml", "\\u202e")];
    let queries = "n=%1B[31m\nn=\u{1b}\n/\u{1b}[31m?n=%1B[31m";
    let (out, _, status) = filterset(&["diff", &schemas[0], &schemas[1], "--queries", "-"], queries);
    assert_eq!(status, 1);
    assert!(out.chars().all(|c| (c == '\n' || !c.is_control()) && c != '\u{202E}'), "{out:?}");
}

/// The table with a change at random, where it is a sound one.
fn varied(u: &mut Unstructured<'_>, schema: &Schema) -> Result<Option<Schema>> {
    let mut schema = serde_json::to_value(schema).expect("data");
    let names: Vec<&str> = schema.fields().map(filterset::Field::name).collect();
    let name = *u.choose(&names)?;
    let number = u.int_in_range(-3..=3)?;
    let field = &mut schema["fields"][name];
    match u.int_in_range(0..=11)? {
        0 => drop(field["ops"].as_array_mut().expect("operators").pop()),
        1 => field["ops"].as_array_mut().expect("operators").push(u.choose(&Op::ALL)?.wire_name().into()),
        2 => field["type"] = u.choose(&ValueType::ALL)?.name().into(),
        3 => drop(field["choices"].as_array_mut().and_then(Vec::pop)),
        4 => drop(field["choices"].as_array_mut().map(|choices| choices.push("one more".into()))),
        5 => field["minimum"] = number.into(),
        6 => field["maximum"] = number.into(),
        7 => {
            let flag = *u.choose(&["many", "nullable", "allow_empty"])?;
            field[flag] = (field[flag] != json!(true)).into();
        }
        8 => field["time_zone"] = (*u.choose(&["UTC", "-06:00"])?).into(),
        9 => drop(schema["fields"].as_object_mut().expect("fields").remove(name)),
        10 => schema["limits"] = json!({"list_items": 1}),
        _ => schema["limits"] = json!({"list_items": 501}),
    }
    // Another type has no choices, and what was asked for and isn't there is no null of the data.
    let field = schema["fields"].get_mut(name).and_then(Value::as_object_mut);
    if let Some(field) = field {
        if field["type"] != "choice" {
            field.remove("choices");
        }
        field.retain(|_, what| !what.is_null());
    }
    Ok(serde_json::from_value::<SchemaBuilder>(schema).ok().and_then(|builder| builder.build().ok()))
}

#[test]
fn no_query_breaks_where_no_change_is_breaking() {
    let folder = Folder::new();
    let mut state = 1_u64;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let (mut compatible, mut broken) = (0, 0);
    for _ in 0..200 {
        let bytes: Vec<u8> = (0..8192).map(|_| byte()).collect();
        let mut u = Unstructured::new(&bytes);
        let old = generate::schema(&mut u).expect("enough bytes");
        let Some(new) = varied(&mut u, &old).expect("enough bytes") else { continue };
        let filters: Vec<String> =
            (0..16).map(|_| format!("{}\n", generate::filter(&mut u, &old).expect("enough bytes"))).collect();
        let write = |name: &str, schema| folder.file(name, &serde_json::to_string(schema).expect("data"));
        let schemas = [write("old.json", &old), write("new.json", &new)];
        let arguments = ["diff", &schemas[0], &schemas[1], "--format", "json", "--queries", "-"];
        let (out, reported, _) = filterset(&arguments, &filters.concat());
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let queries = &lines.last().unwrap_or_else(|| panic!("{told}"))["summary"]["queries"];
        let breaks = (&queries["refused"], &queries["changed"]) != (&json!(0), &json!(0));
        let is_breaking = lines.iter().any(|line| line["breaking"] == true);
        assert!(is_breaking || !breaks, "{out}");
        assert_eq!(queries["valid"], 16, "{out}");
        compatible += i32::from(!is_breaking);
        broken += i32::from(breaks);
    }
    assert!(compatible > 20 && broken > 20, "{compatible} compatible pairs of tables, and {broken} that broke a query");
}
