//! `filterset sql`, and the queries that it rejects.

use serde_json::{Value, json};

use crate::support::{REFERENCE, errors, lists_schema, new_folder, run_filterset, stderr, stdout, types_schema};

/// Runs `sql`. Returns its standard output, or standard error if that is empty, and the exit code.
fn sql(arguments: &[&str]) -> (String, i32) {
    let output = run_filterset(&[&["sql"], arguments].concat(), b"");
    let reported = if output.stdout.is_empty() { stderr(&output) } else { stdout(&output) };
    (reported, output.status.code().unwrap())
}

/// Translates a query of the Links schema to each dialect.
fn links_sql(query: &str) -> String {
    let sql = |dialect| sql(&["--schema", "belvo/links", "--dialect", dialect, query]).0;
    ["sqlite", "postgres", "mysql"].map(sql).join("")
}

#[test]
fn prints_sql_of_each_dialect() {
    insta::assert_snapshot!(links_sql(REFERENCE), @r#"
    ("institution" COLLATE BINARY) IN (?, ?) AND ("status" COLLATE BINARY) = ?
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    "institution" IN ($1, $2) AND "status" = $3
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    CAST(CAST(`institution` AS CHAR CHARACTER SET utf8mb4) AS BINARY) IN (?, ?) AND CAST(CAST(`status` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = ?
      1  text  erebor_mx_retail
      2  text  gringotts_mx_retail
      3  text  invalid
    "#);
}

#[test]
fn prints_typed_and_escaped_bind_parameters() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let query = "account__balance__gte=12.50&count=7&created_at__lte=2022-05-04&day=2022-03-03\
                 &name=%1B%5B31m%E2%80%AE%20&open=true&tags__allin=a,b";
    let (shown, status) = sql(&["--schema", &types, "--dialect", "postgres", query]);
    assert_eq!(status, 0);
    insta::assert_snapshot!(shown, @r#"
    "account__balance" >= CAST(CAST($1 AS text) AS numeric) AND "count" = CAST($2 AS bigint) AND "created_at" < CAST($3 AS timestamptz) AND "day" = CAST($4 AS date) AND "name" = $5 AND "open" = CAST($6 AS boolean) AND (CAST("tags" AS text[]) @> (ARRAY [ $7, $8 ]))
      1  text       12.5
      2  integer    7
      3  date-time  2022-05-05T00:00:00Z
      4  date       2022-03-03
      5  text       "\u{1b}[31m\u{202e} "
      6  boolean    true
      7  text       a
      8  text       b
    "#);
    let (shown, _) = sql(&["--schema", &types, "--dialect", "postgres", "--format", "json", query]);
    let result: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!(result["binds"][4], json!({"type": "text", "value": "\u{1b}[31m\u{202e} "}));
    assert_eq!(result["binds"][6], json!({"type": "text", "value": "a"}));
    let link = "id__in=00000000-0000-0000-0000-0000000000ff";
    let (shown, _) = sql(&["--schema", "belvo/links", "--dialect", "sqlite", link]);
    assert_eq!(shown.lines().nth(1), Some("  1  bytes  000000000000000000000000000000ff"));
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn prints_conditions_on_empty_and_negated_text() {
    let folder = new_folder();
    let path = folder.join("notes.toml");
    let schema = r#"
        name = "notes"
        fields.note = { type = "text", ops = ["not_icontains", "isempty"] }
    "#;
    std::fs::write(&path, schema).unwrap();
    let arguments = ["--schema", path.to_str().unwrap(), "--dialect"];
    for (dialect, query, expected) in [
        ("sqlite", "note__isempty=1", "(\"note\" IS NULL OR (\"note\" COLLATE BINARY) = '')\n"),
        ("postgres", "note__isempty=0", "\"note\" IS NOT NULL AND \"note\" <> ''\n"),
        (
            "mysql",
            "note__isempty=1",
            "(`note` IS NULL OR CAST(CAST(`note` AS CHAR CHARACTER SET utf8mb4) AS BINARY) = '')\n",
        ),
        (
            "postgres",
            "note__not_icontains=A",
            "((NOT LOWER(\"note\" COLLATE \"C\") LIKE $1) OR \"note\" IS NULL)\n  1  text  %a%\n",
        ),
    ] {
        assert_eq!(sql(&[&arguments[..], &[dialect, query]].concat()), (expected.to_owned(), 0), "{query}");
    }
    let output = run_filterset(&["explain", "--schema", arguments[1], "note__isempty=1&note__not_icontains=A"], b"");
    assert_eq!(
        stdout(&output),
        "note is empty, or is null\nnote does not contain \"A\" (case-insensitive), or is null\n"
    );
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn prints_sql_that_a_condition_can_follow() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let arguments = ["--schema", &types, "--dialect", "sqlite"];
    let (shown, status) = sql(&[&arguments[..], &["created_at__lte=2022-05-04"]].concat());
    assert_eq!(status, 2);
    insta::assert_snapshot!(shown, @r#"
    filterset: unsupported field "created_at": SQLite has no date-time type, and texts of different forms are not in order
    --instants declares how SQLite's columns store date-times: text, or scaled:3 for Unix milliseconds
    "#);
    let (shown, _) = sql(&[&arguments[..], &["account__balance=1&created_at__lte=2022-05-04"]].concat());
    assert_eq!(shown.matches("unsupported field").count(), 2, "{shown}");
    for (instants, bind) in [("text", "text  2022-05-05 00:00:00+00:00"), ("scaled:3", "integer  1651708799999")] {
        let (shown, status) = sql(&[&arguments[..], &["created_at__lte=2022-05-04", "--instants", instants]].concat());
        assert_eq!((status, shown.contains(bind)), (0, true), "{instants}: {shown}");
    }
    let (shown, _) = sql(&[&arguments[..], &["created_at__in=2022-05-04,2022-05-06", "--instants", "text"]].concat());
    assert!(shown.starts_with("((\"created_at\" >= ?") && shown.lines().next().unwrap().ends_with("< ?))"), "{shown}");
    assert_eq!(sql(&[&arguments[..], &[""]].concat()), ("TRUE\n".to_owned(), 0));
    std::fs::remove_dir_all(folder).unwrap();
}

/// PostgreSQL parses neither a year with a sign nor the year 0, and MySQL no `Z`.
#[test]
fn prints_instants_as_databases_parse_them() {
    let folder = new_folder();
    let path = folder.join("zones.toml");
    let schema = r#"
        name = "zones"
        fields.east = { type = "date-time", ops = ["gte", "lte"], time_zone = "+06:00" }
        fields.west = { type = "date-time", ops = ["gte", "lte"], time_zone = "-06:00" }
    "#;
    std::fs::write(&path, schema).unwrap();
    for (dialect, query, expected) in [
        ("postgres", "west__lte=9999-12-31", "10000-01-01T06:00:00Z"),
        ("postgres", "east__gte=0001-01-01", "0001-12-31T18:00:00Z BC"),
        ("postgres", "east__gte=2022-05-04T10:30:00.5Z", "2022-05-04T10:30:00.5Z"),
        ("mysql", "west__lte=9999-12-31", "9999-12-31 23:59:59.999999"),
        ("mysql", "east__gte=0001-01-01", "0001-01-01 00:00:00"),
        ("mysql", "east__gte=2022-05-04T10:30:00.5Z", "2022-05-04 10:30:00.500"),
    ] {
        let (printed, _) = sql(&["--schema", path.to_str().unwrap(), "--dialect", dialect, query]);
        assert_eq!(printed.lines().nth(1), Some(&*format!("  1  date-time  {expected}")), "{dialect} {query}");
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn maps_fields_to_columns() {
    let arguments = ["--schema", "belvo/links", "--dialect", "postgres", "--table", "app.links", "--format", "json"];
    let more =
        ["--column", "status=state", "--column", "institution=i.code", "status=valid&institution=a&external_id=b"];
    let (shown, status) = sql(&[&arguments[..], &more].concat());
    assert_eq!(status, 0);
    let result: Value = serde_json::from_str(&shown).unwrap();
    let expected = r#""app"."links"."external_id" = $1 AND "i"."code" = $2 AND "app"."links"."state" = $3"#;
    assert_eq!(result["sql"], expected);
    for (column, reported) in [
        ("statos=state", "unknown field \"statos\": expected one of access_mode, created_by"),
        ("status", "expected FIELD=COLUMN"),
        ("status=a\";", "letters, digits, _ and $"),
        ("status=a.b.c.d", "letters, digits, _ and $"),
        ("institution=other", "duplicate field \"institution\""),
    ] {
        let (shown, status) = sql(&[&arguments[..], &["--column", column], &more].concat());
        assert_eq!((status, shown.contains(reported)), (2, true), "{column}: {shown}");
    }
}

#[test]
fn reports_unsupported_fields_with_options_that_help() {
    let folder = new_folder();
    let types = types_schema(&folder);
    let arguments = ["--schema", &types, "--dialect", "sqlite", "account__balance=1.5"];
    let (shown, status) = sql(&arguments);
    assert_eq!((status, shown.contains("--decimals"), shown.contains("scaled:2")), (2, true, true), "{shown}");
    for (decimals, bind) in [("real", "real  1.5"), ("text", "text  1.5"), ("scaled:2", "integer  150")] {
        let (shown, status) = sql(&[&arguments[..], &["--decimals", decimals]].concat());
        assert_eq!((status, shown.contains(bind)), (0, true), "{decimals}: {shown}");
    }
    assert_eq!(sql(&[&arguments[..], &["--decimals", "scaled:40"]].concat()).1, 2);
    let (shown, status) = sql(&["--schema", &types, "--dialect", "mysql", "tags=a"]);
    assert_eq!((status, shown.contains("only PostgreSQL supports arrays")), (2, true), "{shown}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn prints_no_sql_for_invalid_queries() {
    let arguments = ["sql", "--schema", "belvo/links", "--dialect", "sqlite", "/api/links/?statos=valid"];
    let output = run_filterset(&arguments, b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    insta::assert_snapshot!(stderr(&output), @r#"
    error[unknown_field]: unknown field "statos"; did you mean "status"?
      | /api/links/?statos=valid
      |             ^^^^^^
    "#);
    let (shown, status) = sql(&[&arguments[1..], &["--format", "json"]].concat());
    let result: Value = serde_json::from_str(&shown).unwrap();
    assert_eq!((status, errors(&result)), (1, vec![("unknown_field", 12, 18)]));
}

#[test]
fn rejects_reserved_names_in_commands_that_act_on_queries() {
    let folder = new_folder();
    let schema = lists_schema(&folder);
    for (query, reported) in [
        ("status=valid&page=2", "page is a parameter of lists"),
        // The condition would still be true, but a filter alone matches more than the first page.
        ("/api/links/?status=valid&page=1&format=csv", "page is a parameter of lists"),
        ("status=valid&format=csv&page=1", "format is a reserved name"),
    ] {
        for command in [&["sql", "--dialect", "sqlite"] as &[&str], &["grep", "--count"]] {
            let arguments = [command, &["--schema", &schema, query]].concat();
            let output = run_filterset(&arguments, b"");
            assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{arguments:?}");
            assert!(stderr(&output).contains(reported), "{}", stderr(&output));
            let ignored = run_filterset(&[&arguments[..], &["--ignore-reserved"]].concat(), b"{\"status\": \"valid\"}");
            assert_eq!((ignored.status.code(), ignored.stdout.is_empty()), (Some(0), false), "{arguments:?}");
        }
    }
    // A search matches fewer records than the filter alone.
    for command in [&["sql", "--dialect", "sqlite"] as &[&str], &["grep"], &["explain"]] {
        for more in [&[] as &[&str], &["--ignore-reserved"]] {
            let query = "status=valid&page=2&search=erebor";
            let output =
                run_filterset(&[command, &["--schema", &schema, query], more].concat(), b"{\"status\": \"valid\"}");
            assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{command:?}");
            assert!(stderr(&output).contains("remove it from the query\n"), "{}", stderr(&output));
        }
    }
    // Ignored parameters are still checked.
    let arguments = ["sql", "--dialect", "sqlite", "--schema", &schema, "--ignore-reserved", "status=valid&page=0"];
    let output = run_filterset(&arguments, b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""));
    assert!(stderr(&output).contains("parameter \"page\""), "{}", stderr(&output));
    std::fs::remove_dir_all(folder).unwrap();
}
