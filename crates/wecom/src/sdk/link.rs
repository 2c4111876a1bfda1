//! The server's end of the socket: requests by number, answered in any order.

use std::collections::HashMap;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use huicun_domain::code::ProblemCode;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::process::{Child, Command};
use tokio::sync::oneshot;

use super::codes::{Retry, WecomError};
use super::frame::{self, Body};
use super::host::SdkHostConfig;

/// How long the library may take to load.
const START: Duration = Duration::from_secs(10);

type Waiting = Arc<Mutex<HashMap<u64, oneshot::Sender<Vec<u8>>>>>;

/// A child process that is alive, as far as is known.
pub(super) struct Link {
    writer: tokio::sync::Mutex<OwnedWriteHalf>,
    waiting: Waiting,
    next: AtomicU64,
    child: Mutex<Child>,
    ended: Arc<AtomicBool>,
}

impl Link {
    /// Starts the child process and waits until its library is loaded.
    pub(super) async fn start(config: &SdkHostConfig) -> Result<Self, WecomError> {
        let failed = |_| WecomError::local(ProblemCode::LibraryCrashed, Retry::Backoff);
        let (ours, theirs) = std::os::unix::net::UnixStream::pair().map_err(failed)?;
        ours.set_nonblocking(true).map_err(failed)?;
        let child = Command::new(&config.program)
            .arg("sdk-host")
            .arg("--library")
            .arg(&config.library)
            .args(["--memory-mib", &config.memory_mib.to_string()])
            .env_clear()
            .env("MALLOC_ARENA_MAX", "1")
            .envs(config.environment.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::from(std::os::fd::OwnedFd::from(theirs)))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .map_err(failed)?;
        let (reader, writer) = UnixStream::from_std(ours).map_err(failed)?.into_split();
        let link = Self {
            writer: tokio::sync::Mutex::new(writer),
            waiting: Waiting::default(),
            next: AtomicU64::new(1),
            child: Mutex::new(child),
            ended: Arc::default(),
        };
        tokio::spawn(receive(reader, link.waiting.clone(), link.ended.clone()));
        link.hello(config).await?;
        Ok(link)
    }

    async fn hello(&self, config: &SdkHostConfig) -> Result<(), WecomError> {
        let mut body = frame::VERSION.to_le_bytes().to_vec();
        for text in [config.corp_id.as_str(), &config.secret, &config.proxy, &config.proxy_password] {
            frame::put_bytes(&mut body, text.as_bytes());
        }
        let seconds = i32::try_from(config.timeout.as_secs().max(1)).unwrap_or(i32::MAX);
        body.extend_from_slice(&seconds.to_le_bytes());
        let answer = self.call(frame::HELLO, &body, START).await?;
        let mut answer = Body(&answer);
        match (answer.u8(), answer.text()) {
            (Ok(0), Ok(_)) => Ok(()),
            (_, Ok(word)) => {
                let code = ProblemCode::parse(&word).unwrap_or(ProblemCode::LibraryWrongSymbol);
                Err(WecomError::local(code, Retry::SlowlyAlert))
            }
            _ => Err(WecomError::local(ProblemCode::LibraryCrashed, Retry::Backoff)),
        }
    }

    /// Sends a request and waits for its answer; a child that does not answer in time is killed.
    pub(super) async fn call(
        &self,
        word: u8,
        body: &[u8],
        patience: Duration,
    ) -> Result<Vec<u8>, WecomError> {
        let crashed = || WecomError::local(ProblemCode::LibraryCrashed, Retry::Now);
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let (sender, receiver) = oneshot::channel();
        lock(&self.waiting).insert(number, sender);
        // The end may have been seen before this request was in the list that is failed then.
        if self.has_ended() {
            lock(&self.waiting).remove(&number);
            return Err(crashed());
        }
        let mut frame = frame::begin(word, number);
        frame.extend_from_slice(body);
        let frame = frame::end(frame);
        let exchange = async {
            self.writer.lock().await.write_all(&frame).await.map_err(|_| crashed())?;
            receiver.await.map_err(|_| crashed())
        };
        match tokio::time::timeout(patience, exchange).await {
            Ok(answer) => answer,
            Err(_) => {
                lock(&self.waiting).remove(&number);
                self.kill();
                Err(WecomError::local(ProblemCode::LibraryTimedOut, Retry::Now))
            }
        }
    }

    /// Tells whether the child is gone.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Acquire)
    }

    fn kill(&self) {
        self.ended.store(true, Ordering::Release);
        let mut child = self.child.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = child.start_kill() {
            tracing::debug!(%error, "the library's process was gone already");
        }
    }
}

fn lock(waiting: &Waiting) -> std::sync::MutexGuard<'_, HashMap<u64, oneshot::Sender<Vec<u8>>>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Hands answers to those who wait, until the child closes; whoever waits then fails.
async fn receive(mut reader: OwnedReadHalf, waiting: Waiting, ended: Arc<AtomicBool>) {
    while let Some((number, body)) = read(&mut reader).await {
        if let Some(sender) = lock(&waiting).remove(&number) {
            // Whoever asked may have given up meanwhile.
            let _ = sender.send(body);
        }
    }
    ended.store(true, Ordering::Release);
    lock(&waiting).clear();
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
