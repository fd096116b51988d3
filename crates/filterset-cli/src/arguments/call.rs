//! Reads a JSON object without dropping any of its members.

use std::fmt;

use filterset::text::excerpt;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};
use serde_json::{Map, Value};

/// The arguments of a call. A name that is given twice is an error: a map would drop the first value.
struct Call(Map<String, Value>);

/// Reads the arguments of a call.
pub(super) fn read_call(json: &[u8]) -> serde_json::Result<Map<String, Value>> {
    serde_json::from_slice(json).map(|Call(call)| call)
}

impl<'de> Deserialize<'de> for Call {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Call, D::Error> {
        deserializer.deserialize_map(CallVisitor)
    }
}

struct CallVisitor;

impl<'de> Visitor<'de> for CallVisitor {
    type Value = Call;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Call, A::Error> {
        let mut call = Map::new();
        while let Some((name, value)) = map.next_entry::<String, Value>()? {
            if call.contains_key(&name) {
                let message = format_args!("duplicate argument \"{}\": each name may appear once", excerpt(&name));
                return Err(A::Error::custom(message));
            }
            call.insert(name, value);
        }
        Ok(Call(call))
    }
}
