//! The database and the blobs.
//!
//! One SQL serves SQLite (encrypted by SQLCipher) and PostgreSQL: see [`Store`]. Blobs lie in a folder or in a bucket:
//! see [`BlobVault`]. What is written belongs together in transactions; what comes out are domain types. Nothing here
//! decides anything.

mod append;
mod assignments;
mod audit;
mod blobs;
mod consents;
mod consumers;
mod conversations;
mod corps;
mod counters;
mod db;
mod directory;
mod doubts;
mod envelopes;
mod error;
mod folder;
mod gaps;
mod held;
mod jobs;
mod keys;
mod leases;
mod media;
mod members;
mod messages;
mod msgids;
mod notices;
mod operators;
mod overview;
mod parties;
mod quarantine;
mod reading;
mod recalls;
mod scope;
mod service;
mod timelines;
mod touched;
mod unsealed;
mod visible;

use std::sync::{Arc, Mutex};

pub use append::{BrokenItem, NewEnvelope, PageWrite, PageWritten};
pub use assignments::ProtectedMember;
pub use audit::AuditRow;
pub use blobs::{
    BlobError, BlobId, BlobReading, BlobSettings, BlobUpload, BlobVault, BlobWritten, S3Settings,
};
pub use consents::{
    ConsentSide, CustomerConsentRow, CustomerFilter, CustomerSummary, CustomerTie, MemberConsentRow,
};
pub use conversations::{ConversationRow, ListConversations};
pub use corps::CorpRow;
pub use counters::Counters;
pub use db::{DbSettings, OpenMode};
pub use directory::{DepartmentRow, DirectoryWrite, HintRow, ListContacts, ListRooms, RoomRow, TagRow};
pub use doubts::Doubt;
pub use envelopes::{Envelope, EnvelopeState, PoisonRow};
pub use error::StoreError;
pub use folder::{DataFolder, FolderLock};
pub use gaps::{Gap, GapRow};
pub use jobs::{JobRow, JobState, NewJob};
pub use keys::RsaKeyRow;
pub use leases::Lease;
pub use media::{
    FilePart, FilePlace, FileRow, FileState, FileText, FileVariant, MediaCounters, NewFile, NewFileText,
};
pub use members::{MemberSessionRow, PersonalLinkRow, QuestionRow};
pub use messages::MessageRow;
pub use notices::{
    DeliveryRow, DeliveryState, NewDelivery, NoticeRow, NoticeVersionRow, ReceiptRow, SentBatch,
};
pub use operators::{OperatorRow, SessionRow};
pub use overview::DayRow;
pub use parties::{ListParties, PartyInfo, PartyRow, RoomInfo};
pub use quarantine::{
    Doomed, NewQuarantined, QuarantineCount, QuarantineEvent, QuarantineOutcome, Quarantined, TakenOut,
};
pub use reading::ReadingRow;
pub use scope::{ScopeRuleRow, ScopeVersions};
pub use service::{
    HistoryRow, InvoiceRow, OrderRow, OrderSave, OrderSaved, ServiceSettingRow, SubscriptionRow, TermsRow,
    UsageRow, VoucherRow, VoucherState,
};
pub use timelines::{PageAt, Timeline, TimelinePage};
pub use unsealed::{NewMessage, Stored, Unsealed};

use db::Db;
use touched::Known;

/// What store methods return.
pub type StoreResult<T> = Result<T, StoreError>;

/// The database of an installation. Cloning shares it.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    known: Mutex<Known>,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// [`StoreError::WrongKey`], [`StoreError::Newer`], [`StoreError::Weak`], or that it cannot be reached.
    pub async fn open(settings: DbSettings, mode: OpenMode) -> StoreResult<Self> {
        let db = Db::open(settings, mode).await?;
        Ok(Self(Arc::new(Inner { db, known: Mutex::default() })))
    }

    /// Bounds the size of a SQLite file in pages, as a quota or a rehearsal of a full disk; no bound on PostgreSQL.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn limit_pages(&self, pages: u32) -> StoreResult<()> {
        self.0.db.limit_pages(pages).await
    }

    /// Waits for what runs and closes the database.
    pub async fn close(&self) {
        self.0.db.close().await;
    }
}
