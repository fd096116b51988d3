//! The fields of the tests, and the columns that hold them in each database.

use filterset::schema::{FieldBuilder, ListStyle, Spelling};
use filterset::{Field, Filter, Op, OpSet, Schema, ValueType};
use filterset_sea_query::{DateLibrary, Dialect};
use sea_query::{BinOper, Expr, ExprTrait, Func, Query};

/// The table of records, and the prefix of their columns.
pub(crate) const RECORDS: &str = "records";
pub(crate) const ID: &str = "id";
pub(crate) const RECORD: &str = "record";
/// The column of another table that holds a value.
pub(crate) const VALUE: &str = "value";

pub(crate) const CHOICES: [&str; 7] = ["valid", "Valid", "in valid", "50%", "é", "É", "b_c"];

/// The encoding of values in a database.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Shape {
    Native,
    Scaled(u8),
    Text,
    Collated,
    Real,
    /// An enum of PostgreSQL, and one that is cast to text.
    Enum,
    EnumAsText,
    ByCodePoint,
    Deterministic,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Storage {
    Column,
    Array,
    Rows,
}

/// The values that the records have, if they don't use the whole range of the type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Values {
    All,
    Bits(u32),
    /// Decimals with at most this many digits, and at most this many after the point.
    Digits(u32, u32),
    /// Decimals with at most this many digits, and exactly this many after the point.
    Units(u32, u32),
    /// Integers that aren't negative, of this many bits.
    Unsigned(u32),
    /// Instants in whole seconds.
    Seconds,
    /// The instants of MySQL's type `timestamp`.
    Stamps,
    /// Texts of the character set latin1.
    Latin1,
    /// Texts without characters outside the basic multilingual plane.
    Bmp,
    /// Texts without spaces at the end, which columns of fixed length lose.
    Trimmed,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) value_type: ValueType,
    pub(crate) values: Values,
    pub(crate) is_nullable: bool,
    pub(crate) zone: &'static str,
    pub(crate) sqlite: Shape,
    pub(crate) postgres: Shape,
    /// The type of the column, or of an array's elements.
    pub(crate) postgres_type: &'static str,
    /// The types of the column in MySQL, of which each table has another. If empty, the shape and the type of the field
    /// decide.
    mysql_types: &'static [&'static str],
    /// `None` if the field holds one value.
    pub(crate) multi_valued: Option<Storage>,
}

const fn column(name: &'static str, value_type: ValueType, postgres_type: &'static str) -> Column {
    Column {
        name,
        value_type,
        values: Values::All,
        is_nullable: false,
        zone: "UTC",
        sqlite: Shape::Native,
        postgres: Shape::Native,
        postgres_type,
        mysql_types: &[],
        multi_valued: None,
    }
}

const fn nullable(column: Column) -> Column {
    Column { is_nullable: true, ..column }
}

const fn with_values(values: Values, column: Column) -> Column {
    Column { values, ..column }
}

const fn encoded_as(sqlite: Shape, postgres: Shape, column: Column) -> Column {
    Column { sqlite, postgres, ..column }
}

const fn in_zone(zone: &'static str, column: Column) -> Column {
    Column { zone, ..column }
}

const fn in_mysql(mysql_types: &'static [&'static str], column: Column) -> Column {
    Column { mysql_types, ..column }
}

/// Makes a column multi-valued: rows of another table in SQLite and MySQL, and `postgres` in PostgreSQL.
const fn multi_valued(postgres: Storage, column: Column) -> Column {
    Column { multi_valued: Some(postgres), is_nullable: true, ..column }
}

use Shape::{ByCodePoint, Collated, Deterministic, Enum, EnumAsText, Native, Real, Scaled, Text};
use Storage::{Array, Rows};
use ValueType as Type;

/// The types of MySQL that hold every text.
const TEXT_TYPES: &[&str] = &[
    "varchar(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci",
    "varchar(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_turkish_ci",
    "text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "varchar(400) CHARACTER SET utf16 COLLATE utf16_turkish_ci",
    "text CHARACTER SET utf16 COLLATE utf16_general_ci",
    "varchar(400) CHARACTER SET utf16 COLLATE utf16_bin",
    "varbinary(1600)",
    "blob",
];
/// The types of MySQL that compare texts by code point.
const SORTED_TYPES: &[&str] = &[
    "varchar(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
    "text CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
    "varbinary(1600)",
    "blob",
];
const CHOICE_TYPES: &[&str] = &[
    "varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
    "char(20) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin",
    "enum('valid', 'Valid', 'in valid', '50%', 'é', 'É', 'b_c') CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
    "varchar(20) CHARACTER SET utf8mb4 COLLATE utf8mb4_turkish_ci",
];

/// All columns. Each table has one of each two adjacent columns, so it has a field of every type.
pub(crate) const COLUMNS: [Column; 56] = [
    nullable(column("text", Type::Text, "text")),
    column("label", Type::Text, "varchar(400)"),
    nullable(column("big", Type::Integer, "int8")),
    with_values(Values::Bits(16), in_mysql(&["smallint"], column("small", Type::Integer, "int2"))),
    with_values(Values::Bits(32), in_mysql(&["int"], column("int", Type::Integer, "int4"))),
    with_values(
        Values::Digits(28, 28),
        encoded_as(Text, Native, nullable(column("decimal_text", Type::Decimal, "numeric"))),
    ),
    with_values(
        Values::Digits(28, 28),
        encoded_as(Collated, Native, nullable(column("decimal", Type::Decimal, "numeric"))),
    ),
    with_values(
        Values::Digits(28, 28),
        encoded_as(Collated, Native, column("amount", Type::Decimal, "numeric(56, 28)")),
    ),
    with_values(
        Values::Units(18, 4),
        encoded_as(Scaled(4), Native, in_mysql(&["decimal(18, 4)"], column("price", Type::Decimal, "numeric"))),
    ),
    with_values(
        Values::Units(18, 2),
        encoded_as(Scaled(2), Scaled(2), nullable(column("cents", Type::Decimal, "int8"))),
    ),
    with_values(Values::Digits(15, 20), encoded_as(Real, Real, nullable(column("real", Type::Decimal, "float8")))),
    with_values(Values::Units(9, 0), encoded_as(Scaled(0), Scaled(0), column("whole", Type::Decimal, "int4"))),
    nullable(column("is_active", Type::Boolean, "boolean")),
    column("is_new", Type::Boolean, "boolean"),
    nullable(column("uuid", Type::Uuid, "uuid")),
    encoded_as(Text, Text, column("uuid_text", Type::Uuid, "text")),
    nullable(column("date", Type::Date, "date")),
    encoded_as(Text, Text, nullable(column("date_text", Type::Date, "varchar(10)"))),
    in_zone("-06:00", nullable(column("instant", Type::DateTime, "timestamptz"))),
    encoded_as(Scaled(6), Native, column("instant_us", Type::DateTime, "timestamptz")),
    encoded_as(Scaled(6), Scaled(6), in_zone("+05:45", nullable(column("unix_us", Type::DateTime, "int8")))),
    // The type has no time zone: its values are in UTC.
    column("plain", Type::DateTime, "timestamp"),
    // MySQL compares `timestamp` in the time zone of the session, and an expression of it in any.
    with_values(
        Values::Stamps,
        in_mysql(&["timestamp(6) NULL"], nullable(column("stamp", Type::DateTime, "timestamptz"))),
    ),
    with_values(
        Values::Stamps,
        in_mysql(&["timestamp(6) NULL"], in_zone("-06:00", column("zoned_stamp", Type::DateTime, "timestamptz"))),
    ),
    with_values(
        Values::Seconds,
        in_mysql(&["datetime"], in_zone("-06:00", nullable(column("seconds", Type::DateTime, "timestamptz(0)")))),
    ),
    with_values(
        Values::Unsigned(63),
        in_mysql(&["bigint unsigned"], nullable(column("unsigned", Type::Integer, "int8"))),
    ),
    with_values(
        Values::Latin1,
        in_mysql(
            &[
                "varchar(400) CHARACTER SET latin1 COLLATE latin1_swedish_ci",
                "text CHARACTER SET latin1 COLLATE latin1_general_cs",
                "varchar(400) CHARACTER SET latin1 COLLATE latin1_bin",
            ],
            nullable(column("latin", Type::Text, "text")),
        ),
    ),
    with_values(
        Values::Bmp,
        in_mysql(
            &[
                "varchar(400) CHARACTER SET utf8mb3 COLLATE utf8mb3_general_ci",
                "text CHARACTER SET utf8mb3 COLLATE utf8mb3_turkish_ci",
                "varchar(400) CHARACTER SET utf8mb3 COLLATE utf8mb3_bin",
                "varchar(400) CHARACTER SET ucs2 COLLATE ucs2_turkish_ci",
            ],
            nullable(column("bmp", Type::Text, "text")),
        ),
    ),
    with_values(
        Values::Trimmed,
        in_mysql(
            &[
                "char(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci",
                "char(40) CHARACTER SET utf16 COLLATE utf16_turkish_ci",
                "char(40) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin",
            ],
            nullable(column("fixed", Type::Text, "text")),
        ),
    ),
    with_values(Values::Unsigned(32), in_mysql(&["int unsigned"], column("count", Type::Integer, "int8"))),
    nullable(column("choice", Type::Choice, "text")),
    encoded_as(Native, Enum, nullable(column("kind", Type::Choice, "pg_temp.kind"))),
    encoded_as(Native, EnumAsText, nullable(column("kind_text", Type::Choice, "pg_temp.kind"))),
    encoded_as(Native, Enum, multi_valued(Array, column("kinds", Type::Choice, "pg_temp.kind"))),
    multi_valued(Array, column("texts", Type::Text, "text")),
    encoded_as(ByCodePoint, ByCodePoint, in_mysql(SORTED_TYPES, nullable(column("sorted", Type::Text, "text")))),
    encoded_as(
        ByCodePoint,
        ByCodePoint,
        multi_valued(Rows, in_mysql(SORTED_TYPES, column("sorted_rows", Type::Text, "text"))),
    ),
    multi_valued(Rows, column("labels", Type::Text, "varchar(400)")),
    encoded_as(Deterministic, Deterministic, nullable(column("deterministic", Type::Text, "varchar(400)"))),
    encoded_as(Deterministic, Deterministic, multi_valued(Array, column("tags", Type::Text, "varchar(400)"))),
    multi_valued(Array, column("bigs", Type::Integer, "bigint")),
    with_values(Values::Bits(32), multi_valued(Array, in_mysql(&["int"], column("ints", Type::Integer, "int4")))),
    with_values(Values::Bits(16), multi_valued(Rows, in_mysql(&["smallint"], column("smalls", Type::Integer, "int2")))),
    multi_valued(Array, column("choices", Type::Choice, "text")),
    with_values(
        Values::Digits(28, 28),
        encoded_as(Collated, Native, multi_valued(Array, column("decimals", Type::Decimal, "numeric"))),
    ),
    with_values(
        Values::Units(18, 4),
        encoded_as(Scaled(4), Scaled(4), multi_valued(Rows, column("prices", Type::Decimal, "int8"))),
    ),
    multi_valued(Array, column("uuids", Type::Uuid, "uuid")),
    encoded_as(Text, Native, multi_valued(Rows, column("uuid_rows", Type::Uuid, "uuid"))),
    multi_valued(Array, in_zone("-06:00", column("instants", Type::DateTime, "timestamptz"))),
    encoded_as(Scaled(6), Native, multi_valued(Rows, column("instant_rows", Type::DateTime, "timestamptz"))),
    multi_valued(Array, column("dates", Type::Date, "date")),
    multi_valued(Rows, column("booleans", Type::Boolean, "boolean")),
    encoded_as(Text, Text, multi_valued(Array, column("uuid_texts", Type::Uuid, "text"))),
    encoded_as(Text, Text, multi_valued(Rows, column("date_rows", Type::Date, "text"))),
    encoded_as(
        Scaled(6),
        Scaled(6),
        multi_valued(Array, in_zone("+05:45", column("unix_array", Type::DateTime, "int8"))),
    ),
    with_values(
        Values::Digits(15, 20),
        encoded_as(Real, Real, multi_valued(Array, column("reals", Type::Decimal, "float8"))),
    ),
];

impl Column {
    pub(crate) fn shape(&self, dialect: Dialect) -> Shape {
        match dialect {
            Dialect::Sqlite => self.sqlite,
            Dialect::MySql if self.name == "zoned_stamp" => Scaled(6),
            Dialect::MySql if matches!(self.postgres, Enum | EnumAsText) => Native,
            _ => self.postgres,
        }
    }

    /// Returns the type of the column in a table of MySQL.
    pub(crate) fn mysql_type(&self, table: usize) -> &'static str {
        let types: &[&str] = match (self.shape(Dialect::MySql), self.value_type) {
            _ if !self.mysql_types.is_empty() => self.mysql_types,
            (Scaled(_), _) | (_, Type::Integer) => &["bigint"],
            (Real, _) => &["double"],
            (Text, Type::Uuid) => &["char(36) CHARACTER SET latin1", "varchar(36) CHARACTER SET utf16"],
            (Text, _) => &["char(10) CHARACTER SET utf8mb3", "varchar(10) CHARACTER SET ascii"],
            (_, Type::Text) => TEXT_TYPES,
            (_, Type::Choice) => CHOICE_TYPES,
            (_, Type::Decimal) => &["decimal(56, 28)"],
            (_, Type::Boolean) => &["boolean"],
            (_, Type::Uuid) => &["binary(16)"],
            (_, Type::Date) => &["date"],
            (_, Type::DateTime) => &["datetime(6)"],
            (_, other) => panic!("{other} is new: how is it held?"),
        };
        types[table % types.len()]
    }

    /// Returns the storage of the values. Only PostgreSQL has arrays.
    pub(crate) fn storage(&self, dialect: Dialect) -> Storage {
        match self.multi_valued {
            None => Storage::Column,
            Some(Storage::Array) if dialect == Dialect::Postgres => Storage::Array,
            Some(_) => Storage::Rows,
        }
    }

    /// Returns `true` if the column holds texts, in MySQL.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self.value_type, Type::Text | Type::Choice) || self.shape(Dialect::MySql) == Text
    }

    pub(crate) fn ops(&self) -> OpSet {
        // SQLite can't order decimals that are stored as text.
        let mut ops = if self.value_type == Type::Decimal && self.sqlite == Text {
            OpSet::of(&[Op::Exact, Op::Ne, Op::In, Op::NotIn])
        } else {
            self.value_type.ops()
        };
        if self.is_nullable {
            ops = ops.with(Op::IsNull);
        }
        if self.multi_valued.is_some() {
            ops = ops.with(Op::AllIn);
        }
        if self.is_nullable || self.multi_valued.is_some() {
            ops = ops.with(Op::IsEmpty);
        }
        ops
    }

    fn field(&self) -> FieldBuilder {
        let Column { name, value_type, zone, is_nullable, .. } = *self;
        let mut field = FieldBuilder::new(name, value_type).ops(self.ops());
        if is_nullable {
            field = field.nullable();
        }
        if self.multi_valued.is_some() {
            field = field.multi_valued();
        }
        match value_type {
            Type::Choice => field.choices(CHOICES),
            Type::DateTime => field.time_zone(zone),
            Type::Text if name != "label" => field.allow_empty(),
            _ => field,
        }
    }

    pub(crate) fn declare(&self, dialect: Dialect) -> filterset_sea_query::Column {
        let column = match self.storage(dialect) {
            Storage::Column if self.shape(dialect) == EnumAsText => {
                return Expr::col((RECORDS, self.name)).cast_as("text").into();
            }
            Storage::Column if dialect == Dialect::Postgres && self.postgres_type == "timestamp" => {
                let utc = Expr::Constant("UTC".into());
                Expr::col((RECORDS, self.name)).binary(BinOper::Custom("AT TIME ZONE"), utc).into()
            }
            Storage::Column if dialect == Dialect::MySql && self.name == "zoned_stamp" => {
                let seconds = Func::cust("UNIX_TIMESTAMP").arg(Expr::col((RECORDS, self.name)));
                Expr::from(seconds).mul(Expr::cust("1000000")).into()
            }
            Storage::Column => Expr::col((RECORDS, self.name)).into(),
            Storage::Array => filterset_sea_query::Column::array(Expr::col((RECORDS, self.name))),
            Storage::Rows => {
                let belongs = Expr::col((self.name, RECORD)).equals((RECORDS, ID));
                let rows = Query::select().from(self.name).and_where(belongs).take();
                filterset_sea_query::Column::rows(rows, Expr::col((self.name, VALUE)))
            }
        };
        match self.shape(dialect) {
            Native | EnumAsText => column,
            Enum => column.postgres_enum("pg_temp.kind"),
            Scaled(digits) => column.scaled(digits),
            Text => column.text(),
            Collated => column.collated("decimal"),
            Real => column.real(),
            ByCodePoint => column.by_code_point(),
            Deterministic => column.deterministic(),
        }
    }
}

pub(crate) fn build_schema(columns: &[&Column]) -> Schema {
    Schema::builder(RECORDS).fields(columns.iter().map(|column| column.field())).build().expect("a valid schema")
}

/// Returns the same schema with a spelling, which changes keys and lists but no meaning.
pub(crate) fn build_spelled_schema(columns: &[&Column], lists: ListStyle) -> Schema {
    let spelling = Spelling::new()
        .lists(lists)
        .bare(Op::In)
        .operator("gte", Op::Gt)
        .operator("gt", Op::Gte)
        .operator("contains", Op::IContains)
        .operator("contains_cs", Op::Contains)
        .operator("n", Op::NotIn)
        .operator("not_in", Op::Ne);
    let fields = columns.iter().map(|column| column.field());
    Schema::builder(RECORDS).spelling(spelling).fields(fields).build().expect("a valid schema")
}

/// Returns the index of a column in [`COLUMNS`].
pub(crate) fn index_of(name: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| column.name == name)
}

/// Maps the fields to the columns of a database.
pub(crate) fn columns_in(
    dialect: Dialect,
    library: DateLibrary,
) -> (Dialect, DateLibrary, impl Fn(&Field) -> Option<filterset_sea_query::Column>) {
    (dialect, library, move |field: &Field| Some(COLUMNS[index_of(field.name())?].declare(dialect)))
}

/// Returns the libraries whose types the conditions of a filter can have: chrono alone if it has none of them.
pub(crate) fn libraries_for(dialect: Dialect, filter: &Filter<'_>) -> &'static [DateLibrary] {
    let has = |value_type| {
        filter.iter().any(|condition| {
            let column = &COLUMNS[index_of(condition.field().name()).expect("a column")];
            column.value_type == value_type && column.shape(dialect) == Native
        })
    };
    let all = &[DateLibrary::Chrono, DateLibrary::Time, DateLibrary::Jiff];
    if !has(Type::Date) && !has(Type::DateTime) {
        return &all[..1];
    }
    match dialect {
        // SQLite compares the instants of chrono only.
        Dialect::Sqlite if has(Type::DateTime) => &all[..1],
        // No driver sends jiff's types to MySQL.
        Dialect::MySql => &all[..2],
        _ => all,
    }
}
