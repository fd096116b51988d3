//! Unknown keys in the data of a schema.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::schema::{SchemaBuilder, SchemaErrorKind};
use crate::util::excerpt;

/// The keys that the format doesn't define.
#[derive(Default)]
pub(super) struct Unknown(Vec<String>);

impl Unknown {
    /// Reports each key, with those that are known at the location.
    pub(super) fn report(
        &self,
        builder: &mut SchemaBuilder,
        location: impl Fn() -> String,
        known: &'static [&'static str],
    ) {
        for key in &self.0 {
            builder.add_error(SchemaErrorKind::UnknownKey { location: location(), key: excerpt(key), known });
        }
    }
}

impl<'de> Deserialize<'de> for Unknown {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(UnknownVisitor)
    }
}

struct UnknownVisitor;

impl<'de> Visitor<'de> for UnknownVisitor {
    type Value = Unknown;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Unknown, A::Error> {
        let mut keys = Vec::new();
        while let Some((key, IgnoredAny)) = map.next_entry()? {
            keys.push(key);
        }
        Ok(Unknown(keys))
    }
}
