//! The most memory that a query takes while it is read, and that its report takes, for every hostile shape.
//!
//! An allocator counts. A query may take 16 times its length and 8 KiB, be it accepted or refused, and whatever the
//! limits on what is read are. What is said of faults has a bound that doesn't grow with the query. A table is printed.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use filterset::Limits;
use filterset_proofs::{RAISED, SHAPES, read, tables};

/// Counts what is held, and the most that was.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator is unsafe code; this one hands everything on to the system's")]
// SAFETY: every call is the system allocator's with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(place, layout) }
    }
    // `realloc` is the default: it allocates, copies and frees, so both are counted while both are held.
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What some work returns, and the most that was held for it besides what was held before.
fn peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let done = black_box(work());
    (done, PEAK.load(Ordering::Relaxed) - before)
}

const TIMES: usize = 16;
const BESIDES: usize = 8 * 1024;
/// Of a query over the default limits.
const UNREAD: usize = 1024;
/// Of the report of 32 faults, each with a sentence and two drawn lines at the most: it grows by doubling.
const REPORT: usize = 64 * 1024;
const LENGTHS: [usize; 9] = [8, 32, 64, 128, 256, 1024, 8192, 65_536, 1_000_000];

fn main() -> ExitCode {
    let tables = tables();
    let mut failures = 0;
    let mut report_most = 0;
    println!("the peak in bytes beyond 8 KiB, over the query's length; at most {TIMES}");
    print!("{:<32}", "");
    for length in LENGTHS {
        print!("{length:>9}");
    }
    println!("   raised limits; then the default ones at 1024, 65536 and 1000000 bytes");
    for shape in SHAPES {
        let table = tables.of(shape);
        print!("{:<32}", shape.name);
        let raised = LENGTHS.map(|length| (length, RAISED));
        let default = [1024, 65_536, 1_000_000].map(|length| (length, Limits::DEFAULT));
        for (length, limits) in raised.into_iter().chain(default) {
            let query = shape.query(length);
            let (parsed, held) = peak(|| read(table, limits, &query));
            let is_raised = limits.input_bytes == usize::MAX;
            if is_raised && length >= 64 && parsed.is_ok() != shape.is_accepted {
                println!("\nerror: {:?} is {}accepted", shape.name, if parsed.is_ok() { "" } else { "not " });
                failures += 1;
            }
            if let Err(errors) = parsed {
                let (report, held) = peak(|| errors.report(&query));
                report_most = report_most.max(held).max(report.len());
            }
            let is_unread = query.len() > limits.input_bytes;
            let most = if is_unread { UNREAD } else { TIMES * query.len() + BESIDES };
            let is_over = held > most;
            failures += usize::from(is_over);
            #[expect(clippy::cast_precision_loss, reason = "the counts are far below 2^52")]
            let times = held.saturating_sub(BESIDES) as f64 / query.len().max(1) as f64;
            print!("{times:>8.1}{}", if is_over { "!" } else { " " });
        }
        println!();
    }
    println!("the largest report took {report_most} bytes, at most {REPORT}");
    if failures > 0 || report_most > REPORT {
        eprintln!("error: {failures} are over the limit");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
