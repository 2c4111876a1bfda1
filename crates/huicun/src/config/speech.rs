//! `[media.speech]`: who puts voices into words.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use huicun_derive::{SpeechCommand, SpeechService, Transcriber};
use serde::Deserialize;

use super::{read_environment, secret};

/// What a command finds in its environment, where this process has it: the place of programs, of models, and of
/// devices.
const PASSED_ON: [&str; 4] = ["PATH", "HOME", "LANG", "CUDA_VISIBLE_DEVICES"];

/// What is written: a command or an endpoint.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpeechFile {
    /// The program and what it is told.
    pub command: Option<Vec<String>>,
    /// `http://host/v1/audio/transcriptions`
    pub endpoint: Option<String>,
    /// The model that the endpoint is asked for.
    #[serde(default)]
    pub model: String,
    /// What the endpoint is shown as a bearer's token.
    pub token: Option<String>,
    /// A file with it.
    pub token_file: Option<PathBuf>,
    /// Seconds that one voice may take.
    #[serde(default = "limit_seconds")]
    pub limit_seconds: u64,
}

fn limit_seconds() -> u64 {
    300
}

/// Understands what is written.
///
/// # Errors
/// Both a command and an endpoint, neither, or one that cannot be.
pub fn resolve(data: &Path, written: SpeechFile) -> anyhow::Result<Transcriber> {
    let limit = Duration::from_secs(written.limit_seconds.clamp(1, 3_600));
    let token = secret(data, "media.speech.token", written.token, written.token_file)?;
    match (written.command, written.endpoint) {
        (Some(words), None) if words.first().is_some_and(|program| !program.is_empty()) => {
            let passed_on = |name: &str| read_environment(name).map(|value| (name.to_owned(), value));
            let environment = PASSED_ON.into_iter().filter_map(passed_on).collect();
            Ok(Transcriber::Command(SpeechCommand { words, environment, limit }))
        }
        (None, Some(url)) if url.starts_with("http://") || url.starts_with("https://") => {
            let token = token.map(|token| token.expose().to_owned());
            let service = SpeechService::new(url, written.model, token, limit);
            Ok(Transcriber::Service(service.context("TLS 无法初始化 / TLS cannot be set up")?))
        }
        (None, Some(_)) => bail!(
            "media.speech.endpoint 必须以 http:// 或 https:// 开头 / must begin with http:// or https://"
        ),
        _ => bail!(
            "media.speech 需要且只能填写 command 或 endpoint 之一 / set one of command and endpoint, and only one"
        ),
    }
}
