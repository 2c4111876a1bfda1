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

use huicun_domain::code::ProblemCode;
use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};

use super::calls::{self, Lazy};
use super::elf::inspect_library;
use super::ffi::{Access, Sdk, leave};
use super::frame::{self, Body, CHAT_DATA, DECRYPT, HELLO, MEDIA};

/// Threads that decrypt; the library needs no handle for it.
pub(super) const DECRYPTERS: usize = 2;
/// Threads that fetch media.
pub(super) const FETCHERS: usize = 2;
/// How much stack the library gets: it has been seen to need much.
const STACK_BYTES: usize = 8 << 20;

/// How the process ends where it could not protect itself.
const UNPROTECTED: u8 = 3;
/// How it ends where standard input is no socket, or what came over it makes no sense.
const NOT_A_SERVER: u8 = 4;

type Job = (u64, Vec<u8>);
type Answers = Arc<Mutex<UnixStream>>;

/// Serves the library on the socket that is this process's standard input.
///
/// The process may be read by no debugger, leaves no core file and takes at most `memory_mib` of memory. It holds no
/// key and no database. It ends at once when the server closes the socket or dies, whatever the library is doing:
/// nothing of the library runs on the thread that listens. (A death signal would be bound to the thread of the server
/// that started the process, and an asynchronous server gives no promise about that thread's life.)
#[must_use]
pub fn run_host(library: &Path, memory_mib: u64) -> ExitCode {
    let limit = Some(memory_mib << 20);
    let limited = setrlimit(Resource::As, Rlimit { current: limit, maximum: limit });
    let hidden = set_dumpable_behavior(DumpableBehavior::NotDumpable);
    if limited.is_err() || hidden.is_err() {
        eprintln!("sdk-host: the process could not be limited and hidden");
        return ExitCode::from(UNPROTECTED);
    }
    match listen(library) {
        // A thread that hangs in the library must not keep this process alive.
        Ok(()) => leave(0),
        Err(error) => {
            eprintln!(
                "sdk-host: standard input is not a socket to a huicun server of this version ({})",
                error.kind()
            );
            ExitCode::from(NOT_A_SERVER)
        }
    }
}

/// Listens until the server is gone.
fn listen(library: &Path) -> io::Result<()> {
    let mut socket = UnixStream::from(io::stdin().as_fd().try_clone_to_owned()?);
    let answers: Answers = Arc::new(Mutex::new(socket.try_clone()?));
    let Some((HELLO, number, body)) = frame::read(&mut socket)? else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    if Body(&body).u32()? != frame::VERSION {
        return Err(io::ErrorKind::InvalidData.into());
    }
    let (ready, queues) = channel();
    let library = library.to_owned();
    let load = move || {
        if load(&library, number, &body, &answers, &ready).is_err() {
            leave(i32::from(NOT_A_SERVER));
        }
    };
    thread::Builder::new().stack_size(STACK_BYTES).spawn(load)?;
    let mut started = None;
    while let Some((word, number, body)) = frame::read(&mut socket)? {
        let queues: &Queues = match &mut started {
            Some(queues) => queues,
            none => none.insert(queues.recv().map_err(io::Error::other)?),
        };
        queues.of(word)?.send((number, body)).map_err(io::Error::other)?;
    }
    Ok(())
}

/// Where requests wait for a thread.
struct Queues {
    chat: Sender<Job>,
    decrypt: Sender<Job>,
    media: Sender<Job>,
}

impl Queues {
    fn of(&self, word: u8) -> io::Result<&Sender<Job>> {
        match word {
            CHAT_DATA => Ok(&self.chat),
            DECRYPT => Ok(&self.decrypt),
            MEDIA => Ok(&self.media),
            _ => Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

/// Loads the library, starts the threads that work with it, and answers the hello.
fn load(
    library: &Path,
    number: u64,
    hello: &[u8],
    answers: &Answers,
    ready: &Sender<Queues>,
) -> io::Result<()> {
    let refuse = |code: ProblemCode, detail: &str| {
        let mut answer = frame::begin(HELLO, number);
        answer.push(1);
        frame::put_bytes(&mut answer, code.as_str().as_bytes());
        frame::put_bytes(&mut answer, detail.as_bytes());
        send(answers, answer)
    };
    let Ok(access) = read_access(hello) else {
        return refuse(ProblemCode::SdkArgument, "a setting holds U+0000");
    };
    let sdk = match inspect_library(library).and_then(|_| Sdk::load(library)) {
        Ok(sdk) => Arc::new(sdk),
        Err(error) => return refuse(error.code(), &error.to_string()),
    };
    let queues = start_all(&sdk, &Arc::new(access), answers)?;
    ready.send(queues).map_err(io::Error::other)?;
    let mut answer = frame::begin(HELLO, number);
    answer.push(0);
    frame::put_bytes(&mut answer, b"");
    frame::put_bytes(&mut answer, b"");
    send(answers, answer)
}

fn read_access(hello: &[u8]) -> io::Result<Access> {
    let mut body = Body(hello);
    let _version = body.u32()?;
    let mut text = || CString::new(body.bytes()?).map_err(io::Error::other);
    let (corp_id, secret, proxy, proxy_password) = (text()?, text()?, text()?, text()?);
    Ok(Access { corp_id, secret, proxy, proxy_password, timeout: body.i32()? })
}

fn start_all(sdk: &Arc<Sdk>, access: &Arc<Access>, answers: &Answers) -> io::Result<Queues> {
    let session = {
        let (sdk, access) = (sdk.clone(), access.clone());
        move || Lazy::new(&sdk, &access)
    };
    let chat = start(1, answers, {
        let session = session.clone();
        move || {
            let mut session = session();
            move |body: &[u8]| calls::chat_data(&mut session, body)
        }
    })?;
    let decrypt = start(DECRYPTERS, answers, {
        let sdk = sdk.clone();
        move || {
            let sdk = sdk.clone();
            move |body: &[u8]| calls::decrypt(&sdk, body)
        }
    })?;
    let media = start(FETCHERS, answers, move || {
        let mut session = session();
        move |body: &[u8]| calls::media(&mut session, body)
    })?;
    Ok(Queues { chat, decrypt, media })
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
                let Ok((word, answer)) = work(&body) else { leave(i32::from(NOT_A_SERVER)) };
                let mut frame = frame::begin(word, number);
                frame.extend_from_slice(&answer);
                if send(&answers, frame).is_err() {
                    leave(0);
                }
            }
        })?;
    }
    Ok(sender)
}

fn next(receiver: &Mutex<Receiver<Job>>) -> Option<Job> {
    receiver.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
}
