//! The words of exported files, in both languages.

use huicun_domain::code::Language;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::ids::PartyKind;
use huicun_domain::message::MessageKind;

/// Chooses between the Chinese and the English form.
pub(super) fn say(language: Language, chinese: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

/// Names a kind of message.
#[must_use]
pub fn kind(kind: MessageKind, language: Language) -> &'static str {
    let (chinese, english) = match kind {
        MessageKind::Text => ("文本", "Text"),
        MessageKind::Image => ("图片", "Image"),
        MessageKind::Revoke => ("撤回", "Recall"),
        MessageKind::Agree => ("同意存档", "Consent given"),
        MessageKind::Disagree => ("不同意存档", "Consent refused"),
        MessageKind::Voice => ("语音", "Voice"),
        MessageKind::Video => ("视频", "Video"),
        MessageKind::Card => ("名片", "Contact card"),
        MessageKind::Location => ("位置", "Location"),
        MessageKind::Emotion => ("表情", "Sticker"),
        MessageKind::File => ("文件", "File"),
        MessageKind::Link => ("链接", "Link"),
        MessageKind::Weapp => ("小程序", "Mini program"),
        MessageKind::Chatrecord => ("会话记录", "Chat record"),
        MessageKind::Todo => ("待办", "To-do"),
        MessageKind::Vote => ("投票", "Vote"),
        MessageKind::Collect => ("填表", "Form"),
        MessageKind::Redpacket => ("红包", "Red packet"),
        MessageKind::ExternalRedpacket => ("互通红包", "External red packet"),
        MessageKind::Meeting => ("会议邀请", "Meeting"),
        MessageKind::MeetingNotification => ("会议控制", "Meeting notice"),
        MessageKind::Switch => ("切换企业", "Corp switched"),
        MessageKind::Docmsg => ("在线文档", "Online document"),
        MessageKind::Markdown => ("Markdown", "Markdown"),
        MessageKind::News => ("图文", "News"),
        MessageKind::Calendar => ("日程", "Calendar event"),
        MessageKind::Mixed => ("混合消息", "Mixed"),
        MessageKind::MeetingVoiceCall => ("音频存档", "Recorded call"),
        MessageKind::VoipDocShare => ("音频共享文档", "Document shared in a call"),
        MessageKind::Voiptext => ("音视频通话", "Call"),
        MessageKind::Sphfeed => ("视频号", "Channels post"),
        MessageKind::Qydiskfile => ("微盘文件", "WeDrive file"),
        MessageKind::Note => ("笔记", "Note"),
        MessageKind::Solitaire => ("接龙", "Group list"),
        MessageKind::Unknown => ("未知类型", "Unknown kind"),
    };
    say(language, chinese, english)
}

/// Names a kind of party.
pub(super) fn role(kind: PartyKind, language: Language) -> &'static str {
    match kind {
        PartyKind::Member => say(language, "成员", "Member"),
        PartyKind::ExternalContact => say(language, "外部联系人", "External contact"),
        PartyKind::Robot => say(language, "机器人", "Robot"),
    }
}

/// Names a kind of conversation.
pub(super) fn conversation(kind: ConversationKind, language: Language) -> &'static str {
    match kind {
        ConversationKind::Room => say(language, "群聊", "Room"),
        ConversationKind::Direct => say(language, "单聊", "Direct chat"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_kinds_share_a_name() {
        for language in [Language::Chinese, Language::English] {
            let mut names: Vec<_> = MessageKind::ALL.iter().map(|each| kind(*each, language)).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), MessageKind::ALL.len());
        }
    }
}
