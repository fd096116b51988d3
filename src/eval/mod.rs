//! What a filter means, in memory: does a record satisfy it?

mod implies;
mod interval;
#[cfg(feature = "serde_json")]
mod json;
mod operands;
mod order;
mod search;
mod test;
mod unsupported;

use std::borrow::Cow;
use std::fmt;

use crate::filter::{Condition, Filter, Predicate};
use crate::schema::Field;
use crate::typed::{FieldType, FilterField, FilterValue};
use crate::value::{Value, ValueType};
use unsupported::Gap;

pub use unsupported::UnsupportedFieldsError;

use test::{Check, Test};

/// A type of records that filters are run on: it says how the field of a table is read from a record.
///
/// `#[derive(FilterSet)]` implements it for a struct (feature `derive`), and the feature `serde_json` for
/// `serde_json::Value`. For another type it is a line for each field:
///
/// ```
/// use filterset::{Field, Op, Record, Schema};
/// use filterset::record::Accessor;
///
/// struct Account {
///     institution: String,
///     balance: Balance,
///     tags: Vec<String>,
/// }
///
/// struct Balance {
///     available: Option<i64>,
/// }
///
/// impl Record for Account {
///     fn accessor(field: &Field) -> Option<Accessor<'_, Account>> {
///         Some(match field.name() {
///             "institution" => Accessor::of(|account: &Account| &account.institution),
///             "balance__available" => Accessor::of(|account: &Account| &account.balance.available),
///             "tags" => Accessor::of(|account: &Account| &account.tags),
///             "has_tags" => Accessor::value(|account: &Account| Some((!account.tags.is_empty()).into())),
///             _ => return None,
///         })
///     }
/// }
///
/// let accounts = Schema::builder("accounts")
///     .field(Field::text("institution").ops([Op::Exact, Op::In]))
///     .field(Field::integer("balance__available").nullable().ops([Op::Gte, Op::IsNull]))
///     .field(Field::text("tags").multi_valued().ops([Op::Exact, Op::AllIn]))
///     .field(Field::boolean("has_tags").ops([Op::Exact]))
///     .build()?;
/// let account = Account {
///     institution: "erebor_mx_retail".to_owned(),
///     balance: Balance { available: Some(120) },
///     tags: vec!["main".to_owned(), "old".to_owned()],
/// };
///
/// assert!(accounts.parse("balance__available__gte=100&tags=old")?.matches(&account)?);
/// assert!(!accounts.parse("tags__allin=old,new&has_tags=true")?.matches(&account)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a record that filters can match",
    note = "derive `FilterSet` for it (feature `derive` of filterset) or implement `Record`"
)]
pub trait Record: Sized {
    /// How a field is read: asked once for each condition when a filter is compiled. `None` where records have no such
    /// field.
    fn accessor(field: &Field) -> Option<Accessor<'_, Self>>;
}

/// The test of one condition; `None` where the record holds a value of another type than the field's.
type Run<'f, R> = Box<dyn Fn(&R) -> Option<bool> + Send + Sync + 'f>;

/// A condition and its test.
type Tested<'f, R> = (Condition<'f>, Run<'f, R>);

/// How many cheap tests are run before a branch on what they say. A branch that can't be foretold costs more than a few
/// tests: the processor stops reading the records that follow.
const UNBRANCHED: usize = 4;

/// How a field is read from records of a type; see [`Record`].
#[must_use]
pub struct Accessor<'f, R> {
    /// The type of the values, where it is known.
    value_type: Option<ValueType>,
    is_multi_valued: bool,
    compile: Box<dyn FnOnce(Test<'f, Check<'f>>) -> Run<'f, R> + 'f>,
}

impl<'f, R> Accessor<'f, R> {
    fn new(
        value_type: Option<ValueType>,
        is_multi_valued: bool,
        compile: impl FnOnce(Test<'f, Check<'f>>) -> Run<'f, R> + 'f,
    ) -> Accessor<'f, R> {
        Accessor { value_type, is_multi_valued, compile: Box::new(compile) }
    }

    /// A field that is kept as a type of filterable values: the fastest kind, since the type is known.
    pub fn of<F: FilterField>(get: impl Fn(&R) -> &F + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(Some(F::Value::VALUE_TYPE), F::MULTI_VALUED, move |test| {
            // One of these remains when this is compiled for a type: a test that knows what it compares.
            macro_rules! typed {
                ($($variant:ident => $held:ident, $has:ident);*) => {
                    match test {
                        $(test if test.is(|check| matches!(check, Check::$variant(_))) => {
                            let test = test.map(|check| match check {
                                Check::$variant(check) => Some(check),
                                _ => None,
                            });
                            if let Test::Any(Some(check)) = test {
                                return Box::new(move |record| {
                                    test::any(F::MULTI_VALUED, get(record).values(), |value| match value.to_value() {
                                        Value::$held(value) => Some(check.$has(&value)),
                                        _ => None,
                                    })
                                });
                            }
                            Box::new(move |record| {
                                test.run(
                                    F::MULTI_VALUED,
                                    get(record).values(),
                                    |check, value| match value.to_value() {
                                        Value::$held(value) => Some(check.as_ref()?.$has(&value)),
                                        _ => None,
                                    },
                                    |value| Some(value.to_value()),
                                )
                            })
                        })*
                        test => Box::new(move |record| {
                            test.run(
                                F::MULTI_VALUED,
                                get(record).values(),
                                |check, value| check.passes(&value.to_value()),
                                |value| Some(value.to_value()),
                            )
                        }),
                    }
                };
            }
            match F::Value::VALUE_TYPE {
                ValueType::Text => typed!(Text => Text, has_text; Search => Text, has_text),
                ValueType::Integer => typed!(Integer => Integer, has),
                ValueType::Decimal => typed!(Decimal => Decimal, has),
                ValueType::Boolean => typed!(Boolean => Boolean, has),
                ValueType::Uuid => typed!(Uuid => Uuid, has),
                ValueType::Date => typed!(Date => Date, has),
                ValueType::DateTime => typed!(Instant => Instant, has),
                ValueType::Choice => {
                    // What becomes of each choice is known before any record is seen.
                    let test = test.map(|check| {
                        let passes = F::Value::CHOICES.iter().map(|choice| check.passes(&(*choice).into()));
                        (passes.collect::<Vec<_>>(), check)
                    });
                    Box::new(move |record| {
                        test.run(
                            F::MULTI_VALUED,
                            get(record).values(),
                            |(passes, check), value| match value.choice() {
                                Some(index) => passes.get(index).copied().flatten(),
                                None => check.passes(&value.to_value()),
                            },
                            |value| Some(value.to_value()),
                        )
                    })
                }
            }
        })
    }

    /// A field of one value, whose type is known only of a record; `None` where it is null.
    ///
    /// A value of another type than the field's satisfies no condition: see [`Matcher::try_matches`].
    pub fn value(get: impl Fn(&R) -> Option<Value<'_>> + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(None, false, move |test| {
            Box::new(move |record| test.run(false, get(record).into_iter(), |check, value| check.passes(&value), Some))
        })
    }

    /// A field of many values, whose types are known only of a record; none where it is null.
    ///
    /// A value of another type than the field's satisfies no condition: see [`Matcher::try_matches`].
    pub fn values(get: impl Fn(&R) -> Cow<'_, [Value<'_>]> + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::new(None, true, move |test| {
            Box::new(move |record| {
                let values = get(record);
                test.run(true, values.iter(), Check::passes, |value| Some(value.borrowed()))
            })
        })
    }
}

impl FieldType {
    /// Makes the accessor of a field of a derived type. It is a method of the field's type, so that the compiler reports a
    /// type that isn't filterable once.
    pub fn make_accessor<'f, F: FilterField, R>(self, get: impl Fn(&R) -> &F + Send + Sync + 'f) -> Accessor<'f, R> {
        Accessor::of(get)
    }
}

impl Filter<'_> {
    /// Whether a record satisfies every condition. For more than one record, [compile](Filter::matcher) the filter
    /// once.
    ///
    /// # Errors
    ///
    /// Records of this type don't have a field that the filter asks for, or hold it as another type.
    pub fn matches<R: Record>(&self, record: &R) -> Result<bool, UnsupportedFieldsError> {
        self.matcher().map(|matcher| matcher.matches(record))
    }

    /// Compiles the filter for a type of records: fields are resolved, whole days become ranges of instants, and what
    /// can be known of choices is worked out. Running it allocates nothing, and finds a value in a list in logarithmic
    /// time; only an `allin` of more than 512 values allocates for each record what it takes to tick them off.
    ///
    /// ```
    /// # #[cfg(feature = "derive")] {
    /// use filterset::{FilterSet, FilterValue};
    ///
    /// #[derive(FilterSet)]
    /// struct Link {
    ///     #[filter(exact, in)]
    ///     institution: String,
    ///     #[filter(exact, in)]
    ///     status: Status,
    /// }
    ///
    /// #[derive(FilterValue)]
    /// #[filter(rename_all = "snake_case")]
    /// enum Status { Valid, Invalid }
    ///
    /// let links = [
    ///     Link { institution: "erebor_mx_retail".to_owned(), status: Status::Invalid },
    ///     Link { institution: "gringotts_mx_retail".to_owned(), status: Status::Valid },
    /// ];
    /// let filter = Link::parse("status=invalid")?;
    /// let matcher = filter.matcher::<Link>()?;
    /// assert_eq!(links.iter().filter(|link| matcher.matches(link)).count(), 1);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Records of this type don't have a field that the filter asks for, or hold it as another type: every such field
    /// is named.
    pub fn matcher<R: Record>(&self) -> Result<Matcher<'_, R>, UnsupportedFieldsError> {
        let mut gaps: Vec<(String, Gap)> = Vec::new();
        let mut tests: Vec<Tested<'_, R>> = Vec::with_capacity(self.len());
        for condition in self {
            match compile(condition) {
                Ok(run) => tests.push((condition, run)),
                Err(gap) => gaps.push((condition.field().name().to_owned(), gap)),
            }
        }
        gaps.dedup_by(|a, b| a.0 == b.0);
        let tests = tests.into_iter().partition(|(condition, _)| !is_costly(condition));
        match UnsupportedFieldsError::new(gaps.into_iter().map(|(field, gap)| (field, gap.to_string()))) {
            Some(error) => Err(error),
            None => Ok(Matcher { tests }),
        }
    }
}

fn compile<R: Record>(condition: Condition<'_>) -> Result<Run<'_, R>, Gap> {
    let field = condition.field();
    let Accessor { value_type, is_multi_valued, compile } = R::accessor(field).ok_or(Gap::Missing)?;
    match value_type {
        _ if is_multi_valued && !field.is_multi_valued() => Err(Gap::Many),
        _ if !is_multi_valued && field.is_multi_valued() => Err(Gap::One),
        Some(found) if !holds(field.value_type(), found) => Err(Gap::OtherType { schema: field.value_type(), found }),
        _ => Ok(compile(Test::new(condition.predicate(), field.value_type()))),
    }
}

/// Whether a test takes longer than a branch that can't be foretold: searches in a text, and comparing decimals.
fn is_costly(condition: &Condition<'_>) -> bool {
    condition.field().value_type() == ValueType::Decimal || search::Kind::of(condition.op()).is_some()
}

/// Whether values of a type are values of a field's type, too.
fn holds(field: ValueType, found: ValueType) -> bool {
    use ValueType::{Choice, Decimal, Integer, Text};
    field == found || matches!((field, found), (Text, Choice) | (Choice, Text) | (Decimal, Integer))
}

/// Whether a value of a field satisfies a predicate that isn't a negative one.
pub(crate) fn satisfies(predicate: &Predicate<'_>, value: &Value<'_>) -> bool {
    Check::new(predicate.op(), predicate.values().collect(), ValueType::Text).passes(value) == Some(true)
}

/// A filter compiled for a type of records; see [`Filter::matcher`].
#[must_use]
pub struct Matcher<'f, R> {
    /// The cheap ones and the costly ones.
    tests: (Vec<Tested<'f, R>>, Vec<Tested<'f, R>>),
}

impl<R> Matcher<'_, R> {
    /// Whether the record satisfies every condition.
    ///
    /// A record of a dynamic type that holds a value of another type than the field's satisfies no condition on that
    /// field, not even a negative one: [`try_matches`](Matcher::try_matches) tells of it.
    #[must_use]
    #[inline]
    pub fn matches(&self, record: &R) -> bool {
        let passes = |(_, run): &Tested<'_, R>| run(record) == Some(true);
        let (cheap, costly) = &self.tests;
        let all = |tests: &[Tested<'_, R>]| tests.iter().fold(true, |all, test| all & passes(test));
        if cheap.len() <= UNBRANCHED && costly.is_empty() {
            return all(cheap);
        }
        cheap.chunks(UNBRANCHED).all(all) && costly.iter().all(passes)
    }

    /// Whether the record satisfies every condition, where it can be asked.
    ///
    /// # Errors
    ///
    /// The record holds a value of another type than the field's, in a field that the filter asks for. Records of a
    /// derived type never do.
    pub fn try_matches(&self, record: &R) -> Result<bool, RecordTypeError> {
        let mut matches = true;
        let (cheap, costly) = &self.tests;
        for (condition, run) in cheap.iter().chain(costly) {
            matches &= run(record).ok_or_else(|| RecordTypeError {
                field: condition.field().name().to_owned(),
                expected: condition.field().value_type(),
            })?;
        }
        Ok(matches)
    }
}

impl<R> fmt::Debug for Matcher<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cheap, costly) = &self.tests;
        f.debug_list().entries(cheap.iter().chain(costly).map(|(condition, _)| condition)).finish()
    }
}

impl<R> fmt::Debug for Accessor<'_, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accessor").field("value_type", &self.value_type).finish_non_exhaustive()
    }
}

/// A record holds what isn't a value of the field's type.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("invalid record: field {field:?}: expected {}", .expected.shape())]
pub struct RecordTypeError {
    field: String,
    expected: ValueType,
}

impl RecordTypeError {
    /// The field's name.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What the field holds by the table.
    #[must_use]
    pub const fn expected(&self) -> ValueType {
        self.expected
    }
}
