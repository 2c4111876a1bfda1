//! What goes wrong, by seed and by command.
//!
//! A script has two halves: [`ProduceFaults`] changes what the corp makes (poison, withheld messages, keys the archive
//! does not have), [`FaultRule`]s change how it answers. Everything is decided by counters and a seed, so a run repeats.

mod engine;
mod preset;

use serde::{Deserialize, Serialize};

pub(crate) use engine::{Call, Decision, FaultEngine};

/// Where a rule applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultPoint {
    /// A call of `GetChatData`.
    Chat,
    /// A call of `GetMediaData`.
    Media,
    /// A call of `DecryptData`; the order travels with the answer to the latest `GetChatData`.
    Decrypt,
    /// A request to the HTTP interfaces.
    Http,
    /// An event that would be sent to the callback receiver.
    Callback,
}

/// What a rule does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub enum Effect {
    /// The library function returns this code.
    Return {
        /// 10000 to 10011.
        code: i32,
    },
    /// The JSON carries this errcode.
    Errcode {
        /// For example 301042 or 45009.
        errcode: i64,
    },
    /// The answer comes late.
    Latency {
        /// By how much.
        ms: u64,
    },
    /// The JSON ends in the middle.
    CutJson,
    /// The buffer holds random bytes.
    Garbage,
    /// The JSON has bytes that are not UTF-8.
    InvalidUtf8,
    /// The JSON has a NUL in the middle.
    InnerNul,
    /// The slice says it has a negative length.
    NegativeLength,
    /// The slice says it is far longer than it is.
    HugeLength,
    /// Items of the page come twice.
    Duplicates,
    /// Items from before the asked seq come again.
    Stale,
    /// The items of the page come in another order.
    Reorder,
    /// An item claims seq 2⁶³.
    HugeSeq,
    /// The page has more items than were asked for.
    TooMany,
    /// `chatdata` is null (`EmptyForm` of some servers) when there is nothing.
    NullChatdata,
    /// The library never returns.
    Hang,
    /// The library dies by SIGSEGV.
    Crash,
    /// The library calls abort().
    Abort,
    /// A media chunk has a wrong byte, so that the file's md5 differs.
    WrongBytes,
    /// A media chunk says it is the last one although it is not.
    EarlyFinish,
    /// A media chunk never says it is the last one.
    NeverFinish,
    /// The HTTP answer has this status and no JSON.
    Status {
        /// For example 502.
        status: u16,
    },
    /// Every access token is forgotten, as when WeCom expires one early (42001, 40014).
    ForgetTokens,
    /// A callback is not sent at all.
    Drop,
    /// A callback is sent twice.
    Repeat,
}

/// One thing that goes wrong now and then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FaultRule {
    /// Where it applies.
    pub at: FaultPoint,
    /// How often, of a million calls.
    pub per_million: u32,
    /// How many calls pass before it begins.
    #[serde(default)]
    pub after: u64,
    /// How often at most.
    #[serde(default)]
    pub max: Option<u64>,
    /// Only pages of at least this limit (for 301058).
    #[serde(default)]
    pub min_limit: Option<u32>,
    /// Only HTTP paths that start so.
    #[serde(default)]
    pub path: Option<String>,
    /// What happens.
    pub effect: Effect,
}

impl FaultRule {
    /// Makes a rule that applies at `at`, `per_million` times of a million.
    #[must_use]
    pub fn new(at: FaultPoint, per_million: u32, effect: Effect) -> Self {
        Self { at, per_million, after: 0, max: None, min_limit: None, path: None, effect }
    }

    /// Limits how often it happens.
    #[must_use]
    pub fn at_most(mut self, max: u64) -> Self {
        self.max = Some(max);
        self
    }
}

/// A change of the corp's key pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rotation {
    /// The last seq under the key before.
    pub after: u64,
    /// The archive gets the private half only when it asks for it.
    #[serde(default)]
    pub withheld: bool,
}

/// What is made wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProduceFaults {
    /// Envelopes nobody can open or parse, of a million messages.
    pub poison_per_million: u32,
    /// Runs of messages that are held back, of a million messages.
    pub withheld_per_million: u32,
    /// How many messages such a run has.
    pub withheld_run: u32,
    /// After how many further calls of `GetChatData` a held-back message is let go; never by itself when absent.
    pub release_after: Option<u64>,
    /// Media whose `md5sum` in the message is wrong, of a million messages with media.
    pub wrong_md5_per_million: u32,
    /// Texts with bytes that are not UTF-8, of a million messages.
    pub invalid_utf8_per_million: u32,
    /// Changes of the key pair.
    pub rotations: Vec<Rotation>,
}

/// Everything that goes wrong; nothing by default. Loads from TOML or JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FaultScript {
    /// Decides when.
    pub seed: u64,
    /// How many calls of `GetChatData` and `GetMediaData` are answered in a minute (WeCom: 600); the next ones get
    /// errcode 45009, or code 10002 for media. Unlimited when absent.
    pub sdk_calls_per_minute: Option<u32>,
    /// What is made wrong.
    pub produce: ProduceFaults,
    /// What is answered wrong.
    pub rules: Vec<FaultRule>,
}
