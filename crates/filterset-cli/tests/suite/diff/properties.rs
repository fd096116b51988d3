//! If no change is breaking, no saved query breaks.

use arbitrary::{Result, Unstructured};
use filterset::schema::SchemaBuilder;
use filterset::{Op, Schema, ValueType};
use filterset_test_support::generate;
use serde_json::{Value, json};

use super::{Folder, run_filterset};

/// Changes a schema at random. Returns `None` if the result is invalid.
fn vary_schema(u: &mut Unstructured<'_>, schema: &Schema) -> Result<Option<Schema>> {
    let names: Vec<&str> = schema.fields().map(filterset::Field::name).collect();
    let name = *u.choose(&names)?;
    let mut schema = serde_json::to_value(schema).expect("data");
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
    // Other types have no choices, and indexing a missing key inserted null.
    let field = schema["fields"].get_mut(name).and_then(Value::as_object_mut);
    if let Some(field) = field {
        if field["type"] != "choice" {
            field.remove("choices");
        }
        field.retain(|_, what| !what.is_null());
    }
    Ok(serde_json::from_value::<SchemaBuilder>(schema).ok().and_then(|builder| builder.build().ok()))
}

/// Changes a part of the spelling at random. Returns `None` if the result is invalid.
fn vary_spelling(u: &mut Unstructured<'_>, schema: &Schema) -> Result<Option<Schema>> {
    let names: Vec<&str> = schema.fields().map(filterset::Field::name).collect();
    let name = *u.choose(&names)?;
    let mut schema = serde_json::to_value(schema).expect("data");
    let style = *u.choose(&["comma", "repeat", "both"])?;
    let op = u.choose(&[Op::Exact, Op::In, Op::Gte, Op::NotIn])?.wire_name();
    match u.int_in_range(0..=6)? {
        0 => schema["spelling"] = json!({"lists": style}),
        1 => schema["spelling"] = json!({"bare": op}),
        2 => schema["spelling"] = json!({"lists": style, "operators": {"n": op}}),
        3 => schema["fields"][name]["lists"] = style.into(),
        4 => schema["fields"][name]["bare"] = op.into(),
        5 => schema["fields"][name]["keys"] = json!({"other_key": op}),
        _ => schema["reserved"] = json!(*u.choose(&[&["xy_*", "xy_a"] as &[&str], &["xy_a"], &["x*"]])?),
    }
    Ok(serde_json::from_value::<SchemaBuilder>(schema).ok().and_then(|builder| builder.build().ok()))
}

#[test]
fn breaks_no_query_without_a_breaking_change() {
    let folder = Folder::new();
    let mut state = 1_u64;
    let mut byte = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    };
    let (mut compatible, mut broken) = (0, 0);
    for number in 0..400 {
        let bytes: Vec<u8> = (0..8192).map(|_| byte()).collect();
        let mut u = Unstructured::new(&bytes);
        let old = generate::schema(&mut u).expect("enough bytes");
        // Half of the pairs have spellings, which differ in half of these.
        let (is_spelled, is_respelled) = (number % 2 == 0, number % 4 == 0);
        let old = if is_spelled { vary_spelling(&mut u, &old).expect("enough bytes").unwrap_or(old) } else { old };
        let vary = if is_respelled { vary_spelling } else { vary_schema };
        let Some(new) = vary(&mut u, &old).expect("enough bytes") else { continue };
        let filters: Vec<String> =
            (0..16).map(|_| format!("{}\n", old.arbitrary_filter(&mut u).expect("enough bytes"))).collect();
        let write = |name: &str, schema| folder.file(name, &serde_json::to_string(schema).expect("data"));
        let schemas = [write("old.json", &old), write("new.json", &new)];
        let arguments = ["diff", &schemas[0], &schemas[1], "--format", "json", "--queries", "-"];
        let (out, reported, _) = run_filterset(&arguments, &filters.concat());
        let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let queries = &lines.last().unwrap_or_else(|| panic!("{reported}"))["summary"]["queries"];
        let breaks = (&queries["rejected"], &queries["changed"]) != (&json!(0), &json!(0));
        let is_breaking = lines.iter().any(|line| line["breaking"] == true);
        assert!(is_breaking || !breaks, "{out}");
        assert_eq!(queries["valid"], 16, "{out}");
        compatible += i32::from(!is_breaking);
        broken += i32::from(breaks);
    }
    assert!(compatible > 20 && broken > 20, "{compatible} compatible pairs, and {broken} that broke a query");
}
