//! The cases: those of this version of the language, or those of a folder.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The embedded files.
macro_rules! embed {
    ($($name:literal)*) => {
        &[$(($name, include_str!(concat!("../../cases/", $name, ".json")))),*]
    };
}

const EMBEDDED: &[(&str, &str)] = embed! {
    "canonical"
    "clients"
    "conditions"
    "dates"
    "errors"
    "keys"
    "limits"
    "list"
    "lists"
    "negated"
    "negated_spelled"
    "numbers"
    "operators"
    "pairs"
    "percent"
    "policies"
    "ranges"
    "spelled_keys"
    "spelled_limits"
    "spelled_lists"
    "spelled_policies"
    "suggestions"
    "text"
    "time_zones"
    "uuid_boolean_choice"
};

/// A file of cases.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "about")]
    _about: String,
    schemas: BTreeMap<String, Value>,
    cases: Vec<CaseData>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseData {
    rule: String,
    schema: String,
    query: String,
    canonical: Option<String>,
    errors: Option<Vec<Map<String, Value>>>,
    #[serde(default)]
    more: u64,
    reserved: Option<Vec<(String, String)>>,
    #[serde(default)]
    policy: PolicyData,
    #[serde(default)]
    list: bool,
    needs: Option<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PolicyData {
    Name(PolicyName),
    Leniencies(Policy),
}

#[derive(Deserialize)]
enum PolicyName {
    #[serde(rename = "django-filter")]
    DjangoFilter,
}

/// The leniencies of a policy.
#[derive(Clone, Copy, Default, Deserialize, serde::Serialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Policy {
    pub(super) unknown_names: bool,
    pub(super) empty_values: bool,
    pub(super) repeated_keys: bool,
}

impl Default for PolicyData {
    fn default() -> PolicyData {
        PolicyData::Leniencies(Policy::default())
    }
}

/// A case with its required result.
pub(super) struct Case {
    /// The file without its extension.
    pub(super) file: String,
    /// The number of the case in the file, from 1.
    pub(super) number: usize,
    /// The section of the reference.
    pub(super) rule: String,
    /// The name of the schema in the file.
    pub(super) schema_name: String,
    pub(super) schema: Value,
    pub(super) query: String,
    pub(super) policy: Policy,
    pub(super) is_list: bool,
    /// A feature that an implementation may lack.
    pub(super) needs: Option<String>,
    pub(super) required: Required,
}

/// The result that a case requires.
pub(super) enum Required {
    Accepted { canonical: String, reserved: Option<Vec<(String, String)>> },
    Rejected { errors: Vec<Map<String, Value>>, more: u64 },
}

/// Reads the cases of a folder, or the embedded ones.
pub(super) fn load_cases(folder: Option<&Path>) -> Result<Vec<Case>, Failure> {
    let mut cases = Vec::new();
    let Some(folder) = folder else {
        for (name, text) in EMBEDDED {
            add_cases(name, text, &mut cases)?;
        }
        return Ok(cases);
    };
    let unreadable = |path: &Path, error| Failure::Message(format!("{}: {error}", path.display()));
    let entries = std::fs::read_dir(folder).map_err(|error| unreadable(folder, error))?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path()).map_err(|error| unreadable(folder, error)));
    let mut paths = paths.collect::<Result<Vec<_>, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).map_err(|error| unreadable(&path, error))?;
        add_cases(&path.file_stem().unwrap_or_default().to_string_lossy(), &text, &mut cases)?;
    }
    if cases.is_empty() {
        return Err(Failure::Message(format!(
            "{}: expected files of cases with the extension .json",
            folder.display()
        )));
    }
    Ok(cases)
}

/// Reads the cases of a file.
fn add_cases(name: &str, text: &str, cases: &mut Vec<Case>) -> Result<(), Failure> {
    let file: File = serde_json::from_str(text).map_err(|error| Failure::Message(format!("{name}.json: {error}")))?;
    for (number, data) in (1..).zip(file.cases) {
        let invalid = |expected: &str| Failure::Message(format!("{name}.json: case {number}: expected {expected}"));
        let Some(schema) = file.schemas.get(&data.schema) else { return Err(invalid("the name of a schema")) };
        let required = match (data.canonical, data.errors) {
            (Some(canonical), None) => Required::Accepted { canonical, reserved: data.reserved },
            (None, Some(errors)) => Required::Rejected { errors, more: data.more },
            _ => return Err(invalid("either canonical or errors")),
        };
        cases.push(Case {
            file: name.to_owned(),
            number,
            rule: data.rule,
            schema_name: data.schema,
            schema: schema.clone(),
            query: data.query,
            policy: match data.policy {
                PolicyData::Leniencies(policy) => policy,
                PolicyData::Name(PolicyName::DjangoFilter) => {
                    Policy { unknown_names: true, empty_values: true, repeated_keys: true }
                }
            },
            is_list: data.list,
            needs: data.needs,
            required,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn embeds_every_file() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
        let of =
            |cases: Vec<Case>| cases.into_iter().map(|case| (case.file, case.number, case.query)).collect::<Vec<_>>();
        let (embedded, found) = (load_cases(None).ok().map(of), load_cases(Some(&folder)).ok().map(of));
        assert!(embedded.is_some() && embedded == found);
    }
}
