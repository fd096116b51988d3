//! Measures the cost that parsing a query adds to a request: the instructions of the whole server for a request whose
//! query is parsed, compared with a request whose filter is fixed. Callgrind counts them over all threads.

use std::error::Error;
use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::sync::Arc;
use std::{env, fs};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use filterset_sea_query::CursorKey;
use http_body_util::BodyExt;
use links_api::{App, Options, Store, router};
use tower::ServiceExt;

/// The maximum that parsing may add, in percent.
const MAX_PERCENT: f64 = 5.0;
/// The numbers of requests of two runs, whose difference excludes the cost of the start.
const REQUESTS: [usize; 2] = [20, 120];
const QUERIES: [&str; 4] = [
    // One link by its key, which is the cheapest query for the database.
    "id=17a987e9-fbea-4d26-ae1c-5de1849443e7",
    "status=invalid",
    "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid",
    "access_mode=recurrent&created_by__not_in=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51&external_id__in=customer-1,customer-2,customer-5\
     &institution__in=erebor_mx_retail,gringotts_mx_retail&refresh_rate=7d&status__in=valid,invalid",
];

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().collect();
    if let [_, work, kind, query, count] = &arguments[..]
        && work == "work"
    {
        send_requests(kind == "parsed", QUERIES[query.parse::<usize>()?], count.parse()?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut is_over = false;
    println!("instructions of a request, with a fixed and with a parsed query");
    for (number, query) in QUERIES.iter().enumerate() {
        let [fixed, parsed] = ["fixed", "parsed"].map(|kind| count_request(kind, number));
        let (fixed, parsed) = (fixed?, parsed?);
        let more = (parsed / fixed - 1.0) * 100.0;
        println!("{fixed:>12.0} {parsed:>12.0} {more:>+7.2} %  {query}");
        is_over |= more > MAX_PERCENT;
    }
    if is_over {
        eprintln!("error: checking adds more than {MAX_PERCENT} %");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Sends `count` requests to the server in process.
fn send_requests(is_parsed: bool, query: &'static str, count: usize) -> Result<(), Box<dyn Error>> {
    let (keys, base_url) = (vec!["id:a password".parse()?], "http://links.example".parse()?);
    let options = Options { keys, base_url, seed: 1, allows_remote_webhooks: false };
    let app = App::new(Arc::new(Store::sqlite(None)?), options, CursorKey::new(&[1; 32]))?;
    let router = if is_parsed { router(app) } else { links_api::router_with_fixed_query(app, query)? };
    let target = if is_parsed { format!("/api/links/?{query}") } else { "/api/links/".to_owned() };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(async {
        for _ in 0..count {
            let request = Request::get(&target).header(header::AUTHORIZATION, "Basic aWQ6YSBwYXNzd29yZA==");
            let response = router.clone().oneshot(request.body(Body::empty())?).await?;
            assert_eq!(response.status(), StatusCode::OK);
            black_box(response.into_body().collect().await?);
        }
        Ok(())
    })
}

/// Returns the number of instructions of one request.
fn count_request(kind: &str, query: usize) -> Result<f64, Box<dyn Error>> {
    let [few, many] = REQUESTS.map(|count| count_instructions(&["work", kind, &query.to_string(), &count.to_string()]));
    let (few, many) = (few?, many?);
    Ok(f64::from(u32::try_from((many - few) / (REQUESTS[1] - REQUESTS[0]) as u64)?))
}

fn count_instructions(arguments: &[&str]) -> Result<u64, Box<dyn Error>> {
    let file = env::temp_dir().join(format!("links-api-cost-{}", std::process::id()));
    let status = Command::new("valgrind")
        .args(["--quiet", "--tool=callgrind"])
        .arg(format!("--callgrind-out-file={}", file.display()))
        .arg(env::current_exe()?)
        .args(arguments)
        .status()
        .map_err(|error| format!("valgrind: {error}"))?;
    let counted = fs::read_to_string(&file)?;
    fs::remove_file(&file)?;
    let total = counted.lines().find_map(|line| line.strip_prefix("totals: ")).filter(|_| status.success());
    Ok(total.ok_or("callgrind counted nothing")?.trim().parse()?)
}
