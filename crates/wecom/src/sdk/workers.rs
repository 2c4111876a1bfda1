//! The child process: it loads the library and answers the server's frames until the socket closes.

use std::ffi::CString;
use std::io;
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use super::elf::inspect_library;
use super::ffi::{Access, Sdk, Session};
use super::frame::{self, Body, CHAT_DATA, DECRYPT, HELLO, MEDIA};

/// Threads that decrypt; the library needs no handle for it.
const DECRYPTERS: usize = 2;
/// Threads that fetch media.
const FETCHERS: usize = 2;
/// How much stack the library gets: it has been seen to need much.
const STACK_BYTES: usize = 8 << 20;

type Job = (u64, Vec<u8>);
type Answers = Arc<Mutex<UnixStream>>;

/// Serves the library on the socket that is this process's standard input.
///
/// The process may be read by no debugger and takes at most `memory_mib` of memory.
#[must_use]
pub fn run_host(library: &Path, memory_mib: u64) -> ExitCode {
    let limit = Some(memory_mib << 20);
    let limited = setrlimit(Resource::As, Rlimit { current: limit, maximum: limit });
    let hidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    if limited.is_err() || hidden.is_err() {
        return ExitCode::from(3);
    }
    match serve(library) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(4),
    }
}

fn serve(library: &Path) -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let answers: Answers = Arc::new(Mutex::new(socket.try_clone()?));
    let Some((HELLO, number, body)) = frame::read(&mut socket)? else { return Ok(()) };
    let loaded = inspect_library(library).and_then(|_| Sdk::load(library));
    let mut answer = frame::begin(HELLO, number);
    let sdk = match loaded {
        Ok(sdk) => {
            answer.push(0);
            frame::put_bytes(&mut answer, b"");
            Arc::new(sdk)
        }
        Err(error) => {
            answer.push(1);
            frame::put_bytes(&mut answer, error.code().as_str().as_bytes());
            return send(&answers, answer);
        }
    };
    let access = Arc::new(read_access(&body)?);
    send(&answers, answer)?;
    let chat = start(1, &answers, {
        let (sdk, access) = (sdk.clone(), access.clone());
        move || {
            let mut session = Lazy { sdk: sdk.clone(), access: access.clone(), session: None };
            move |body: &[u8]| chat_data(&mut session, body)
        }
    })?;
    let decrypt = start(DECRYPTERS, &answers, {
        let sdk = sdk.clone();
        move || {
            let sdk = sdk.clone();
            move |body: &[u8]| decrypt(&sdk, body)
        }
    })?;
    let media = start(FETCHERS, &answers, move || {
        let mut session = Lazy { sdk: sdk.clone(), access: access.clone(), session: None };
        move |body: &[u8]| media(&mut session, body)
    })?;
    while let Some((word, number, body)) = frame::read(&mut socket)? {
        let queue = match word {
            CHAT_DATA => &chat,
            DECRYPT => &decrypt,
            MEDIA => &media,
            _ => return Err(io::ErrorKind::InvalidData.into()),
        };
        queue.send((number, body)).map_err(io::Error::other)?;
    }
    // The server is gone. A thread that hangs in the library must not keep this process alive.
    std::process::exit(0)
}

fn read_access(body: &[u8]) -> io::Result<Access> {
    let mut body = Body(body);
    if body.u32()? != frame::VERSION {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let mut text = || CString::new(body.bytes()?).map_err(io::Error::other);
    let (corp_id, secret, proxy, proxy_password) = (text()?, text()?, text()?, text()?);
    Ok(Access { corp_id, secret, proxy, proxy_password, timeout: body.i32()? })
}

fn send(answers: &Answers, frame: Vec<u8>) -> io::Result<()> {
    let mut socket = answers.lock().unwrap_or_else(PoisonError::into_inner);
    frame::write(&mut *socket, &frame::end(frame))
}

/// Starts threads that take jobs from one queue; each makes its own worker.
fn start<M, W>(count: usize, answers: &Answers, make: M) -> io::Result<Sender<Job>>
where
    M: Fn() -> W + Clone + Send + 'static,
    W: FnMut(&[u8]) -> io::Result<(u8, Vec<u8>)>,
{
    let (sender, receiver) = channel::<Job>();
    let receiver = Arc::new(Mutex::new(receiver));
    for _ in 0..count {
        let (receiver, answers, make) = (receiver.clone(), answers.clone(), make.clone());
        thread::Builder::new().stack_size(STACK_BYTES).spawn(move || {
            let mut work = make();
            while let Some((number, body)) = next(&receiver) {
                let Ok((word, answer)) = work(&body) else { std::process::exit(5) };
                let mut frame = frame::begin(word, number);
                frame.extend_from_slice(&answer);
                if send(&answers, frame).is_err() {
                    std::process::exit(0);
                }
            }
        })?;
    }
    Ok(sender)
}

fn next(receiver: &Mutex<Receiver<Job>>) -> Option<Job> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}

/// A thread's session, opened when it is first needed, and again after it was refused.
struct Lazy {
    sdk: Arc<Sdk>,
    access: Arc<Access>,
    session: Option<Session>,
}

impl Lazy {
    fn with<T>(&mut self, call: impl Fn(&Session) -> Result<T, i32>) -> Result<T, i32> {
        let fresh = self.session.is_none();
        let session = match self.session.take() {
            Some(session) => session,
            None => Session::open(&self.sdk, &self.access)?,
        };
        match call(&session) {
            // A handle that is too old is refused: it is opened anew, once.
            Err(10_000) if !fresh => {
                drop(session);
                self.with(call)
            }
            outcome => {
                self.session = Some(session);
                outcome
            }
        }
    }
}

fn chat_data(session: &mut Lazy, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    let mut body = Body(body);
    let (seq, limit) = (body.u64()?, body.u32()?);
    let mut answer = Vec::new();
    let (code, page) = match session.with(|session| session.chat_data(seq, limit)) {
        Ok(page) => (0, page),
        Err(code) => (code, Vec::new()),
    };
    answer.extend_from_slice(&code.to_le_bytes());
    frame::put_bytes(&mut answer, &page);
    Ok((CHAT_DATA, answer))
}

fn decrypt(sdk: &Sdk, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    let mut body = Body(body);
    let count = body.u32()?;
    let mut answer = count.to_le_bytes().to_vec();
    for _ in 0..count {
        let (random_key, chat_msg) = (body.bytes()?, body.bytes()?);
        let (code, text) = match sdk.decrypt(random_key, chat_msg) {
            Ok(text) => (0, text),
            Err(code) => (code, Vec::new()),
        };
        answer.extend_from_slice(&code.to_le_bytes());
        frame::put_bytes(&mut answer, &text);
    }
    Ok((DECRYPT, answer))
}

fn media(session: &mut Lazy, body: &[u8]) -> io::Result<(u8, Vec<u8>)> {
    let mut body = Body(body);
    let index = CString::new(body.bytes()?).map_err(io::Error::other)?;
    let locator = CString::new(body.bytes()?).map_err(io::Error::other)?;
    let (code, next, data, finished) = match session.with(|session| session.media(&index, &locator)) {
        Ok(part) => (0, part.next, part.data, part.finished),
        Err(code) => (code, Vec::new(), Vec::new(), false),
    };
    let mut answer = code.to_le_bytes().to_vec();
    frame::put_bytes(&mut answer, &next);
    frame::put_bytes(&mut answer, &data);
    answer.push(u8::from(finished));
    Ok((MEDIA, answer))
}
