//! An archive in a folder of its own.

use std::sync::Arc;
use std::time::Duration;

use huicun_app::access::Rights;
use huicun_app::auth::{Origin, put_operator};
use huicun_app::connection::Plan;
use huicun_app::disk::{Disk, Space};
use huicun_app::plaintext::{document, record_id};
use huicun_app::{Actor, Ctx, Index, IndexHome, Services, Tail, Wecom};
use huicun_domain::access::Role;
use huicun_domain::clock::{ManualClock, Millis};
use huicun_domain::ids::{CorpId, PartyId, Position, Seq};
use huicun_domain::message::{Content, Message};
use huicun_domain::scope::{ConsentState, QuarantineReason};
use huicun_search::{Document, IndexOptions, OpenMode as IndexMode};
use huicun_store::{
    BlobSettings, BlobVault, DbSettings, Lease, NewEnvelope, NewMessage, OpenMode, PageWrite, PartyInfo,
    RoomInfo, Store, TakenOut, Unsealed,
};
use huicun_vault::{KeyRing, RecordKind, RetentionClass, Scope};
use huicun_wecom::decode::decode;
use tempfile::TempDir;

use crate::line::Line;
use crate::virtual_corp::VirtualCorp;

/// The corp of every test.
pub const CORP: &str = "wwtest0000000000";
/// When the clock of a test stands at first: 2026-08-02 10:00 in Shanghai.
pub const NOW: Millis = 1_785_636_000_000;
/// When the first lines were sent: 2026-08-01 11:00 in Shanghai.
pub const START: Millis = 1_785_553_200_000;
/// The password of every operator of a test.
pub const PASSWORD: &str = "correct horse battery staple";

/// An archive with real parts: SQLite, index, key ring; only the clock stands still.
pub struct TestApp {
    /// What use cases work with.
    pub services: Services,
    /// The clock, to be moved.
    pub clock: Arc<ManualClock>,
    folder: TempDir,
    finished: bool,
}

/// Says what is in the archive.
#[derive(Default)]
pub struct TestAppBuilder {
    lines: Vec<Line>,
    unindexed: Vec<Line>,
    parties: Vec<PartyInfo>,
    rooms: Vec<RoomInfo>,
    corp: Option<(CorpId, Wecom, Arc<ManualClock>)>,
}

impl TestAppBuilder {
    /// Connects the archive to a virtual corp: the archive is the corp's, its directory is known, and both have one clock.
    #[must_use]
    pub fn connected(mut self, corp: &VirtualCorp) -> Self {
        self.parties.extend(corp.parties());
        self.corp = Some((corp.id(), Wecom::of(corp.connection()), corp.clock.clone()));
        self
    }

    /// Begins an archive that finds WeCom at a virtual corp and is not connected to it, under a plan.
    #[must_use]
    pub fn planned(mut self, corp: &VirtualCorp, plan: Plan) -> Self {
        self.corp = Some((CorpId::from("local-0000"), Wecom::new(plan), corp.clock.clone()));
        self
    }

    /// Puts a line into the archive and its index.
    #[must_use]
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// Puts lines into the archive and its index.
    #[must_use]
    pub fn lines(mut self, lines: impl IntoIterator<Item = Line>) -> Self {
        self.lines.extend(lines);
        self
    }

    /// Puts a line into the archive, and into the tail that the index has not reached.
    #[must_use]
    pub fn unindexed(mut self, line: Line) -> Self {
        self.unindexed.push(line);
        self
    }

    /// Tells the directory of a party.
    #[must_use]
    pub fn party(mut self, party: PartyInfo) -> Self {
        self.parties.push(party);
        self
    }

    /// Names a room.
    #[must_use]
    pub fn room(mut self, id: &str, name: &str) -> Self {
        self.rooms.push(RoomInfo { id: id.into(), name: Some(name.to_owned()), owner: None });
        self
    }

    /// Opens the archive and fills it.
    ///
    /// # Panics
    /// Where a part cannot be opened or a line cannot be stored.
    pub async fn start(self) -> TestApp {
        let folder = tempfile::tempdir().expect("a folder");
        let (corp, wecom, clock) = match self.corp {
            Some((corp, wecom, clock)) => (corp, wecom, clock),
            None => (CorpId::from(CORP), Wecom::default(), Arc::new(ManualClock::new(NOW))),
        };
        let services = Services { wecom, ..open(&folder, corp, clock.clone()).await };
        let (store, corp) = (&services.store, &services.corp);
        store.upsert_parties(corp, &self.parties, START).await.expect("parties are stored");
        store.upsert_rooms(corp, &self.rooms, START).await.expect("rooms are stored");
        let app = TestApp { services, clock, folder, finished: false };
        let documents = app.store(&self.lines).await;
        if let Some(last) = documents.last() {
            app.services.index.add(&documents).expect("documents are indexed");
            app.services.index.commit(last.position).expect("the index commits");
        }
        let tail = app.store(&self.unindexed).await;
        app.services.tail.push(tail, NOW);
        app
    }
}

impl TestApp {
    /// Begins an archive.
    #[must_use]
    pub fn builder() -> TestAppBuilder {
        TestAppBuilder::default()
    }

    /// The folder that everything lies in.
    #[must_use]
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// Creates the operator of a role, where it is not there yet; its name is [`operator_name`], its password
    /// [`PASSWORD`].
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn operator(&self, role: Role) -> huicun_domain::ids::OperatorId {
        let name = operator_name(role);
        if let Some(row) = self.services.store.operator_by_name(name).await.expect("the store answers") {
            return row.id;
        }
        let made = put_operator(&Ctx::system(), &self.services, name, name, role, PASSWORD).await;
        made.expect("an operator is created")
    }

    /// The circumstances of a request by the operator of a role.
    pub async fn ctx(&self, role: Role) -> Ctx {
        let (id, name) = (self.operator(role).await, operator_name(role).to_owned());
        let origin = Origin { address: Some("203.0.113.7".into()), request_id: "test".into() };
        let rights = Arc::new(Rights::of_role(id, role));
        let actor = Actor::Operator { id, display_name: name.clone(), name, rights };
        Ctx { actor, address: origin.address, request_id: origin.request_id }
    }

    /// The same archive with a database that takes no entry.
    ///
    /// # Panics
    /// Where the database cannot be opened.
    pub async fn read_only(&self) -> Services {
        let store = Store::open(database(&self.folder, &self.services.ring), OpenMode::ReadOnly).await;
        Services { store: store.expect("a database"), ..self.services.clone() }
    }

    /// Closes the archive, after seeing that whatever was admitted was finished.
    ///
    /// # Panics
    /// Where an audit entry was left open.
    pub async fn finish(mut self) {
        let entries = self.services.store.list_audit(&self.services.corp, None, usize::MAX).await;
        let open: Vec<String> = entries
            .expect("the audit answers")
            .into_iter()
            .filter(|entry| entry.outcome == "admitted")
            .map(|entry| format!("{} {}", entry.action, entry.object))
            .collect();
        self.finished = true;
        assert!(open.is_empty(), "admitted and never finished: {open:?}");
        self.services.store.close().await;
    }

    /// Takes a message out of the archive and into quarantine, as ingest does; the index still has it.
    ///
    /// # Panics
    /// Where the store refuses.
    pub async fn take_out(&self, seq: i64, parties: &[&str], reason: QuarantineReason) {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let lease = store.acquire_lease("ingest", "testkit", 60_000, NOW).await.expect("the store answers");
        let lease = lease.expect("the lease is free");
        let parties = parties.iter().map(|party| PartyId::new(*party)).collect();
        let taken = TakenOut { seq: Seq(seq), parties, reason };
        store.take_out(&lease, corp, &[taken], NOW).await.expect("the message is taken out");
        store.release_lease(&lease).await.expect("the lease is given back");
    }

    /// Ends a test that has closed its database itself.
    pub fn abandon(mut self) {
        self.finished = true;
    }

    /// Stores lines as ingest does, and returns what the index takes of them.
    async fn store(&self, lines: &[Line]) -> Vec<Arc<Document>> {
        if lines.is_empty() {
            return Vec::new();
        }
        let (store, corp) = (&self.services.store, &self.services.corp);
        let lease = store.acquire_lease("ingest", "testkit", 60_000, NOW).await.expect("the store answers");
        let lease = lease.expect("the lease is free");
        let messages: Vec<(Seq, Message)> = lines.iter().map(message).collect();
        let envelopes = messages.iter().map(|(seq, message)| NewEnvelope {
            seq: *seq,
            msgid: message.msgid.clone(),
            key_version: 1,
            sealed: b"as received".to_vec(),
        });
        let cursor = messages.iter().map(|(seq, _)| *seq).max().unwrap_or_default();
        let page = PageWrite { envelopes: envelopes.collect(), cursor, ..PageWrite::default() };
        store.append_page(&lease, corp, page, NOW).await.expect("the page is stored");
        let rows = lines.iter().zip(&messages).map(|(line, (seq, message))| self.row(line, *seq, message));
        let unsealed = Unsealed { messages: rows.collect(), ..Unsealed::default() };
        let documents = self.documents(&lease, &unsealed, &messages).await;
        store.release_lease(&lease).await.expect("the lease is given back");
        documents
    }

    async fn documents(
        &self,
        lease: &Lease,
        unsealed: &Unsealed,
        messages: &[(Seq, Message)],
    ) -> Vec<Arc<Document>> {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let stored = store.store_unsealed(lease, corp, unsealed, NOW).await.expect("messages are stored");
        assert!(stored.skipped.is_empty(), "each line has its own number");
        let numbered = (stored.first.0..).zip(messages);
        numbered
            .map(|(position, (seq, message))| Arc::new(document(corp, Position(position), *seq, message)))
            .collect()
    }

    fn row(&self, line: &Line, seq: Seq, message: &Message) -> NewMessage {
        let corp = &self.services.corp;
        let plaintext = line.stored.clone().unwrap_or_else(|| line.plaintext().into_bytes());
        let scope =
            Scope { corp: corp.clone(), class: RetentionClass::Standard, month: "2026-08".to_owned() };
        let sealed = self.services.ring.seal_record(&scope, RecordKind::Message, &record_id(seq), &plaintext);
        NewMessage {
            seq,
            msgid: message.msgid.clone(),
            conversation: message.conversation_key().id(corp),
            key: message.conversation_key(),
            sender: message.sender.clone(),
            participants: message.participants().into_iter().cloned().collect(),
            sent_at: message.sent_at,
            kind: message.kind,
            external: message.is_external(),
            recalls: match &message.content {
                Content::Revoke { recalled } => Some(recalled.clone()),
                _ => None,
            },
            consent: ConsentState::Unknown,
            sealed: sealed.expect("a record is sealed"),
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if !self.finished && !std::thread::panicking() {
            panic!("a test ends with `finish`, which looks for audit entries left open");
        }
    }
}

/// The name of the operator of a role.
#[must_use]
pub fn operator_name(role: Role) -> &'static str {
    role.as_str()
}

fn message(line: &Line) -> (Seq, Message) {
    let message = decode(line.plaintext().as_bytes()).expect("a line is a message");
    (Seq(line.seq), message)
}

fn database(folder: &TempDir, ring: &KeyRing) -> DbSettings {
    let key = ring.derive("database").expect("a key");
    DbSettings::sqlite(folder.path().join("huicun.db"), key)
}

async fn open(folder: &TempDir, corp: CorpId, clock: Arc<ManualClock>) -> Services {
    let ring = KeyRing::open_or_create(&folder.path().join("keys"), None).expect("a key ring");
    let store = Store::open(database(folder, &ring), OpenMode::ReadWrite).await.expect("a database");
    store.ensure_corp(&corp, "测试企业", START).await.expect("a corp");
    let options = IndexOptions { writer_memory: 16 << 20, cache_bytes: 1 << 20, mode: IndexMode::Write };
    let home =
        IndexHome { folder: folder.path().join("index"), corp: corp.clone(), ring: ring.clone(), options };
    let files = IndexHome { folder: folder.path().join("file-index"), ..home.clone() };
    let index = Index::open(home, clock.clone()).expect("an index");
    let file_index = Index::open(files, clock.clone()).expect("an index");
    let files = BlobSettings::Fs { root: folder.path().join("media") };
    let blobs = BlobVault::open(&files, ring.clone()).expect("a folder");
    Services {
        corp,
        store,
        blobs,
        index,
        file_index,
        ring,
        clock,
        zone: jiff::tz::TimeZone::get("Asia/Shanghai").expect("a time zone"),
        source: None,
        wecom: Wecom::default(),
        tail: Arc::new(Tail::default()),
        ingest: Arc::default(),
        media: Arc::default(),
        directory: Arc::default(),
        scope: Arc::default(),
        access: Arc::default(),
        quarantine_stay: Duration::from_secs(90 * 24 * 60 * 60),
        disk: Disk::probed_by(folder.path().to_path_buf(), |_| Ok(Space { size: 1 << 40, free: 1 << 39 })),
        fonts: Arc::new(["/usr/share/fonts".into()]),
        wechat_pay: None,
        folder: folder.path().to_path_buf(),
    }
}
