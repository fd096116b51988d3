//! `filterset schemas`, and schemas from files.

use crate::support::{REFERENCE, new_folder, run_filterset, stderr, stdout};

#[test]
fn loads_schemas_from_files() {
    let folder = new_folder();
    let toml = folder.join("links.toml");
    let json = folder.join("links.json");
    for (path, format) in [(&toml, "toml"), (&json, "json")] {
        let written = stdout(&run_filterset(&["schemas", "belvo/links", "--format", format], b""));
        std::fs::write(path, &written).unwrap();
        let path = path.to_str().unwrap();
        assert_eq!(stdout(&run_filterset(&["schemas", path, "--format", format], b"")), written);
        assert_eq!(run_filterset(&["check", "--schema", path, REFERENCE], b"").status.code(), Some(0));
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn reports_every_error_of_a_schema() {
    let folder = new_folder();
    let path = folder.join("faulty.toml");
    let faulty = "name = 'x'\nreservd = []\n[fields.a]\ntype = 'uuid'\nops = ['gt', 'eq']\n[fields.b]\ntype = 'choice'\nops = []\n";
    std::fs::write(&path, faulty).unwrap();
    let output = run_filterset(&["check", "--schema", path.to_str().unwrap(), "a=1"], b"");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""));
    let reported = stderr(&output);
    for error in [
        "schema: unknown key \"reservd\"",
        "fields.a.ops: invalid operator \"gt\" for a uuid: expected one of exact, ne, in, not_in",
        "fields.a.ops: unknown operator \"eq\"",
        "fields.b.choices: empty list: expected at least one choice",
        "fields.b.ops: empty list: expected at least one operator",
    ] {
        assert!(reported.contains(error), "{error} in {reported}");
    }
    std::fs::write(&path, "name = 'x'\n[fields.a]\ntype = 7\n").unwrap();
    let reported = stderr(&run_filterset(&["schemas", path.to_str().unwrap()], b""));
    assert!(reported.contains("line 3, column 8"), "{reported}");
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn exits_with_2_on_misuse() {
    for arguments in [
        &["check"] as &[&str],
        &["check", "--schema", "belvo/link", "a=1"],
        &["check", "--schema", "Cargo.lock", "a=1"],
        &["check", "--schema", "belvo/links", "--format", "xml", "a=1"],
        &["schemas", "nothing.toml"],
        &["schemas", "--format", "json"],
        &[],
    ] {
        let output = run_filterset(arguments, b"");
        assert_eq!((output.status.code(), stdout(&output).is_empty()), (Some(2), true), "{arguments:?}");
        assert!(!output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn lists_and_prints_built_in_schemas() {
    let list = stdout(&run_filterset(&["schemas"], b""));
    assert_eq!(list.lines().count(), 24);
    assert!(list.contains("  belvo/payments/transactions"));
    insta::assert_snapshot!(stdout(&run_filterset(&["schemas", "belvo/links"], b"")), @"
    links
      field         type    operators
      access_mode   choice  exact      single | recurrent
      created_by    uuid    not_in
      external_id   text    exact, in
      id            uuid    exact, in
      institution   text    exact, in
      refresh_rate  choice  exact      6h | 12h | 24h | 7d | 30d
      status        choice  exact, in  valid | invalid | unconfirmed | token_required
      parameter  values
      fields     any name
      omit       any name
      page       from 1
      page_size  1 to 1000, default 100
    ");
}
