//! Filters of a type's schema within other data.

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer};

use crate::filter::Filter;
use crate::typed::FilterSet;

/// Deserializes a filter of a type's schema, for serde's `deserialize_with`: for example in a saved search or in the
/// payload of a job. A filter is serialized as its canonical string, and validated again when it is deserialized.
///
/// ```
/// # #[cfg(feature = "derive")] {
/// use filterset::{Filter, FilterSet};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(FilterSet)]
/// struct Link {
///     #[filter(exact, in)]
///     institution: String,
/// }
///
/// #[derive(Serialize, Deserialize)]
/// struct SavedSearch {
///     name: String,
///     #[serde(deserialize_with = "filterset::serde::deserialize::<Link, _>")]
///     filter: Filter<'static>,
/// }
///
/// let json = r#"{"name":"mine","filter":"institution=erebor_mx_retail"}"#;
/// let search: SavedSearch = serde_json::from_str(json).unwrap();
/// assert_eq!(search.filter, Link::filter().institution("erebor_mx_retail").build().unwrap());
/// assert_eq!(serde_json::to_string(&search).unwrap(), json);
///
/// let error = serde_json::from_str::<SavedSearch>(r#"{"name":"","filter":"instituton=x"}"#).err().unwrap();
/// assert!(error.to_string().starts_with("unknown field \"instituton\"; did you mean \"institution\"?"));
/// # }
/// ```
///
/// # Errors
///
/// Returns an error if the value isn't a string, or all errors of the string as a query.
pub fn deserialize<'de, T: FilterSet, D: Deserializer<'de>>(deserializer: D) -> Result<Filter<'static>, D::Error> {
    T::schema().deserialize(deserializer)
}

/// Deserializes an optional filter of a type's schema; see [`deserialize`]. With `#[serde(default)]`, the field can
/// also be absent. `None` isn't the same as the empty filter, which matches every record: the application defines its
/// meaning.
///
/// # Errors
///
/// Returns the same errors as [`deserialize`].
pub fn deserialize_option<'de, T: FilterSet, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Filter<'static>>, D::Error> {
    let saved = Option::<Saved<T>>::deserialize(deserializer)?;
    Ok(saved.map(|saved| saved.filter))
}

struct Saved<T> {
    filter: Filter<'static>,
    marker: PhantomData<fn() -> T>,
}

impl<'de, T: FilterSet> Deserialize<'de> for Saved<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Saved { filter: deserialize::<T, D>(deserializer)?, marker: PhantomData })
    }
}
