//! An index in a folder of its own.

use std::sync::Arc;

use huicun_domain::ids::{ConversationId, CorpId, PartyId, Position, Seq};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Order, Place, Side};
use huicun_search::{Document, Filter, IndexOptions, OpenMode, Request, TextIndex};
use huicun_vault::KeyRing;
use tempfile::TempDir;
use uuid::Uuid;

/// A moment in August 2026.
pub const AUGUST: i64 = 1_785_553_237_721;
/// A month in milliseconds, roughly.
pub const MONTH: i64 = 30 * 86_400_000;

/// A folder with keys and an index.
pub struct Home {
    pub folder: TempDir,
    pub ring: KeyRing,
    pub corp: CorpId,
}

impl Home {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ring = KeyRing::open_or_create(&folder.path().join("keys"), None).unwrap();
        Self { folder, ring, corp: CorpId::from("wwtest") }
    }

    pub fn open(&self, mode: OpenMode) -> TextIndex {
        self.try_open(mode).unwrap()
    }

    pub fn try_open(&self, mode: OpenMode) -> Result<TextIndex, huicun_search::IndexError> {
        let options = IndexOptions { writer_memory: 15_000_000, cache_bytes: 1 << 20, mode };
        TextIndex::open(&self.folder.path().join("index"), &self.corp, &self.ring, options)
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
