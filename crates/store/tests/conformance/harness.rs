//! Databases for tests, and messages to put in them.

use std::sync::atomic::{AtomicU32, Ordering};

use huicun_domain::conversation::ConversationKey;
use huicun_domain::ids::{CorpId, MsgId, PartyId, RoomId, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::scope::ConsentState;
use huicun_store::{DbSettings, Lease, NewEnvelope, NewMessage, OpenMode, PageWrite, Store, Unsealed};
use huicun_vault::SecretKey;
use tempfile::TempDir;

/// A database of its own.
pub struct Home {
    pub store: Store,
    pub corp: CorpId,
    pub lease: Lease,
    pub folder: Option<TempDir>,
}

/// The key of test databases.
pub fn key() -> SecretKey {
    SecretKey::new([7; 32])
}

impl Home {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = DbSettings::sqlite(folder.path().join("huicun.db"), key());
        Self::over(settings, Some(folder)).await
    }

    /// Opens a database of its own on the server that `HUICUN_TEST_POSTGRES` names.
    pub async fn postgres(case: &str) -> Option<Self> {
        Some(Self::over(database(case).await?, None).await)
    }

    pub async fn over(settings: DbSettings, folder: Option<TempDir>) -> Self {
        let store = Store::open(settings, OpenMode::ReadWrite).await.unwrap();
        let corp = CorpId::from("wwtest0000000000");
        store.ensure_corp(&corp, "测试企业", 1).await.unwrap();
        let lease = store.acquire_lease("ingest", "test", 60_000, 1_000).await.unwrap().unwrap();
        Self { store, corp, lease, folder }
    }

    /// Appends envelopes with these numbers.
    pub async fn receive(&self, seqs: impl IntoIterator<Item = i64>) {
        let envelopes: Vec<NewEnvelope> = seqs.into_iter().map(envelope).collect();
        let cursor = envelopes.iter().map(|envelope| envelope.seq).max().unwrap_or_default();
        let page = PageWrite { envelopes, cursor, ..PageWrite::default() };
        self.store.append_page(&self.lease, &self.corp, page, 5_000).await.unwrap();
    }

    /// Stores messages.
    pub async fn unseal(&self, messages: Vec<NewMessage>) -> huicun_store::Stored {
        let batch = Unsealed { messages, ..Unsealed::default() };
        self.store.store_unsealed(&self.lease, &self.corp, &batch, 6_000).await.unwrap()
    }
}

/// Makes a database of its own on the server that `HUICUN_TEST_POSTGRES` names.
pub async fn database(case: &str) -> Option<DbSettings> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    #[expect(clippy::disallowed_methods, reason = "the harness names the server by the environment")]
    let Ok(server) = std::env::var("HUICUN_TEST_POSTGRES") else {
        println!("skipped on PostgreSQL: HUICUN_TEST_POSTGRES is not set");
        return None;
    };
    let name = format!("t{}_{}_{case}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
    let name: String = name.chars().take(60).collect();
    let pool = sqlx::PgPool::connect(&server).await.unwrap();
    let create = format!("CREATE DATABASE {name}");
    sqlx::query(sqlx::AssertSqlSafe(create)).execute(&pool).await.unwrap();
    pool.close().await;
    let (base, _) = server.rsplit_once('/').unwrap();
    Some(DbSettings::Postgres { url: format!("{base}/{name}"), max_connections: 3 })
}

/// An envelope of key version 1.
pub fn envelope(seq: i64) -> NewEnvelope {
    NewEnvelope { seq: Seq(seq), msgid: MsgId::new(format!("m{seq}")), key_version: 1, sealed: vec![9; 40] }
}

/// A text in the direct chat of ZhangWei and an external contact.
pub fn message(seq: i64) -> NewMessage {
    talk(seq, ConversationKey::direct("ZhangWei".into(), "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5".into()))
}

/// A text in a room.
pub fn in_room(seq: i64, room: &str) -> NewMessage {
    let mut message = talk(seq, ConversationKey::Room(RoomId::from(room)));
    message.participants = ["ZhangWei", "LiNa", "ChenJie"].map(PartyId::from).to_vec();
    message.external = false;
    message
}

fn talk(seq: i64, key: ConversationKey) -> NewMessage {
    NewMessage {
        seq: Seq(seq),
        msgid: MsgId::new(format!("m{seq}")),
        conversation: key.id(&CorpId::from("wwtest0000000000")),
        key,
        sender: "ZhangWei".into(),
        participants: vec!["ZhangWei".into(), "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5".into()],
        sent_at: 1_785_553_237_000 + seq * 1_000,
        kind: MessageKind::Text,
        external: true,
        recalls: None,
        consent: ConsentState::Unknown,
        sealed: format!("sealed {seq}").into_bytes(),
    }
}
