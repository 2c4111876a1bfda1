//! An index in a folder of its own.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use huicun_domain::ids::{ConversationId, CorpId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place, Side};
use huicun_search::{Document, Filter, IndexError, IndexOptions, OpenMode, Request, TextIndex};
use huicun_vault::KeyRing;
use tempfile::TempDir;
use uuid::Uuid;

/// A moment in the middle of August 2026.
pub const AUGUST: i64 = 1_786_762_837_721;
/// A month in milliseconds, roughly.
pub const MONTH: i64 = 30 * 86_400_000;

/// A folder with keys and an index.
pub struct Home {
    folder: PathBuf,
    /// Removed with the home, unless that is a child's.
    _own: Option<TempDir>,
    pub ring: KeyRing,
    pub corp: CorpId,
}

impl Home {
    pub fn new() -> Self {
        let own = tempfile::tempdir().unwrap();
        let mut home = Self::at(own.path());
        home._own = Some(own);
        home
    }

    pub fn at(folder: &Path) -> Self {
        let ring = KeyRing::open_or_create(&folder.join("keys"), None).unwrap();
        Self { folder: folder.to_path_buf(), _own: None, ring, corp: CorpId::from("wwtest") }
    }

    pub fn path(&self) -> &Path {
        &self.folder
    }

    pub fn index(&self) -> PathBuf {
        self.folder.join("index")
    }

    /// Lists the files of the index but for its locks, which are empty.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.index()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path if path.metadata().unwrap().len() > 0 => found.push(path),
                    _ => {}
                }
            }
        }
        found
    }

    pub fn open(&self, mode: OpenMode) -> TextIndex {
        self.try_open(mode).unwrap()
    }

    pub fn try_open(&self, mode: OpenMode) -> Result<TextIndex, IndexError> {
        self.try_open_with(mode, 1 << 20)
    }

    pub fn try_open_with(&self, mode: OpenMode, cache_bytes: usize) -> Result<TextIndex, IndexError> {
        let options = IndexOptions { writer_memory: 15_000_000, cache_bytes, mode };
        TextIndex::open(&self.index(), &self.corp, &self.ring, options)
    }
}

/// Makes a document; its number decides everything but time and text.
pub fn document(number: i64, sent_at: i64, text: &str) -> Arc<Document> {
    let sender = PartyId::new(format!("p{}", number % 5));
    let other = PartyId::new(format!("p{}", number % 3 + 5));
    Arc::new(Document {
        position: Position(number),
        seq: Seq(number * 2),
        sent_at,
        kind: MessageKind::ALL[usize::try_from(number % 4).unwrap()],
        conversation: ConversationId(Uuid::new_v5(
            &Uuid::NAMESPACE_URL,
            &[u8::try_from(number % 7).unwrap()],
        )),
        participants: vec![sender.clone(), other],
        sender,
        side: if number % 2 == 0 { Side::Internal } else { Side::External },
        text: text.to_owned(),
    })
}

/// A request for a text and nothing else.
pub fn request(text: &str) -> Request {
    Request {
        all: vec![text.to_owned()],
        none: Vec::new(),
        also: [].into(),
        filter: Filter::All(Vec::new()),
        order: Order::Newest,
        after: None,
        limit: 50,
        count_kinds: false,
    }
}

/// What a plain scan answers: the total and all places in order.
pub fn scan(documents: &[Arc<Document>], request: &Request) -> (u64, Vec<Place>) {
    let mut places: Vec<Place> = documents
        .iter()
        .filter(|document| huicun_search::matches(document, request))
        .map(|document| Place { sent_at: document.sent_at, seq: document.seq })
        .collect();
    places.sort_unstable();
    if request.order == Order::Newest {
        places.reverse();
    }
    (places.len() as u64, places)
}
