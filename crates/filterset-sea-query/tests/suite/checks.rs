//! Checks of columns and sources when a program starts.

use filterset::list::{ListOptions, ListOptionsBuilder, Pagination};
use filterset::{Field, FilterSet, Op, Schema, ValueType};
use filterset_sea_query::{Column, ColumnMap, Columns, CursorKey, DateLibrary, Dialect, ListSource, to_condition};
use sea_query::{Condition, Expr, PostgresQueryBuilder, Query};

use crate::columns::{COLUMNS, build_schema, columns_in};
use crate::generate;
use crate::random::Random;

fn accounts(options: ListOptionsBuilder) -> Schema {
    Schema::builder("accounts")
        .field(Field::text("category").ops([Op::Exact]))
        .field(Field::decimal("balance").ops([Op::Gte]).nullable())
        .field(Field::text("tags").multi_valued().ops([Op::Exact]))
        .list_options(options)
        .build()
        .expect("a valid schema")
}

fn columns() -> ColumnMap {
    let tags = Query::select().from("tags").take();
    ColumnMap::new(Dialect::Sqlite)
        .column("category", Expr::col("category"))
        .column("balance", Column::from(Expr::col("balance")).scaled(2))
        .column("tags", Column::rows(tags, Expr::col("tag")))
        .column("id", Column::from(Expr::col("id")).typed(ValueType::Integer))
}

#[test]
fn reports_every_gap_at_once() {
    let names = ["untyped", "balance", "tags", "missing", "id"];
    let schema =
        accounts(ListOptions::builder().ordering(names).fields(["category", "owner", "tags", "plan", "plan__id"]));
    let columns = columns()
        .column("balance", Column::from(Expr::col("balance")).text())
        .column("untyped", Expr::col("untyped"))
        .column("plan__id", Expr::col("plan_id"));
    let error = columns.check(&schema).expect_err("most of them have no suitable column");
    assert_eq!(
        error.to_string().lines().collect::<Vec<_>>(),
        [
            r#"unsupported field "balance": decimal values that are stored as text are not in order"#,
            r#"unsupported field "missing": it has no column"#,
            r#"unsupported field "owner": it has no column"#,
            r#"unsupported field "tags": it is multi-valued: lists can't be ordered by it"#,
            r#"unsupported field "untyped": it isn't a field of the schema: declare its type (`Column::typed`)"#,
        ]
    );
    // The rows of a multi-valued field have no expression to select.
    let schema = accounts(ListOptions::builder().omit(["tags"]));
    let error = columns.column("balance", Column::from(Expr::col("b")).real()).check(&schema).expect_err("rows");
    assert!(error.to_string().contains("`Column::selected_as`"), "{error}");
    let schema = accounts(ListOptions::builder().fields(["tags"]));
    let tags = Column::rows(Query::select().from("tags").take(), Expr::col("tag")).selected_as(Expr::cust("'[]'"));
    assert_eq!(self::columns().column("tags", tags).check(&schema), Ok(()));
}

#[test]
fn rejects_sources_that_would_ignore_a_parameter() {
    let gaps = |options, unique| {
        let source = ListSource::builder(&accounts(options), columns(), unique);
        source.build().expect_err("a gap").to_string().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    let list = ListOptions::builder;
    let all = gaps(list().pagination(Pagination::by_cursor()).search(8).any_fields(), "balance");
    let names: Vec<_> = all.iter().map(|gap| gap.split(':').next().expect("a name")).collect();
    assert_eq!(names, ["balance", "cursor", "fields", "search"].map(|name| format!("unsupported field {name:?}")));
    assert!(all[0].contains("it can be null"), "{all:?}");
    assert!(gaps(list(), "nothing")[0].contains("it has no column"));
    assert!(gaps(list().any_omit(), "id")[0].contains("accepts any name"));

    let schema = accounts(list().pagination(Pagination::by_cursor()).search(8));
    let source = ListSource::builder(&schema, columns(), "id").cursor_key(CursorKey::new(&[1; 32]));
    assert!(source.search(|_| Condition::all()).build().is_ok());
    let source = ListSource::builder(&accounts(list()), columns(), "id");
    let unordered = source.default_ordering([("owner", filterset::list::Direction::Ascending)]).build();
    assert_eq!(unordered.expect_err("no column").fields().collect::<Vec<_>>(), ["owner"]);
}

#[test]
fn accepts_exactly_the_columns_that_every_filter_can_use() {
    for seed in 0..40 {
        let mut random = Random::new(seed);
        let columns = generate::columns(random.bits());
        let rows = generate::rows(&mut random, &columns, 10);
        let schema = build_schema(&columns);
        let dialect = *random.choose(&[Dialect::Sqlite, Dialect::Postgres, Dialect::MySql]);
        let library = *random.choose(&[DateLibrary::Chrono, DateLibrary::Jiff, DateLibrary::Time]);
        // Those of one database, in another one.
        let declared = *random.choose(&[Dialect::Sqlite, Dialect::Postgres]);
        let (_, _, column) = columns_in(declared, library);
        let mapped = (dialect, library, column);
        let gaps: Vec<String> = match mapped.check(&schema) {
            Ok(()) => Vec::new(),
            Err(error) => error.fields().map(str::to_owned).collect(),
        };
        let generator = schema.generator().records(&rows);
        for _ in 0..1000 {
            let filter = generate::filter(&mut random, &generator);
            let has_gap = filter.iter().any(|condition| gaps.iter().any(|gap| gap == condition.field().name()));
            match to_condition(&filter, &mapped) {
                Ok(_) => {}
                Err(error) => assert!(has_gap, "{filter} ({dialect:?} {library:?}): {error}"),
            }
        }
        for gap in &gaps {
            let field = schema.field(gap).expect("a field");
            let is_unsupported = |op| {
                let column = columns.iter().find(|column| column.name == gap.as_str()).expect("a column");
                let values = match op {
                    Op::IsNull | Op::IsEmpty => vec![true.into()],
                    Op::Range => {
                        let value = generate::item(&mut Random::new(1), column);
                        vec![value.clone(), value]
                    }
                    _ => vec![generate::item(&mut Random::new(1), column)],
                };
                let filter = schema.filter().with(gap, op, values).build();
                filter.is_ok_and(|filter| to_condition(&filter, &mapped).is_err())
            };
            assert!(field.ops().iter().any(is_unsupported), "{gap} ({dialect:?} {library:?} {declared:?})");
        }
    }
}

#[test]
fn maps_derived_fields_to_the_columns_of_a_table() {
    #[derive(FilterSet)]
    #[filter(rename_all = "camelCase")]
    struct Link {
        #[filter(exact)]
        created_by: String,
        #[filter(exact, column = "link status")]
        status: String,
    }

    let columns = ColumnMap::from_filter_set::<Link>(Dialect::Postgres, "links");
    assert_eq!(columns.check(Link::schema()), Ok(()));
    let filter = Link::filter().created_by("a").status("b").build().expect("a filter");
    let condition = to_condition(&filter, &columns).expect("columns");
    let (sql, _) = Query::select().column("id").from("links").cond_where(condition).build(PostgresQueryBuilder);
    let expected = r#"SELECT "id" FROM "links" WHERE "links"."created_by" = $1 AND "links"."link status" = $2"#;
    assert_eq!(sql, expected);
    // A schema with every type needs its encodings.
    let all = build_schema(&COLUMNS.iter().collect::<Vec<_>>());
    assert!(columns.check(&all).is_err());
}
