//! The parent's side: a child that is started when it is needed, and ended when it took too long or has done enough.

use std::io;
use std::path::PathBuf;
use std::pin::pin;
use std::process::Stdio;
use std::time::Duration;

use futures::{Stream, StreamExt};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};
use tokio::sync::Mutex;

use crate::error::DeriveError;
use crate::frame;
use crate::made::{Derived, Limits, Problem, Wanted};

/// After so many files a child is replaced: what one of them may have left behind ends with it.
const FILES: u32 = 64;
/// The longest head of an answer, and the longest part behind it.
const PART: usize = 64 << 20;

/// How the child is started.
#[derive(Clone, Debug)]
pub struct HostProgram {
    /// The program.
    pub path: PathBuf,
    /// What it is told.
    pub arguments: Vec<String>,
}

/// Looks into files, one at a time.
pub struct Deriver {
    program: HostProgram,
    running: Mutex<Option<Running>>,
}

struct Running {
    #[expect(dead_code, reason = "it is killed when it is dropped")]
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    files: u32,
}

impl Deriver {
    /// Names the child's program; it is started with the first file.
    #[must_use]
    pub fn new(program: HostProgram) -> Self {
        Self { program, running: Mutex::new(None) }
    }

    /// Looks into a file that comes piece by piece.
    ///
    /// # Errors
    /// [`DeriveError`]. After [`DeriveError::Ended`] the next file gets a new child.
    pub async fn derive(
        &self,
        wanted: &Wanted,
        pieces: impl Stream<Item = io::Result<Vec<u8>>> + Send,
    ) -> Result<Derived, DeriveError> {
        if wanted.size > Limits::INPUT {
            return Ok(Derived::lacking(Problem::TooLarge));
        }
        let mut slot = self.running.lock().await;
        let mut running = match slot.take() {
            Some(running) if running.files < FILES => running,
            _ => start(&self.program).map_err(DeriveError::Start)?,
        };
        running.files += 1;
        // What is dropped is killed; only a child that has answered to the end is used again. How long the file takes
        // to come is its place's matter, and none of the child's.
        feed(&mut running, wanted, pieces).await?;
        let limit = Duration::from_secs(Limits::WALL);
        let answer = tokio::time::timeout(limit, receive(&mut running.output)).await;
        let derived = answer.map_err(|_| DeriveError::Ended)?.map_err(|_| DeriveError::Ended)?;
        *slot = Some(running);
        Ok(derived)
    }
}

fn start(program: &HostProgram) -> io::Result<Running> {
    let mut child = Command::new(&program.path)
        .args(&program.arguments)
        .env_clear()
        // The allocator's arenas are larger than what the child may have.
        .env("MIMALLOC_ARENA_RESERVE", "0")
        .env("MIMALLOC_DISALLOW_ARENA_ALLOC", "1")
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .kill_on_drop(true)
        .spawn()?;
    let input = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    let output = child.stdout.take().ok_or(io::ErrorKind::BrokenPipe)?;
    Ok(Running { child, input, output, files: 0 })
}

async fn feed(
    running: &mut Running,
    wanted: &Wanted,
    pieces: impl Stream<Item = io::Result<Vec<u8>>> + Send,
) -> Result<(), DeriveError> {
    let ended = |_| DeriveError::Ended;
    let mut head = Vec::new();
    frame::write_head(&mut head, wanted).map_err(ended)?;
    running.input.write_all(&head).await.map_err(ended)?;
    let mut sent = 0;
    let mut pieces = pin!(pieces);
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(DeriveError::Input)?;
        sent += piece.len() as u64;
        running.input.write_all(&piece).await.map_err(ended)?;
    }
    if sent != wanted.size {
        return Err(DeriveError::Input(io::ErrorKind::UnexpectedEof.into()));
    }
    running.input.flush().await.map_err(ended)
}

async fn receive(output: &mut ChildStdout) -> io::Result<Derived> {
    let length = frame::checked(output.read_u32_le().await?)?;
    let mut json = vec![0; length];
    output.read_exact(&mut json).await?;
    let mut derived: Derived = serde_json::from_slice(&json)?;
    for picture in &mut derived.pictures {
        picture.bytes = part(output, picture.size).await?;
    }
    if let Some(sound) = &mut derived.sound {
        sound.bytes = part(output, sound.size).await?;
    }
    Ok(derived)
}

async fn part(output: &mut ChildStdout, size: usize) -> io::Result<Vec<u8>> {
    if size > PART {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; size];
    output.read_exact(&mut bytes).await?;
    Ok(bytes)
}
