//! Content negotiation between two media types by the header `Accept` (RFC 9110, section 12.5.1).

use axum::http::HeaderMap;
use axum::http::header::ACCEPT;

/// Returns `true` if the request names the media type `named` with at least the quality of `other`. A wildcard doesn't
/// name a type.
pub(crate) fn prefers(headers: &HeaderMap, named: &str, other: &str) -> bool {
    let accepted = headers.get_all(ACCEPT).into_iter().filter_map(|accepted| accepted.to_str().ok());
    let ranges: Vec<_> = accepted.flat_map(|accepted| accepted.split(',')).map(parse_range).collect();
    let quality = |wanted: &str| ranges.iter().find(|(range, _)| range.eq_ignore_ascii_case(wanted)).map(|(_, q)| *q);
    let other_wildcard = other.split_once('/').map(|(kind, _)| format!("{kind}/*")).unwrap_or_default();
    let quality_of_other = [other, &other_wildcard, "*/*"].into_iter().find_map(quality).unwrap_or(0.0);
    quality(named).is_some_and(|quality| quality > 0.0 && quality >= quality_of_other)
}

/// Returns a media range without its parameters, and its quality: 1 if it has none, 0 if it isn't valid.
fn parse_range(text: &str) -> (&str, f32) {
    let mut parts = text.split(';').map(str::trim);
    let range = parts.next().unwrap_or_default();
    let quality = parts.find_map(|part| part.split_once('=').filter(|(name, _)| name.eq_ignore_ascii_case("q")));
    (range, quality.map_or(1.0, |(_, quality)| quality.parse().unwrap_or(0.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefers_a_named_type_of_equal_or_higher_quality() {
        let prefers_problem = |accept: &[&'static str]| {
            let headers = accept.iter().map(|accept| (ACCEPT, accept.parse().unwrap())).collect();
            prefers(&headers, "application/problem+json", "application/json")
        };
        for accept in [
            &["application/problem+json"][..],
            &["application/problem+json, application/json"],
            &["application/json, application/problem+json"],
            &["Application/Problem+JSON;Q=0.5;x=y , application/json;q=0.4"],
            &["application/json;q=0", "application/problem+json;q=0.001"],
            &["*/*;q=0.1, application/problem+json;q=0.2"],
            &["text/html", "application/problem+json"],
        ] {
            assert!(prefers_problem(accept), "{accept:?}");
        }
        for accept in [
            &[][..],
            &[""],
            &["*/*"],
            &["application/*"],
            &["application/json"],
            &["application/problem+json;q=0"],
            &["application/problem+json;q=x"],
            &["application/problem+json;q=0.5, application/json"],
            &["application/problem+json;q=0.5, application/*;q=0.6"],
            &["application/problem+json;q=0.5, */*"],
            &["x-application/problem+json"],
            &["application/problem+json-seq"],
            &["text/plain;of=application/problem+json"],
        ] {
            assert!(!prefers_problem(accept), "{accept:?}");
        }
    }
}
