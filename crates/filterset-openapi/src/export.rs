//! Exports a schema as query parameters of OpenAPI 3.1.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use filterset::list::ListOptions;
use filterset::schema::Arity;
use filterset::{Field, Limits, Op, Schema};

use crate::document::resource_name;
use crate::extension;
use crate::note::{Note, NoteKind};
use crate::own_operators::recognize_operators;
use crate::parameter_name::Names;
use crate::parameter_object::{Extensions, NamesOfExport, ParameterObject};

/// An export of a schema as an OpenAPI 3.1 document with one path.
///
/// `Serialize` writes the whole document. [`parameters`](Export::parameters) returns only the parameters, for a
/// document of your own.
///
/// ```
/// use filterset::{Field, Op, Schema};
/// use filterset_openapi::{Document, Export, Importer};
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
    /// Creates an export of a schema with extension keys, under the path `/` and the schema's name.
    pub fn new(schema: &'s Schema) -> Export<'s> {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '.' | '-' | '~');
        let name = schema.name().chars().map(|c| if is_plain(c) { c } else { '-' });
        Export { schema, path: std::iter::once('/').chain(name).collect(), plain: false }
    }

    /// Sets the path of the document. A path of OpenAPI begins with `/`, which isn't checked.
    pub fn path(self, path: impl Into<Cow<'s, str>>) -> Export<'s> {
        Export { path: path.into(), ..self }
    }

    /// Sets whether to omit the extension keys, which begin with `x-filterset-`. [`notes`](Export::notes) reports what
    /// the document then lacks.
    pub fn plain(self, plain: bool) -> Export<'s> {
        Export { plain, ..self }
    }

    /// Returns the Parameter Objects (OpenAPI 3.1, section 4.8.12), for serialization with serde: one for each field and
    /// operator, then those of the list options, then the reserved names. Reserved patterns have none.
    #[must_use]
    pub fn parameters(&self) -> impl Serialize {
        self.build_parameters()
    }

    /// Returns the extension keys of the operation, for serialization with serde as an object: what the parameters can't
    /// express. A [plain](Export::plain) export has none.
    #[must_use]
    pub fn extension_keys(&self) -> impl Serialize {
        ExtensionKeys(self)
    }

    /// Returns a [lossy](NoteKind::Lossy) note for each extension key that a [plain](Export::plain) export omits, and for
    /// each bare name that then means another operator. An export with these keys loses nothing.
    #[must_use]
    pub fn notes(&self) -> Vec<Note> {
        if !self.plain {
            return Vec::new();
        }
        let whole = Export { plain: false, ..self.clone() };
        let mut notes = Vec::new();
        let mut note_lost = |parameter: &str, key: &str| {
            notes.push(Note::new(NoteKind::Lossy, parameter, format!("{key} is omitted")));
        };
        if whole.schema_name().is_some() {
            note_lost("", extension::NAME);
        }
        if whole.limits().is_some() {
            note_lost("", extension::LIMITS);
        }
        if whole.list_options().is_some() {
            note_lost("", extension::LIST);
        }
        note_lost("", extension::SPELLING);
        if whole.reserved().is_some() {
            note_lost("", extension::RESERVED);
        }
        for parameter in whole.build_parameters() {
            parameter.extensions.keys().for_each(|key| note_lost(parameter.name(), key));
        }
        for (key, _, op) in self.conditions().filter(|(key, field, _)| *key == field.name()) {
            // An import derives the operator from the form of the value.
            let read = if op.arity() == Arity::One { Op::Exact } else { Op::In };
            if read != op {
                let why = format!("the name alone means \"{read}\" instead of \"{op}\"");
                notes.push(Note::new(NoteKind::Lossy, key, why));
            }
        }
        notes
    }

    /// Returns the key of each field and operator.
    fn conditions(&self) -> impl Iterator<Item = (&'s str, &'s Field, Op)> {
        let ops = self.schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field, op)));
        ops.filter_map(|(field, op)| Some((self.schema.key(field.name(), op)?, field, op)))
    }

    fn build_parameters(&self) -> Vec<ParameterObject> {
        let conditions: Vec<_> = self.conditions().collect();
        // A pattern isn't the name of a parameter.
        let reserved: Vec<&str> = self.schema.reserved().filter(|name| !is_pattern(name)).collect();
        let list_options = self.schema.list_options();
        let others = list_options.parameters().map(|parameter| -> &str { parameter.name() });
        let others = others.chain(reserved.iter().copied());
        let names: Vec<&str> = conditions.iter().map(|(key, ..)| *key).chain(others).collect();
        let own_operators = recognize_operators(std::iter::once(names.iter().copied().collect()));
        // In a document that combines several exports, any suffix can be an operator of the API.
        let suffixes =
            names.iter().filter_map(|name| name.rsplit_once("__")).map(|(_, suffix)| suffix.to_owned()).collect();
        let given = BTreeMap::new();
        let names = NamesOfExport {
            alone: Names::new(names.iter().copied(), &own_operators, &given, true),
            combined: Names::new(names.iter().copied(), &suffixes, &given, true),
        };
        let items = self.schema.limits().list_items;
        let conditions =
            conditions.iter().map(|(key, field, op)| ParameterObject::for_condition(key, field, *op, items, &names));
        let mut parameters: Vec<ParameterObject> = conditions.collect();
        parameters.extend(
            list_options
                .parameters()
                .map(|parameter| ParameterObject::for_list_parameter(parameter, list_options, items)),
        );
        parameters.extend(reserved.into_iter().map(|name| ParameterObject::for_reserved_name(name, &names)));
        if self.plain {
            for parameter in &mut parameters {
                parameter.extensions = Extensions::default();
            }
        }
        parameters
    }

    /// Returns the name, unless the path implies it.
    fn schema_name(&self) -> Option<&str> {
        Some(self.schema.name()).filter(|name| !self.plain && *name != resource_name(&self.path))
    }

    fn limits(&self) -> Option<&Limits> {
        Some(self.schema.limits()).filter(|limits| !self.plain && **limits != Limits::DEFAULT)
    }

    /// Returns all reserved names in order, if one is a pattern.
    fn reserved(&self) -> Option<Vec<&str>> {
        let names = self.schema.reserved();
        Some(names.collect::<Vec<_>>()).filter(|names| !self.plain && names.iter().any(|name| is_pattern(name)))
    }

    fn list_options(&self) -> Option<&ListOptions> {
        Some(self.schema.list_options()).filter(|list_options| !self.plain && !list_options.is_empty())
    }
}

/// Serializes the document.
impl Serialize for Export<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("openapi", "3.1.0")?;
        map.serialize_entry("info", &Info { title: self.schema.name(), version: "1" })?;
        map.serialize_entry("paths", &SingleMember(&self.path, SingleMember("get", GetOperation(self))))?;
        map.end()
    }
}

#[derive(Serialize)]
struct Info<'s> {
    title: &'s str,
    version: &'static str,
}

/// An object of one member.
struct SingleMember<'k, T>(&'k str, T);

impl<T: Serialize> Serialize for SingleMember<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, &self.1)])
    }
}

/// The get operation of an export.
struct GetOperation<'e>(&'e Export<'e>);

impl Serialize for GetOperation<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        ExtensionKeys(self.0).serialize_entries(&mut map)?;
        map.serialize_entry("parameters", &self.0.build_parameters())?;
        map.serialize_entry(
            "responses",
            &SingleMember("200", SingleMember("description", "The records that match every condition.")),
        )?;
        map.end()
    }
}

/// The extension keys of the operation.
struct ExtensionKeys<'e>(&'e Export<'e>);

impl ExtensionKeys<'_> {
    fn serialize_entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        if let Some(name) = self.0.schema_name() {
            map.serialize_entry(extension::NAME, name)?;
        }
        if let Some(limits) = self.0.limits() {
            map.serialize_entry(extension::LIMITS, limits)?;
        }
        if let Some(list) = self.0.list_options() {
            map.serialize_entry(extension::LIST, list)?;
        }
        if !self.0.plain {
            // Without a spelling, it is null: the schema accepts more than the parameters, such as `status__exact`.
            map.serialize_entry(extension::SPELLING, &self.0.schema.spelling())?;
        }
        if let Some(reserved) = self.0.reserved() {
            map.serialize_entry(extension::RESERVED, &reserved)?;
        }
        Ok(())
    }
}

impl Serialize for ExtensionKeys<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.serialize_entries(&mut map)?;
        map.end()
    }
}

/// Returns `true` if a reserved name is a pattern.
fn is_pattern(name: &str) -> bool {
    name.contains('*')
}
