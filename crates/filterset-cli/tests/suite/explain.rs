//! `filterset explain`.

use serde_json::{Value, json};

use crate::support::{errors, run_filterset, stderr, stdout};

#[test]
fn explains_a_query() {
    let explain = ["explain", "--schema", "belvo/accounts"];
    let query = "created_at__range=2022-03-03,2022-05-04&currency=MXN";
    let output = run_filterset(&[&explain[..], &[query]].concat(), b"");
    assert_eq!(output.status.code(), Some(0));
    insta::assert_snapshot!(stdout(&output), @r#"
    created_at on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC
    currency is "MXN"
    "#);
    let output = run_filterset(&[&explain[..], &["--format", "json", query]].concat(), b"");
    let explained = json!({
        "query": query, "ok": true, "canonical": query, "is_unsatisfiable": false,
        "explanation": [
            "created_at on or after 2022-03-03 00:00 UTC and before 2022-05-05 00:00 UTC", "currency is \"MXN\"",
        ],
    });
    assert_eq!(serde_json::from_str::<Value>(&stdout(&output)).unwrap(), explained);
    let output = run_filterset(&[&explain[..], &[""]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("every record\n", Some(0)));
    let output = run_filterset(&[&explain[..], &["page=2"]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("", Some(2)));
    let output = run_filterset(&[&explain[..], &["curency=MXN"]].concat(), b"");
    assert_eq!((stdout(&output).as_str(), output.status.code()), ("", Some(1)));
    assert!(stderr(&output).contains("did you mean \"currency\"?"), "{}", stderr(&output));
    let output = run_filterset(&[&explain[..], &["--format", "json", "curency=MXN"]].concat(), b"");
    let result: Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!((errors(&result), output.status.code()), (vec![("unknown_field", 0, 7)], Some(1)));
}
