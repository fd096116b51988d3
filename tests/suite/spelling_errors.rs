//! Schemas with invalid spellings, and unusual ones that are valid, as data.

use filterset::Schema;
use filterset::schema::SchemaBuilder;

/// Invalid schemas: a part of the message, which states the location or the key, and the schema without its name.
const INVALID: &str = r#"
spelling.operators => {"spelling": {"operators": {"N": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"_n": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n_": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n__x": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n-x": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n.x": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n x": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"né": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll": "not_in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"a": "in", "b": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"a": "in", "in": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"contains": "icontains"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"gt": "gte", "x": "lt"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"isnull": "exact"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"gt": "gte", "gte": "lt", "lte": "gt"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "like"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "IN"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": ""}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "not in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "not_in", "m": "n"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"operators": {"n": 1}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"operators": ["n"]}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "in", "n": "ne"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.operators => {"spelling": {"operators": {"n": "in", "n": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.bare => {"spelling": {"bare": "like"}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.bare => {"spelling": {"bare": "any", "operators": {"any": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.bare => {"spelling": {"bare": ""}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.lists => {"spelling": {"lists": "csv"}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.lists => {"spelling": {"lists": "Repeat"}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling.lists => {"spelling": {"lists": ""}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"lists": true}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"lists": ["comma"]}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"lists": null}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"bare": null}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
invalid type:  => {"spelling": {"operators": null}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling => {"spelling": null, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling => {"spelling": "repeat", "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling => {"spelling": {"list": "comma"}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
spelling => {"spelling": {"keys": {"x": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a b": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"é": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a=b": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a&b": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a*": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a!": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"a+b": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"x": "exact"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["exact", "in"], "keys": {"x": "in", "y": "in"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["exact", "in"], "keys": {"f": "exact", "g": "exact"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"x": "like"}}}}
fields.f.keys => {"spelling": {"operators": {"any": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"], "keys": {"x": "any"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in", "ne"], "keys": {"x": "in", "x": "ne"}}}}
fields.f.keys => {"fields": {"f": {"type": "text", "ops": ["in", "ne"], "keys": {"x": "in", "x": "in"}}}}
invalid type:  => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": ["x"]}}}
invalid type:  => {"fields": {"f": {"type": "text", "ops": ["in"], "keys": null}}}
invalid type:  => {"fields": {"f": {"type": "text", "ops": ["in"], "bare": null}}}
invalid type:  => {"fields": {"f": {"type": "text", "ops": ["in"], "lists": null}}}
fields.f.bare => {"fields": {"f": {"type": "text", "ops": ["in"], "bare": "like"}}}
invalid type:  => {"fields": {"f": {"type": "text", "ops": ["in"], "bare": ["in"]}}}
fields.f.bare => {"spelling": {"operators": {"any": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"], "bare": "any"}}}
fields.f.lists => {"fields": {"f": {"type": "text", "ops": ["in"], "lists": "csv"}}}
fields.f.lists => {"fields": {"f": {"type": "text", "ops": ["exact"], "lists": "repeat"}}}
fields.f.lists => {"fields": {"f": {"type": "text", "ops": ["exact", "range"], "lists": "comma"}}}
fields.f.lists => {"spelling": {}, "fields": {"f": {"type": "text", "ops": ["exact"], "lists": "comma"}}}
reserved => {"reserved": ["*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["**"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["a*b"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["*a*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["a**"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["**a"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["*é"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["a b*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": [""], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["*aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["cf_*", "cf_*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
reserved => {"reserved": ["a[b]", "a[b]"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
fields => {"fields": {"lllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll": {"type": "text", "ops": ["in"]}}}
fields => {"fields": {"f[a]": {"type": "text", "ops": ["in"]}}}
fields => {"fields": {"f*": {"type": "text", "ops": ["in"]}}}
"b" => {"fields": {"a": {"type": "text", "ops": ["exact"], "keys": {"b": "exact"}}, "b": {"type": "text", "ops": ["in"]}}}
"b__lt" => {"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__lt": "gt"}}, "b": {"type": "integer", "ops": ["gt"]}}}
"b__lt" => {"fields": {"a": {"type": "integer", "ops": ["lt"], "keys": {"b__lt": "lt"}}, "b": {"type": "boolean", "ops": ["exact"]}}}
"b__lt" => {"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__lt": "gt"}}, "b": {"type": "integer", "ops": ["lt"], "keys": {"bmax": "lt"}}}}
"b__exact" => {"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__exact": "gt"}}, "b": {"type": "integer", "ops": ["gt"]}}}
"b__exact" => {"spelling": {}, "fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__exact": "gt"}}, "b": {"type": "integer", "ops": ["exact"]}}}
"b__n" => {"spelling": {"operators": {"n": "not_in"}}, "fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__n": "gt"}}, "b": {"type": "integer", "ops": ["in"]}}}
"b__c__lt" => {"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__c__lt": "gt"}}, "b__c": {"type": "integer", "ops": ["gt"]}}}
"b___lt" => {"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b___lt": "gt"}}, "b_": {"type": "integer", "ops": ["gt"]}}}
"x" => {"fields": {"a": {"type": "text", "ops": ["exact"], "keys": {"x": "exact"}}, "b": {"type": "text", "ops": ["exact"], "keys": {"x": "exact"}}}}
"b__in" => {"fields": {"a": {"type": "text", "ops": ["exact"], "keys": {"b__in": "exact"}}, "b": {"type": "text", "ops": ["in"]}}}
"a__lt" => {"fields": {"a": {"type": "text", "ops": ["exact", "gt", "lt"], "keys": {"a__lt": "gt"}}}}
"a" => {"fields": {"a": {"type": "text", "ops": ["exact", "gt"], "keys": {"a": "gt"}}}}
"a" => {"spelling": {"bare": "in"}, "fields": {"a": {"type": "text", "ops": ["exact", "in"], "keys": {"a": "exact"}}}}
"a__in" => {"fields": {"a": {"type": "text", "ops": ["in"]}, "a__in": {"type": "text", "ops": ["exact"]}}}
"a__n" => {"spelling": {"operators": {"n": "not_in"}}, "fields": {"a": {"type": "text", "ops": ["not_in"]}, "a__n": {"type": "text", "ops": ["in"]}}}
"a__exact" => {"fields": {"a": {"type": "text", "ops": ["exact"]}, "a__exact": {"type": "text", "ops": ["in"]}}}
"a__exact" => {"fields": {"a": {"type": "text", "ops": ["exact"]}, "b": {"type": "text", "ops": ["exact"], "keys": {"a__exact": "exact"}}}}
"a" => {"reserved": ["a"], "spelling": {}, "fields": {"a": {"type": "text", "ops": ["in"]}}}
"x" => {"reserved": ["x"], "fields": {"a": {"type": "text", "ops": ["in"], "keys": {"x": "in"}}}}
"a__n" => {"reserved": ["a__n"], "spelling": {"operators": {"n": "in"}}, "fields": {"a": {"type": "text", "ops": ["in"]}}}
"a__exact" => {"reserved": ["a__exact"], "fields": {"a": {"type": "text", "ops": ["in"]}}}
"a[b]" => {"reserved": ["a[b]"], "fields": {"a": {"type": "text", "ops": ["in"], "keys": {"a[b]": "in"}}}}
"a*" => {"reserved": ["a*"], "fields": {"ab": {"type": "text", "ops": ["in"]}}}
"*_in" => {"reserved": ["*_in"], "fields": {"a": {"type": "text", "ops": ["in"]}}}
"x[*" => {"reserved": ["x[*"], "fields": {"a": {"type": "text", "ops": ["in"], "keys": {"x[y]": "in"}}}}
"*__exact" => {"reserved": ["*__exact"], "fields": {"a": {"type": "text", "ops": ["exact"]}}}
"*__n" => {"reserved": ["*__n"], "spelling": {"operators": {"n": "in"}}, "fields": {"a": {"type": "text", "ops": ["in"]}}}
"*__lt" => {"reserved": ["*__lt"], "fields": {"b": {"type": "integer", "ops": ["gte"], "keys": {"bmin": "gte"}}}}
"min_b_*" => {"reserved": ["min_b_*"], "fields": {"b": {"type": "integer", "ops": ["gte"], "keys": {"min_b": "gte"}}}}
"*_n" => {"reserved": ["*_n"], "spelling": {"operators": {"n": "not_in"}}, "fields": {"b": {"type": "integer", "ops": ["in"], "keys": {"any[b]": "in"}}}}
"pag*" => {"reserved": ["pag*"], "fields": {"f": {"type": "text", "ops": ["in"]}}, "list": {"paging": {"by": "page"}, "search": 9}}
"search" => {"fields": {"a": {"type": "text", "ops": ["in"], "keys": {"search": "in"}}}, "list": {"paging": {"by": "page"}, "search": 9}}
"page" => {"spelling": {}, "fields": {"page": {"type": "text", "ops": ["in"]}}, "list": {"paging": {"by": "page"}, "search": 9}}
"search" => {"reserved": ["search"], "fields": {"f": {"type": "text", "ops": ["in"]}}, "list": {"paging": {"by": "page"}, "search": 9}}
"page__size" => {"spelling": {"operators": {"size": "in"}}, "reserved": ["page__size"], "fields": {"page": {"type": "text", "ops": ["in"]}}}
fields.f.choices => {"fields": {"f": {"type": "choice", "choices": ["a,b"], "ops": ["in"]}}}
fields.f.choices => {"spelling": {"lists": "repeat"}, "fields": {"f": {"type": "choice", "choices": ["a,b"], "ops": ["in"], "lists": "both"}}}
fields.f.choices => {"spelling": {"lists": "both"}, "fields": {"f": {"type": "choice", "choices": [" a"], "ops": ["exact", "not_in"]}}}
fields.f.choices => {"fields": {"f": {"type": "choice", "choices": ["a "], "ops": ["allin"], "many": true, "lists": "comma"}}}
fields.f.choices => {"fields": {"f": {"type": "choice", "choices": [""], "ops": ["in"], "lists": "repeat"}}}
"#;

/// Valid schemas without their names.
const VALID: &str = r#"
{"spelling": {"operators": {"gt": "gte", "gte": "gt"}}, "fields": {"f": {"type": "text", "ops": ["gt", "gte"]}}}
{"spelling": {"operators": {"contains": "icontains", "contains_cs": "contains"}}, "fields": {"f": {"type": "text", "ops": ["contains", "icontains"]}}}
{"spelling": {"operators": {"gt": "gte", "gte": "lt", "lt": "gt"}}, "fields": {"f": {"type": "text", "ops": ["gt", "gte", "lt"]}}}
{"spelling": {"operators": {"in": "in"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"spelling": {"operators": {"llllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllllll": "in", "a_1_b": "ne", "0": "exact"}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"spelling": {}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"spelling": {"operators": {}}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"spelling": {"bare": "range"}, "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"fields": {"f": {"type": "text", "ops": ["in"], "bare": "ne"}}}
{"fields": {"f": {"type": "text", "ops": ["in"], "keys": {}}}}
{"fields": {"f": {"type": "text", "ops": ["exact"], "keys": {}}}}
{"fields": {"f": {"type": "text", "ops": ["exact"], "keys": {"f": "exact"}}}}
{"fields": {"f": {"type": "text", "ops": ["gte"], "keys": {"f": "gte"}}}}
{"fields": {"f": {"type": "text", "ops": ["gt", "exact"], "keys": {"f__gt": "gt"}}}}
{"fields": {"f": {"type": "text", "ops": ["gt", "exact"], "keys": {"f__lt": "gt"}}}}
{"fields": {"f": {"type": "text", "ops": ["gt", "lt"], "keys": {"f__lt": "gt", "f__gt": "lt"}}}}
{"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk": "in"}}}}
{"fields": {"f": {"type": "text", "ops": ["in"], "keys": {"[].-_": "in"}}}}
{"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__after": "gt"}}, "b": {"type": "integer", "ops": ["gt"]}}}
{"spelling": {"operators": {"n": "not_in"}}, "fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b__not_in": "gt"}}, "b": {"type": "integer", "ops": ["gt"]}}}
{"fields": {"a": {"type": "integer", "ops": ["gt"], "keys": {"b___lt": "gt"}}, "b": {"type": "integer", "ops": ["gt"]}}}
{"fields": {"f": {"type": "text", "ops": ["allin"], "many": true, "lists": "both"}}}
{"fields": {"f": {"type": "text", "ops": ["in"], "lists": "comma"}}}
{"fields": {"f": {"type": "text", "ops": ["exact", "in"], "bare": "in", "keys": {"x": "exact"}}}}
{"spelling": {"operators": {"n": "not_in"}}, "fields": {"a": {"type": "text", "ops": ["in"]}, "a__n": {"type": "text", "ops": ["in"]}}}
{"reserved": ["a__exact"], "spelling": {}, "fields": {"a": {"type": "text", "ops": ["exact"]}}}
{"reserved": ["*__exact"], "fields": {"a": {"type": "text", "ops": ["in"]}}}
{"reserved": ["cf_*", "cf_top", "*_top", "cf[x]", "*]", "[*", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa*"], "fields": {"f": {"type": "text", "ops": ["in"]}}}
{"reserved": ["*__lt"], "fields": {"b": {"type": "integer", "ops": ["gte"], "keys": {"b": "gte"}}}}
{"reserved": ["*__lt", "*_detail", "bmi*"], "spelling": {"operators": {"less": "lt"}}, "fields": {"b": {"type": "integer", "ops": ["gte"], "keys": {"min": "gte"}}}}
{"reserved": ["a__in"], "fields": {"a": {"type": "text", "ops": ["in"], "keys": {"any": "in"}}}}
{"reserved": ["a_*"], "fields": {"a": {"type": "text", "ops": ["exact"], "bare": "exact"}}}
{"fields": {"a": {"type": "text", "ops": ["exact"], "bare": "exact"}, "a__exact": {"type": "text", "ops": ["exact"]}}}
{"fields": {"f": {"type": "choice", "choices": ["a,b "], "ops": ["in", "allin", "exact"], "many": true, "lists": "repeat"}}}
{"spelling": {"lists": "both"}, "fields": {"f": {"type": "choice", "choices": ["a,b "], "ops": ["exact", "ne"]}}}
{"fields": {"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff": {"type": "text", "ops": ["exact", "in"]}}, "reserved": ["rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr"]}
{"list": {"paging": {"by": "page"}, "search": 9}, "spelling": {}, "fields": {"a": {"type": "text", "ops": ["in"], "keys": {"page[size]": "in"}}}}
"#;

fn read(schema: &str) -> Result<Schema, String> {
    let rest = schema.strip_prefix('{').expect("an object");
    let builder: SchemaBuilder =
        serde_json::from_str(&format!("{{\"name\": \"t\", {rest}")).map_err(|error| error.to_string())?;
    builder.build().map_err(|error| error.to_string())
}

#[test]
fn rejects_invalid_spellings() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in INVALID.trim().lines() {
        let (part, schema) = line.split_once(" => ").expect("a part of a message, and a schema");
        count += 1;
        match read(schema) {
            Ok(_) => failures.push(format!("valid: {schema}")),
            Err(message) if message.contains(part) => {}
            Err(message) => failures.push(format!("no {part} in {message:?}: {schema}")),
        }
    }
    assert!(failures.is_empty(), "{} of {count}:\n{}", failures.len(), failures.join("\n"));
    assert!(count >= 40, "only {count} schemas");
}

#[test]
fn reports_an_ambiguous_key_once() {
    let whole = r#"{"type": "integer", "ops": ["gt"], "keys": {"b__lt": "gt"}}"#;
    for ops in [r#"["gt"]"#, r#"["lt"]"#] {
        let error = read(&format!(r#"{{"fields": {{"a": {whole}, "b": {{"type": "integer", "ops": {ops}}}}}}}"#));
        let (a, b) = ("the field \"a\" with the operator \"gt\"", "the field \"b\" with the operator \"lt\"");
        assert_eq!(error.unwrap_err(), format!("ambiguous key \"b__lt\": it can mean {a} or {b}"));
    }
}

#[test]
fn accepts_unusual_spellings() {
    let rejected = |schema: &&str| read(schema).is_err();
    let failures: Vec<_> = VALID.trim().lines().filter(rejected).map(|schema| (schema, read(schema))).collect();
    assert!(failures.is_empty(), "{failures:#?}");
}
