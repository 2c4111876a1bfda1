//! The library as the server uses it: started when needed, started again when it fails, within the budget of calls.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{CorpId, MediaLocator, Seq};
use tokio::sync::{Mutex, OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use super::bucket::TokenBucket;
use super::codes::{Retry, WecomError};
use super::frame::{self, Body};
use super::link::Link;
use super::workers::{DECRYPTERS, FETCHERS};
use super::{DecryptItem, MediaChunk, MessageSource};

/// WeCom's limit of calls a minute.
const CALLS_A_MINUTE: u32 = 600;
/// How many calls may come at once.
const BURST: u32 = 20;
/// How long after its own time-out a call is given up.
const GRACE: Duration = Duration::from_secs(5);
/// How long decrypting a batch may take.
const DECRYPT: Duration = Duration::from_secs(20);
/// A library that fails at once is not started more often than this.
const RESTART: Duration = Duration::from_millis(500);

/// How the library is run.
#[derive(Clone)]
pub struct SdkHostConfig {
    /// The binary whose `sdk-host` command is the child process.
    pub program: PathBuf,
    /// The operator's library.
    pub library: PathBuf,
    /// The corp.
    pub corp_id: CorpId,
    /// The archive's secret.
    pub secret: String,
    /// `http://host:port`, `socks5://host:port` or nothing.
    pub proxy: String,
    /// `user:password` of the proxy, or nothing.
    pub proxy_password: String,
    /// How long the library may wait for WeCom.
    pub timeout: Duration,
    /// The most memory that the child may take, in MiB.
    pub memory_mib: u64,
    /// The environment of the child, which has no other.
    pub environment: Vec<(String, String)>,
}

impl std::fmt::Debug for SdkHostConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SdkHostConfig({}, {})", self.library.display(), self.corp_id)
    }
}

/// The library in child processes: one talks to WeCom, the other decrypts, so that neither can take the other down.
pub struct SdkHost {
    config: SdkHostConfig,
    network: Slot,
    decrypter: Slot,
    calls: TokenBucket,
    turns: Turns,
}

/// No more is asked of a child than it has threads, so that the time that a request may take is its own.
struct Turns {
    chat_data: Arc<Semaphore>,
    decrypt: Arc<Semaphore>,
    media: Arc<Semaphore>,
}

async fn turn(of: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    // It fails only where it was closed, and nobody closes it.
    of.clone().acquire_owned().await.ok()
}

/// A child process that is replaced when it is gone.
#[derive(Default)]
struct Slot(Mutex<Held>);

#[derive(Default)]
struct Held {
    link: Option<Arc<Link>>,
    started: Option<Instant>,
}

impl Slot {
    async fn link(&self, config: &SdkHostConfig) -> Result<Arc<Link>, WecomError> {
        let mut held = self.0.lock().await;
        if let Some(link) = held.link.as_ref().filter(|link| !link.has_ended()) {
            return Ok(link.clone());
        }
        held.link = None;
        if let Some(started) = held.started {
            tokio::time::sleep_until(started + RESTART).await;
        }
        held.started = Some(Instant::now());
        let link = Arc::new(Link::start(config).await?);
        held.link = Some(link.clone());
        Ok(link)
    }
}

impl SdkHost {
    /// Prepares the library; nothing is started before the first call.
    #[must_use]
    pub fn new(config: SdkHostConfig) -> Self {
        let calls = TokenBucket::new(CALLS_A_MINUTE, BURST);
        let turns = |threads| Arc::new(Semaphore::new(threads));
        let turns = Turns { chat_data: turns(1), decrypt: turns(DECRYPTERS), media: turns(FETCHERS) };
        Self { config, network: Slot::default(), decrypter: Slot::default(), calls, turns }
    }

    async fn network(&self, word: u8, body: &[u8], turns: &Arc<Semaphore>) -> Result<Vec<u8>, WecomError> {
        let turn = turn(turns).await;
        self.calls.take().await;
        let link = self.network.link(&self.config).await?;
        link.call(word, body, self.config.timeout + GRACE, turn).await
    }
}

fn garbled(_: std::io::Error) -> WecomError {
    WecomError::local(ProblemCode::AnswerUnreadable, Retry::Backoff)
}

fn judge(code: i32) -> Result<(), WecomError> {
    if code == 0 { Ok(()) } else { Err(WecomError::of_return(code)) }
}

#[async_trait]
impl MessageSource for SdkHost {
    async fn load(&self) -> Result<(), WecomError> {
        self.decrypter.link(&self.config).await.map(|_| ())
    }

    async fn chat_data(&self, after: Seq, limit: u32) -> Result<Bytes, WecomError> {
        let mut body = after.0.max(0).unsigned_abs().to_le_bytes().to_vec();
        body.extend_from_slice(&limit.to_le_bytes());
        let answer = self.network(frame::CHAT_DATA, &body, &self.turns.chat_data).await?;
        let mut answer = Body(&answer);
        judge(answer.i32().map_err(garbled)?)?;
        Ok(Bytes::copy_from_slice(answer.bytes().map_err(garbled)?))
    }

    async fn decrypt(&self, items: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError> {
        let count = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let mut body = zeroize::Zeroizing::new(count.to_le_bytes().to_vec());
        for item in items {
            frame::put_bytes(&mut body, &item.random_key);
            frame::put_bytes(&mut body, &item.chat_msg);
        }
        let turn = turn(&self.turns.decrypt).await;
        let link = self.decrypter.link(&self.config).await?;
        let answer = link.call(frame::DECRYPT, &body, DECRYPT, turn).await?;
        let mut answer = Body(&answer);
        if answer.u32().map_err(garbled)? != count {
            return Err(WecomError::local(ProblemCode::AnswerUnreadable, Retry::Backoff));
        }
        items
            .iter()
            .map(|_| {
                let (code, text) = (answer.i32().map_err(garbled)?, answer.bytes().map_err(garbled)?);
                Ok(judge(code).map(|()| text.to_vec()))
            })
            .collect()
    }

    async fn media(&self, index: &str, locator: &MediaLocator) -> Result<MediaChunk, WecomError> {
        let mut body = Vec::new();
        frame::put_bytes(&mut body, index.as_bytes());
        frame::put_bytes(&mut body, locator.as_str().as_bytes());
        let answer = self.network(frame::MEDIA, &body, &self.turns.media).await?;
        let mut answer = Body(&answer);
        judge(answer.i32().map_err(garbled)?)?;
        let next = answer.text().map_err(garbled)?;
        let data = Bytes::copy_from_slice(answer.bytes().map_err(garbled)?);
        Ok(MediaChunk { next, data, finished: answer.u8().map_err(garbled)? == 1 })
    }
}
