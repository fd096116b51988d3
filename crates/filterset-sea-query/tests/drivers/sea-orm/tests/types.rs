//! Runs filters of every type.

#[path = "../../cases.rs"]
mod cases;

mod record {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "records")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

use filterset_sea_query::Dialect;
use sea_orm::{ConnectionTrait, Database, EntityTrait, QueryFilter, QueryOrder};

#[tokio::test]
async fn selects_the_records_that_match() -> Result<(), Box<dyn std::error::Error>> {
    let connection = Database::connect("sqlite::memory:").await?;
    connection.execute_unprepared(cases::create_table(Dialect::Sqlite)).await?;
    for update in cases::set_dates() {
        connection.execute(&update).await?;
    }
    for (query, condition, expected) in cases::cases(Dialect::Sqlite) {
        let select = record::Entity::find().filter(condition).order_by_asc(record::Column::Id);
        let ids: Vec<i64> = select.all(&connection).await?.iter().map(|record| record.id).collect();
        assert_eq!(ids, expected, "{query}");
    }
    Ok(())
}
