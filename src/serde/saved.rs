//! Filters of a type's table as fields of a user's own data.

use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer};

use crate::filter::Filter;
use crate::typed::FilterSet;

/// Reads a filter of a type's table: for serde's `deserialize_with`, so that a saved search or a job's payload can hold
/// a filter. It is written as its canonical string, and checked again when it is read.
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
///     #[serde(deserialize_with = "filterset::deserialize::<Link, _>")]
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
/// What isn't a text, and every fault of the text as a query.
pub fn deserialize<'de, T: FilterSet, D: Deserializer<'de>>(deserializer: D) -> Result<Filter<'static>, D::Error> {
    T::schema().deserialize(deserializer)
}

/// Reads a filter of a type's table where there is one; see [`deserialize`]. With `#[serde(default)]` it can also be
/// left out. No filter is no empty filter, which matches every record: what it means is the caller's to say.
///
/// # Errors
///
/// As [`deserialize`].
pub fn deserialize_option<'de, T: FilterSet, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Filter<'static>>, D::Error> {
    let saved = Option::<Saved<T>>::deserialize(deserializer)?;
    Ok(saved.map(|saved| saved.filter))
}

struct Saved<T> {
    filter: Filter<'static>,
    of: PhantomData<fn() -> T>,
}

impl<'de, T: FilterSet> Deserialize<'de> for Saved<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Saved { filter: deserialize::<T, D>(deserializer)?, of: PhantomData })
    }
}
