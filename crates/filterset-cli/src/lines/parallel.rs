//! Works on chunks in several threads. The results keep the order of the input.

use std::collections::VecDeque;
use std::num::NonZero;
use std::panic;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use super::Chunk;
use crate::failure::Failure;

/// The number of chunks that wait before a worker, and of results that wait after it.
const WAITING: usize = 1;

struct Worker<T> {
    thread: JoinHandle<()>,
    results: Receiver<Result<T, Failure>>,
}

/// Calls `work` on each chunk, in as many threads, and `take` on each result, in the order of the chunks.
///
/// The chunks are dealt to the workers in turn, so the results are in order if they are taken in turn. Each queue has a
/// limit, so a slow reader of the output stops the reading of the input. After a failure, no more results are taken, and
/// the threads end with the process: one of them may wait for an input that never comes.
pub(crate) fn process_chunks<T: Send + 'static>(
    threads: NonZero<usize>,
    chunks: impl Iterator<Item = Result<Chunk, Failure>> + Send + 'static,
    work: impl Fn(&Chunk) -> T + Send + Sync + 'static,
    mut take: impl FnMut(T) -> Result<(), Failure>,
) -> Result<(), Failure> {
    if threads.get() == 1 {
        for chunk in chunks {
            take(work(&chunk?))?;
        }
        return Ok(());
    }
    let work = Arc::new(work);
    let mut queues = Vec::new();
    let mut workers = VecDeque::new();
    for _ in 0..threads.get() {
        let (queue, worker) = spawn_worker(Arc::clone(&work))?;
        queues.push(queue);
        workers.push_back(worker);
    }
    let reader = spawn(move || {
        for (chunk, queue) in chunks.zip(queues.iter().cycle()) {
            // The worker has no receiver of its results.
            let Ok(()) = queue.send(chunk) else { return };
        }
    })?;
    while let Some(worker) = workers.pop_front() {
        let Ok(result) = worker.results.recv() else {
            // There are no more chunks, or a thread panicked.
            join(worker.thread);
            join(reader);
            return Ok(());
        };
        take(result?)?;
        workers.push_back(worker);
    }
    Ok(())
}

type Queue = SyncSender<Result<Chunk, Failure>>;

fn spawn_worker<T: Send + 'static>(
    work: Arc<impl Fn(&Chunk) -> T + Send + Sync + 'static>,
) -> Result<(Queue, Worker<T>), Failure> {
    let (queue, chunks) = sync_channel::<Result<Chunk, Failure>>(WAITING);
    let (sender, results) = sync_channel(WAITING);
    let thread = spawn(move || {
        for chunk in chunks {
            let Ok(()) = sender.send(chunk.map(|chunk| work(&chunk))) else { return };
        }
    })?;
    Ok((queue, Worker { thread, results }))
}

fn spawn(run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Failure> {
    let spawned = thread::Builder::new().spawn(run);
    spawned.map_err(|error| Failure::Message(format!("can't start a thread: {error} (--threads)")))
}

fn join(thread: JoinHandle<()>) {
    thread.join().unwrap_or_else(|panic| panic::resume_unwind(panic));
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;
    use crate::lines::chunk::Chunks;

    const THREADS: [usize; 4] = [1, 2, 3, 8];

    /// Runs a function on each line of an input of numbers, in chunks of one line.
    fn process<T: Send + 'static>(
        threads: usize,
        count: u64,
        work: impl Fn(u64) -> T + Send + Sync + 'static,
        take: impl FnMut(T) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let chunks = (0..count).map(|number| {
            let text = io::Cursor::new(format!("{number}\n"));
            Ok(Chunks::new(text, 100).next().unwrap().unwrap())
        });
        let work = move |chunk: &Chunk| {
            let line = chunk.lines().next().unwrap();
            work(str::from_utf8(line.bytes).unwrap().parse().unwrap())
        };
        process_chunks(NonZero::new(threads).unwrap(), chunks, work, take)
    }

    #[test]
    fn keeps_the_order_of_the_input() {
        for threads in THREADS {
            let mut results = Vec::new();
            let slow_first = |number| {
                thread::sleep(Duration::from_micros(if number % 3 == 0 { 300 } else { 0 }));
                number
            };
            let processed = process(threads, 200, slow_first, |number| {
                results.push(number);
                Ok(())
            });
            assert!(processed.is_ok());
            assert_eq!(results, (0..200).collect::<Vec<u64>>());
        }
    }

    /// Neither a failure nor a slow reader lets chunks pile up.
    #[test]
    fn limits_the_chunks_in_flight() {
        for threads in THREADS {
            let started = Arc::new(AtomicUsize::new(0));
            let counter = Arc::clone(&started);
            let mut taken = 0;
            let processed = process(
                threads,
                u64::MAX,
                move |_| counter.fetch_add(1, Ordering::SeqCst),
                |_| {
                    thread::sleep(Duration::from_millis(2));
                    taken += 1;
                    assert!(started.load(Ordering::SeqCst) <= taken + threads * (2 * WAITING + 2));
                    if taken < 20 { Ok(()) } else { Err(Failure::OutputClosed) }
                },
            );
            assert!(matches!(processed, Err(Failure::OutputClosed)));
        }
    }

    #[test]
    fn reports_a_failure_after_the_results_before_it() {
        for threads in THREADS {
            let chunk = || Chunks::new(io::Cursor::new("a\n"), 9).next().unwrap().unwrap();
            let chunks = (0..40).map(move |number| match number {
                30 => Err(Failure::Message("unreadable".to_owned())),
                _ => Ok(chunk()),
            });
            let mut taken = 0;
            let processed = process_chunks(
                NonZero::new(threads).unwrap(),
                chunks,
                |_| (),
                |()| {
                    taken += 1;
                    Ok(())
                },
            );
            assert!(matches!(processed, Err(Failure::Message(message)) if message == "unreadable"));
            assert_eq!(taken, 30);
        }
    }

    #[test]
    fn panics_if_a_worker_panics() {
        for threads in THREADS {
            let run = move || process(threads, 100, |number| assert_ne!(number, 50), |()| Ok(()));
            assert!(panic::catch_unwind(run).is_err());
        }
    }
}
