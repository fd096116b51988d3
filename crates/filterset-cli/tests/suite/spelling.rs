//! The commands on a schema with a spelling: they print the keys that queries have.

use std::path::Path;

use crate::support::{new_folder, run_filterset, stdout};

const DEVICES: &str = r#"
name = "devices"
reserved = ["limit", "cf_*"]
[spelling]
lists = "repeat"
bare = "in"
operators = { n = "not_in", isw = "istartswith" }
[fields]
name = { type = "text", nullable = true, ops = ["in", "not_in", "istartswith", "isnull"] }
status = { type = "choice", choices = ["active", "failed"], ops = ["in", "not_in"], lists = "both" }
created = { type = "date", ops = ["exact", "gte"], bare = "exact", keys = { created_after = "gte" } }
"#;

/// Writes the schema to a file in a folder.
fn write_schema(folder: &Path) -> String {
    let path = folder.join("devices.toml");
    std::fs::write(&path, DEVICES).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn prints_the_keys_of_a_spelling() {
    let folder = new_folder();
    let schema = write_schema(&folder);
    let run = |arguments: &[&str], input: &str| {
        let output = run_filterset(arguments, input.as_bytes());
        (stdout(&output), output.status.code())
    };
    let query = "name=b,c&status=active&name=a&created_after=2024-01-01&cf_site=1";
    insta::assert_snapshot!(run(&["schemas", &schema], "").0, @r#"
    devices
      field    type    operators
      created  date    exact, gte (created_after)
      name     text    in (name), not_in (name__n), istartswith (name__isw), isnull  a pair for each item; nullable
      status   choice  in (status), not_in (status__n)                               active | failed; lists may be repeated
      reserved: limit, cf_*
    "#);
    insta::assert_snapshot!(run(&["check", "--schema", &schema, query], "").0, @r#"
    created_after=2024-01-01&name=a&name=b,c&status=active
      created  gte         2024-01-01
      name     in          a, "b,c"
      status   in          active
      cf_site  (reserved)  1
    "#);
    insta::assert_snapshot!(run(&["check", "--schema", &schema, "name__in=a&status__isw=a&created__gte=1"], "").0, @r#"
    error[unknown_operator]: operator "in" of field "name" has another key; did you mean "name"?
      | name__in=a&status__isw=a&created__gte=1
      | ^^^^^^^^
    error[operator_not_allowed]: operator "isw" is not allowed for field "status": expected one of status, status__n
      | name__in=a&status__isw=a&created__gte=1
      |            ^^^^^^^^^^^
    error[unknown_operator]: operator "gte" of field "created" has another key; did you mean "created_after"?
      | name__in=a&status__isw=a&created__gte=1
      |                          ^^^^^^^^^^^^
    "#);
    let saved = "name__in=a\nname__in=b\ncreated__gte=1\nname__xn=a\n";
    insta::assert_snapshot!(run(&["check", "--schema", &schema, "--summary", "--quiet"], saved).0, @r#"
    0 of 4 queries are valid
    errors:
      unknown_operator  4
    unknown names:
      name__in      2  name
      created__gte  1  created_after
      name__xn      1
    "#);
    insta::assert_snapshot!(run(&["explain", "--schema", &schema, "name__n=a,b&name__isw=E"], "").0, @r#"
    name begins with "E" (case-insensitive), and is not null
    name is not "a,b", or is null
    "#);
    insta::assert_snapshot!(run(&["sql", "--schema", &schema, "--dialect", "sqlite", "name__n=a,b&created_after=2024-01-01"], "").0, @r#"
    "created" >= ? AND (("name" COLLATE BINARY) IN (?)) IS NOT TRUE
      1  date  2024-01-01
      2  text  a,b
    "#);
    let records = "{\"name\": \"b,c\"}\n{\"name\": \"b\"}\n{\"name\": null}\n";
    assert_eq!(run(&["grep", "--schema", &schema, "name=b,c"], records), ("{\"name\": \"b,c\"}\n".to_owned(), Some(0)));
    std::fs::remove_dir_all(folder).unwrap();
}
