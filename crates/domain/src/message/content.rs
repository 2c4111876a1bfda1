//! What a message says, one variant per kind. Times are milliseconds since 1970, money is fen, 64-bit ids are text.

use serde::Serialize;

use crate::clock::Millis;
use crate::ids::{MediaLocator, MsgId, PartyId};

/// A file that a message carries.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MediaRef {
    /// The file's number within the message, in the order of reading; nested records count on.
    pub slot: u32,
    /// Where WeCom keeps the file; never leaves the process.
    #[serde(skip)]
    pub locator: MediaLocator,
    /// The md5 that came with it, absent where empty; a hint, not an identity.
    pub md5: Option<String>,
    /// The size in bytes that came with it.
    pub size: Option<u64>,
    /// The playing time in seconds of voice and video.
    pub seconds: Option<u32>,
}

impl std::fmt::Debug for MediaRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaRef")
            .field("locator", &format_args!("{} characters", self.locator.as_str().len()))
            .field("md5", &self.md5)
            .field("size", &self.size)
            .field("seconds", &self.seconds)
            .finish()
    }
}

/// The message that a text replies to, as WeCom writes it into the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Quote {
    /// The name of the one who is quoted.
    pub author: String,
    /// The words that are quoted.
    pub text: String,
    /// The reply below them.
    pub reply: String,
}

/// One entry of a forwarded record (会话记录).
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RecordItem {
    /// When the forwarded message was sent.
    pub sent_at: Option<Millis>,
    /// Whether it came out of a room.
    pub from_room: bool,
    /// What it says; records nest.
    #[cfg_attr(feature = "openapi", schema(no_recursion))]
    pub content: Content,
}

/// One question of a form (填表).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// WeCom's number, 64-bit.
    pub id: String,
    /// The question.
    pub text: String,
    /// `Text`, `Number`, `Date` or `Time`.
    pub answer: String,
}

/// One article of a news message (图文).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Article {
    /// The headline.
    pub title: String,
    /// The line below it.
    pub description: String,
    /// Where it leads.
    pub url: String,
    /// Its picture; never fetched.
    pub picture_url: String,
}

/// A document shown during a recorded call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DocumentShare {
    /// The file's name.
    pub name: String,
    /// Who showed it.
    pub member: PartyId,
    /// From when.
    pub started_at: Millis,
    /// Until when.
    pub ended_at: Millis,
}

/// A screen shown during a recorded call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScreenShare {
    /// Who showed it.
    pub member: PartyId,
    /// From when.
    pub started_at: Millis,
    /// Until when.
    pub ended_at: Millis,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Content {
    /// 文本
    Text {
        /// The text as typed; emoji codes such as `[微笑]` included.
        text: String,
        /// The quote that the text opens with, where it is a reply.
        quote: Option<Quote>,
    },
    /// 图片
    Image {
        /// The picture.
        media: MediaRef,
    },
    /// 撤回
    Revoke {
        /// The message that was recalled; it may never have come.
        recalled: MsgId,
    },
    /// 同意存档
    Agree {
        /// Who agreed.
        party: PartyId,
        /// When.
        at: Option<Millis>,
    },
    /// 不同意存档
    Disagree {
        /// Who refused.
        party: PartyId,
        /// When.
        at: Option<Millis>,
    },
    /// 语音
    Voice {
        /// The recording.
        media: MediaRef,
    },
    /// 视频
    Video {
        /// The recording.
        media: MediaRef,
    },
    /// 名片
    Card {
        /// The company on the card.
        company: String,
        /// Whose card it is.
        party: PartyId,
    },
    /// 位置
    Location {
        /// Degrees east, GCJ-02.
        longitude: f64,
        /// Degrees north, GCJ-02.
        latitude: f64,
        /// The place's name.
        title: String,
        /// The place's address.
        address: String,
        /// The map's zoom level.
        zoom: Option<u32>,
    },
    /// 表情
    Emotion {
        /// The picture.
        media: MediaRef,
        /// Width in pixels.
        width: Option<u32>,
        /// Height in pixels.
        height: Option<u32>,
    },
    /// 文件
    File {
        /// The file.
        media: MediaRef,
        /// Its name as the sender had it; never a path.
        name: String,
        /// Its extension as sent, without a dot.
        extension: String,
    },
    /// 链接
    Link {
        /// The headline.
        title: String,
        /// The line below it.
        description: String,
        /// Where it leads.
        url: String,
        /// Its picture; never fetched.
        image_url: String,
    },
    /// 小程序
    Weapp {
        /// The headline.
        title: String,
        /// The line below it.
        description: String,
        /// The mini-program's account, `gh_…@app`.
        username: String,
        /// The mini-program's name.
        display_name: String,
        /// The page inside it, where told.
        page: Option<String>,
    },
    /// 会话记录
    Chatrecord {
        /// The headline.
        title: String,
        /// The forwarded messages.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        items: Vec<RecordItem>,
    },
    /// 待办
    Todo {
        /// Where it came from.
        title: String,
        /// What is to be done.
        task: String,
    },
    /// 投票
    Vote {
        /// The question.
        title: String,
        /// The choices, or those chosen when taking part.
        options: Vec<String>,
        /// Whether somebody took part (102) or started it (101).
        taking_part: bool,
        /// Links both.
        vote_id: String,
    },
    /// 填表
    Collect {
        /// The headline.
        title: String,
        /// The room's name.
        room_name: String,
        /// The name of the one who made it.
        creator: String,
        /// When it was made, as written.
        created: String,
        /// The questions.
        questions: Vec<Question>,
    },
    /// 红包
    Redpacket {
        /// 1 plain, 2 lucky, 3 incentive.
        flavour: u32,
        /// The wish written on it.
        wish: String,
        /// How many parts.
        count: u32,
        /// The sum in fen.
        amount_fen: u64,
        /// Whether it went between corps or to WeChat (互通红包).
        external: bool,
    },
    /// 会议邀请
    Meeting {
        /// The topic.
        topic: String,
        /// When it begins.
        starts_at: Option<Millis>,
        /// When it ends; absent for quick meetings.
        ends_at: Option<Millis>,
        /// Where.
        address: String,
        /// Remarks.
        remarks: String,
        /// WeCom's number, 64-bit.
        meeting_id: String,
        /// Whether this is the answer to an invitation (102) or the invitation (101).
        answer: bool,
        /// 1 join, 2 refuse, 3 tentative, 4 not invited, 5 cancelled, 6 expired, 7 not in the room.
        status: Option<u32>,
    },
    /// 会议控制
    MeetingNotification {
        /// The line shown.
        text: String,
        /// WeCom's number, 64-bit.
        meeting_id: String,
        /// 1 somebody joined, 2 the meeting ended.
        notification: u32,
    },
    /// 切换企业
    Switch {
        /// Who switched.
        member: PartyId,
    },
    /// 在线文档
    Docmsg {
        /// The document's title.
        title: String,
        /// Who made it.
        creator: PartyId,
        /// Where it is.
        url: String,
    },
    /// Markdown
    Markdown {
        /// The source.
        text: String,
    },
    /// 图文
    News {
        /// The articles.
        articles: Vec<Article>,
    },
    /// 日程
    Calendar {
        /// The headline.
        title: String,
        /// The name of the one who made it.
        creator: String,
        /// Names of those invited.
        attendees: Vec<String>,
        /// From when.
        starts_at: Option<Millis>,
        /// Until when.
        ends_at: Option<Millis>,
        /// Where.
        place: String,
        /// Remarks.
        remarks: String,
    },
    /// 混合
    Mixed {
        /// The pieces in order.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        items: Vec<Content>,
    },
    /// 音频存档
    MeetingVoiceCall {
        /// Groups the records of one call.
        voice_id: String,
        /// When the call ended.
        ended_at: Option<Millis>,
        /// The recording.
        media: MediaRef,
        /// Documents shown.
        documents: Vec<DocumentShare>,
        /// Screens shown.
        screens: Vec<ScreenShare>,
    },
    /// 音频共享文档
    VoipDocShare {
        /// The call.
        voip_id: String,
        /// The document's name.
        name: String,
        /// The document.
        media: MediaRef,
    },
    /// 音视频通话
    Voiptext {
        /// How long it lasted, in seconds.
        seconds: u32,
        /// 1 video, 2 voice, 3 video of several, 4 voice of several.
        invite: u32,
    },
    /// 视频号
    Sphfeed {
        /// 2 picture, 4 video, 9 live.
        feed: u32,
        /// The channel.
        author: String,
        /// The description.
        description: String,
    },
    /// 微盘文件
    Qydiskfile {
        /// The file's name.
        name: String,
    },
    /// 笔记
    Note {
        /// The pieces in order.
        #[cfg_attr(feature = "openapi", schema(no_recursion))]
        items: Vec<Content>,
    },
    /// 接龙
    Solitaire {
        /// The payload as JSON: its fields are not published.
        raw: String,
        /// Every text found in it.
        texts: Vec<String>,
    },
    /// A kind that this version does not know.
    Unknown {
        /// WeCom's word for it.
        msgtype: String,
        /// The payload as JSON, without capabilities.
        raw: String,
        /// Every text found in it.
        texts: Vec<String>,
    },
}
