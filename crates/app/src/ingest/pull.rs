//! Pulling: pages become durable envelopes.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::Seq;
use huicun_store::{BrokenItem, Gap, Lease, NewEnvelope, PageWrite, StoreError};
use huicun_vault::RecordKind;
use huicun_wecom::page::{EnvelopeItem, Page, PageError, PageItem, parse_page};
use huicun_wecom::sdk::{MessageSource, WecomError};
use tokio::sync::mpsc;

use super::{IngestSettings, retry};
use crate::error::{AppError, AppResult};
use crate::plaintext::record_id;
use crate::services::Services;

/// Pages smaller than this are not made smaller by a page that is too large or unreadable, but item by item.
const SMALLEST: u32 = 1;

/// How long a page waits for its place among those that are unsealed. As long as they are, one comes free sooner.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where pulling stands.
struct Puller {
    services: Services,
    source: Arc<dyn MessageSource>,
    settings: IngestSettings,
    lease: Lease,
    pages: mpsc::Sender<Vec<EnvelopeItem>>,
    cursor: Seq,
    limit: u32,
    failures: u32,
    unreadable: u32,
}

/// What one turn of the loop calls for.
enum Next {
    AtOnce,
    AfterPoll,
    After(Duration),
}

/// Pulls for ever; returns only when the lease is lost.
pub(super) async fn run(
    services: Services,
    source: Arc<dyn MessageSource>,
    settings: IngestSettings,
    lease: Lease,
    pages: mpsc::Sender<Vec<EnvelopeItem>>,
) -> AppResult<()> {
    let cursor = services.store.cursor(&services.corp).await?;
    let limit = settings.page_limit.clamp(SMALLEST, 1_000);
    let mut puller =
        Puller { services, source, settings, lease, pages, cursor, limit, failures: 0, unreadable: 0 };
    loop {
        match puller.turn().await? {
            Next::AtOnce => {}
            Next::AfterPoll => {
                let woken = puller.services.ingest.woken();
                let _ = tokio::time::timeout(puller.settings.poll, woken).await;
            }
            Next::After(wait) => tokio::time::sleep(wait).await,
        }
    }
}

impl Puller {
    async fn turn(&mut self) -> AppResult<Next> {
        let page = match self.source.chat_data(self.cursor, self.limit).await {
            Ok(bytes) => parse_page(&bytes).map_err(|error| (error, bytes)),
            Err(error) => return Ok(self.refused(&error)),
        };
        match page {
            Ok(page) => self.keep(page).await,
            Err((PageError::Refused(error), _)) => Ok(self.refused(&error)),
            Err((PageError::Unparseable { .. }, bytes)) => self.bisect(bytes).await,
        }
    }

    /// Makes a page durable and hands it on.
    async fn keep(&mut self, page: Page) -> AppResult<Next> {
        let count = page.items.len();
        let full = count >= self.limit as usize;
        for anomaly in page.anomalies(self.cursor, self.limit) {
            tracing::warn!(?anomaly, "a page holds what it should not");
        }
        if count > 0 {
            let (items, write) = self.prepare(page).await?;
            let cursor = write.cursor;
            let now = self.services.now();
            match self.services.store.append_page(&self.lease, &self.services.corp, write, now).await {
                Ok(_) => self.cursor = cursor,
                Err(error) => return self.not_durable(error),
            }
            // What finds no place in time is read back from the store later, which costs more: pulling goes on.
            let _ = self.pages.send_timeout(items, PATIENCE).await;
        }
        self.failures = 0;
        self.unreadable = 0;
        self.limit = (self.limit + self.limit / 4 + 1).min(self.settings.page_limit.clamp(SMALLEST, 1_000));
        self.services.ingest.pulled(self.services.now(), count, full);
        Ok(if full { Next::AtOnce } else { Next::AfterPoll })
    }

    /// Seals a page's items on a thread of its own.
    async fn prepare(&self, page: Page) -> AppResult<(Vec<EnvelopeItem>, PageWrite)> {
        let (services, cursor) = (self.services.clone(), self.cursor);
        tokio::task::spawn_blocking(move || seal_page(&services, cursor, page)).await?
    }

    fn refused(&mut self, error: &WecomError) -> Next {
        let now = self.services.now();
        self.failures += 1;
        let smaller = matches!(
            error.code,
            ProblemCode::AnswerUnreadable | ProblemCode::LibraryCrashed | ProblemCode::LibraryTimedOut
        ) || error.errcode == 301_058;
        if smaller {
            self.limit = (self.limit / 2).max(SMALLEST);
        }
        tracing::warn!(
            code = error.code.as_str(),
            errcode = error.errcode,
            failures = self.failures,
            "pulling failed"
        );
        self.services.ingest.failed(now, error.code, &error.errmsg);
        Next::After(retry::wait(error, self.failures, now.unsigned_abs()))
    }

    /// Keeps the cursor where it is: what was pulled is not durable, and is pulled again.
    fn not_durable(&mut self, error: StoreError) -> AppResult<Next> {
        let now = self.services.now();
        let error = AppError::from(error);
        if error.is_fatal() {
            return Err(error);
        }
        self.failures += 1;
        tracing::error!(code = error.code().as_str(), "a page could not be made durable");
        self.services.ingest.failed(now, error.code(), "");
        Ok(Next::After(Duration::from_secs(u64::from(self.failures.min(10)))))
    }

    /// Asks for half as much after a page that does not parse; gives a single item up after enough tries.
    async fn bisect(&mut self, bytes: Bytes) -> AppResult<Next> {
        let now = self.services.now();
        self.services.ingest.failed(now, ProblemCode::AnswerUnreadable, "");
        if self.limit > SMALLEST {
            self.limit = (self.limit / 2).max(SMALLEST);
            return Ok(Next::AtOnce);
        }
        self.unreadable += 1;
        if self.unreadable < self.settings.broken_page_tries {
            return Ok(Next::After(Duration::from_millis(100 << self.unreadable.min(4))));
        }
        self.give_up(&bytes).await
    }

    /// Keeps the bytes of an item that never parses as poison, with a gap, and goes on behind it.
    async fn give_up(&mut self, bytes: &[u8]) -> AppResult<Next> {
        let seq = Seq(self.cursor.0 + 1);
        let corp = &self.services.corp;
        let scope = self.services.period(self.services.now());
        let sealed = self.services.ring.seal_record(&scope, RecordKind::Envelope, &record_id(seq), bytes)?;
        let write = PageWrite {
            envelopes: Vec::new(),
            broken: vec![BrokenItem { seq, reason: "page_unreadable".into(), sealed }],
            cursor: seq,
            gaps: vec![Gap { from: seq, to: seq }],
        };
        tracing::error!(seq = seq.0, "an item never parsed; it is kept as poison");
        match self.services.store.append_page(&self.lease, corp, write, self.services.now()).await {
            Ok(_) => self.cursor = seq,
            Err(error) => return self.not_durable(error),
        }
        self.unreadable = 0;
        Ok(Next::AtOnce)
    }
}

/// Seals the items of a page and works out the cursor behind it and the gaps within it.
pub(super) fn seal_page(
    services: &Services,
    cursor: Seq,
    page: Page,
) -> AppResult<(Vec<EnvelopeItem>, PageWrite)> {
    let scope = services.period(services.now());
    let seal =
        |seq: Seq, raw: &[u8]| services.ring.seal_record(&scope, RecordKind::Envelope, &record_id(seq), raw);
    let mut write = PageWrite { envelopes: Vec::new(), broken: Vec::new(), cursor, gaps: Vec::new() };
    let mut items = Vec::with_capacity(page.items.len());
    for item in page.items {
        let seq = match &item {
            PageItem::Envelope(envelope) => envelope.seq,
            PageItem::Broken { seq, .. } => seq.unwrap_or(Seq(write.cursor.0 + 1)),
        };
        // The first page of all may begin anywhere: what is older has expired and is no gap.
        if seq.0 > write.cursor.0 + 1 && write.cursor.0 > 0 {
            write.gaps.push(Gap { from: Seq(write.cursor.0 + 1), to: Seq(seq.0 - 1) });
        }
        write.cursor = write.cursor.max(seq);
        match item {
            PageItem::Envelope(envelope) => {
                write.envelopes.push(NewEnvelope {
                    seq,
                    msgid: envelope.msgid.clone(),
                    key_version: envelope.key_version,
                    sealed: seal(seq, envelope.raw.as_ref())?,
                });
                items.push(envelope);
            }
            PageItem::Broken { raw, .. } => {
                let sealed = seal(seq, raw.as_ref())?;
                write.broken.push(BrokenItem { seq, reason: "item_unreadable".into(), sealed });
            }
        }
    }
    Ok((items, write))
}
