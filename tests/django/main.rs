//! Compares filterset with Django and django-filter on the cases of `tests/cases`. `tests/django/django_filter.py`
//! recorded the results of Django in `tests/django/django.json`. The results of filterset are those that the cases
//! state, which `tests/conformance.rs` checks. Each difference has a named reason in `tests/django/differences.json`.
//!
//! The results of a case agree if both reject it, or if both accept it with the same conditions. Otherwise each error,
//! or each condition that isn't the same, is a difference. Its reason is the first one with the most specific pattern
//! that matches. A pattern has any of these members:
//!
//! - `code`: the code of an error, `accepted` if filterset has no error, or `overwritten` for an error in a pair whose
//!   key is repeated later;
//! - `type` and `op`: the type and the operator of the condition;
//! - `how`: the result of Django for the pair: `kept`, `dropped`, `refused`, or the exception that it raised;
//! - `shape`: a class of the value; see `shape`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Value, json};

/// The minimum number of recorded results.
const MIN_RESULTS: usize = 1_500;

/// The names of the operators in the order of the language's reference.
const OPERATORS: &str = "exact ne in not_in gt gte lt lte range iexact contains icontains startswith istartswith \
    endswith iendswith isnull allin not_iexact not_contains not_icontains not_startswith not_istartswith not_endswith \
    not_iendswith isempty";

#[test]
fn names_a_reason_for_every_difference() {
    let recording = file("tests/django/django.json");
    let mut answers: BTreeMap<String, &Value> = BTreeMap::new();
    for answer in list(&recording["cases"]) {
        answers.insert(identity(text(&answer["file"]), answer), answer);
    }
    let reasons = file("tests/django/differences.json");
    let mut counts = vec![0_usize; list(&reasons).len()];
    let mut examples: BTreeMap<usize, String> = BTreeMap::new();
    let (mut accepted, mut rejected, mut different, mut widened, mut missing) = (0, 0, 0, 0, 0);
    let (mut unnamed, mut used) = (Vec::new(), BTreeSet::new());

    for path in case_files() {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let cases = read(&path);
        // Filters don't include the parameters of lists. In Django, paginators parse them.
        for case in list(&cases["cases"]).iter().filter(|case| case["list"].is_null()) {
            let key = identity(&name, case);
            let Some(answer) = answers.get(&key) else {
                missing += 1;
                continue;
            };
            if !used.insert(key) {
                continue;
            }
            let differences = differences(&cases["schemas"][text(&case["schema"])], case, answer);
            if differences.is_empty() {
                *if case["errors"].is_null() { &mut accepted } else { &mut rejected } += 1;
                continue;
            }
            different += 1;
            // Django accepted the query without a WHERE clause.
            let everything = answer["conditions"].is_object() && answer["sql"].is_null();
            widened += usize::from(everything);
            let mut named = BTreeSet::new();
            for difference in differences {
                match reason(list(&reasons), &difference) {
                    Some(reason) => _ = named.insert(reason),
                    None => unnamed.push(format!("{name}: {} {difference}: {answer}", case["query"])),
                }
            }
            for reason in named {
                counts[reason] += 1;
                if list(&reasons)[reason]["example"] == case["query"] {
                    examples.entry(reason).or_insert_with(|| row(case, answer));
                }
            }
        }
    }

    let skipped: usize = recording["skipped"].as_object().expect("counts").values().map(number).sum();
    println!(
        "{} answers: {accepted} accepted alike, {rejected} refused alike, {different} different ({widened} to every row);\n\
         {skipped} cases without an equal in Django; {} without an answer",
        used.len(),
        missing.max(skipped) - skipped,
    );
    let (mut table, mut unshown) = (String::new(), Vec::new());
    for (i, (reason, count)) in list(&reasons).iter().zip(&counts).enumerate() {
        let name = text(&reason["reason"]);
        println!("{count:5}  {name}");
        let Some(example) = examples.get(&i) else {
            unshown.push(name);
            continue;
        };
        let why = text(&reason["why"]);
        table.extend(["| ", name, " | ", example, " | ", &count.to_string(), " | ", why, " |\n"]);
    }
    assert!(unnamed.is_empty(), "{} unnamed differences:\n{}", unnamed.len(), unnamed.join("\n"));
    assert!(unshown.is_empty(), "reasons whose example is no case of theirs: {unshown:?}");
    assert!(used.len() >= MIN_RESULTS, "only {} answers", used.len());
    let stale: Vec<_> = answers.keys().filter(|key| !used.contains(*key)).collect();
    assert!(stale.is_empty(), "answers to no case; `tests/django/record.sh` records them again: {stale:?}");

    let head = format!(
        "Of {} queries, both accept {accepted} with the same meaning and both reject {rejected}. They differ on the other \
         {different}, and for {widened} of these django-filter returns every record.\n",
        used.len()
    );
    let page = std::fs::read_to_string(folder().join("docs/migrate-from-django-filter.md")).expect("the page");
    let unwrapped = page.replace('\n', " ");
    assert!(unwrapped.contains(head.trim_end()), "docs/migrate-from-django-filter.md should say:\n{head}");
    assert!(page.contains(&table), "docs/migrate-from-django-filter.md should have this table:\n{table}");
}

/// Returns the differences between the results of a case, as data that patterns can match.
fn differences(schema: &Value, case: &Value, answer: &Value) -> Vec<Value> {
    match case["errors"].as_array() {
        Some(_) if answer["refused"].is_object() => Vec::new(),
        Some(errors) => rejected_by_one(schema, text(&case["query"]), errors, answer),
        None => accepted_otherwise(schema, case, answer),
    }
}

/// Returns each error that Django doesn't report.
fn rejected_by_one(schema: &Value, query: &str, errors: &[Value], answer: &Value) -> Vec<Value> {
    let (fields, conditions, raised) = (&schema["fields"], &answer["conditions"], answer["raises"].as_str());
    let differ = |error: &Value| {
        let (start, end) = (number(&error["start"]), number(&error["end"]));
        let before = &query[..start];
        let first = before.rfind('&').map_or(0, |i| i + 1);
        let pair = query[first..].split('&').next().expect("a part");
        let (raw_key, _) = pair.trim_start_matches('?').split_once('=').unwrap_or((pair, ""));
        let key = decoded(raw_key);
        // The key is repeated after this pair.
        let later = query[first + pair.len()..]
            .split('&')
            .any(|p| !p.is_empty() && decoded(p.split_once('=').map_or(p, |(key, _)| key)) == key && p.contains('='));
        let (field, op) = split(fields, &key);
        let of_value = matches!(text(&error["code"]), "invalid_value" | "empty_item" | "reversed_range");
        let code = if later && of_value { "overwritten" } else { text(&error["code"]) };
        let kind = if matches!(op, "isnull" | "isempty") { "boolean" } else { kind(fields, field) };
        let how = match &conditions[&key] {
            _ if raised.is_some() => raised.unwrap_or_default(),
            Value::Null => "dropped",
            _ => "kept",
        };
        json!({"code": code, "type": kind, "op": op, "how": how, "shape": shape(kind, &decoded(&query[start..end]))})
    };
    errors.iter().map(differ).collect()
}

/// Returns each condition that differs from Django's.
fn accepted_otherwise(schema: &Value, case: &Value, answer: &Value) -> Vec<Value> {
    let (fields, conditions, raised) = (&schema["fields"], &answer["conditions"], answer["raises"].as_str());
    let rejected = answer["refused"].is_object();
    let mut differences = Vec::new();
    let canonical = text(&case["canonical"]);
    let mut keys = BTreeSet::new();
    for pair in canonical.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').expect("a pair");
        keys.insert(key);
        let (field, op) = split(fields, key);
        let kind = if matches!(op, "isnull" | "isempty") { "boolean" } else { kind(fields, field) };
        let is_list = matches!(op, "in" | "not_in" | "range");
        let items: Vec<String> = if is_list { value.split(',').map(decoded).collect() } else { vec![decoded(value)] };
        let is_day = |item: &String| kind == "date-time" && !item.contains('T');
        let (how, same, shape) = if let Some(exception) = raised {
            (exception, false, "")
        } else if rejected {
            if answer["refused"][key].is_null() {
                continue;
            }
            ("refused", false, if items.iter().any(is_day) { "day" } else { "" })
        } else if conditions[key].is_null() {
            let long = format!("{key}__exact");
            let long = list(&answer["pairs"]).iter().any(|pair| pair[0] == long);
            let shape = match decoded(value) {
                _ if long => "long spelling",
                value if value.is_empty() => "empty",
                value if value.trim().is_empty() => "blank",
                _ => "",
            };
            ("dropped", false, shape)
        } else {
            let found = &conditions[key];
            let mut found: Vec<String> = found
                .as_array()
                .map_or_else(|| vec![spelling(kind, found)], |all| all.iter().map(|one| spelling(kind, one)).collect());
            let mut days = items.clone();
            // For `gte`, `lt` and the lower bound of a range, only the start of the day matters.
            if matches!(op, "gte" | "lt") || op == "range" {
                days.remove(0);
            }
            let day = days.iter().any(is_day);
            let mut items = items;
            if op == "range" || !is_list {
                let day = |(found, item): (&mut String, &mut String)| {
                    if is_day(item) {
                        found.clone_from(item);
                    }
                };
                found.iter_mut().zip(&mut items).for_each(day);
            } else {
                found.sort();
                found.dedup();
                items.sort();
                items.dedup();
            }
            let fine =
                |item: &String| item.split_once('.').is_some_and(|(_, fraction)| fraction.len() > "123456Z".len());
            let shape = match kind {
                "date-time" if day => "day",
                "date-time" if items.iter().any(fine) => "instant",
                "text" if found.iter().zip(&items).all(|(found, item)| found == item.trim()) => "spaces",
                _ => "",
            };
            ("kept", !day && found == items, shape)
        };
        if !same {
            differences.push(json!({"code": "accepted", "type": kind, "op": op, "how": how, "shape": shape}));
        }
    }
    for key in conditions.as_object().into_iter().flat_map(|all| all.keys()) {
        if !keys.contains(key.as_str()) {
            differences.push(json!({"code": "accepted", "how": "added", "shape": key}));
        }
    }
    differences
}

/// Classifies an invalid value: `value` if only the value is out of range, `fraction` if an integer has a fraction that
/// isn't zero, and `spelling` if the type has no such spelling.
fn shape(kind: &str, item: &str) -> &'static str {
    let unsigned = item.strip_prefix('-').unwrap_or(item);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match kind {
        "integer" if digits(unsigned) => "value",
        "integer" if digits(whole) && digits(fraction) && fraction.bytes().any(|byte| byte != b'0') => "fraction",
        "decimal" if digits(whole) && digits(fraction) => "value",
        _ => "spelling",
    }
}

/// Converts a value from Django to the canonical spelling of the language.
fn spelling(kind: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let trimmed = |number: &str| match number.split_once('.') {
        Some(_) => number.trim_end_matches('0').trim_end_matches('.').to_owned(),
        None => number.to_owned(),
    };
    match kind {
        "integer" | "decimal" => match trimmed(&value).as_str() {
            "-0" => "0".to_owned(),
            number => number.to_owned(),
        },
        "date-time" => format!("{}Z", trimmed(value.strip_suffix('Z').expect("an instant in UTC"))),
        _ => value,
    }
}

/// Returns the index of the first reason with the most specific pattern that matches.
fn reason(reasons: &[Value], difference: &Value) -> Option<usize> {
    let says = |pattern: &Value| {
        let pattern = pattern.as_object().expect("a pattern");
        let known = ["code", "type", "op", "how", "shape"];
        assert!(pattern.keys().all(|key| known.contains(&key.as_str())), "unknown keys: {pattern:?}");
        pattern.iter().all(|(key, value)| difference[key] == *value).then_some(pattern.len())
    };
    let best = |reason: &Value| list(&reason["when"]).iter().filter_map(says).max();
    let scored = reasons.iter().enumerate().filter_map(|(i, reason)| Some((best(reason)?, std::cmp::Reverse(i))));
    scored.max().map(|(_, std::cmp::Reverse(i))| i)
}

/// Formats an example and both results as cells of the table.
fn row(case: &Value, answer: &Value) -> String {
    let query = text(&case["query"]);
    let codes: BTreeSet<_> =
        case["errors"].as_array().into_iter().flatten().map(|error| text(&error["code"])).collect();
    let codes = codes.into_iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ");
    let ours = case["canonical"].as_str().map_or(codes, |canonical| format!("`{canonical}`"));
    let theirs = match answer {
        answer if answer["raises"].is_string() => format!("500: `{}`", text(&answer["raises"])),
        answer if answer["refused"].is_object() => {
            let codes = answer["refused"].as_object().into_iter().flat_map(|all| all.values()).flat_map(list);
            format!("400: {}", codes.map(|code| format!("`{}`", text(code))).collect::<Vec<_>>().join(", "))
        }
        answer if answer["sql"] == "nothing" => "no record".to_owned(),
        answer if answer["sql"].is_null() => "**every record**".to_owned(),
        answer => {
            let conditions = answer["conditions"].as_object().expect("conditions").iter();
            let shown = |value: &Value| value.as_str().map_or_else(|| value.to_string(), |text| format!("{text:?}"));
            let shown = |(key, value): (&String, &Value)| match value {
                Value::Array(items) => format!("{key}: {}", items.iter().map(shown).collect::<Vec<_>>().join(", ")),
                value => format!("{key}: {}", shown(value)),
            };
            format!("`{}`", conditions.map(shown).collect::<Vec<_>>().join("; "))
        }
    };
    format!("`{query}` | {ours} | {theirs}").replace('\u{fffd}', "\\u{fffd}")
}

fn identity(file: &str, case: &Value) -> String {
    json!([file, case["schema"], case["query"], case["policy"]]).to_string()
}

/// Splits a key into field and operator like the language does. The operator is empty if the key isn't valid.
fn split<'k>(fields: &Value, key: &'k str) -> (&'k str, &'k str) {
    match key.rsplit_once("__") {
        _ if fields[key].is_object() => (key, "exact"),
        Some((field, op)) if fields[field].is_object() && OPERATORS.split(' ').any(|known| known == op) => (field, op),
        _ => (key, ""),
    }
}

fn kind<'t>(fields: &'t Value, field: &str) -> &'t str {
    fields[field]["type"].as_str().unwrap_or("")
}

/// Decodes percent-encoding as leniently as Django does.
fn decoded(raw: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = raw.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = after.first_chunk::<2>().filter(|two| *first == b'%' && two.iter().all(u8::is_ascii_hexdigit));
        rest = if let Some(two) = escape {
            let hex = std::str::from_utf8(two).expect("ASCII");
            bytes.push(u8::from_str_radix(hex, 16).expect("hex digits"));
            &after[2..]
        } else {
            bytes.push(if *first == b'+' { b' ' } else { *first });
            after
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn case_files() -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder().join("tests/cases")).expect("the folder of cases");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry of the folder").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

fn file(name: &str) -> Value {
    read(&folder().join(name))
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("a text: {value}"))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap_or_else(|| panic!("a list: {value}"))
}

fn number(value: &Value) -> usize {
    value.as_u64().and_then(|n| n.try_into().ok()).unwrap_or_else(|| panic!("a number: {value}"))
}
