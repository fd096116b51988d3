//! The list options of a schema as data.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::unknown::Unknown;
use crate::schema::{ListOptions, Pagination, PaginationKind, SchemaBuilder, SchemaErrorKind};
use crate::util::excerpt;

/// The value that accepts any name, in place of a list of names.
const ANY: &str = "any";

/// Serializes as `{paging?, ordering?, fields?, omit?, search?}`, in which `fields` and `omit` are lists of names or
/// `"any"`.
impl Serialize for ListOptions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(pagination) = self.pagination() {
            map.serialize_entry("paging", &pagination)?;
        }
        if !self.ordering().is_empty() {
            map.serialize_entry("ordering", self.ordering())?;
        }
        for (key, names) in [("fields", self.fields()), ("omit", self.omit())] {
            match names {
                Some([]) => map.serialize_entry(key, ANY)?,
                Some(names) => map.serialize_entry(key, names)?,
                None => {}
            }
        }
        if let Some(search) = self.search() {
            map.serialize_entry("search", &search)?;
        }
        map.end()
    }
}

/// Serializes as `{by, size, max_size, clamp?}`.
impl Serialize for Pagination {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", self.kind.name())?;
        map.serialize_entry("size", &self.size)?;
        map.serialize_entry("max_size", &self.max_size)?;
        if self.clamp {
            map.serialize_entry("clamp", &true)?;
        }
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a map of list options")]
pub(super) struct ListOptionsData {
    #[serde(rename = "paging")]
    pagination: Option<PaginationData>,
    ordering: Option<Vec<String>>,
    fields: Option<NamesData>,
    omit: Option<NamesData>,
    search: Option<usize>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(expecting = "a map of pagination options")]
struct PaginationData {
    by: String,
    size: Option<u64>,
    max_size: Option<u64>,
    #[serde(default)]
    clamp: bool,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a list of names, or \"any\"")]
enum NamesData {
    Any(Any),
    Declared(Vec<String>),
}

#[derive(Deserialize)]
enum Any {
    #[serde(rename = "any")]
    Any,
}

impl ListOptionsData {
    pub(super) fn add_to(self, mut builder: SchemaBuilder) -> SchemaBuilder {
        let mut list_options = ListOptions::builder();
        self.unknown.report(&mut builder, || "list".to_owned(), &["paging", "ordering", "fields", "omit", "search"]);
        if let Some(pagination) = self.pagination.and_then(|pagination| pagination.read(&mut builder)) {
            list_options = list_options.pagination(pagination);
        }
        if let Some(names) = self.ordering {
            list_options = list_options.ordering(names);
        }
        list_options = match self.fields {
            Some(NamesData::Any(Any::Any)) => list_options.any_fields(),
            Some(NamesData::Declared(names)) => list_options.fields(names),
            None => list_options,
        };
        list_options = match self.omit {
            Some(NamesData::Any(Any::Any)) => list_options.any_omit(),
            Some(NamesData::Declared(names)) => list_options.omit(names),
            None => list_options,
        };
        if let Some(search) = self.search {
            list_options = list_options.search(search);
        }
        builder.list_options(list_options)
    }
}

impl PaginationData {
    fn read(self, builder: &mut SchemaBuilder) -> Option<Pagination> {
        self.unknown.report(builder, || "list.paging".to_owned(), &["by", "size", "max_size", "clamp"]);
        let Some(by) = PaginationKind::ALL.into_iter().find(|by| by.name() == self.by) else {
            builder.add_error(SchemaErrorKind::UnknownPagination { by: excerpt(&self.by) });
            return None;
        };
        let mut pagination = Pagination::new(by);
        pagination = self.size.map_or(pagination, |size| pagination.size(size));
        pagination = self.max_size.map_or(pagination, |max_size| pagination.max_size(max_size));
        Some(if self.clamp { pagination.clamp() } else { pagination })
    }
}
