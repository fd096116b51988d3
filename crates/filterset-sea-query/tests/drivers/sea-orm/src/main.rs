use filterset::FilterSet;
use filterset_sea_query::{ColumnMap, Columns, Dialect, to_condition};
use sea_orm::{ConnectionTrait, Database, EntityTrait, QueryFilter};

mod link {
    use sea_orm::entity::prelude::*;

    // The entity is the schema: each attribute `filter` lists the operators of a field.
    #[derive(Clone, Debug, PartialEq, DeriveEntityModel, filterset::FilterSet)]
    #[sea_orm(table_name = "links")]
    pub struct Model {
        #[sea_orm(primary_key)]
        #[filter(exact, in)]
        pub id: i64,
        #[filter(exact, in)]
        pub institution: String,
        #[filter(gte, lte)]
        pub created_at: DateTimeUtc,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let connection = Database::connect("sqlite::memory:").await?;
    let links = "CREATE TABLE links (id INTEGER PRIMARY KEY, institution TEXT NOT NULL, created_at TEXT NOT NULL);
        INSERT INTO links VALUES (1, 'erebor', '2022-05-04T10:30:00+00:00'), (2, 'erebor', '2022-05-05T10:30:00+00:00')";
    connection.execute_unprepared(links).await?;

    let columns = ColumnMap::from_filter_set::<link::Model>(Dialect::Sqlite, "links");
    columns.check(link::Model::schema())?;
    let filter = link::Model::parse("institution=erebor&created_at__lte=2022-05-04")?;
    let links = link::Entity::find().filter(to_condition(&filter, &columns)?).all(&connection).await?;
    assert_eq!(links.iter().map(|link| link.id).collect::<Vec<_>>(), [1]);
    Ok(())
}
