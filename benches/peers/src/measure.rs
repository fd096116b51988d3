//! Measures time and allocations in interleaved rounds.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use rustix::time::{ClockId, clock_gettime};

/// The system's allocator, with a count of each thread's calls.
pub struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // A thread that is ending isn't counted.
    let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call is forwarded to the system's allocator with the same arguments.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(block, layout) }
    }
}

/// Returns the allocator calls of this thread; each growth of a block counts.
fn allocations() -> u64 {
    ALLOCATIONS.with(Cell::get)
}

/// Returns the CPU time of this thread in nanoseconds.
fn thread_nanoseconds() -> f64 {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    time.tv_sec as f64 * 1e9 + time.tv_nsec as f64
}

/// A named piece of work to measure.
pub struct Contestant<'a> {
    pub name: &'static str,
    /// Does the work the given number of times.
    work: Box<dyn FnMut(u64) + 'a>,
}

impl<'a> Contestant<'a> {
    /// Creates a contestant from work that returns a value. Dropping the value is measured too.
    ///
    /// # Panics
    ///
    /// Panics if the first value does not make sense.
    pub fn new<T: 'a>(
        name: &'static str,
        mut work: impl FnMut() -> T + 'a,
        makes_sense: impl Fn(&T) -> bool,
    ) -> Contestant<'a> {
        assert!(makes_sense(&work()), "{name} returned a wrong result");
        let work = move |times| {
            for _ in 0..times {
                drop(black_box(work()));
            }
        };
        Contestant { name, work: Box::new(work) }
    }

    pub fn work(&mut self, times: u64) {
        (self.work)(times);
    }

    fn time(&mut self, times: u64) -> f64 {
        let start = thread_nanoseconds();
        self.work(times);
        thread_nanoseconds() - start
    }
}

/// The duration of a measurement.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// The minimum nanoseconds of one contestant in a round.
    pub batch: f64,
}

/// The results of one contestant.
pub struct Measured {
    pub name: &'static str,
    /// Nanoseconds in each round.
    times: Vec<f64>,
    pub allocations: u64,
}

impl Measured {
    pub fn median(&self) -> f64 {
        median(self.times.clone())
    }

    pub fn minimum(&self) -> f64 {
        self.times.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Returns the ratio of its time to that of another contestant: the median of the ratios within the rounds.
    pub fn over(&self, other: &Measured) -> f64 {
        median(self.times.iter().zip(&other.times).map(|(own, other)| own / other).collect())
    }
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Measures the contestants in interleaved rounds. Each round begins with the next contestant.
pub fn measure(contestants: &mut [Contestant<'_>], effort: Effort) -> Vec<Measured> {
    let mut results = Vec::new();
    let mut times = Vec::new();
    for contestant in &mut *contestants {
        let before = allocations();
        contestant.work(1);
        let allocations = allocations() - before;
        results.push(Measured { name: contestant.name, times: Vec::new(), allocations });
        let mut batch = 1;
        while contestant.time(batch) < effort.batch {
            batch *= 2;
        }
        times.push(batch);
    }
    for round in 0..effort.rounds {
        for turn in 0..contestants.len() {
            let index = (round + turn) % contestants.len();
            let time = contestants[index].time(times[index]) / times[index] as f64;
            results[index].times.push(time);
        }
    }
    results
}
