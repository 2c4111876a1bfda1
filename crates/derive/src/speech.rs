//! Speech to text (语音转文字): a command of the operator's or an HTTP service is given sound and gives words.
//!
//! Neither is looked after here: the operator chose it and runs it. It gets the WAV that was made of a voice and no key,
//! no name and no message. What it is told and how it answers is in `docs/speech-to-text.md`.

use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;

use crate::made::Limits;

/// A command ends with it where it cannot work now and may later: `EX_TEMPFAIL` of sysexits.
const LATER: i32 = 75;
/// The most bytes of an answer: a text of the longest kind, and what JSON puts around it.
const ANSWER: u64 = 4 * Limits::TEXT as u64 + 4_096;

/// Who puts sound into words.
#[derive(Clone, Debug)]
pub enum Transcriber {
    /// A program that reads WAV and writes text.
    Command(SpeechCommand),
    /// A service that is sent WAV and answers JSON.
    Service(SpeechService),
}

/// A program that reads WAV from its standard input and writes text to its standard output.
#[derive(Clone, Debug)]
pub struct SpeechCommand {
    /// The program and what it is told.
    pub words: Vec<String>,
    /// All that it finds in its environment.
    pub environment: Vec<(String, String)>,
    /// How long one voice may take.
    pub limit: Duration,
}

/// A service that takes the form of `POST /v1/audio/transcriptions`.
#[derive(Clone)]
pub struct SpeechService {
    url: String,
    model: String,
    token: Option<String>,
    limit: Duration,
    http: reqwest::Client,
}

impl std::fmt::Debug for SpeechService {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SpeechService({}, {})", self.url, self.model)
    }
}

/// TLS cannot be set up on this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("TLS cannot be set up")]
pub struct TlsUnavailable;

/// Why there are no words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpeechError {
    /// It cannot be reached or does not work now: the same voice is tried again.
    #[error("speech to text does not work now")]
    Away,
    /// It does not take requests like ours: nothing works until somebody looks into it.
    #[error("speech to text refuses every request")]
    Rejected,
    /// It took too long over this voice.
    #[error("a voice took too long to be put into words")]
    TooLong,
    /// It has no words for this voice.
    #[error("a voice could not be put into words")]
    Refused,
}

#[derive(Deserialize)]
struct Answer {
    text: String,
}

impl Transcriber {
    /// Puts WAV into words; an empty text where nobody speaks.
    ///
    /// # Errors
    /// [`SpeechError`].
    pub async fn transcribe(&self, wav: Vec<u8>) -> Result<String, SpeechError> {
        let limit = match self {
            Self::Command(command) => command.limit,
            Self::Service(service) => service.limit,
        };
        let asked = async {
            match self {
                Self::Command(command) => command.ask(&wav).await,
                Self::Service(service) => service.ask(wav).await,
            }
        };
        let text = tokio::time::timeout(limit, asked).await.map_err(|_| SpeechError::TooLong)??;
        Ok(cut(&text))
    }
}

/// The text without what surrounds it, as long as texts may be.
fn cut(text: &str) -> String {
    let text = text.replace('\0', " ");
    text.trim().chars().take(Limits::TEXT).collect()
}

impl SpeechCommand {
    async fn ask(&self, wav: &[u8]) -> Result<String, SpeechError> {
        let [program, arguments @ ..] = self.words.as_slice() else { return Err(SpeechError::Rejected) };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .envs(self.environment.iter().cloned())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .kill_on_drop(true)
            .spawn()
            .map_err(|_| SpeechError::Rejected)?;
        let (Some(mut input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(SpeechError::Away);
        };
        let mut bytes = Vec::new();
        let feed = async move {
            // A program that has heard enough may close its end.
            let _ = input.write_all(wav).await;
        };
        let mut answer = output.take(ANSWER);
        let ((), read) = tokio::join!(feed, answer.read_to_end(&mut bytes));
        read.map_err(|_| SpeechError::Away)?;
        let status = child.wait().await.map_err(|_| SpeechError::Away)?;
        understood(status)?;
        String::from_utf8(bytes).map_err(|_| SpeechError::Refused)
    }
}

fn understood(status: ExitStatus) -> Result<(), SpeechError> {
    match status.code() {
        Some(0) => Ok(()),
        Some(LATER) => Err(SpeechError::Away),
        _ => Err(SpeechError::Refused),
    }
}

impl SpeechService {
    /// Takes where it is, the model it is asked for (empty where it has only one), what it is shown as a bearer's
    /// token, and how long one voice may take. It is never followed to an address that it names itself.
    ///
    /// # Errors
    /// [`TlsUnavailable`].
    pub fn new(
        url: String,
        model: String,
        token: Option<String>,
        limit: Duration,
    ) -> Result<Self, TlsUnavailable> {
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build();
        Ok(Self { url, model, token, limit, http: http.map_err(|_| TlsUnavailable)? })
    }

    /// What it is shown as a bearer's token.
    #[must_use]
    pub fn token(&self) -> Option<&str> {
        self.token.as_deref()
    }

    async fn ask(&self, wav: Vec<u8>) -> Result<String, SpeechError> {
        let file = Part::bytes(wav).file_name("voice.wav").mime_str("audio/wav");
        let mut form = Form::new()
            .part("file", file.map_err(|_| SpeechError::Rejected)?)
            .text("response_format", "json");
        if !self.model.is_empty() {
            form = form.text("model", self.model.clone());
        }
        let mut request = self.http.post(&self.url).multipart(form);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let mut response = request.send().await.map_err(|_| SpeechError::Away)?;
        answered(response.status())?;
        let mut bytes = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|_| SpeechError::Away)? {
            bytes.extend_from_slice(&piece);
            if bytes.len() as u64 > ANSWER {
                return Err(SpeechError::Refused);
            }
        }
        let answer: Answer = serde_json::from_slice(&bytes).map_err(|_| SpeechError::Rejected)?;
        Ok(answer.text)
    }
}

fn answered(status: StatusCode) -> Result<(), SpeechError> {
    match status {
        status if status.is_success() => Ok(()),
        StatusCode::BAD_REQUEST
        | StatusCode::PAYLOAD_TOO_LARGE
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY => Err(SpeechError::Refused),
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Err(SpeechError::Away),
        status if status.is_server_error() => Err(SpeechError::Away),
        _ => Err(SpeechError::Rejected),
    }
}
