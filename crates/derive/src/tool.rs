//! Programs that come with the system: they read the file from their standard input and answer on their output.

use std::fs::File;
use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::made::{Limits, Problem};

/// The most that a program may answer, in bytes.
const ANSWER: u64 = 48 << 20;
/// How often it is looked whether a program has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How long a program may take to end after its last word.
const LAST: Duration = Duration::from_secs(2);
/// How long one program may take by the clock: its processor time is bounded besides. All that are run over one file
/// take less than [`Limits::WALL`] together, so that what they made is answered.
const WALL: Duration = Duration::from_secs(12);

/// What a program answered.
pub(crate) struct Answer {
    pub(crate) bytes: Vec<u8>,
    /// Whether it said that all went well.
    pub(crate) complete: bool,
}

/// Where programs read their input by a name, so that they can go back and forth in it.
pub(crate) const INPUT: &str = "/proc/self/fd/0";

/// Tells whether a program is installed.
pub(crate) fn exists(program: &str) -> bool {
    ["/usr/bin", "/bin", "/usr/local/bin"]
        .iter()
        .any(|folder| std::fs::metadata(format!("{folder}/{program}")).is_ok())
}

/// Runs a program over a file. Its processor time is bounded by `prlimit`, its memory by what it inherits.
pub(crate) fn run(program: &str, arguments: &[&str], input: File) -> Result<Answer, Problem> {
    if !exists(program) || !exists("prlimit") {
        return Err(Problem::ToolMissing);
    }
    let mut child = Command::new("/usr/bin/prlimit")
        .arg(format!("--cpu={}", Limits::PROCESSOR))
        .arg(program)
        .args(arguments)
        .env_clear()
        .env("PATH", "/usr/bin:/bin:/usr/local/bin")
        .env("LC_ALL", "C.UTF-8")
        .env("OMP_THREAD_LIMIT", "1")
        .current_dir("/")
        .stdin(Stdio::from(input))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| Problem::ToolMissing)?;
    let output = child.stdout.take().ok_or(Problem::ToolMissing)?;
    let reader = std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = output.take(ANSWER + 1).read_to_end(&mut bytes);
        read.map(|_| bytes)
    });
    let ended = wait(&mut child, &reader);
    if ended.is_none() {
        // It takes too long, or says more than it may; whether it can still be ended changes nothing.
        let _ = child.kill();
        let _ = child.wait();
        return Err(Problem::OverLimit);
    }
    let bytes = reader.join().map_err(|_| Problem::Damaged)?.map_err(|_| Problem::Damaged)?;
    if bytes.len() as u64 > ANSWER {
        return Err(Problem::OverLimit);
    }
    Ok(Answer { bytes, complete: ended.is_some_and(|status| status.success()) })
}

/// Waits for the end of a program; nothing where it takes too long.
fn wait(child: &mut Child, reader: &JoinHandle<io::Result<Vec<u8>>>) -> Option<ExitStatus> {
    let begun = Instant::now();
    // Once its output has ended, or is too much to be read, it has little time left.
    let mut said = None;
    while begun.elapsed() < WALL && said.is_none_or(|said: Instant| said.elapsed() < LAST) {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) => std::thread::sleep(LOOK),
            Err(_) => return None,
        }
        if reader.is_finished() {
            said.get_or_insert_with(Instant::now);
        }
    }
    None
}
