//! Strategies of proptest, which shrink to small filters.

use std::fmt;
use std::vec;

use arbitrary::{Result, Unstructured};
use proptest::collection;
use proptest::num::u64::ANY;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::{Reason, TestRunner};

use super::generator::Generator;
use super::near_miss::{NearMiss, near_miss};
use super::shrink::smaller_filters;
use super::spell::{Query, spell};
use crate::filter::Filter;
use crate::schema::Schema;

/// The number of random words for a value. More than enough for most filters; at their end, the choices are simple.
const WORDS: usize = 192;

impl Schema {
    /// Returns a strategy of valid filters; see [`Generator::filter`]. It shrinks to fewer conditions, shorter lists and
    /// smaller values.
    ///
    /// ```
    /// use filterset::{Field, Op, Schema};
    /// use proptest::test_runner::{Config, TestError, TestRunner};
    ///
    /// let links = Schema::builder("links")
    ///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
    ///     .field(Field::integer("count").ops([Op::Gt, Op::Lt]))
    ///     .build()?;
    ///
    /// let mut runner = TestRunner::new(Config { failure_persistence: None, ..Config::default() });
    /// let result = runner.run(&links.filters(), |filter| {
    ///     proptest::prop_assert!(filter.get("count", Op::Gt).is_none(), "a bug in this condition");
    ///     Ok(())
    /// });
    /// let Err(TestError::Fail(_, smallest)) = result else { panic!("the bug wasn't found") };
    /// assert_eq!(smallest.to_string(), "count__gt=0");
    /// # Ok::<(), filterset::schema::SchemaError>(())
    /// ```
    pub fn filters(&self) -> impl Strategy<Value = Filter<'static>> + Clone + use<> {
        self.generator().filters()
    }

    /// Returns a strategy of valid queries; see [`Generator::query`]. It shrinks like [`filters`](Schema::filters), and
    /// to the canonical spelling.
    ///
    /// ```
    /// use filterset::{Field, Op, Schema};
    /// use proptest::prelude::*;
    ///
    /// let links = Schema::builder("links").field(Field::text("institution").ops([Op::Exact, Op::In])).build()?;
    /// proptest!(|(query in links.queries())| {
    ///     prop_assert_eq!(links.parse(&query.text).unwrap(), query.filter);
    /// });
    /// # Ok::<(), filterset::schema::SchemaError>(())
    /// ```
    pub fn queries(&self) -> impl Strategy<Value = Query> + Clone + use<> {
        self.generator().queries()
    }

    /// Returns a strategy of queries with exactly one error; see [`Generator::near_miss`]. It shrinks to a query with
    /// the same code.
    pub fn near_misses(&self) -> impl Strategy<Value = NearMiss> + Clone + use<> {
        self.generator().near_misses()
    }
}

impl Generator {
    /// Returns a strategy of valid filters; see [`Schema::filters`].
    pub fn filters(&self) -> impl Strategy<Value = Filter<'static>> + Clone + use<> {
        let make: Make<Filter<'static>> = |_, filter, _| Ok(filter.clone());
        Generated { generator: self.clone(), make, is_alike: |_, _| true }
    }

    /// Returns a strategy of valid queries; see [`Schema::queries`].
    pub fn queries(&self) -> impl Strategy<Value = Query> + Clone + use<> {
        let make: Make<Query> = |generator, filter, u| spell(generator, u, filter);
        Generated { generator: self.clone(), make, is_alike: |_, _| true }
    }

    /// Returns a strategy of queries with exactly one error; see [`Schema::near_misses`].
    pub fn near_misses(&self) -> impl Strategy<Value = NearMiss> + Clone + use<> {
        let make: Make<NearMiss> = |generator, filter, u| near_miss(generator, u, filter);
        Generated { generator: self.clone(), make, is_alike: |one, other| one.code == other.code }
    }
}

/// Makes a value from a filter and bytes.
type Make<T> = fn(&Generator, &Filter<'static>, &mut Unstructured<'_>) -> Result<T>;

/// The strategy of the values that a function makes.
#[derive(Clone, Debug)]
struct Generated<T> {
    generator: Generator,
    make: Make<T>,
    /// Returns `true` if one value can shrink to the other.
    is_alike: fn(&T, &T) -> bool,
}

impl<T: Clone + fmt::Debug> Generated<T> {
    fn make(&self, mut seed: Seed) -> Result<Made<T>> {
        let mut u = Unstructured::new(&seed.bytes);
        let value = (self.make)(&self.generator, &seed.filter, &mut u)?;
        // The bytes that weren't used change nothing, nor do zeros at the end.
        let mut used = seed.bytes.iter().take(seed.bytes.len().saturating_sub(u.len()));
        let len = used.rposition(|byte| *byte != 0).map_or(0, |last| last.saturating_add(1));
        seed.bytes.truncate(len);
        Ok(Made { seed, value })
    }

    /// Returns the seeds of smaller values, the smallest first.
    fn smaller_seeds(&self, seed: &Seed) -> vec::IntoIter<Seed> {
        let filters = smaller_filters(&self.generator, &seed.filter);
        let mut seeds: Vec<Seed> = filters.into_iter().map(|filter| Seed { filter, ..seed.clone() }).collect();
        // A zero is the simplest choice. Parts of half of the bytes are tried first, then shorter ones.
        let mut len = seed.bytes.len();
        while len > 0 {
            for start in (0..seed.bytes.len()).step_by(len) {
                let mut bytes = seed.bytes.clone();
                let part = bytes.iter_mut().skip(start).take(len);
                let changed = part.filter(|byte| **byte != 0).map(|byte| *byte = 0).count();
                seeds.extend((changed > 0).then(|| Seed { bytes, ..seed.clone() }));
            }
            len /= 2;
        }
        seeds.into_iter()
    }
}

/// The filter and the bytes of a value.
#[derive(Clone, Debug)]
struct Seed {
    filter: Filter<'static>,
    bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
struct Made<T> {
    seed: Seed,
    value: T,
}

impl<T: Clone + fmt::Debug> Strategy for Generated<T> {
    type Tree = Tree<T>;
    type Value = T;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<Self> {
        let words = collection::vec(ANY, WORDS).new_tree(runner)?.current();
        let bytes: Vec<u8> = words.into_iter().flat_map(u64::to_le_bytes).collect();
        let mut u = Unstructured::new(&bytes);
        let to_reason = |error: arbitrary::Error| Reason::from(error.to_string());
        let filter = self.generator.filter(&mut u).map_err(to_reason)?;
        let made = self.make(Seed { filter, bytes: u.take_rest().to_vec() }).map_err(to_reason)?;
        Ok(Tree { smaller: self.smaller_seeds(&made.seed), strategy: self.clone(), made, previous: None })
    }
}

/// A value with the seeds of smaller ones, which are tried one by one.
#[derive(Debug)]
struct Tree<T> {
    strategy: Generated<T>,
    made: Made<T>,
    smaller: vec::IntoIter<Seed>,
    /// The value before the last step, with the seeds that remain to be tried.
    previous: Option<(Made<T>, vec::IntoIter<Seed>)>,
}

impl<T: Clone + fmt::Debug> ValueTree for Tree<T> {
    type Value = T;

    fn current(&self) -> T {
        self.made.value.clone()
    }

    fn simplify(&mut self) -> bool {
        while let Some(seed) = self.smaller.next() {
            let Ok(made) = self.strategy.make(seed) else { continue };
            if (self.strategy.is_alike)(&self.made.value, &made.value) {
                let smaller = self.strategy.smaller_seeds(&made.seed);
                let previous = std::mem::replace(&mut self.made, made);
                self.previous = Some((previous, std::mem::replace(&mut self.smaller, smaller)));
                return true;
            }
        }
        false
    }

    fn complicate(&mut self) -> bool {
        let Some((made, smaller)) = self.previous.take() else { return false };
        (self.made, self.smaller) = (made, smaller);
        true
    }
}
