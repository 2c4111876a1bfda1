//! The kinds of message, named as WeCom's `msgtype` names them.

use serde::{Deserialize, Serialize};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)*) => {
        /// What kind a message is; the words are WeCom's `msgtype`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum MessageKind {
            $($(#[$doc])* #[serde(rename = $word)] $name,)*
        }

        impl MessageKind {
            /// Every kind, in the order of WeCom's own page.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word used on the wire, in the database, in the index and in the API.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// Reads the word; `None` for one that this version does not know.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)* _ => None }
            }
        }
    };
}

kinds! {
    /// 文本
    Text = "text",
    /// 图片
    Image = "image",
    /// 撤回
    Revoke = "revoke",
    /// 同意存档
    Agree = "agree",
    /// 不同意存档
    Disagree = "disagree",
    /// 语音
    Voice = "voice",
    /// 视频
    Video = "video",
    /// 名片
    Card = "card",
    /// 位置
    Location = "location",
    /// 表情
    Emotion = "emotion",
    /// 文件
    File = "file",
    /// 链接
    Link = "link",
    /// 小程序
    Weapp = "weapp",
    /// 会话记录
    Chatrecord = "chatrecord",
    /// 待办
    Todo = "todo",
    /// 投票
    Vote = "vote",
    /// 填表
    Collect = "collect",
    /// 红包
    Redpacket = "redpacket",
    /// 互通红包
    ExternalRedpacket = "external_redpacket",
    /// 会议邀请
    Meeting = "meeting",
    /// 会议控制
    MeetingNotification = "meeting_notification",
    /// 切换企业
    Switch = "switch",
    /// 在线文档
    Docmsg = "docmsg",
    /// Markdown
    Markdown = "markdown",
    /// 图文
    News = "news",
    /// 日程
    Calendar = "calendar",
    /// 混合
    Mixed = "mixed",
    /// 音频存档
    MeetingVoiceCall = "meeting_voice_call",
    /// 音频共享文档
    VoipDocShare = "voip_doc_share",
    /// 音视频通话
    Voiptext = "voiptext",
    /// 视频号
    Sphfeed = "sphfeed",
    /// 微盘文件
    Qydiskfile = "qydiskfile",
    /// 笔记
    Note = "note",
    /// 接龙
    Solitaire = "solitaire",
    /// A kind this version does not know; kept raw.
    Unknown = "unknown",
}
impl MessageKind {
    /// Tells whether messages of this kind may carry files.
    #[must_use]
    pub fn may_carry_files(self) -> bool {
        matches!(
            self,
            Self::Image
                | Self::Voice
                | Self::Video
                | Self::Emotion
                | Self::File
                | Self::MeetingVoiceCall
                | Self::VoipDocShare
                | Self::Mixed
                | Self::Note
                | Self::Chatrecord
        )
    }
}
