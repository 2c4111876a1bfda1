use super::*;
use crate::ids::PartyId;

fn text(sender: &str, recipients: &[&str], room: Option<&str>) -> Message {
    Message {
        msgid: MsgId::from("1_external"),
        action: Action::Send,
        sender: PartyId::from(sender),
        recipients: recipients.iter().map(|id| PartyId::from(*id)).collect(),
        room: room.map(RoomId::from),
        sent_at: 0,
        kind: MessageKind::Text,
        content: Content::Text { text: "好".into(), quote: None },
    }
}

#[test]
fn both_directions_of_a_direct_chat_are_one_conversation() {
    let there = text("ZhangWei", &["wmA"], None).conversation_key();
    let back = text("wmA", &["ZhangWei"], None).conversation_key();
    assert_eq!(there, back);
    assert_ne!(there, text("ZhangWei", &["wmA"], Some("wrX")).conversation_key());
}

#[test]
fn a_call_without_recipients_belongs_to_its_sender() {
    let key = text("ZhangWei", &[], None).conversation_key();
    assert_eq!(key, text("ZhangWei", &["ZhangWei"], None).conversation_key());
}

#[test]
fn nested_records_give_their_texts() {
    let inner = Content::Chatrecord {
        title: "里层".into(),
        items: vec![RecordItem {
            sent_at: None,
            from_room: true,
            content: Content::File {
                media: MediaRef { slot: 0, locator: "x".into(), md5: None, size: None, seconds: None },
                name: "合同.pdf".into(),
                extension: "pdf".into(),
            },
        }],
    };
    let outer = Content::Chatrecord {
        title: "外层".into(),
        items: vec![RecordItem { sent_at: None, from_room: false, content: inner }],
    };
    assert_eq!(search_texts(&outer), ["外层", "里层", "合同.pdf"]);
}

#[test]
fn every_kind_reads_its_own_word() {
    for kind in MessageKind::ALL {
        assert_eq!(MessageKind::parse(kind.as_str()), Some(*kind));
    }
}
