//! Checks the memory that parsing a query and rendering its report take for each hostile shape. Counts the bytes that
//! the allocator holds, and fails if the peak is over its maximum.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};

use filterset::Limits;
use filterset_measure::{RAISED, SHAPES, Schemas, parse};

/// Counts the bytes that are allocated, and their maximum.
struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[expect(unsafe_code, reason = "an allocator is unsafe code; this one forwards to the system's")]
// SAFETY: every call is forwarded to the system allocator with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = HELD.fetch_add(layout.size(), Ordering::Relaxed) + layout.size();
        PEAK.fetch_max(held, Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(block, layout) }
    }
    // The default `realloc` allocates, copies and frees: both blocks count while both are held.
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The maximum for a query that is parsed under raised limits: this many bytes for each of its bytes, and a constant.
const MAX_PER_BYTE: usize = 50;
const MAX_CONSTANT: usize = 8 << 10;
/// The maximum for a query within the default limits, which don't limit the number of reserved pairs.
const MAX_DEFAULT: usize = 128 << 10;
const MAX_RESERVED_PER_BYTE: usize = 38;
/// The maximum for rejecting a query over the default limits, which is too little to have parsed it.
const MAX_REJECTION: usize = 1 << 10;
/// The maximum for the report of 32 errors.
const MAX_REPORT: usize = 64 << 10;
const LENGTHS: [usize; 7] = [64, 128, 256, 1 << 10, 8 << 10, 64 << 10, TOO_LONG];
const TOO_LONG: usize = 1_000_000;

fn main() -> ExitCode {
    let schemas = Schemas::new();
    let mut failures = 0;
    let mut check = |is_kept: bool| {
        failures += u32::from(!is_kept);
        if is_kept { " " } else { "!" }
    };
    println!(
        "peak bytes beyond {MAX_CONSTANT} for each byte of the query, with raised limits; then the peak bytes of the"
    );
    println!(
        "largest report, of rejecting {TOO_LONG} bytes, and of reading the longest query under the default limits\n"
    );
    println!("{:<28}{}  report  reject  default", "", LENGTHS.map(|length| format!("{length:>9}")).concat());
    for shape in SHAPES {
        let (schema, policy) = (schemas.get(shape.target), shape.target.policy());
        print!("{:<28}", shape.name);
        let mut largest_report = 0;
        for length in LENGTHS {
            let query = shape.query(length);
            let (parsed, peak) = measure_peak(|| parse(schema, RAISED, policy, &query));
            let is_kept = peak <= MAX_PER_BYTE * query.len() + MAX_CONSTANT && parsed.is_ok() == shape.is_accepted;
            #[expect(clippy::cast_precision_loss, reason = "the counts are far below 2^52")]
            let per_byte = peak.saturating_sub(MAX_CONSTANT) as f64 / query.len() as f64;
            print!("{per_byte:>8.1}{}", check(is_kept));
            if let Err(errors) = parsed {
                largest_report = largest_report.max(measure_peak(|| errors.report(&query)).1);
            }
        }
        let query = shape.query(TOO_LONG);
        let (parsed, peak) = measure_peak(|| parse(schema, Limits::DEFAULT, policy, &query));
        let is_unread = parsed.is_err_and(|errors| errors.iter().all(|error| error.code() == "input_too_long"));
        let report_mark = check(largest_report <= MAX_REPORT);
        print!("{largest_report:>8}{report_mark}{peak:>6}{}", check(is_unread && peak <= MAX_REJECTION));

        let query = shape.query(Limits::DEFAULT.input_bytes);
        let (_, peak) = measure_peak(|| parse(schema, Limits::DEFAULT, policy, &query));
        let max = if ["reserved pairs", "pairs of a pattern"].contains(&shape.name) {
            MAX_RESERVED_PER_BYTE * query.len()
        } else {
            MAX_DEFAULT
        };
        println!("{peak:>8}{}", check(peak <= max));
    }
    println!(
        "\n{failures} are over the maximum, or accepted or rejected by mistake: {MAX_PER_BYTE} times the length and"
    );
    println!(
        "{MAX_CONSTANT} bytes, {MAX_REPORT} for a report, {MAX_REJECTION} for a rejection, and under the default limits"
    );
    println!("{MAX_DEFAULT} bytes, or {MAX_RESERVED_PER_BYTE} times the length for reserved pairs");
    if failures == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Returns the result of a function, and the peak of the memory that it held.
fn measure_peak<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = HELD.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let result = black_box(work());
    (result, PEAK.load(Ordering::Relaxed) - before)
}
