//! Media (媒体): the files of messages; what is to be fetched, how far it has come, and which blob it became.
//!
//! A file belongs to a slot of a message. Its capability stays in the message's sealed plaintext; nothing here can be
//! used to fetch it.

mod derived;
mod fetched;
mod heard;

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, Position, Seq};
use huicun_domain::message::MessageKind;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use crate::db::{Places, Tx, batches, insert_rows, look_up, read, within};
use crate::leases::{Lease, check};
use crate::{BlobId, Store, StoreResult, counters};

pub use derived::{FileText, NewFileText};
pub use fetched::{FilePart, FileVariant};

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It is to be fetched, or on its way.
    Waiting,
    /// It is kept.
    Saved,
    /// It is kept, and its size or md5 is not what came with the message.
    Disputed,
    /// WeCom has it no more.
    Expired,
    /// WeCom refuses to hand it out.
    Refused,
}

impl FileState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Waiting, Self::Saved, Self::Disputed, Self::Expired, Self::Refused];

    /// The word stored and shown.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Saved => "saved",
            Self::Disputed => "disputed",
            Self::Expired => "expired",
            Self::Refused => "refused",
        }
    }

    /// Reads the word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    fn counter(self) -> &'static str {
        match self {
            Self::Waiting => "media/waiting",
            Self::Saved => "media/saved",
            Self::Disputed => "media/disputed",
            Self::Expired => "media/expired",
            Self::Refused => "media/refused",
        }
    }
}

/// A file to be fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// The message.
    pub seq: Seq,
    /// Its number within the message.
    pub slot: u32,
    /// The kind of the piece that carries it.
    pub kind: MessageKind,
    /// When the message was sent.
    pub sent_at: Millis,
    /// Until when WeCom keeps it.
    pub deadline: Millis,
    /// The size in bytes that came with it, 0 where none did.
    pub expected_size: u64,
}

/// A file as recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileRow {
    /// The message.
    pub seq: Seq,
    /// Its number within the message.
    pub slot: u32,
    /// The kind of the piece that carries it.
    pub kind: MessageKind,
    /// When the message was sent.
    pub sent_at: Millis,
    /// Until when WeCom keeps it.
    pub deadline: Millis,
    /// The size in bytes that came with it, 0 where none did.
    pub expected_size: u64,
    /// What became of it.
    pub state: FileState,
    /// How often fetching it failed.
    pub attempts: u32,
    /// The code of the last failure.
    pub problem: Option<String>,
    /// How many parts of it are durable.
    pub parts: u32,
    /// How many bytes they are.
    pub received: u64,
    /// What to ask for the next part with, sealed.
    pub next_index: Option<Vec<u8>>,
    /// The blob that it became.
    pub blob: Option<BlobId>,
    /// Its size in bytes.
    pub size: Option<u64>,
    /// Its SHA-256 in hex.
    pub sha256: Option<String>,
    /// What it is, by its content: `image/png`.
    pub media_type: Option<String>,
}

/// Where a file is: its message, and its number within.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FilePlace {
    /// The message.
    pub seq: Seq,
    /// Its number within the message.
    pub slot: u32,
}

impl FileRow {
    /// Where it is.
    #[must_use]
    pub fn place(&self) -> FilePlace {
        FilePlace { seq: self.seq, slot: self.slot }
    }
}

/// How many files are in which state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaCounters {
    /// To be fetched, or on their way.
    pub waiting: u64,
    /// Kept.
    pub saved: u64,
    /// Kept, of another size or md5 than announced.
    pub disputed: u64,
    /// Gone before they could be fetched.
    pub expired: u64,
    /// Refused by WeCom.
    pub refused: u64,
    /// The earliest deadline of those that wait, to the hour.
    pub first_deadline: Option<Millis>,
}

const HOUR: Millis = 3_600_000;
/// Nothing is drawn from the files of messages in quarantine.
const NOT_QUARANTINED: &str = "NOT EXISTS (SELECT 1 FROM quarantine q WHERE q.corp_id = media_file.corp_id \
                               AND q.seq = media_file.seq)";
const COLUMNS: &str = "seq, slot, kind, sent_at, deadline, expected_size, state, attempts, problem, parts, received, \
                       next_index, blob_id, size, sha256, media_type";

type Fields = (
    i64,
    i64,
    String,
    i64,
    i64,
    i64,
    String,
    i64,
    Option<String>,
    i64,
    i64,
    Option<Vec<u8>>,
    Option<Uuid>,
    Option<i64>,
    Option<String>,
    Option<String>,
);

fn file(fields: Fields) -> FileRow {
    let (seq, slot, kind, sent_at, deadline, expected_size, state, attempts, problem, parts, received, ..) =
        fields;
    let (.., next_index, blob, size, sha256, media_type) = fields;
    FileRow {
        seq: Seq(seq),
        slot: u32::try_from(slot).unwrap_or(u32::MAX),
        kind: MessageKind::parse(&kind).unwrap_or(MessageKind::Unknown),
        sent_at,
        deadline,
        expected_size: expected_size.unsigned_abs(),
        state: FileState::parse(&state).unwrap_or(FileState::Waiting),
        attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        problem,
        parts: u32::try_from(parts).unwrap_or(u32::MAX),
        received: received.unsigned_abs(),
        next_index,
        blob: blob.map(BlobId),
        size: size.map(i64::unsigned_abs),
        sha256,
        media_type,
    }
}

impl Store {
    /// Records files to be fetched, and how far the messages have been looked through for them, in one transaction.
    ///
    /// # Errors
    /// [`crate::StoreError::Fenced`], and the database's failures.
    pub async fn enqueue_files(
        &self,
        lease: &Lease,
        corp: &CorpId,
        consumer: &str,
        files: &[NewFile],
        reached: Position,
    ) -> StoreResult<()> {
        const REACHED: &str = "INSERT INTO consumer (corp_id, name, position) VALUES ($1, $2, $3) \
                               ON CONFLICT (corp_id, name) DO UPDATE SET position = excluded.position";
        let mut tx = self.0.db.begin().await?;
        check(&mut tx, lease).await?;
        enqueue(&mut tx, corp, files).await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(REACHED).bind(corp.as_str()).bind(consumer).bind(reached.0);
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists files that may be fetched now: the earliest deadline first, small ones first within an hour.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn due_files(&self, corp: &CorpId, now: Millis, limit: usize) -> StoreResult<Vec<FileRow>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND state = 'waiting' AND next_at <= $2 \
             ORDER BY deadline_hour, expected_size, seq, slot LIMIT $3"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str()).bind(now);
            query.bind(i64::try_from(limit).unwrap_or(i64::MAX)).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(file).collect())
    }

    /// Reads the files of messages, in the order of their numbers and slots.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn files_of(&self, corp: &CorpId, seqs: &[Seq]) -> StoreResult<Vec<FileRow>> {
        let rows = look_up!(
            self,
            corp,
            seqs,
            64,
            Fields,
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND seq IN ({}) ORDER BY seq, slot",
            |seq| seq.0
        );
        Ok(rows.into_iter().map(file).collect())
    }

    /// Reads one file.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn file_at(&self, corp: &CorpId, place: FilePlace) -> StoreResult<Option<FileRow>> {
        let files = self.files_of(corp, &[place.seq]).await?;
        Ok(files.into_iter().find(|file| file.slot == place.slot))
    }

    /// Lists files behind a place, in the order of their messages' numbers; of one state where asked.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn list_files(
        &self,
        corp: &CorpId,
        state: Option<FileState>,
        after: Option<FilePlace>,
        limit: usize,
    ) -> StoreResult<Vec<FileRow>> {
        let of_state = state.map_or("", |_| "AND state = $5");
        let after = after.unwrap_or(FilePlace { seq: Seq(i64::MIN), slot: 0 });
        let sql = format!(
            "SELECT {COLUMNS} FROM media_file WHERE corp_id = $1 AND (seq, slot) > ($2, $3) {of_state} \
             ORDER BY seq, slot LIMIT $4"
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, Fields>(AssertSqlSafe(sql)).bind(corp.as_str()).bind(after.seq.0);
            let query = query.bind(i64::from(after.slot)).bind(limit);
            match state {
                Some(state) => query.bind(state.as_str()).fetch_all(db).await,
                None => query.fetch_all(db).await,
            }
        })?;
        Ok(rows.into_iter().map(file).collect())
    }

    /// Reads how many files are in which state.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn media_counters(&self, corp: &CorpId) -> StoreResult<MediaCounters> {
        const FIRST: &str =
            "SELECT MIN(deadline_hour) FROM media_file WHERE corp_id = $1 AND state = 'waiting'";
        const VALUES: &str = "SELECT name, value FROM counter WHERE corp_id = $1 AND name LIKE 'media/%'";
        let id = corp.as_str();
        let first =
            read!(self, |db| sqlx::query_scalar::<_, Option<i64>>(FIRST).bind(id).fetch_one(db).await)?;
        let values =
            read!(self, |db| sqlx::query_as::<_, (String, i64)>(VALUES).bind(id).fetch_all(db).await)?;
        let of = |state: FileState| {
            let value = values.iter().find(|(name, _)| name == state.counter()).map(|(_, value)| *value);
            value.unwrap_or_default().unsigned_abs()
        };
        Ok(MediaCounters {
            waiting: of(FileState::Waiting),
            saved: of(FileState::Saved),
            disputed: of(FileState::Disputed),
            expired: of(FileState::Expired),
            refused: of(FileState::Refused),
            first_deadline: first.map(|hour| hour * HOUR),
        })
    }
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Records files to be fetched; those that are recorded already stay as they are.
pub(crate) async fn enqueue(tx: &mut Tx, corp: &CorpId, files: &[NewFile]) -> StoreResult<()> {
    let before = count_files(tx, corp, files).await?;
    insert_rows!(
        tx,
        files,
        "media_file (corp_id, seq, slot, kind, sent_at, deadline, deadline_hour, expected_size, state, attempts, \
         next_at, parts, received)",
        13,
        "ON CONFLICT (corp_id, seq, slot) DO NOTHING",
        |query, file| {
            let query = query.bind(corp.as_str()).bind(file.seq.0).bind(i64::from(file.slot));
            let query = query.bind(file.kind.as_str()).bind(file.sent_at).bind(file.deadline);
            let query = query.bind(file.deadline.div_euclid(HOUR)).bind(signed(file.expected_size));
            query.bind(FileState::Waiting.as_str()).bind(0_i64).bind(0_i64).bind(0_i64).bind(0_i64)
        }
    );
    let after = count_files(tx, corp, files).await?;
    counters::add(tx, corp, &[(FileState::Waiting.counter(), after - before)]).await
}

/// Drops the records of the files of messages that are destroyed.
pub(crate) async fn forget(tx: &mut Tx, corp: &CorpId, seqs: &[Seq]) -> StoreResult<()> {
    for batch in batches(seqs) {
        let mut places = Places::of(tx);
        let sql = format!(
            "DELETE FROM media_file WHERE corp_id = {} AND seq IN ({}) RETURNING state",
            places.one(),
            places.list(batch.len())
        );
        let states = within!(tx, |c| {
            let mut query = sqlx::query_scalar::<_, String>(AssertSqlSafe(sql)).bind(corp.as_str());
            for seq in batch {
                query = query.bind(seq.0);
            }
            query.fetch_all(c).await
        })?;
        for state in states.iter().filter_map(|state| FileState::parse(state)) {
            counters::add(tx, corp, &[(state.counter(), -1)]).await?;
        }
    }
    crate::quarantine::of_each(tx, corp, seqs, "DELETE FROM media_variant", "seq").await
}

/// Counts which of these files are recorded already.
async fn count_files(tx: &mut Tx, corp: &CorpId, files: &[NewFile]) -> StoreResult<i64> {
    const COUNT: &str = "SELECT COUNT(*) FROM media_file WHERE corp_id = $1 AND seq >= $2 AND seq <= $3";
    let seqs = || files.iter().map(|file| file.seq);
    let (Some(first), Some(last)) = (seqs().min(), seqs().max()) else { return Ok(0) };
    within!(tx, |c| {
        let query = sqlx::query_scalar::<_, i64>(COUNT).bind(corp.as_str()).bind(first.0).bind(last.0);
        query.fetch_one(c).await
    })
}
