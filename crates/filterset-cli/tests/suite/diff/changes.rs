//! Tests which changes are breaking.

use super::{Folder, run_filterset};

/// Asserts the changes between two schemas and the exit code. Each schema is given without its name and its field.
#[track_caller]
fn assert_changes(cases: &[(&str, &str, &[&str])]) {
    let folder = Folder::new();
    let schema = |name: &str, says: &str| {
        let id = "fields.id = { type = \"uuid\", ops = [\"exact\"] }";
        folder.file(name, &format!("{says}\n{id}\n{}", if says.contains("name = ") { "" } else { "name = \"t\"" }))
    };
    for (old, new, expected) in cases {
        let (out, reported, status) = run_filterset(&["diff", &schema("old.toml", old), &schema("new.toml", new)], "");
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        let lines: Vec<String> = out.lines().skip(1).map(words).collect();
        assert_eq!(lines, *expected, "{old} and {new}: {reported}");
        let breaks = expected.iter().any(|line| line.starts_with("breaking"));
        assert_eq!(status, i32::from(breaks), "{old} and {new}");
    }
}

#[test]
fn compares_fields() {
    let integer = "fields.n = { type = \"integer\", ops = [\"exact\"] }";
    let field = |says: &str| format!("fields.n = {{ {says} }}");
    let of_type = |name: &str, more: &str| field(&format!("type = \"{name}\", ops = [\"exact\"]{more}"));
    let text = |more: &str| of_type("text", more);
    let choice = |choices: &str| of_type("choice", &format!(", choices = [{choices}]"));
    let at = |more: &str| of_type("date-time", more);
    assert_changes(&[
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
fn compares_spellings() {
    let field = |says: &str| format!("fields.n = {{ type = \"text\", {says} }}");
    let (exact, any) = ("ops = [\"exact\", \"gte\"]", "ops = [\"in\", \"not_in\"]");
    let exact = |more: &str| field(&format!("{exact}{more}"));
    let any = |more: &str| field(&format!("{any}{more}"));
    let list = |style: &str| any(&format!(", lists = \"{style}\""));
    let with = |spelling: &str| format!("spelling = {{ {spelling} }}\n{}", any(""));
    // The field `id` of each schema also loses its second key.
    let id = "breaking fields.id.keys removed id__exact";
    assert_changes(&[
        (
            &exact(""),
            &exact(", keys = { since = \"gte\" }"),
            &["breaking fields.n.keys changed n__gte -> since", "breaking fields.n.keys removed n__exact"],
        ),
        (
            &exact(", keys = { since = \"gte\" }"),
            &exact(""),
            &["breaking fields.n.keys changed since -> n__gte", "compatible fields.n.keys added n__exact"],
        ),
        (
            &exact(", bare = \"exact\""),
            &exact(", bare = \"gte\""),
            &[
                "compatible fields.n.bare changed exact -> gte",
                "breaking fields.n.keys changed n -> n__exact",
                "breaking fields.n.keys changed n__gte -> n",
            ],
        ),
        // The key stays, whatever declares it.
        (&any(", bare = \"in\""), &any(", keys = { n = \"in\" }"), &["compatible fields.n.bare changed in -> none"]),
        (&list("comma"), &list("both"), &["compatible fields.n.lists widened comma -> both"]),
        (&list("comma"), &list("repeat"), &["breaking fields.n.lists changed comma -> repeat"]),
        (&list("both"), &list("comma"), &["breaking fields.n.lists narrowed both -> comma"]),
        (&list("both"), &list("repeat"), &["breaking fields.n.lists changed both -> repeat"]),
        (&list("repeat"), &list("both"), &["breaking fields.n.lists changed repeat -> both"]),
        (&list("repeat"), &list("comma"), &["breaking fields.n.lists changed repeat -> comma"]),
        (&any(""), &list("comma"), &[]),
        (&any(""), &with(""), &[id]),
        (
            &with(""),
            &with("lists = \"both\", operators = { lk = \"contains\" }"),
            &[
                "compatible fields.n.lists widened comma -> both",
                "compatible spelling.lists changed comma -> both",
                "compatible spelling.operators changed none -> {\"lk\":\"contains\"}",
            ],
        ),
        (
            &with("operators = { n = \"not_in\" }"),
            &with("operators = { ids = \"in\" }"),
            &[
                "breaking fields.n.keys changed n__in -> n__ids",
                "breaking fields.n.keys changed n__n -> n__not_in",
                "compatible spelling.operators changed {\"n\":\"not_in\"} -> {\"ids\":\"in\"}",
            ],
        ),
        (
            &with("bare = \"exact\""),
            &with("bare = \"in\""),
            &[
                "breaking fields.id.keys changed id -> id__exact",
                "breaking fields.n.keys changed n__in -> n",
                "compatible spelling.bare changed exact -> in",
            ],
        ),
    ]);
}

#[test]
fn compares_reserved_patterns() {
    let reserved = |names: &str| format!("reserved = [{names}]");
    let number = "fields.n = { type = \"integer\", ops = [\"exact\"], bare = \"exact\" }";
    let beside = "fields.n__m = { type = \"integer\", ops = [\"exact\"] }";
    let with = |names: &str| format!("{}\n{number}", reserved(names));
    let taken = |field: &str, pattern: &str| {
        let why = format!("the reserved pattern {pattern} no longer accepts keys that begin with {field}__");
        format!("breaking fields added {field}: {why}")
    };
    assert_changes(&[
        ("", &reserved("\"cf_*\""), &["compatible reserved added cf_*"]),
        (&reserved("\"cf_*\""), "", &["breaking reserved removed cf_*"]),
        (
            &reserved("\"cf_a*\", \"cf_b\""),
            &reserved("\"cf_*\""),
            &[
                "compatible reserved removed cf_a*",
                "compatible reserved removed cf_b",
                "compatible reserved added cf_*",
            ],
        ),
        (
            &reserved("\"cf_*\""),
            &reserved("\"cf_a*\", \"cf_b\""),
            &["breaking reserved removed cf_*", "compatible reserved added cf_a*", "compatible reserved added cf_b"],
        ),
        // A field takes the keys that begin with it and an operator from a pattern.
        (&reserved("\"cf_*\""), &with("\"cf_*\""), &["compatible fields added n"]),
        (&reserved("\"*_x\""), &with("\"*_x\""), &[&taken("n", "*_x")]),
        (&reserved("\"n__a*\", \"*_x\""), &with("\"n__a*\", \"*_x\""), &[&taken("n", "n__a*")]),
        // Another field already has these keys.
        (&with("\"*_x\""), &format!("{}\n{beside}", with("\"*_x\"")), &["compatible fields added n__m"]),
        (&with("\"nn*\""), &format!("{}\n{beside}", with("\"nn*\"")), &["compatible fields added n__m"]),
        (&reserved("\"*_x\""), &format!("{}\n{beside}", reserved("\"*_x\"")), &[&taken("n__m", "*_x")]),
        (&with("\"n__a\""), &with("\"n__*\""), &["breaking reserved removed n__a", "compatible reserved added n__*"]),
    ]);
}

#[test]
fn compares_names_limits_and_list_options() {
    let page = |more: &str| format!("list.paging = {{ by = \"page\"{more} }}");
    let paged = "breaking list.paging added page: a complete list is now split into pages";
    let added = [paged, "compatible list added page", "compatible list added page_size"];
    assert_changes(&[
        ("reserved = [\"a\", \"b\"]", "reserved = [\"b\", \"a\"]", &[]),
        ("reserved = [\"a\"]", "", &["breaking reserved removed a"]),
        ("", "reserved = [\"a\"]", &["compatible reserved added a"]),
        ("limits.operands = 9", "limits.operands = 8", &["breaking limits.operands narrowed 9 -> 8"]),
        ("", "limits.conditions = 65", &["compatible limits.conditions widened 64 -> 65"]),
        ("limits.errors = 9", "limits.errors = 8", &["compatible limits.errors changed 9 -> 8"]),
        (
            "reserved = [\"search\"]",
            "list.search = 9",
            &[
                "compatible reserved removed search",
                "breaking list added search: as a reserved name, it accepted any value",
            ],
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
            &[
                "breaking list.paging.max_size widened 1000 -> 1001: a size above the old maximum now returns more records",
            ],
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

/// A comparison of each name with each other would take minutes.
#[test]
fn compares_large_schemas_in_linear_time() {
    let folder = Folder::new();
    let schema = |letter: char| {
        let names: Vec<String> = (0..40_000).map(|number| format!("\"{letter}{number}\"")).collect();
        let names = names.join(",");
        format!(
            "name = \"t\"\nreserved = [{names}]\n[fields.f]\ntype = \"choice\"\nops = [\"exact\"]\nchoices = [{names}]\n"
        )
    };
    let (old, new) = (folder.file("old.toml", &schema('a')), folder.file("new.toml", &schema('b')));
    let (printed, _, status) = run_filterset(&["diff", &old, &new], "");
    assert_eq!((printed.lines().count(), status), (160_001, 1));
}
