//! `[alarm]`: the room that is told of what has to be done soon.

use std::path::{Path, PathBuf};

use huicun_app::alarms::AlarmSettings;
use huicun_domain::code::Language;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::secret;

/// `[alarm]`
#[derive(Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AlarmFile {
    /// The key of a group robot's webhook: what its address has after `key=`.
    pub webhook_key: Option<String>,
    /// A file with it.
    pub webhook_key_file: Option<PathBuf>,
    /// `zh-CN` or `en`.
    pub language: Language,
}

impl std::fmt::Debug for AlarmFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "AlarmFile({:?})", self.language)
    }
}

/// Understands what is written; nobody is told where no robot is named.
///
/// # Errors
/// A file that cannot be read.
pub fn resolve(data: &Path, written: AlarmFile) -> anyhow::Result<Option<AlarmSettings>> {
    let key = secret(data, "alarm.webhook_key", written.webhook_key, written.webhook_key_file)?;
    Ok(key.map(|key| AlarmSettings {
        webhook: Zeroizing::new(key.expose().to_owned()),
        language: written.language,
    }))
}
