//! A table as the query parameters of OpenAPI 3.1.

use std::borrow::Cow;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use filterset::list::ListOptions;
use filterset::{Field, Limits, Op, Schema};

use crate::document::name_of;
use crate::key::Names;
use crate::keys;
use crate::note::{Note, NoteKind};
use crate::object::{Extensions, Parameter};

/// A table as an OpenAPI 3.1 document of one path.
///
/// As data, through serde, it is the document; [`parameters`](Export::parameters) are what to put into one that you
/// have.
///
/// ```
/// use filterset_openapi::{Document, Export, Importer};
/// use filterset::{Field, Op, Schema};
///
/// let links = Schema::builder("links")
///     .field(Field::date_time("created_at").time_zone("-06:00").ops([Op::Lte, Op::Range]))
///     .build()?;
/// let json = serde_json::to_string(&Export::new(&links).path("/api/links/"))?;
/// let import = Importer::new().import(&Document::parse(&json)?, "/api/links/")?;
/// assert_eq!(import.schema, links);
/// assert!(import.notes.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Export<'s> {
    schema: &'s Schema,
    path: Cow<'s, str>,
    plain: bool,
}

impl<'s> Export<'s> {
    /// The table, under the path `/` and its name.
    pub fn new(schema: &'s Schema) -> Export<'s> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '-' | '~');
        let name = schema.name().chars().map(|c| if is_plain(c) { c } else { '-' });
        Export { schema, path: std::iter::once('/').chain(name).collect(), plain: false }
    }

    /// The path that the document has.
    pub fn path(self, path: impl Into<Cow<'s, str>>) -> Export<'s> {
        Export { path: path.into(), ..self }
    }

    /// Leaves out the keys that begin with `x-filterset-`. What is lost by that is told by [`notes`](Export::notes).
    pub fn plain(self, plain: bool) -> Export<'s> {
        Export { plain, ..self }
    }

    /// The path.
    #[must_use]
    pub fn declared_path(&self) -> &str {
        &self.path
    }

    /// The Parameter Objects, as data through serde: one for each field and operator, then the
    /// list's own, then the reserved names.
    #[must_use]
    pub fn parameters(&self) -> impl Serialize {
        self.listed()
    }

    /// What the document doesn't say of the table: nothing, unless it is [plain](Export::plain).
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        if !self.plain {
            return Vec::new();
        }
        let whole = Export { plain: false, ..self.clone() };
        let mut notes = Vec::new();
        let mut lost = |parameter: &str, key: &str| {
            notes.push(Note::new(NoteKind::Lossy, parameter, format!("{key} isn't said")));
        };
        if whole.schema_name().is_some() {
            lost("", keys::NAME);
        }
        if whole.limits().is_some() {
            lost("", keys::LIMITS);
        }
        if whole.list().is_some() {
            lost("", keys::LIST);
        }
        for parameter in whole.listed() {
            parameter.extensions.keys().for_each(|key| lost(parameter.name(), key));
        }
        notes
    }

    fn listed(&self) -> Vec<Parameter> {
        let conditions = self.schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op)));
        let keys: Vec<(String, &Field, Op)> = conditions.map(|(field, op)| (spelling(field, op), field, op)).collect();
        let reserved: Vec<&str> = self.schema.reserved().collect();
        let list_options = self.schema.list_options();
        let others =
            list_options.parameters().map(|parameter| -> &str { parameter.name() }).chain(reserved.iter().copied());
        let names = Names::of(keys.iter().map(|(key, ..)| key.as_str()).chain(others));
        let items = self.schema.limits().list_items;
        let conditions = keys.iter().map(|(key, field, op)| Parameter::condition(key, field, *op, items, &names));
        let mut parameters: Vec<Parameter> = conditions.collect();
        parameters.extend(list_options.parameters().map(|parameter| Parameter::listed(parameter, list_options, items)));
        parameters.extend(reserved.into_iter().map(|name| Parameter::reserved(name, &names)));
        if self.plain {
            for parameter in &mut parameters {
                parameter.extensions = Extensions::default();
            }
        }
        parameters
    }

    /// The name, where the path doesn't say it.
    fn schema_name(&self) -> Option<&str> {
        Some(self.schema.name()).filter(|name| !self.plain && *name != name_of(&self.path))
    }

    fn limits(&self) -> Option<&Limits> {
        Some(self.schema.limits()).filter(|limits| !self.plain && **limits != Limits::DEFAULT)
    }

    fn list(&self) -> Option<&ListOptions> {
        Some(self.schema.list_options()).filter(|list_options| !self.plain && !list_options.is_empty())
    }
}

/// The document.
impl Serialize for Export<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("openapi", "3.1.0")?;
        map.serialize_entry("info", &Info { title: self.schema.name(), version: "1" })?;
        map.serialize_entry("paths", &One(&self.path, One("get", Get(self))))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Info<'s> {
    title: &'s str,
    version: &'static str,
}

/// An object of one member.
struct One<'k, T>(&'k str, T);

impl<T: Serialize> Serialize for One<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

/// The operation.
struct Get<'e>(&'e Export<'e>);

impl Serialize for Get<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(name) = self.0.schema_name() {
            map.serialize_entry(keys::NAME, name)?;
        }
        if let Some(limits) = self.0.limits() {
            map.serialize_entry(keys::LIMITS, limits)?;
        }
        if let Some(list) = self.0.list() {
            map.serialize_entry(keys::LIST, list)?;
        }
        map.serialize_entry("parameters", &self.0.listed())?;
        map.serialize_entry("responses", &One("200", One("description", "The records that satisfy every condition.")))?;
        map.end()
    }
}

/// A condition's key.
fn spelling(field: &Field, op: Op) -> String {
    if op == Op::Exact { field.name().to_owned() } else { format!("{}__{op}", field.name()) }
}
