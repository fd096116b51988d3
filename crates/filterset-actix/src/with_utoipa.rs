//! The extractors in the OpenAPI documents of utoipa.

use std::collections::BTreeMap;

use filterset::FilterSet;
use filterset_utoipa::{Problem, filter_parameters, parameters};
use utoipa::openapi::RefOr;
use utoipa::openapi::path::{Parameter, ParameterIn};
use utoipa::openapi::response::Response;
use utoipa::{IntoParams, IntoResponses};

use crate::{FilterQuery, ListQuery, Rejection};

/// Documents the parameters that are checked: those of the filter.
#[cfg_attr(docsrs, doc(cfg(feature = "utoipa")))]
impl<T: FilterSet> IntoParams for FilterQuery<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        filter_parameters(T::schema())
    }
}

/// Documents the parameters that are checked: those of the filter and of the list options.
#[cfg_attr(docsrs, doc(cfg(feature = "utoipa")))]
impl<T: FilterSet> IntoParams for ListQuery<T> {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        parameters(T::schema())
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "utoipa")))]
impl IntoResponses for Rejection {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        Problem::responses()
    }
}
