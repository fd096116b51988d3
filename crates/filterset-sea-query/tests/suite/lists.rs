//! The statements of list requests, and their cursors.

use filterset::list::{Direction, ListOptions, ListRequest, Pagination};
use filterset::{Errors, Field, Limits, Op, Schema, Value, ValueType};
use filterset_sea_query::{Column, ColumnMap, CursorKey, Dialect, ListSource, NextPageError, PageError};
use sea_query::{Condition, Expr, ExprTrait, MysqlQueryBuilder, PostgresQueryBuilder, Query, SqliteQueryBuilder};

fn schema(pagination: Pagination) -> Schema {
    let names = ["id", "rank", "note", "created_at", "account", "account__id"];
    Schema::builder("links")
        .field(Field::integer("id").ops([Op::Exact]))
        .field(Field::integer("rank").ops([Op::Gte]).nullable())
        .field(Field::text("note").ops([Op::Exact]).nullable().allow_empty())
        .list_options(
            ListOptions::builder()
                .pagination(pagination)
                .ordering(["id", "rank", "note", "created_at"])
                .fields(names)
                .omit(names)
                .search(16),
        )
        .build()
        .expect("a valid schema")
}

fn source(schema: &Schema, dialect: Dialect, key: [u8; 32]) -> ListSource<ColumnMap> {
    let columns = ColumnMap::new(dialect)
        .column("id", Expr::col("id"))
        .column("rank", Expr::col("rank"))
        .column("note", Column::from(Expr::col("note")).selected_as(Expr::cust("upper(note)")).deterministic())
        .column("created_at", Column::from(Expr::col("at")).typed(ValueType::DateTime).scaled(3).not_null())
        .column("account__id", Expr::col("account"));
    ListSource::builder(schema, columns, "id")
        .default_ordering([("created_at", Direction::Descending)])
        .search(|text| Condition::all().add(Expr::col("note").eq(text)))
        .cursor_key(CursorKey::new(&key))
        .build()
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Returns the statements of the page and of the count.
fn sql(pagination: Pagination, dialect: Dialect, query: &str) -> (String, String) {
    let schema = schema(pagination);
    let source = source(&schema, dialect, [1; 32]);
    let list = schema.parse_list_request(query).unwrap_or_else(|errors| panic!("{query}: {errors}"));
    let page = source.page(&list).unwrap_or_else(|error| panic!("{query}: {error}"));
    let from = || Query::select().from("links").take();
    let build = |select: sea_query::SelectStatement| match dialect {
        Dialect::Sqlite => select.to_string(SqliteQueryBuilder),
        Dialect::MySql => select.to_string(MysqlQueryBuilder),
        _ => select.to_string(PostgresQueryBuilder),
    };
    (build(page.select(from())), build(page.count(from())))
}

#[test]
fn selects_the_page_and_the_count() {
    let (page, count) = sql(
        Pagination::by_page(),
        Dialect::Postgres,
        "rank__gte=2&ordering=-note,rank&page=3&page_size=5&fields=id,account",
    );
    assert_eq!(
        page,
        r#"SELECT "account" AS "account__id", "id" AS "id" FROM "links" WHERE "rank" >= CAST(2 AS bigint) ORDER BY "note" COLLATE "C" DESC NULLS FIRST, "rank" ASC NULLS LAST, "id" ASC LIMIT 5 OFFSET 10"#
    );
    assert_eq!(count, r#"SELECT COUNT(*) AS "count" FROM "links" WHERE "rank" >= CAST(2 AS bigint)"#);

    let (page, count) = sql(Pagination::by_offset(), Dialect::Sqlite, "search=x&offset=7&omit=account,created_at");
    assert_eq!(
        page,
        r#"SELECT "id" AS "id", upper(note) AS "note", "rank" AS "rank" FROM "links" WHERE "note" = 'x' ORDER BY "at" DESC, "id" DESC LIMIT 100 OFFSET 7"#
    );
    assert_eq!(count, r#"SELECT COUNT(*) AS "count" FROM "links" WHERE "note" = 'x'"#);
    // Nothing after the unique name changes the order.
    let (page, _) = sql(Pagination::by_page(), Dialect::MySql, "ordering=note,id,rank&fields=id");
    assert!(
        page.ends_with(
            "ORDER BY CAST(CAST(`note` AS CHAR CHARACTER SET utf8mb4) AS BINARY) IS NULL ASC, CAST(CAST(`note` AS CHAR CHARACTER SET utf8mb4) AS BINARY) ASC, `id` ASC LIMIT 100 OFFSET 0"
        ),
        "{page}"
    );
    let (page, _) = sql(Pagination::by_page(), Dialect::MySql, "ordering=-rank&fields=id");
    assert!(page.contains("ORDER BY `rank` IS NULL DESC, `rank` DESC, `id` DESC"), "{page}");
}

/// A record: its id, its rank, its note, and its time in milliseconds.
type Link = (i64, Option<i64>, Option<&'static str>, i64);

fn value<'r>(link: &'r Link, name: &str) -> Option<Value<'r>> {
    match name {
        "id" => Some(link.0.into()),
        "rank" => link.1.map(Value::from),
        "note" => link.2.map(Value::from),
        _ => filterset::value::Timestamp::from_unix_nanos(i128::from(link.3) * 1_000_000).map(Value::from),
    }
}

/// Returns the request for the page after a record.
fn next<'q>(
    source: &ListSource<ColumnMap>,
    list: &ListRequest<'q>,
    link: Link,
) -> Result<ListRequest<'q>, NextPageError> {
    let page = source.page(list).unwrap_or_else(|error| panic!("{list}: {error}"));
    let size = usize::try_from(list.limit().expect("a limit")).expect("a small limit");
    let mut rows = vec![link; size + 1];
    let next = page.next_page(&mut rows, value)?;
    assert_eq!(rows.len(), size);
    Ok(next.expect("another page"))
}

#[test]
fn continues_under_the_collation_of_the_order_in_postgres() {
    let schema = schema(Pagination::by_cursor().size(2));
    let source = source(&schema, Dialect::Postgres, [1; 32]);
    let list = schema.parse_list_request("ordering=-note&fields=id").expect("a list request");
    let next = next(&source, &list, (7, None, Some("b"), 0)).expect("a cursor");
    let page = source.page(&next).expect("a page");
    let sql = page.select(Query::select().from("links").take()).to_string(PostgresQueryBuilder);
    // The column is deterministic, but an index on it serves the condition and the order only under one collation.
    assert!(sql.contains(r#"WHERE ("note" COLLATE "C") <= 'b' AND "#), "{sql}");
    assert!(sql.contains(r#"ORDER BY "note" COLLATE "C" DESC"#), "{sql}");
}

#[test]
fn continues_after_the_last_record() {
    let schema = schema(Pagination::by_cursor().size(2));
    let cases = [
        ("", (7, None, None, 1500), r#""at" <= 1500 AND ("at" <= 1499 OR "id" < 7)"#),
        ("ordering=id", (7, None, None, 0), r#""id" > 7"#),
        ("ordering=-rank", (7, Some(3), None, 0), r#""rank" <= 3 AND ("rank" < 3 OR "id" < 7)"#),
        ("ordering=-rank", (7, None, None, 0), r#""rank" IS NOT NULL OR "id" < 7"#),
        ("ordering=rank", (7, None, None, 0), r#""rank" IS NULL AND "id" > 7"#),
        (
            "ordering=rank",
            (7, Some(3), None, 0),
            r#"("rank" >= 3 OR "rank" IS NULL) AND ("rank" > 3 OR "rank" IS NULL OR "id" > 7)"#,
        ),
        ("ordering=created_at,-id", (7, Some(3), None, 2), r#""at" >= 2 AND ("at" >= 3 OR "id" < 7)"#),
    ];
    for (query, link, expected) in cases {
        let source = source(&schema, Dialect::Sqlite, [1; 32]);
        let list = schema.parse_list_request(query).expect("a list request");
        let next = next(&source, &list, link).expect("a cursor");
        let page = source.page(&next).expect("a page");
        let sql = page.select(Query::select().from("links").take()).to_string(SqliteQueryBuilder);
        let found = sql.split(" WHERE ").nth(1).and_then(|rest| rest.split(" ORDER BY ").next());
        assert_eq!(found, Some(expected), "{query}: {sql}");
        assert!(sql.ends_with(" LIMIT 3"), "{sql}");
    }
}

#[test]
fn selects_the_values_of_the_ordering() {
    let (page, _) = sql(Pagination::by_cursor(), Dialect::Sqlite, "ordering=note&fields=id");
    assert_eq!(
        page,
        r#"SELECT "id" AS "id", "note" AS "order_1", "id" AS "order_2" FROM "links" ORDER BY "note" COLLATE BINARY ASC NULLS LAST, "id" ASC LIMIT 101"#
    );
}

#[test]
fn has_no_next_page_without_more_records() {
    let schema = schema(Pagination::by_cursor().size(2));
    let source = source(&schema, Dialect::Sqlite, [1; 32]);
    let list = schema.parse_list_request("").expect("a list request");
    let page = source.page(&list).expect("a page");
    for count in 0..=2 {
        let mut rows = vec![(1, None, None, 0); count];
        assert_eq!(page.next_page(&mut rows, value), Ok(None));
        assert_eq!(rows.len(), count);
    }
    // Other kinds of pagination have no cursors.
    let schema = self::schema(Pagination::by_page().size(1));
    let source = self::source(&schema, Dialect::Sqlite, [1; 32]);
    let list = schema.parse_list_request("").expect("a list request");
    let mut rows = vec![(1, None, None, 0); 2];
    assert_eq!(source.page(&list).expect("a page").next_page(&mut rows, value), Ok(None));
    assert_eq!(rows.len(), 2);
}

#[test]
fn binds_cursors_to_their_list_and_key() {
    let schema = schema(Pagination::by_cursor().size(2));
    let source = source(&schema, Dialect::Sqlite, [1; 32]);
    let start = "id=5&note=x&ordering=-rank,note&search=a&page_size=3";
    let list = schema.parse_list_request(start).expect("a list request");
    let next = next(&source, &list, (1, Some(2), Some("x"), 0)).expect("a cursor");
    let cursor = next.cursor().expect("a cursor").to_owned();
    let check = |query: &str| {
        let query = format!("{query}&cursor={cursor}");
        source.page(&schema.parse_list_request(&query).unwrap_or_else(|errors| panic!("{query}: {errors}"))).map(drop)
    };
    for query in [
        start,
        // Another spelling of the same list, another size, and other fields.
        "search=a&note=%78&ordering=-rank,%20note&id=05&page_size=1",
        "id=5&note=x&ordering=-rank,note&search=a&fields=id",
        // The same effective ordering.
        "id=5&note=x&ordering=-rank,note,id&search=a",
    ] {
        assert_eq!(check(query), Ok(()), "{query}");
    }
    for query in [
        "id=6&note=x&ordering=-rank,note&search=a",
        "note=x&ordering=-rank,note&search=a",
        "id=5&note=&ordering=-rank,note&search=a",
        "id=5&note=x&ordering=rank,note&search=a",
        "id=5&note=x&ordering=-rank,-note&search=a",
        "id=5&note=x&ordering=note,-rank&search=a",
        "id=5&note=x&ordering=-rank&search=a",
        "id=5&note=x&ordering=-rank,note,-id&search=a",
        "id=5&note=x&search=a",
        "id=5&note=x&ordering=-rank,note&search=b",
        "id=5&note=x&ordering=-rank,note",
        "",
    ] {
        assert_eq!(check(query), Err(PageError::InvalidCursor), "{query}");
    }
    let other_key = self::source(&schema, Dialect::Sqlite, [2; 32]);
    assert_eq!(other_key.page(&next).err(), Some(PageError::InvalidCursor));
    let same_key = self::source(&schema, Dialect::Postgres, [1; 32]);
    assert!(same_key.page(&next).is_ok());
    let other_schema = self::schema(Pagination::by_cursor().size(3));
    let other = other_schema.parse_list_request("").expect("a list request");
    assert_eq!(source.page(&other).err(), Some(PageError::OtherSchema));
}

#[test]
fn rejects_every_modified_cursor() {
    let schema = schema(Pagination::by_cursor().size(2));
    let source = source(&schema, Dialect::Sqlite, [1; 32]);
    let list = schema.parse_list_request("ordering=note,rank").expect("a list request");
    let next = next(&source, &list, (1, None, Some("é\0"), 0)).expect("a cursor");
    let cursor = next.cursor().expect("a cursor").to_owned();
    let is_valid = |cursor: &str| match list.at_cursor(cursor.to_owned()) {
        Ok(list) => source.page(&list).is_ok(),
        Err(errors) => panic!("{cursor}: {errors}"),
    };
    assert!(is_valid(&cursor));
    for (index, character) in cursor.char_indices() {
        for other in ['A', 'B', 'a', '0', '_', '-', '=', '+', '/', ' ', 'é', '!'] {
            let mut modified = cursor.clone();
            modified.replace_range(index..=index, &other.to_string());
            assert_eq!(is_valid(&modified), other == character, "{modified}");
            modified = cursor.clone();
            modified.insert(index, other);
            assert!(!is_valid(&modified), "{modified}");
        }
        assert!(index == 0 || !is_valid(&cursor[..index]) && !is_valid(&cursor[index..]));
    }
    // The last character has unused bits, which must be zero.
    let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (start, end) = cursor.split_at(cursor.len() - 1);
    assert_eq!(alphabet.chars().filter(|other| is_valid(&format!("{start}{other}"))).collect::<String>(), end);
    for other in [format!("{cursor}="), format!("{cursor}{cursor}"), "A".repeat(4096), "=".to_owned(), "A".to_owned()] {
        assert!(!is_valid(&other), "{other}");
    }
    // A longer one is rejected by the parser.
    let long = format!("cursor={}", "A".repeat(4097));
    let errors = schema.parse_list_request(&long).expect_err("too long");
    let errors: Vec<_> = errors.iter().map(|error| (error.code(), error.span())).collect();
    assert_eq!(errors, [("value_too_long", Some(7..4104))]);
}

#[test]
fn reports_values_that_make_no_cursor() {
    let schema = schema(Pagination::by_cursor().size(1));
    let source = source(&schema, Dialect::Sqlite, [1; 32]);
    let list = schema.parse_list_request("ordering=rank").expect("a list request");
    let page = source.page(&list).expect("a page");
    let next = |values: [Option<Value<'static>>; 2]| {
        page.next_page(&mut vec![(), ()], |(), name| values[usize::from(name == "id")].clone())
    };
    assert!(next([None, Some(1.into())]).is_ok_and(|next| next.is_some()));
    // A canonical text of a value is as good.
    assert!(next([None, Some("1".into())]).is_ok_and(|next| next.is_some()));
    for (values, message) in [
        ([None, None], "invalid value of \"id\" in the last record: expected type integer"),
        ([None, Some("x".into())], "invalid value of \"id\" in the last record: expected type integer"),
        (
            [Some(true.into()), Some(1.into())],
            "invalid value of \"rank\" in the last record: expected type integer or null",
        ),
    ] {
        assert_eq!(next(values).expect_err("no cursor").to_string(), message);
    }
    let list = schema.parse_list_request("ordering=note").expect("a list request");
    let page = source.page(&list).expect("a page");
    let long = "x".repeat(4000);
    let result =
        page.next_page(&mut vec![(), ()], |(), name| Some(if name == "id" { 1.into() } else { (&*long).into() }));
    let Err(NextPageError::TooLong(errors)) = result else { panic!("{result:?}") };
    assert_eq!(errors.iter().map(filterset::Error::code).collect::<Vec<_>>(), ["value_too_long"]);
}

/// A response to a rejected cursor has a code and a position.
#[test]
fn locates_invalid_cursors() {
    let schema = schema(Pagination::by_cursor());
    let source = source(&schema, Dialect::Sqlite, [1; 32]);
    let query = "page_size=5&cursor=abc&ordering=id";
    let list = schema.parse_list_request(query).expect("a list request");
    assert_eq!(source.page(&list).err(), Some(PageError::InvalidCursor));
    let errors = Errors::invalid_cursor(query);
    let located: Vec<_> = errors.iter().map(|error| (error.code(), &query[error.span().expect("a span")])).collect();
    assert_eq!(located, [("invalid_cursor", "abc")]);
    // The limit of the whole request holds for the next page, too.
    let limits = Limits { input_bytes: 40, ..Limits::DEFAULT };
    let list_options = ListOptions::builder().pagination(Pagination::by_cursor().size(1));
    let short = Schema::builder("links").limits(limits).list_options(list_options).build().expect("a valid schema");
    let columns = ColumnMap::new(Dialect::Sqlite).column("id", Column::from(Expr::col("id")).typed(ValueType::Integer));
    let source =
        ListSource::builder(&short, columns, "id").cursor_key(CursorKey::new(&[1; 32])).build().expect("a source");
    let list = short.parse_list_request("").expect("a list request");
    let result = source.page(&list).expect("a page").next_page(&mut vec![1, 2], |id: &i64, _| Some((*id).into()));
    assert!(matches!(result, Err(NextPageError::TooLong(_))), "{result:?}");
}
