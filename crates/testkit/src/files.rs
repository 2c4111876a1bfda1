//! Files of messages, as fetching and deriving leave them.

use huicun_app::file_texts;
use huicun_domain::ids::{Position, Seq};
use huicun_domain::message::files;
use huicun_store::{BlobId, FilePlace, FileRow, FileVariant, Lease, NewFile, NewFileText};
use huicun_vault::RecordKind;
use uuid::Uuid;

use crate::app::{NOW, TestApp};

/// When WeCom forgets the files of a test.
const DEADLINE: i64 = NOW + 86_400_000;

impl TestApp {
    /// Keeps bytes as a file of a message.
    ///
    /// # Panics
    /// Where the message has no such file, or it cannot be stored.
    pub async fn keep_file(&self, seq: i64, slot: u32, media_type: &str, bytes: &[u8]) -> FileRow {
        let (store, corp) = (&self.services.store, &self.services.corp);
        let place = FilePlace { seq: Seq(seq), slot };
        self.queue_file(seq, slot).await;
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        let sha256: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        let blob = BlobId(Uuid::new_v5(&Uuid::nil(), sha256.as_bytes()));
        let scope = self.services.period(NOW);
        self.services.blobs.put(&scope, blob, bytes).await.expect("a blob is kept");
        let size = bytes.len() as u64;
        let variant = FileVariant { sha256, blob, size, media_type: media_type.to_owned(), seen: 1 };
        let lease = self.lease().await;
        store.finish_file(&lease, corp, place, &variant, None).await.expect("the file is kept");
        store.release_lease(&lease).await.expect("the lease is given back");
        store.file_at(corp, place).await.expect("the store answers").expect("the file is there")
    }

    /// Puts a file of a message into the queue.
    ///
    /// # Panics
    /// Where the message has no such file.
    pub async fn queue_file(&self, seq: i64, slot: u32) {
        let place = FilePlace { seq: Seq(seq), slot };
        let (store, corp) = (&self.services.store, &self.services.corp);
        let rows = store.messages_by_seq(corp, &[place.seq]).await.expect("the store answers");
        let row = rows.first().expect("the message is there");
        let message = huicun_app::plaintext::open_message(&self.services.ring, corp, row).expect("it opens");
        let found = files(&message.content);
        let file = found.iter().find(|file| file.media.slot == place.slot).expect("the file is there");
        let new = NewFile {
            seq: place.seq,
            slot: place.slot,
            kind: file.kind,
            sent_at: row.sent_at,
            deadline: DEADLINE,
            expected_size: file.media.size.unwrap_or_default(),
        };
        let lease = self.lease().await;
        store.enqueue_files(&lease, corp, "media", &[new], Position(0)).await.expect("the file is queued");
        store.release_lease(&lease).await.expect("the lease is given back");
    }

    /// Keeps a text as drawn from a file.
    ///
    /// # Panics
    /// Where it cannot be stored.
    pub async fn draw_text(&self, file: &FileRow, source: &str, text: &str) {
        let services = &self.services;
        let id = file_texts::record_id(file.place(), source);
        let scope = services.period(file.sent_at);
        let sealed = services.ring.seal_record(&scope, RecordKind::FileText, &id, text.as_bytes());
        let drawn = NewFileText { source: source.to_owned(), sealed: sealed.expect("a record is sealed") };
        let lease = self.lease().await;
        let kept = services.store.finish_derivation(&lease, &services.corp, file, (1, None), &[drawn]).await;
        kept.expect("the text is kept");
        services.store.release_lease(&lease).await.expect("the lease is given back");
    }

    async fn lease(&self) -> Lease {
        let lease = self.services.store.acquire_lease("media", "testkit", 60_000, NOW).await;
        lease.expect("the store answers").expect("the lease is free")
    }
}
