//! Schemas and typed builders derived from structs.
#![cfg(feature = "derive")]
#![allow(dead_code, reason = "the types are declared for their schemas")]

use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use arbitrary::Unstructured;
use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use filterset::list::ListParameter;
use filterset::schema::FieldBuilder;
use filterset::{Errors, Field, Filter, FilterSet, FilterValue, Limits, Op, OpSet, Schema, Value, ValueType};
use proptest::prelude::*;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A field of each type with all of its operators.
#[derive(FilterSet)]
struct Everything {
    #[filter(
        exact,
        ne,
        in,
        not_in,
        gt,
        gte,
        lt,
        lte,
        range,
        iexact,
        contains,
        icontains,
        startswith,
        istartswith,
        endswith,
        iendswith,
        not_iexact,
        not_contains,
        not_icontains,
        not_startswith,
        not_istartswith,
        not_endswith,
        not_iendswith,
        isempty,
        allow_empty
    )]
    text: String,
    #[filter(exact, ne, in, not_in, gt, range, isnull, icontains)]
    cow: Option<Cow<'static, str>>,
    #[filter(exact, in, lte)]
    long: i64,
    #[filter(exact, not_in, range)]
    byte: u8,
    #[filter(exact, in, not_in, allin)]
    short: BTreeSet<i16>,
    #[filter(exact, ne, in)]
    boolean: bool,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range)]
    decimal: Decimal,
    #[filter(exact, ne, in, not_in, allin, isnull)]
    uuid: Option<Vec<Uuid>>,
    #[filter(exact, in, gt, range)]
    date: NaiveDate,
    #[filter(exact, ne, in, not_in, gt, gte, lt, lte, range, time_zone = "-06:00")]
    instant: DateTime<Utc>,
    #[filter(exact, ne, in, not_in)]
    choice: Level,
}

#[derive(Clone, Copy, Debug, FilterValue)]
enum Level {
    Low,
    #[filter(rename = "in between")]
    Middle,
    High,
}

fn text(u: &mut Unstructured<'_>, is_item: bool) -> arbitrary::Result<String> {
    let mut text: String = u.arbitrary()?;
    text.retain(|character| character != '\0' && !(is_item && character == ','));
    let text = if is_item { text.trim_matches(' ') } else { &text };
    Ok(if text.is_empty() { "x".to_owned() } else { text.to_owned() })
}

fn items<T>(
    u: &mut Unstructured<'_>,
    mut item: impl FnMut(&mut Unstructured<'_>) -> arbitrary::Result<T>,
) -> arbitrary::Result<Vec<T>> {
    (0..u.int_in_range(1..=4)?).map(|_| item(u)).collect()
}

fn decimal(u: &mut Unstructured<'_>) -> arbitrary::Result<Decimal> {
    let most = 10_i128.pow(28) - 1;
    Ok(Decimal::from_i128_with_scale(u.int_in_range(-most..=most)?, u.int_in_range(0..=28)?))
}

fn date(u: &mut Unstructured<'_>) -> arbitrary::Result<NaiveDate> {
    Ok(NaiveDate::from_num_days_from_ce_opt(u.int_in_range(1..=3_652_059)?).expect("a day of the years 1 to 9999"))
}

fn level(u: &mut Unstructured<'_>) -> arbitrary::Result<Level> {
    u.choose(&[Level::Low, Level::Middle, Level::High]).copied()
}

fn instant(u: &mut Unstructured<'_>) -> arbitrary::Result<DateTime<Utc>> {
    let second = u.int_in_range(-62_135_596_800..=253_402_300_799)?;
    Ok(DateTime::from_timestamp(second, u.int_in_range(0..=999_999_999)?).expect("an instant of the years 1 to 9999"))
}

/// Calls arbitrary methods with valid values, each at most once.
#[expect(clippy::redundant_closure_for_method_calls, clippy::too_many_lines, reason = "each method has one line")]
fn calls(u: &mut Unstructured<'_>) -> arbitrary::Result<(usize, EverythingFilter<'static>)> {
    let mut builder = Everything::filter();
    let mut count = 0;
    let mut called = 0_u128;
    for _ in 0..u.int_in_range(0..=12)? {
        let method = u.int_in_range(0..=70)?;
        if called >> method & 1 == 1 {
            continue;
        }
        called |= 1 << method;
        count += 1;
        let b = builder;
        builder = match method {
            0 => b.text(u.arbitrary::<String>()?.replace('\0', "")),
            1 => b.text_ne(u.arbitrary::<String>()?.replace('\0', "")),
            2 => b.text_in(items(u, |u| text(u, true))?),
            3 => b.text_not_in(items(u, |u| text(u, true))?),
            4 => b.text_gt(text(u, false)?),
            5 => b.text_gte(text(u, false)?),
            6 => b.text_lt(text(u, false)?),
            7 => b.text_lte(text(u, false)?),
            8 => {
                let (one, other) = (text(u, true)?, text(u, true)?);
                b.text_range(one.clone().min(other.clone()), one.max(other))
            }
            9 => b.text_iexact(u.arbitrary::<String>()?.replace('\0', "")),
            10 => b.text_contains(text(u, false)?),
            11 => b.text_icontains(text(u, false)?),
            12 => b.text_startswith(text(u, false)?),
            13 => b.text_istartswith(text(u, false)?),
            14 => b.text_endswith(text(u, false)?),
            15 => b.text_iendswith(text(u, false)?),
            16 => b.cow(text(u, false)?),
            17 => b.cow_ne(Cow::Owned(text(u, false)?)),
            18 => b.cow_in(items(u, |u| text(u, true))?),
            19 => b.cow_not_in(items(u, |u| Ok(Cow::Owned(text(u, true)?)))?),
            20 => b.cow_gt(text(u, false)?),
            21 => b.cow_range("a", "b"),
            22 => b.cow_isnull(u.arbitrary()?),
            23 => b.cow_icontains(text(u, false)?),
            24 => b.long(u.arbitrary::<i64>()?),
            25 => b.long_in(items(u, |u| u.arbitrary::<i64>())?),
            26 => b.long_lte(u.arbitrary::<i64>()?),
            27 => b.byte(u.arbitrary::<u8>()?),
            28 => b.byte_not_in(items(u, |u| u.arbitrary::<u8>())?),
            29 => {
                let (one, other): (u8, u8) = u.arbitrary()?;
                b.byte_range(one.min(other), one.max(other))
            }
            30 => b.short(u.arbitrary::<i16>()?),
            31 => b.short_in(items(u, |u| u.arbitrary::<i16>())?),
            32 => b.short_not_in(items(u, |u| u.arbitrary::<i16>())?),
            33 => b.short_allin(items(u, |u| u.arbitrary::<i16>())?),
            34 => b.boolean(u.arbitrary::<bool>()?),
            35 => b.boolean_ne(u.arbitrary::<bool>()?),
            36 => b.boolean_in(items(u, |u| u.arbitrary::<bool>())?),
            37 => b.decimal(decimal(u)?),
            38 => b.decimal_ne(decimal(u)?),
            39 => b.decimal_in(items(u, decimal)?),
            40 => b.decimal_not_in(items(u, decimal)?),
            41 => b.decimal_gt(decimal(u)?),
            42 => b.decimal_gte(decimal(u)?),
            43 => b.decimal_lt(decimal(u)?),
            44 => b.decimal_lte(decimal(u)?),
            45 => {
                let (one, other) = (decimal(u)?, decimal(u)?);
                b.decimal_range(one.min(other), one.max(other))
            }
            46 => b.uuid(Uuid::from_u128(u.arbitrary()?)),
            47 => b.uuid_ne(Uuid::from_u128(u.arbitrary()?)),
            48 => b.uuid_in(items(u, |u| Ok(Uuid::from_u128(u.arbitrary()?)))?),
            49 => b.uuid_not_in(items(u, |u| Ok(Uuid::from_u128(u.arbitrary()?)))?),
            50 => b.uuid_allin(items(u, |u| Ok(Uuid::from_u128(u.arbitrary()?)))?),
            51 => b.uuid_isnull(u.arbitrary()?),
            52 => b.date(date(u)?),
            53 => b.date_in(items(u, date)?),
            54 => b.date_gt(date(u)?),
            55 => {
                let (one, other) = (date(u)?, date(u)?);
                b.date_range(one.min(other), one.max(other))
            }
            56 => b.instant(instant(u)?),
            57 => b.instant_ne(date(u)?),
            58 => b.instant_in(items(u, instant)?),
            59 => b.instant_not_in(items(u, date)?),
            60 => {
                let day = date(u)?.min(NaiveDate::MAX - Days::new(1));
                b.instant_range(day, day)
            }
            61 => b.choice(level(u)?),
            62 => b.text_not_iexact(u.arbitrary::<String>()?.replace('\0', "")),
            63 => b.text_not_contains(text(u, false)?),
            64 => b.text_not_icontains(text(u, false)?),
            65 => b.text_not_startswith(text(u, false)?),
            66 => b.text_not_istartswith(text(u, false)?),
            67 => b.text_not_endswith(text(u, false)?),
            68 => b.text_not_iendswith(text(u, false)?),
            69 => b.text_isempty(u.arbitrary()?),
            _ => b.choice_in(items(u, level)?),
        };
    }
    Ok((count, builder))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn parses_the_strings_of_built_filters(bytes in proptest::collection::vec(any::<u8>(), 1024)) {
        let (calls, builder) = calls(&mut Unstructured::new(&bytes)).expect("default values after the last byte");
        let built = builder.build().expect("every call is valid");
        prop_assert_eq!(built.len(), calls);
        let text = built.to_string();
        let parsed = Everything::parse(&text).expect("the string of a filter is accepted");
        prop_assert_eq!(&parsed, &built);
        prop_assert_eq!(parsed.to_string(), text);
    }
}

#[test]
fn declares_fields_by_type() {
    const RANGE: OpSet = OpSet::ORDER;
    let schema = Everything::schema();
    let field = |name: &str| FieldBuilder::from(schema.field(name).unwrap().clone());
    assert_eq!(schema.fields().len(), 11);
    assert_eq!(schema.name(), "Everything");
    assert_eq!(schema.reserved().len(), 0);
    let all = OpSet::EQUALITY.union(RANGE);
    assert_eq!(field("text"), Field::text("text").ops(all.union(OpSet::TEXT).with(Op::IsEmpty)).allow_empty());
    let ops = OpSet::EQUALITY.with(Op::Gt).with(Op::Range).with(Op::IsNull).with(Op::IContains);
    assert_eq!(field("cow"), Field::text("cow").ops(ops).nullable());
    assert_eq!(field("long"), Field::integer("long").ops([Op::Exact, Op::In, Op::Lte]));
    let byte = Field::integer("byte").minimum(0).maximum(255).ops([Op::Exact, Op::NotIn, Op::Range]);
    assert_eq!(field("byte"), byte);
    let short = Field::integer("short").minimum(-32_768).maximum(32_767).multi_valued();
    assert_eq!(field("short"), short.ops([Op::Exact, Op::In, Op::NotIn, Op::AllIn]));
    assert_eq!(field("boolean"), Field::boolean("boolean").ops([Op::Exact, Op::Ne, Op::In]));
    assert_eq!(field("decimal"), Field::decimal("decimal").ops(all));
    let uuid = Field::uuid("uuid").multi_valued().nullable().ops(OpSet::EQUALITY.with(Op::AllIn).with(Op::IsNull));
    assert_eq!(field("uuid"), uuid);
    assert_eq!(field("date"), Field::date("date").ops([Op::Exact, Op::In, Op::Gt, Op::Range]));
    assert_eq!(field("choice"), Field::choice("choice", ["Low", "in between", "High"]).ops(OpSet::EQUALITY));
    let set = Field::typed::<HashSet<u32>>("set");
    assert_eq!(set, Field::integer("set").minimum(0).maximum(4_294_967_295).multi_valued());
    assert_eq!(Field::typed::<i8>("a"), Field::integer("a").minimum(-128).maximum(127));
    assert_eq!(Field::typed::<u16>("a"), Field::integer("a").minimum(0).maximum(65_535));
    assert_eq!(Field::typed::<i32>("a"), Field::integer("a").minimum(-2_147_483_648).maximum(2_147_483_647));
}

#[test]
fn builds_the_schema_once() {
    assert!(std::ptr::eq(Everything::schema(), Everything::schema()));
}

fn codes(errors: &Errors) -> Vec<&str> {
    errors.iter().map(filterset::Error::code).collect()
}

#[test]
fn rejects_integers_outside_the_type() {
    for (query, code) in [
        ("byte=256", Some("invalid_value")),
        ("byte=-1", Some("invalid_value")),
        ("byte__range=0,256", Some("invalid_value")),
        ("short__in=1,32768", Some("invalid_value")),
        ("byte=255", None),
        ("short=-32768", None),
        ("long=9223372036854775808", Some("invalid_value")),
    ] {
        let rejected = Everything::parse(query).err();
        assert_eq!(rejected.as_ref().map(codes), code.map(|code| vec![code]), "{query}");
    }
}

#[test]
fn reports_errors_when_the_filter_is_built() {
    let errors = Everything::filter().choice(Level::Low).byte(1).choice(Level::Low).build().unwrap_err();
    assert_eq!(codes(&errors), ["duplicate_condition"]);
    let errors = Everything::filter().text_in(["a,b"]).long_in([0; 0]).uuid_isnull(true).build().unwrap_err();
    assert_eq!(codes(&errors), ["unrepresentable_value", "empty_list"]);
}

#[test]
#[expect(clippy::needless_borrows_for_generic_args, reason = "tests borrowed values")]
fn accepts_owned_and_borrowed_values() {
    let built = |builder: EverythingFilter<'_>| builder.build().unwrap().to_string();
    let owned = String::from("a");
    let borrowed: &str = &owned;
    for builder in [
        Everything::filter().text("a"),
        Everything::filter().text(&owned),
        Everything::filter().text(owned.clone()),
        Everything::filter().text(&borrowed),
        Everything::filter().text(Cow::Borrowed(borrowed)),
    ] {
        assert_eq!(built(builder), "text=a");
    }
    for builder in [
        Everything::filter().cow("a"),
        Everything::filter().cow(&owned),
        Everything::filter().cow(owned.clone()),
        Everything::filter().cow(Cow::Borrowed("a")),
    ] {
        assert_eq!(built(builder), "cow=a");
    }
    // Each string type is accepted as an argument for each string type of a field.
    let (boxed, shared, counted) = (Box::<str>::from("a"), Arc::<str>::from("a"), Rc::<str>::from("a"));
    let cow = Cow::Borrowed("a");
    macro_rules! takes_texts {
        ($($schema:ident $method:ident),*) => {$(
            for builder in [
                $schema::filter().$method("a"),
                $schema::filter().$method(&"a"),
                $schema::filter().$method(owned.clone()),
                $schema::filter().$method(&owned),
                $schema::filter().$method(&&owned),
                $schema::filter().$method(cow.clone()),
                $schema::filter().$method(&cow),
                $schema::filter().$method(boxed.clone()),
                $schema::filter().$method(&boxed),
                $schema::filter().$method(&&boxed),
                $schema::filter().$method(shared.clone()),
                $schema::filter().$method(&shared),
                $schema::filter().$method(&&shared),
                $schema::filter().$method(counted.clone()),
                $schema::filter().$method(&counted),
                $schema::filter().$method(&&counted),
            ] {
                assert_eq!(builder.build().unwrap().to_string(), concat!(stringify!($method), "=a"));
            }
        )*};
    }
    takes_texts! { Everything text, Everything cow, Borrowed name }

    let strings = vec![owned.clone(), "b".to_owned()];
    let levels = [&Level::High, &Level::Low];
    assert_eq!(built(Everything::filter().text_in(strings.iter().collect::<Vec<_>>().iter())), "text__in=a,b");
    assert_eq!(built(Everything::filter().choice_in(levels.iter())), "choice__in=High,Low");
    for builder in [
        Everything::filter().text_in(["b", "a"]),
        Everything::filter().text_in(&strings),
        Everything::filter().text_in(strings.clone()),
        Everything::filter().text_in(strings.iter().map(String::as_str)),
        Everything::filter().text_in(["a", "b"].iter()),
        Everything::filter().text_in(BTreeSet::from(["a", "b"])),
    ] {
        assert_eq!(built(builder), "text__in=a,b");
    }
    assert_eq!(built(Everything::filter().choice(&Level::Middle)), "choice=in%20between");
    assert_eq!(built(Everything::filter().long_in(&[2, 1])), "long__in=1,2");

    let day = NaiveDate::from_ymd_opt(2022, 5, 4).unwrap();
    let noon: DateTime<FixedOffset> = "2022-05-04T12:00:00-06:00".parse().unwrap();
    assert_eq!(built(Everything::filter().instant_lte(day)), "instant__lte=2022-05-04");
    assert_eq!(
        built(Everything::filter().instant_range(day, noon.to_utc())),
        "instant__range=2022-05-04,2022-05-04T18:00:00Z"
    );
}

/// The place where a link was created.
#[derive(FilterSet)]
#[filter(
    name = "places",
    reserved("page", "search"),
    rename_all = "camelCase",
    limits = Limits { list_items: 2, ..Limits::DEFAULT },
    builder = "PlaceQuery"
)]
struct Place {
    /// A country's code,
    /// such as `MX`.
    ///
    /// ISO 3166-1.
    #[filter(exact, in)]
    country_code: String,
    /**
     * What is left.
     *
     * * It can be negative.
     */
    #[filter(gt, rename = "balance__available", method = "available")]
    amount: Decimal,
    #[filter(exact, ne)]
    r#type: bool,
    #[filter(skip)]
    secret: fn(),
}

#[test]
fn reads_attributes_of_the_struct() {
    let locations = Schema::builder("places")
        .field(
            Field::text("countryCode")
                .ops([Op::Exact, Op::In])
                .description("A country's code,\nsuch as `MX`.\n\nISO 3166-1."),
        )
        .field(Field::decimal("balance__available").ops([Op::Gt]).description("What is left.\n\n* It can be negative."))
        .field(Field::boolean("type").ops([Op::Exact, Op::Ne]))
        .reserved(["page", "search"])
        .limits(Limits { list_items: 2, ..Limits::DEFAULT })
        .build()
        .unwrap();
    assert_eq!(*Place::schema(), locations);
    let query: PlaceQuery<'_> = Place::filter();
    let filter = query.available_gt(Decimal::TEN).r#type(true).type_ne(false).country_code_in(["MX", "BR"]).build();
    assert_eq!(
        filter.map(|filter| filter.to_string()).as_deref(),
        Ok("balance__available__gt=10&countryCode__in=BR,MX&type=true&type__ne=false")
    );
    let errors = Place::filter().country_code_in(["MX", "BR", "CO"]).build().unwrap_err();
    assert_eq!(codes(&errors), ["too_many_items"]);
}

#[derive(FilterSet)]
struct Borrowed<'a> {
    #[filter(exact, in)]
    name: &'a str,
    #[filter(exact)]
    other: Option<Cow<'a, str>>,
}

#[test]
fn supports_structs_with_lifetimes() {
    let name = String::from("a");
    let filter = Borrowed::filter().name(name.as_str()).name_in(["b", name.as_str()]).other(&name).build().unwrap();
    assert_eq!(filter.to_string(), "name=a&name__in=a,b&other=a");
    let other = FieldBuilder::from(Borrowed::schema().field("other").unwrap().clone());
    assert_eq!(other, Field::text("other").nullable().ops([Op::Exact]));
}

#[derive(FilterSet)]
#[filter(rename_all = "SCREAMING-KEBAB-CASE")]
struct Keyed<K: FilterValue + Copy, const N: usize>
where
    K: Ord,
{
    #[filter(exact, gt)]
    the_key: K,
    #[filter(skip)]
    rest: [u8; N],
}

#[test]
fn builds_a_schema_for_each_instance_of_a_generic_struct() {
    let texts = Keyed::<&str, 1>::schema();
    assert_eq!(texts.fields().map(Field::value_type).collect::<Vec<_>>(), [ValueType::Text]);
    assert_eq!(Keyed::<i64, 1>::schema().fields().map(Field::value_type).collect::<Vec<_>>(), [ValueType::Integer]);
    assert!(std::ptr::eq(texts, Keyed::<&str, 1>::schema()));
    let filter = Keyed::<i64, 2>::filter().the_key(7).the_key_gt(6).build().unwrap();
    assert_eq!(filter.to_string(), "THE-KEY=7&THE-KEY__gt=6");
}

#[test]
#[should_panic(expected = "invalid schema of `Keyed`: fields.THE-KEY.ops: ")]
fn panics_on_an_operator_that_a_type_argument_does_not_have() {
    let _ = Keyed::<bool, 1>::schema();
}

#[cfg(feature = "tz")]
#[derive(FilterSet)]
struct Zoned {
    #[filter(exact, time_zone = "Mars/Base")]
    at: DateTime<Utc>,
}

#[cfg(feature = "tz")]
#[test]
#[should_panic(expected = "invalid schema of `Zoned`: fields.at.time_zone: ")]
fn panics_on_an_unknown_time_zone() {
    let _ = Zoned::parse("at=2022-05-04");
}

/// A user-defined type.
struct LinkId(Uuid);

impl FilterValue for LinkId {
    const VALUE_TYPE: ValueType = ValueType::Uuid;

    fn to_value(&self) -> Value<'_> {
        self.0.into()
    }
}

#[derive(FilterSet)]
struct Owned {
    #[filter(exact, in)]
    id: LinkId,
    #[filter(allin)]
    ids: Vec<LinkId>,
}

type Maybe = Option<String>;
use Vec as Several;

trait HasId {
    type Id;
}

impl HasId for Renamed {
    type Id = i64;
}

impl Renamed {
    const LIMITS: Limits = limits::<u8, u16>();
}

const fn limits<A, B>() -> Limits {
    Limits { list_items: size_of::<A>() + size_of::<B>(), ..Limits::DEFAULT }
}

/// Types whose tokens don't show the types of their values.
#[allow(unused_parens, reason = "tests a type in parentheses")]
#[derive(FilterSet)]
#[filter(limits = Self::LIMITS)]
struct Renamed {
    #[filter(exact, in, isnull)]
    maybe: Maybe,
    #[filter(exact, allin)]
    several: Several<u8>,
    #[filter(exact, isnull)]
    wrapped: (Option<String>),
    #[filter(exact)]
    id: <Self as HasId>::Id,
    #[filter(exact, method = "r#type")]
    kind: bool,
}

macro_rules! declare_struct {
    ($name:ident $held:ty, $limits:expr) => {
        #[derive(FilterSet)]
        #[filter(limits = $limits)]
        struct $name {
            #[filter(exact, in)]
            held: $held,
        }
    };
}

declare_struct! { OfMacro Option<u8>, limits::<u8, u8>() }

#[test]
fn supports_aliases_of_types() {
    let filter = Renamed::filter().maybe("a").maybe_in(["b"]).several(1).several_allin([2, 3]).wrapped("c").id(4);
    let filter = filter.r#type(true).build().unwrap();
    assert_eq!(filter.to_string(), "id=4&kind=true&maybe=a&maybe__in=b&several=1&several__allin=2,3&wrapped=c");
    assert_eq!(Renamed::schema().limits().list_items, 3);
    assert_eq!(OfMacro::filter().held(1).held_in([2]).build().unwrap().to_string(), "held=1&held__in=2");
    assert_eq!(OfMacro::schema().limits().list_items, 2);
}

/// `Self` in a struct with parameters.
#[derive(FilterSet)]
#[filter(limits = Self::limits())]
struct Itself<T: FilterValue>
where
    Itself<T>: HasId<Id = i64>,
{
    #[filter(exact, in, range)]
    id: <Self as HasId>::Id,
    #[filter(exact)]
    value: T,
}

impl HasId for Itself<u8> {
    type Id = i64;
}

impl<T: FilterValue> Itself<T>
where
    Itself<T>: HasId<Id = i64>,
{
    const fn limits() -> Limits {
        limits::<u8, u64>()
    }
}

#[test]
fn infers_the_type_of_integer_literals() {
    let filter = Itself::<u8>::filter().id(3).id_in(0..2).id_range(1, 2).value(4).build().unwrap();
    assert_eq!(filter.to_string(), "id=3&id__in=0,1&id__range=1,2&value=4");
    assert_eq!(OfMacro::filter().held_in([1, 2]).held(0).build(), OfMacro::filter().held_in(1..3).held(0).build());
    let filter = Itself::<u8>::parse("id__in=1,2").unwrap();
    assert!(filter.matches(&Itself { id: 2, value: 0_u8 }).unwrap());
}

/// A schema whose limits use another schema.
#[derive(FilterSet)]
#[filter(limits = *Keyed::<u16, 1>::schema().limits())]
struct Asking<K: FilterValue> {
    #[filter(exact)]
    key: K,
}

#[test]
fn builds_a_generic_schema_that_uses_another() {
    assert_eq!(*Asking::<u8>::schema().limits(), Limits::DEFAULT);
    assert!(std::ptr::eq(Asking::<u8>::schema(), Asking::<u8>::schema()));
}

#[test]
fn clones_and_debugs_builders_for_all_parameters() {
    let builder = Asking::<LinkId>::filter();
    assert!(format!("{:?}", builder.clone()).starts_with("AskingFilter { builder: FilterBuilder {"));
    assert!(builder.build().unwrap().is_empty());
}

#[test]
fn supports_user_defined_types() {
    let id = LinkId(Uuid::nil());
    let filter = Owned::filter().id(&id).id_in([&id]).ids_allin([&id]).build().unwrap();
    assert_eq!(
        filter.to_string(),
        "id=00000000-0000-0000-0000-000000000000&id__in=00000000-0000-0000-0000-000000000000\
            &ids__allin=00000000-0000-0000-0000-000000000000"
    );
    assert_eq!(codes(&Owned::parse("id=x").unwrap_err()), ["invalid_value"]);
}

#[test]
fn supports_code_that_is_generic_over_schemas() {
    fn canonical<T: FilterSet>(query: &str) -> Result<String, Errors> {
        T::parse(query).map(|filter| filter.to_string())
    }
    assert_eq!(canonical::<Place>("type=1").as_deref(), Ok("type=true"));
    assert_eq!(canonical::<Borrowed<'_>>("name__in=b,a").as_deref(), Ok("name__in=a,b"));
}

#[cfg(feature = "serde")]
mod data {
    use filterset::Filter;
    use serde::{Deserialize, Serialize};

    use super::{FilterSet as _, FilterValue, Level, Place};

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Search {
        #[serde(deserialize_with = "filterset::serde::deserialize::<Place, _>")]
        filter: Filter<'static>,
        #[serde(default, deserialize_with = "filterset::serde::deserialize_option::<Place, _>")]
        other: Option<Filter<'static>>,
    }

    fn read(json: &str) -> Result<Search, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn deserializes_filters_in_user_data() {
        let filter = Place::parse("type=1&countryCode=MX").unwrap().into_owned();
        let search = Search { filter: filter.clone(), other: Some(filter) };
        let json = r#"{"filter":"countryCode=MX&type=true","other":"countryCode=MX&type=true"}"#;
        assert_eq!(serde_json::to_string(&search).unwrap(), json);
        assert_eq!(read(json), Ok(search));
        assert_eq!(read(r#"{"filter":"type=true","other":null}"#).unwrap().other, None);
        assert_eq!(read(r#"{"filter":"type=true"}"#).unwrap().other, None);
        for (json, error) in [
            (
                r#"{"filter":"type=yes"}"#,
                "field \"type\": invalid boolean \"yes\": expected true or false at line 1 column 20",
            ),
            (
                r#"{"filter":null}"#,
                "invalid type: null, expected a query string for the schema \"places\" at line 1 column 14",
            ),
            ("{}", "missing field `filter` at line 1 column 2"),
        ] {
            assert_eq!(read(json).unwrap_err(), error);
        }
        assert!(read(r#"{"filter":"","other":"typo=1"}"#).unwrap_err().starts_with("unknown field \"typo\""));
    }

    /// Names are converted like serde does.
    macro_rules! spelling {
        ($($case:literal $module:ident),*) => {$(
            mod $module {
                use super::*;

                #[derive(filterset::FilterSet, Serialize)]
                #[allow(non_snake_case)]
                #[filter(rename_all = $case)]
                #[serde(rename_all = $case)]
                struct Names {
                    #[filter(exact)]
                    one: u8,
                    #[filter(exact)]
                    two_words: u8,
                    #[filter(exact)]
                    with_2_digits_a1: u8,
                    #[filter(exact)]
                    _odd__one_: u8,
                    #[filter(exact)]
                    r#type: u8,
                }

                #[derive(FilterValue, Serialize)]
                #[filter(rename_all = $case)]
                #[serde(rename_all = $case)]
                #[allow(clippy::upper_case_acronyms, non_camel_case_types)]
                enum Choices {
                    One,
                    TwoWords,
                    HTTPServer2x,
                    snake_case,
                    A1B,
                }

                #[test]
                fn renames_fields() {
                    let names = Names { one: 0, two_words: 0, with_2_digits_a1: 0, _odd__one_: 0, r#type: 0 };
                    let serde_json::Value::Object(object) = serde_json::to_value(&names).unwrap() else { panic!() };
                    let names: Vec<&str> = Names::schema().fields().map(filterset::Field::name).collect();
                    assert_eq!(names, object.keys().collect::<Vec<_>>());
                }

                #[test]
                fn renames_choices() {
                    let all = [Choices::One, Choices::TwoWords, Choices::HTTPServer2x, Choices::snake_case, Choices::A1B];
                    let names = all.map(|choice| serde_json::to_value(&choice).unwrap().as_str().unwrap().to_owned());
                    assert_eq!(Choices::CHOICES, names);
                }
            }
        )*};
    }

    spelling! {
        "lowercase" lower, "UPPERCASE" upper, "PascalCase" pascal, "camelCase" camel, "snake_case" snake,
        "SCREAMING_SNAKE_CASE" screaming_snake, "kebab-case" kebab, "SCREAMING-KEBAB-CASE" screaming_kebab
    }

    #[test]
    fn keeps_names_without_a_case() {
        assert_eq!(Level::CHOICES, ["Low", "in between", "High"]);
    }
}

/// A filter of a derived schema equals the filter of the same schema built by hand.
#[test]
fn equals_filters_of_the_same_schema() {
    let filter: Filter<'static> = Place::filter().r#type(false).build().unwrap();
    assert_eq!(filter, Place::schema().filter().exact("type", false).build().unwrap());
    assert_eq!(filter.schema(), Place::schema());
}

/// A derived schema has list parameters.
#[test]
fn derives_list_parameters() {
    use filterset::list::{ListOptions, Pagination};

    #[derive(FilterSet)]
    #[filter(list = ListOptions::builder().pagination(Pagination::by_page().size(20)).ordering(["rank"]).search(8))]
    struct Entry {
        #[filter(exact, sort)]
        id: i64,
        #[filter(sort, rename = "createdAt", gte)]
        created_at: chrono::DateTime<chrono::Utc>,
        #[filter(exact)]
        name: String,
    }

    #[derive(FilterSet)]
    struct Sorted<T: 'static> {
        #[filter(exact, sort)]
        id: i64,
        #[filter(skip)]
        of: std::marker::PhantomData<T>,
    }

    let list_options = ListOptions::builder()
        .pagination(Pagination::by_page().size(20))
        .ordering(["createdAt", "id", "rank"])
        .search(8);
    assert_eq!(
        *Entry::schema().list_options(),
        *filterset::Schema::builder("").list_options(list_options).build().unwrap().list_options()
    );
    let list = Entry::parse_list_request("name=x&ordering=-createdAt,rank&page=2").unwrap();
    let filter = Entry::filter().name("x").build().unwrap();
    assert_eq!(filter.into_list_request().ordering(["-createdAt", "rank"]).page(2).build().as_ref(), Ok(&list));
    assert_eq!((list.offset(), list.to_string().as_str()), (Some(20), "name=x&ordering=-createdAt,rank&page=2"));
    assert!(Entry::parse_list_request("ordering=name").is_err());

    assert_eq!(Sorted::<()>::schema().list_options().parameters().collect::<Vec<_>>(), [ListParameter::Ordering]);
    assert!(Sorted::<()>::parse_list_request("ordering=-id").is_ok());
    let (_, _) = (Sorted::<()> { id: 1, of: std::marker::PhantomData }.of, Sorted::<()>::filter().id(1).build());
}

#[test]
fn maps_fields_to_columns() {
    #[derive(FilterSet)]
    #[filter(rename_all = "camelCase")]
    struct Columns<T: 'static> {
        #[filter(exact)]
        created_by: String,
        #[filter(exact, rename = "type", column = "kind of \"link\"")]
        r#type: String,
        #[filter(exact)]
        r#in: Option<i64>,
        #[filter(skip)]
        secret: T,
    }

    impl Columns<u8> {
        fn secret(&self) -> u8 {
            self.secret
        }
    }

    let expected = [("createdBy", "created_by"), ("type", "kind of \"link\""), ("in", "in")];
    assert_eq!(Columns::<u8>::COLUMNS, expected);
    let columns = Columns { created_by: String::new(), r#type: String::new(), r#in: None, secret: 7 };
    assert_eq!(columns.secret(), 7);
}
