//! What concerns the server alone.

use huicun_domain::ids::Seq;
use huicun_store::{DbSettings, OpenMode, Store, StoreError};

use crate::harness::{Home, database};

async fn pool(settings: &DbSettings) -> sqlx::PgPool {
    let DbSettings::Postgres { url, .. } = settings else { unreachable!("a server was asked for") };
    sqlx::PgPool::connect(url).await.unwrap()
}

#[tokio::test]
async fn a_server_that_forgets_commits_is_refused() {
    let Some(settings) = database("weak").await else { return };
    let pool = pool(&settings).await;
    let name: String = sqlx::query_scalar("SELECT current_database()").fetch_one(&pool).await.unwrap();
    let weaken = format!("ALTER DATABASE {name} SET synchronous_commit = off");
    sqlx::query(sqlx::AssertSqlSafe(weaken)).execute(&pool).await.unwrap();
    let opened = Store::open(settings, OpenMode::ReadWrite).await;
    assert!(matches!(opened, Err(StoreError::Weak("synchronous_commit"))));
}

#[tokio::test]
async fn a_newer_schema_is_not_touched() {
    let Some(settings) = database("newer").await else { return };
    Store::open(settings.clone(), OpenMode::ReadWrite).await.unwrap().close().await;
    let pool = pool(&settings).await;
    sqlx::query("INSERT INTO schema_version (version) VALUES (999)").execute(&pool).await.unwrap();
    for mode in [OpenMode::ReadWrite, OpenMode::ReadOnly] {
        let opened = Store::open(settings.clone(), mode).await;
        assert!(matches!(opened, Err(StoreError::Newer { found: 999, .. })));
    }
}

#[tokio::test]
async fn a_reader_beside_the_writer_sees_commits_and_writes_nothing() {
    let Some(settings) = database("reader").await else { return };
    let home = Home::over(settings.clone(), None).await;
    let reader = Store::open(settings, OpenMode::ReadOnly).await.unwrap();
    home.receive([1, 2]).await;
    assert_eq!(reader.cursor(&home.corp).await.unwrap(), Seq(2));
    assert!(matches!(reader.meta_set("a", "b").await, Err(StoreError::ReadOnly)));
}

#[tokio::test]
async fn a_password_is_not_shown() {
    let settings = DbSettings::postgres("postgres://huicun:very-secret@db.example/huicun".into());
    assert!(!format!("{settings:?}").contains("very-secret"));
}
