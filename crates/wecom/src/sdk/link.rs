//! The server's end of the socket: requests by number, answered in any order.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, ChildStderr, Command};
use tokio::sync::{Notify, OwnedSemaphorePermit, mpsc, oneshot};
use tokio::time::timeout;
use zeroize::Zeroizing;

use super::codes::{Retry, WecomError};
use super::frame::{self, Body};
use super::host::SdkHostConfig;

/// How long the library may take to load.
const START: Duration = Duration::from_secs(10);
/// How long a process that has closed its socket may take to end by itself, so that it is known how it ended.
const LAST_BREATH: Duration = Duration::from_millis(500);
/// How much of what is written to standard error is kept.
const STDERR_BYTES: usize = 2_048;

/// Who waits for an answer.
struct Waiter {
    answer: oneshot::Sender<Vec<u8>>,
    /// Given back when the child has answered, not when nobody waits any more: it works until then.
    _turn: Option<OwnedSemaphorePermit>,
}

/// What the link and the task that keeps the child share.
#[derive(Default)]
struct Shared {
    waiting: Mutex<HashMap<u64, Waiter>>,
    ended: AtomicBool,
    /// How the child ended, once that is known.
    reason: OnceLock<String>,
    kill: Notify,
    /// What the child wrote to standard error, its end. Read only while nothing secret can be in it.
    stderr: Mutex<Vec<u8>>,
}

/// A child process that is alive, as far as is known.
pub(super) struct Link {
    frames: mpsc::Sender<Zeroizing<Vec<u8>>>,
    next: AtomicU64,
    shared: Arc<Shared>,
}

impl Link {
    /// Starts the child process and waits until its library is loaded.
    pub(super) async fn start(config: &SdkHostConfig) -> Result<Self, WecomError> {
        let failed = |error: std::io::Error| {
            WecomError::local(ProblemCode::LibraryCrashed, Retry::Backoff).saying(&error.to_string())
        };
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().map_err(failed)?;
        ours.set_nonblocking(true).map_err(failed)?;
        let mut child = Command::new(&config.program)
            .arg("sdk-host")
            .arg("--library")
            .arg(&config.library)
            .args(["--memory-mib", &config.memory_mib.to_string()])
            .env_clear()
            .env("MALLOC_ARENA_MAX", "1")
            // Memory is taken as it is needed, not a gigabyte ahead, which is more than the child may have.
            .env("MIMALLOC_ARENA_RESERVE", "0")
            .env("MIMALLOC_DISALLOW_ARENA_ALLOC", "1")
            .envs(config.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (reader, writer) = UnixStream::from_std(ours).map_err(failed)?.into_split();
        let shared = Arc::new(Shared::default());
        let (frames, queue) = mpsc::channel(1);
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(overhear(stderr, shared.clone()));
        }
        tokio::spawn(keep(child, reader, writer, queue, shared.clone()));
        let link = Self { frames, next: AtomicU64::new(1), shared };
        link.hello(config).await?;
        Ok(link)
    }

    async fn hello(&self, config: &SdkHostConfig) -> Result<(), WecomError> {
        let mut body = Zeroizing::new(frame::VERSION.to_le_bytes().to_vec());
        for text in [config.corp_id.as_str(), &config.secret, &config.proxy, &config.proxy_password] {
            frame::put_bytes(&mut body, text.as_bytes());
        }
        let seconds = i32::try_from(config.timeout.as_secs().max(1)).unwrap_or(i32::MAX);
        body.extend_from_slice(&seconds.to_le_bytes());
        let answer = self.call(frame::HELLO, &body, START, None).await.map_err(|error| {
            let words = format!("{} {}", error.errmsg, self.overheard(config));
            WecomError { retry: Retry::Backoff, ..error.saying(&words) }
        })?;
        let mut answer = Body(&answer);
        match (answer.u8(), answer.text(), answer.text()) {
            (Ok(0), ..) => Ok(()),
            (Ok(_), Ok(word), Ok(detail)) => {
                let code = ProblemCode::parse(&word).unwrap_or(ProblemCode::LibraryWrongSymbol);
                Err(WecomError::local(code, Retry::SlowlyAlert).saying(&detail))
            }
            _ => Err(WecomError::local(ProblemCode::LibraryCrashed, Retry::Backoff)),
        }
    }

    /// Reads what the child wrote to standard error while it started; no message has come to it yet.
    fn overheard(&self, config: &SdkHostConfig) -> String {
        let words = String::from_utf8_lossy(&lock(&self.shared.stderr)).trim().to_owned();
        [&config.secret, &config.proxy_password]
            .into_iter()
            .filter(|secret| !secret.is_empty())
            .fold(words, |words, secret| words.replace(secret.as_str(), "…"))
    }

    /// Sends a request and waits for its answer; a child that does not answer in time is killed.
    ///
    /// Whoever stops waiting leaves the frames whole: they are written by a task of their own.
    pub(super) async fn call(
        &self,
        word: u8,
        body: &[u8],
        patience: Duration,
        turn: Option<OwnedSemaphorePermit>,
    ) -> Result<Vec<u8>, WecomError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (answer, answered) = oneshot::channel();
        lock(&self.shared.waiting).insert(number, Waiter { answer, _turn: turn });
        // The end may have been seen before this request was in the list that is failed then.
        if self.has_ended() {
            lock(&self.shared.waiting).remove(&number);
            return Err(self.crashed());
        }
        let mut frame = frame::begin(word, number);
        frame.extend_from_slice(body);
        let frame = Zeroizing::new(frame::end(frame));
        let exchange = async {
            self.frames.send(frame).await.map_err(|_| self.crashed())?;
            answered.await.map_err(|_| self.crashed())
        };
        match timeout(patience, exchange).await {
            Ok(answer) => answer,
            Err(_) => {
                lock(&self.shared.waiting).remove(&number);
                self.shared.ended.store(true, Ordering::Release);
                self.shared.kill.notify_one();
                Err(WecomError::local(ProblemCode::LibraryTimedOut, Retry::Now))
            }
        }
    }

    fn crashed(&self) -> WecomError {
        let reason = self.shared.reason.get().map(String::as_str).unwrap_or_default();
        WecomError::local(ProblemCode::LibraryCrashed, Retry::Now).saying(reason)
    }

    /// Tells whether the child is gone, or about to be killed.
    pub(super) fn has_ended(&self) -> bool {
        self.shared.ended.load(Ordering::Acquire)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Keeps the child until it closes, fails to read, is to be killed, or the link is dropped; then sees it off.
async fn keep(
    mut child: Child,
    reader: OwnedReadHalf,
    writer: OwnedWriteHalf,
    queue: mpsc::Receiver<Zeroizing<Vec<u8>>>,
    shared: Arc<Shared>,
) {
    let closed = tokio::select! {
        () = receive(reader, &shared) => true,
        () = send(writer, queue) => false,
        () = shared.kill.notified() => false,
    };
    shared.ended.store(true, Ordering::Release);
    let status = match closed {
        true => timeout(LAST_BREATH, child.wait()).await.ok(),
        false => None,
    };
    let status = match status {
        Some(status) => status,
        None => {
            if let Err(error) = child.start_kill() {
                tracing::debug!(%error, "the library's process was gone already");
            }
            child.wait().await
        }
    };
    if let Ok(status) = status {
        let _ = shared.reason.set(format!("the library's process ended: {status}"));
    }
    // Whoever still waits is told by the end of their channel.
    lock(&shared.waiting).clear();
}

/// Writes frames until the child does not take them or nobody can send any.
async fn send(mut writer: OwnedWriteHalf, mut queue: mpsc::Receiver<Zeroizing<Vec<u8>>>) {
    while let Some(frame) = queue.recv().await {
        if writer.write_all(&frame).await.is_err() {
            return;
        }
    }
}

/// Hands answers to those who wait, until the child closes or sends what makes no sense.
async fn receive(mut reader: OwnedReadHalf, shared: &Shared) {
    while let Some((number, body)) = read(&mut reader).await {
        if let Some(waiter) = lock(&shared.waiting).remove(&number) {
            // Whoever asked may have given up meanwhile.
            let _ = waiter.answer.send(body);
        }
    }
}

async fn read(reader: &mut OwnedReadHalf) -> Option<(u64, Vec<u8>)> {
    let length = usize::try_from(reader.read_u32_le().await.ok()?).ok()?;
    if !(frame::HEAD_LEN..=frame::LONGEST).contains(&length) {
        return None;
    }
    let mut frame = vec![0; length];
    reader.read_exact(&mut frame).await.ok()?;
    let mut head = Body(&frame);
    let _word = head.u8().ok()?;
    let number = head.u64().ok()?;
    Some((number, frame.split_off(frame::HEAD_LEN)))
}

/// Reads standard error, so that the child never waits for it, and keeps its end.
async fn overhear(mut stderr: ChildStderr, shared: Arc<Shared>) {
    let mut buffer = [0; 1_024];
    while let Ok(count @ 1..) = stderr.read(&mut buffer).await {
        let mut kept = lock(&shared.stderr);
        kept.extend_from_slice(&buffer[..count]);
        let surplus = kept.len().saturating_sub(STDERR_BYTES);
        kept.drain(..surplus);
    }
}
