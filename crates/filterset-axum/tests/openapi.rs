//! Imports the OpenAPI documents of an application, and compares the schemas with those that the application checks.
#![cfg(all(feature = "aide", feature = "utoipa"))]

use filterset::list::{ListOptions, Pagination};
use filterset::{FilterSet, Schema};
use filterset_axum::{FilterQuery, ListQuery, Rejection};
use filterset_openapi::{Document, Import, Importer};

#[derive(FilterSet)]
#[filter(name = "links", list = ListOptions::builder().pagination(Pagination::by_page().size(7)))]
struct Link {
    #[filter(exact, in, sort)]
    institution: String,
    #[filter(gte, lte)]
    accounts: i64,
}

fn import(json: &str, path: &str) -> Import {
    Importer::new().import(&Document::parse(json).expect("a document"), path).expect("a schema")
}

/// Returns the keys of all conditions.
fn keys(schema: &Schema) -> Vec<String> {
    let ops =
        schema.fields().flat_map(|field| field.ops().iter().map(move |op| (field.name(), op)).collect::<Vec<_>>());
    ops.map(|(name, op)| schema.key(name, op).expect("a key").to_owned()).collect()
}

mod utoipa_documents {
    use filterset_utoipa::describe;
    use utoipa::OpenApi;

    use super::*;

    #[utoipa::path(get, path = "/api/links/", params(ListQuery<Link>), responses((status = 200), Rejection))]
    #[expect(dead_code, reason = "only the document is used")]
    fn list() {}

    #[utoipa::path(get, path = "/api/count/", params(FilterQuery<Link>), responses((status = 200), Rejection))]
    #[expect(dead_code, reason = "only the document is used")]
    fn count() {}

    #[derive(OpenApi)]
    #[openapi(paths(list, count))]
    struct Api;

    #[test]
    fn import_to_the_same_schema() {
        let mut document = Api::openapi();
        describe(&mut document, "/api/links/", Link::schema()).expect("the path");
        let json = document.to_json().expect("JSON");
        assert_eq!(import(&json, "/api/links/").schema, *Link::schema());
        assert_eq!(keys(&import(&json, "/api/count/").schema), keys(Link::schema()));
        let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        for path in ["/api/links/", "/api/count/"] {
            let responses = &document["paths"][path]["get"]["responses"];
            assert!(responses["400"]["content"]["application/problem+json"].is_object(), "{responses:#}");
        }
    }
}

mod aide_documents {
    use aide::axum::ApiRouter;
    use aide::axum::routing::get;
    use aide::openapi::OpenApi;

    use super::*;

    async fn list(query: ListQuery<Link>) -> String {
        query.list.to_string()
    }

    async fn count(query: FilterQuery<Link>) -> String {
        query.filter.to_string()
    }

    #[test]
    fn import_to_the_same_schema() {
        let mut document = OpenApi::default();
        let app: ApiRouter = ApiRouter::new().api_route("/api/links/", get(list)).api_route("/api/count/", get(count));
        let _: axum::Router = app.finish_api(&mut document);
        let json = serde_json::to_string(&document).expect("JSON");
        assert_eq!(import(&json, "/api/links/").schema, *Link::schema());
        assert_eq!(keys(&import(&json, "/api/count/").schema), keys(Link::schema()));
        let document: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        for path in ["/api/links/", "/api/count/"] {
            let responses = &document["paths"][path]["get"]["responses"];
            assert!(responses["400"]["content"]["application/problem+json"].is_object(), "{responses:#}");
        }
    }
}
