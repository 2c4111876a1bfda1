//! What every use case works with.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use huicun_domain::clock::{Clock, Millis};
use huicun_domain::ids::CorpId;
use huicun_store::{BlobVault, Store};
use huicun_vault::{KeyRing, RetentionClass, Scope};
use huicun_wechatpay::Client as WechatPay;
use huicun_wecom::sdk::MessageSource;

use crate::access::AccessState;
use crate::connection::Wecom;
use crate::directory::DirectoryState;
use crate::disk::Disk;
use crate::index::Index;
use crate::ingest::IngestState;
use crate::media::MediaState;
use crate::scope::ScopeState;
use crate::tail::Tail;

/// The services of one installation. Cloning shares them.
#[derive(Clone)]
pub struct Services {
    /// Whose archive it is.
    pub corp: CorpId,
    /// The database.
    pub store: Store,
    /// The files of messages.
    pub blobs: BlobVault,
    /// The full-text index.
    pub index: Index,
    /// The index of the texts drawn from files.
    pub file_index: Index,
    /// The keys.
    pub ring: KeyRing,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The time zone in which days are counted and times are shown.
    pub zone: jiff::tz::TimeZone,
    /// Where messages come from; absent for commands that only read.
    pub source: Option<Arc<dyn MessageSource>>,
    /// The connection to WeCom.
    pub wecom: Wecom,
    /// The messages that the index has not reached yet.
    pub tail: Arc<Tail>,
    /// What ingest is doing, for the overview.
    pub ingest: Arc<IngestState>,
    /// What fetching files is doing, for the overview.
    pub media: Arc<MediaState>,
    /// What was told of the directory.
    pub directory: Arc<DirectoryState>,
    /// Who is archived, as it was read last.
    pub scope: Arc<ScopeState>,
    /// The parts of the archive that operators see, as they were worked out last.
    pub access: Arc<AccessState>,
    /// How long messages stay in quarantine before they are destroyed.
    pub quarantine_stay: Duration,
    /// The disk that the data folder lies on.
    pub disk: Disk,
    /// Folders and files in which fonts for documents are looked for.
    pub fonts: Arc<[PathBuf]>,
    /// WeChat Pay, where a merchant is configured.
    pub wechat_pay: Option<Arc<WechatPay>>,
    /// The data folder: staging of exports lies in it.
    pub folder: PathBuf,
}

impl Services {
    /// The present moment.
    #[must_use]
    pub fn now(&self) -> Millis {
        self.clock.now()
    }

    /// The scope whose key seals what is received, sent or made at a moment: the month in UTC.
    #[must_use]
    pub fn period(&self, at: Millis) -> Scope {
        let month = jiff::Timestamp::from_millisecond(at).map(|moment| {
            let date = jiff::tz::TimeZone::UTC.to_datetime(moment);
            format!("{:04}-{:02}", date.year(), date.month())
        });
        Scope { corp: self.corp.clone(), class: RetentionClass::Standard, month: month.unwrap_or_default() }
    }
}
