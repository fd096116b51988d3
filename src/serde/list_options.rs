//! What a table's lists take, in the table format.

use serde::ser::{SerializeMap, Serializer};
use serde::{Deserialize, Serialize};

use super::Unknown;
use crate::schema::{By, Listing, Paging, SchemaBuilder, SchemaFault};
use crate::util::excerpt;

/// In place of names: any.
const ANY: &str = "any";

/// What the table format says of lists: `{paging?, ordering?, fields?, omit?, search?}`, where `fields` and `omit` are
/// names or `"any"`.
impl Serialize for Listing {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if let Some(paging) = self.declared_paging() {
            map.serialize_entry("paging", &paging)?;
        }
        if !self.declared_ordering().is_empty() {
            map.serialize_entry("ordering", self.declared_ordering())?;
        }
        for (key, names) in [("fields", self.declared_fields()), ("omit", self.declared_omit())] {
            match names {
                Some([]) => map.serialize_entry(key, ANY)?,
                Some(names) => map.serialize_entry(key, names)?,
                None => {}
            }
        }
        if let Some(search) = self.declared_search() {
            map.serialize_entry("search", &search)?;
        }
        map.end()
    }
}

/// What the table format says of paging: `{by, size, max_size, clamp?}`.
impl Serialize for Paging {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("by", self.parameter())?;
        map.serialize_entry("size", &self.declared_size())?;
        map.serialize_entry("max_size", &self.declared_max_size())?;
        if self.clamps() {
            map.serialize_entry("clamp", &true)?;
        }
        map.end()
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a table of what lists take")]
pub(super) struct ListingData {
    paging: Option<PagingData>,
    ordering: Option<Vec<String>>,
    fields: Option<NamesData>,
    omit: Option<NamesData>,
    search: Option<usize>,
    #[serde(flatten)]
    unknown: Unknown,
}

#[derive(Deserialize)]
#[serde(expecting = "a table of how lists are paged")]
struct PagingData {
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

impl ListingData {
    pub(super) fn add_to(self, mut builder: SchemaBuilder) -> SchemaBuilder {
        let mut listing = Listing::new();
        self.unknown.report(&mut builder, || "list".to_owned());
        if let Some(paging) = self.paging.and_then(|paging| paging.read(&mut builder)) {
            listing = listing.paging(paging);
        }
        if let Some(names) = self.ordering {
            listing = listing.ordering(names);
        }
        listing = match self.fields {
            Some(NamesData::Any(Any::Any)) => listing.any_fields(),
            Some(NamesData::Declared(names)) => listing.fields(names),
            None => listing,
        };
        listing = match self.omit {
            Some(NamesData::Any(Any::Any)) => listing.any_omit(),
            Some(NamesData::Declared(names)) => listing.omit(names),
            None => listing,
        };
        if let Some(search) = self.search {
            listing = listing.search(search);
        }
        builder.list(listing)
    }
}

impl PagingData {
    fn read(self, builder: &mut SchemaBuilder) -> Option<Paging> {
        self.unknown.report(builder, || "list.paging".to_owned());
        let Some(by) = By::ALL.into_iter().find(|by| by.name() == self.by) else {
            builder.fault(SchemaFault::UnknownPaging { by: excerpt(&self.by) });
            return None;
        };
        let mut paging = Paging::new(by);
        paging = self.size.map_or(paging, |size| paging.size(size));
        paging = self.max_size.map_or(paging, |max_size| paging.max_size(max_size));
        Some(if self.clamp { paging.clamp() } else { paging })
    }
}
