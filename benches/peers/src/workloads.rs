//! The queries, the schemas that they are parsed against, and the targets.

use std::borrow::Cow;

use filterset::{Field, Limits, Op, OpSet, Schema};
use uuid::Uuid;

pub(crate) const STATUSES: [&str; 4] = ["valid", "invalid", "unconfirmed", "token_required"];
pub(crate) const RESERVED: [&str; 2] = ["page", "page_size"];

/// Limits for the workloads without a target, which are over the default ones.
pub(crate) const RAISED: Limits =
    Limits { input_bytes: 16 << 20, conditions: 2_000, list_items: 200_000, operands: 200_000, ..Limits::DEFAULT };

/// The maxima for filterset.
#[derive(Clone, Copy)]
pub(crate) struct Target {
    /// The ratio of its parsing time to the yardstick's.
    pub(crate) at_most: f64,
    pub(crate) aim: f64,
    pub(crate) allocations: u64,
    /// The ratio of its parsing time to that of the check written by hand.
    pub(crate) by_hand: Option<f64>,
    /// The ratio of its rendering time to the yardstick's.
    pub(crate) rendering: f64,
    /// The ratios of the instructions of parsing and of rendering to the yardstick's. Inlining changes them by a few percent.
    pub(crate) instructions: [f64; 2],
}

pub(crate) struct Workload {
    pub(crate) name: &'static str,
    pub(crate) query: String,
    /// The same conditions in the syntax of restqs.
    pub(crate) rqs: Option<String>,
    /// The same conditions with the operators of django-query.
    pub(crate) django: String,
    /// The number of conditions, and of distinct values in all of them.
    pub(crate) conditions: usize,
    pub(crate) values: usize,
    pub(crate) target: Option<Target>,
}

/// Returns the schema of links, for the workloads W1 to W5.
pub(crate) fn links(limits: Limits) -> Schema {
    Schema::builder("links")
        .field(Field::uuid("id").ops([Op::Exact, Op::In]))
        .field(Field::text("institution").ops([Op::Exact, Op::In]))
        .field(Field::choice("status", STATUSES).ops([Op::Exact, Op::In]))
        .field(Field::text("holder").ops([Op::Exact, Op::IContains]))
        .field(Field::text("city").ops([Op::Exact, Op::In]))
        .field(Field::text("note").ops([Op::Exact, Op::Contains, Op::StartsWith]))
        .field(Field::decimal("amount").ops([Op::Exact, Op::Gte, Op::Lte, Op::Range]))
        .field(Field::date_time("created_at").ops([Op::Gte, Op::Lte, Op::Range]))
        .field(Field::integer("failures").ops([Op::Exact, Op::Gt, Op::Lt]))
        .reserved(RESERVED)
        .limits(limits)
        .build()
        .expect("a valid schema")
}

pub(crate) const WIDE_OPS: [Op; 5] = [Op::Exact, Op::Gt, Op::Gte, Op::Lt, Op::Lte];

/// Returns the names of the wide schema's fields, and whether each is an integer rather than a text.
pub(crate) fn wide_fields() -> impl Iterator<Item = (String, bool)> {
    (0..200).map(|number| (format!("field_{number:03}"), number % 2 == 0))
}

/// Returns the wide schema, for W6: 200 fields with five operators each.
pub(crate) fn wide(limits: Limits) -> Schema {
    let field = |(name, is_integer)| if is_integer { Field::integer(name) } else { Field::text(name) };
    Schema::builder("wide")
        .fields(wide_fields().map(|named| field(named).ops(OpSet::of(&WIDE_OPS))))
        .reserved(RESERVED)
        .limits(limits)
        .build()
        .expect("a valid schema")
}

/// Pseudo-random numbers, the same in each run (xorshift).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.next() as usize % (end + 1));
        }
    }
}

/// Returns one condition.
fn one() -> Workload {
    let query = "status=invalid".to_owned();
    Workload {
        name: "W1",
        rqs: Some(query.clone()),
        django: query.clone(),
        query,
        conditions: 1,
        values: 1,
        target: Some(Target {
            at_most: 0.90,
            aim: 0.60,
            allocations: 1,
            by_hand: None,
            rendering: 0.5,
            instructions: [1.20, 0.58],
        }),
    }
}

/// Returns a list of two institutions, and a status.
fn two() -> Workload {
    let query = "institution__in=erebor_mx_retail,gringotts_mx_retail&status=invalid".to_owned();
    Workload {
        name: "W2",
        rqs: Some("institution=in(erebor_mx_retail,gringotts_mx_retail)&status=invalid".to_owned()),
        django: query.clone(),
        query,
        conditions: 2,
        values: 3,
        target: Some(Target {
            at_most: 0.75,
            aim: 0.50,
            allocations: 2,
            by_hand: Some(0.33),
            rendering: 0.5,
            instructions: [0.96, 0.50],
        }),
    }
}

/// Returns eight pairs of different types.
fn eight() -> Workload {
    let start = "id=2d2fb5a4-9b2a-4e4a-8f5c-6a0e0b6f3a51";
    let middle = "created_at__gte=2022-03-03T10%3A30%3A00%2B02%3A00&institution=gringotts_mx_retail&failures__lt=50";
    let query = format!(
        "{start}&status__in=valid,invalid,unconfirmed,token_required&amount__range=100.50,250000.00&{middle}&page=2&page_size=100"
    );
    let rqs = format!(
        "{start}&status=in(valid,invalid,unconfirmed,token_required)&amount>=100.50&amount<=250000.00&{}&skip=2&limit=100",
        middle.replace("__gte", ">").replace("__lt=", "<")
    );
    Workload {
        name: "W3",
        rqs: Some(rqs),
        django: query.replace("amount__range=100.50,250000.00", "amount__gte=100.50&amount__lte=250000.00"),
        query,
        conditions: 6,
        values: 10,
        // One allocation for the value that has escapes.
        target: Some(Target {
            at_most: 0.70,
            aim: 0.45,
            allocations: 3 + 1,
            by_hand: Some(0.33),
            rendering: 0.5,
            instructions: [0.98, 0.58],
        }),
    }
}

/// Returns values that consist mostly of escapes.
fn escaped() -> Workload {
    let escape = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let holder = escape("Мария Кузнецова и сыновья, торговый дом в Петербурге");
    let cities = ["Нижний Новгород", "Sant Julià de Lòria", "札幌市中央区"].map(escape).join(",");
    let note = escape("振込先の口座が確認できませんでした。もう一度お試しください");
    let start = escape("Überweisung an die Städtische Fähre für März – bitte prüfen");
    let exact = escape("Счёт закрыт по заявлению владельца, остаток переведён в другой банк");
    let query = format!(
        "holder__icontains={holder}&city__in={cities}&note__contains={note}&note__startswith={start}&note={exact}"
    );
    Workload {
        name: "W4",
        rqs: Some(format!("holder={holder}&city=in({cities})&note={note}&note>{start}&note<{exact}")),
        django: query.clone(),
        query,
        conditions: 5,
        values: 7,
        // One allocation for each value: all have escapes.
        target: Some(Target {
            at_most: 0.60,
            aim: 0.40,
            allocations: 3 + 7,
            by_hand: None,
            rendering: 0.5,
            instructions: [0.57, 0.52],
        }),
    }
}

/// Returns a list of uuids, either ascending, or in no order and with every hundredth repeated.
fn uuids(name: &'static str, count: usize, ascending: bool) -> Workload {
    let mut numbers = Numbers(0x2545_f491_4f6c_dd1d);
    let mut list: Vec<Uuid> = (0..count).map(|_| Uuid::from_u64_pair(numbers.next(), numbers.next())).collect();
    let mut repeats = 0;
    if ascending {
        list.sort_unstable();
    } else {
        for index in (99..count).step_by(100) {
            list[index] = list[index / 2];
            repeats += 1;
        }
    }
    let list = list.iter().map(Uuid::to_string).collect::<Vec<_>>().join(",");
    let query = format!("id__in={list}");
    Workload {
        name,
        rqs: Some(format!("id=in({list})")),
        django: query.clone(),
        query,
        conditions: 1,
        values: count - repeats,
        target: None,
    }
}

/// Returns conditions of distinct keys of the wide schema, in no order.
fn short_conditions(name: &'static str, count: usize) -> Workload {
    let mut numbers = Numbers(0x9e37_79b9_7f4a_7c15);
    let mut pairs: Vec<(String, Op, String)> = Vec::new();
    for (name, is_integer) in wide_fields() {
        for op in WIDE_OPS {
            let value = if is_integer { numbers.next() % 10_000 } else { 10 + numbers.next() % 90 };
            pairs.push((name.clone(), op, if is_integer { value.to_string() } else { format!("t{value}") }));
        }
    }
    numbers.shuffle(&mut pairs);
    pairs.truncate(count);
    let join = |sign: &dyn Fn(Op) -> Cow<'static, str>| {
        let pair = |(name, op, value): &(String, Op, String)| format!("{name}{}{value}", sign(*op));
        pairs.iter().map(pair).collect::<Vec<_>>().join("&")
    };
    let query = join(&|op| if op == Op::Exact { "=".into() } else { format!("__{op}=").into() });
    let rqs = join(&|op| match op {
        Op::Gt => ">".into(),
        Op::Gte => ">=".into(),
        Op::Lt => "<".into(),
        Op::Lte => "<=".into(),
        _ => "=".into(),
    });
    Workload { name, rqs: Some(rqs), django: query.clone(), query, conditions: count, values: count, target: None }
}

/// Returns the workloads with a target on the schema of links. They keep the default limits.
pub(crate) fn on_links() -> Vec<Workload> {
    let target = Target {
        at_most: 0.45,
        aim: 0.25,
        allocations: 3,
        by_hand: Some(0.33),
        rendering: 0.5,
        instructions: [0.32, 0.43],
    };
    vec![one(), two(), eight(), escaped(), Workload { target: Some(target), ..uuids("W5", 500, false) }]
}

/// Returns the workloads without a target on the schema of links. They need [`RAISED`] limits.
pub(crate) fn on_links_raised() -> Vec<Workload> {
    vec![
        uuids("W5 1,000", 1_000, false),
        uuids("W5 10,000", 10_000, false),
        uuids("W5 100,000", 100_000, false),
        uuids("W5 10,000, ascending", 10_000, true),
    ]
}

/// Returns the workload with a target on the wide schema. It keeps the default limits.
pub(crate) fn on_wide() -> Workload {
    let target = Target {
        at_most: 0.65,
        aim: 0.40,
        allocations: 3,
        by_hand: Some(0.33),
        rendering: 0.5,
        instructions: [0.85, 0.47],
    };
    Workload { target: Some(target), ..short_conditions("W6", 64) }
}

/// Returns the workload without a target on the wide schema. It needs [`RAISED`] limits.
pub(crate) fn on_wide_raised() -> Workload {
    short_conditions("W6 1,000", 1_000)
}
