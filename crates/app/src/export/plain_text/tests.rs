use huicun_domain::ids::{MediaLocator, PartyId};
use huicun_domain::message::{Article, DocumentShare, ScreenShare};

use super::*;

fn media(size: Option<u64>, seconds: Option<u32>) -> MediaRef {
    MediaRef { slot: 0, locator: MediaLocator::from("capability-never-shown"), md5: None, size, seconds }
}

fn text(text: &str) -> Content {
    Content::Text { text: text.into(), quote: None }
}

fn party() -> PartyId {
    "ZhangWei".into()
}

const AT: i64 = 1_785_553_237_721;

/// One content of each kind; a new kind does not compile until it has one.
fn sample(kind: MessageKind) -> Content {
    let at = Some(AT);
    match kind {
        MessageKind::Text => text(" =1+1\n原样 "),
        MessageKind::Markdown => Content::Markdown { text: "**重点**".into() },
        MessageKind::Image => Content::Image { media: media(Some(1_536), None) },
        MessageKind::Voice => Content::Voice { media: media(None, Some(9)) },
        MessageKind::Video => Content::Video { media: media(Some(1 << 20), Some(61)) },
        MessageKind::Emotion => {
            Content::Emotion { media: media(None, None), width: Some(120), height: Some(96) }
        }
        MessageKind::File => {
            Content::File { media: media(Some(10), None), name: "合同.pdf".into(), extension: "pdf".into() }
        }
        MessageKind::VoipDocShare => Content::VoipDocShare {
            voip_id: "v".into(),
            name: "方案.pptx".into(),
            media: media(Some(10), None),
        },
        MessageKind::Qydiskfile => Content::Qydiskfile { name: "报价.xlsx".into() },
        MessageKind::Revoke => Content::Revoke { recalled: "1_1".into() },
        MessageKind::Agree => Content::Agree { party: party(), at },
        MessageKind::Disagree => Content::Disagree { party: party(), at: None },
        MessageKind::Switch => Content::Switch { member: party() },
        MessageKind::Card => Content::Card { company: "会存科技".into(), party: party() },
        MessageKind::Todo => Content::Todo { title: "来自王经理".into(), task: "回访客户".into() },
        MessageKind::Vote => Content::Vote {
            title: "团建去哪".into(),
            options: vec!["爬山".into(), "海边".into()],
            taking_part: false,
            vote_id: "1".into(),
        },
        MessageKind::Voiptext => Content::Voiptext { seconds: 754, invite: 2 },
        MessageKind::Solitaire => Content::Solitaire { raw: "{}".into(), texts: vec!["1. 张三".into()] },
        MessageKind::Unknown => {
            Content::Unknown { msgtype: "hologram".into(), raw: "{\"a\":1}".into(), texts: Vec::new() }
        }
        MessageKind::Note => Content::Note { items: vec![text("第一行\n第二行")] },
        MessageKind::Mixed => {
            Content::Mixed { items: vec![text("看图"), Content::Image { media: media(Some(2_048), None) }] }
        }
        _ => sample_card(kind),
    }
}

fn sample_card(kind: MessageKind) -> Content {
    let redpacket = |external| Content::Redpacket {
        flavour: 1,
        wish: "恭喜发财".into(),
        count: 3,
        amount_fen: 1_234,
        external,
    };
    match kind {
        MessageKind::Redpacket => redpacket(false),
        MessageKind::ExternalRedpacket => redpacket(true),
        MessageKind::Location => Content::Location {
            longitude: 121.5,
            latitude: 31.25,
            title: "陆家嘴".into(),
            address: "上海市浦东新区".into(),
            zoom: None,
        },
        MessageKind::Link => Content::Link {
            title: "公告".into(),
            description: String::new(),
            url: "https://example.com/a".into(),
            image_url: "https://example.com/never".into(),
        },
        MessageKind::Weapp => Content::Weapp {
            title: "下单".into(),
            description: "立即下单".into(),
            username: "gh_1@app".into(),
            display_name: "商城".into(),
            page: None,
        },
        MessageKind::Docmsg => Content::Docmsg {
            title: "会议纪要".into(),
            creator: party(),
            url: "https://doc.example/1".into(),
        },
        MessageKind::Sphfeed => {
            Content::Sphfeed { feed: 4, author: "理财课堂".into(), description: "三分钟".into() }
        }
        MessageKind::News => Content::News {
            articles: vec![Article {
                title: "头条".into(),
                description: "摘要".into(),
                url: "https://example.com/n".into(),
                picture_url: String::new(),
            }],
        },
        MessageKind::Collect => Content::Collect {
            title: "每日上报".into(),
            room_name: "一组".into(),
            creator: "李娜".into(),
            created: "2026-08-01".into(),
            questions: vec![Question { id: "1".into(), text: "体温".into(), answer: "Number".into() }],
        },
        _ => sample_call(kind),
    }
}

fn sample_call(kind: MessageKind) -> Content {
    let at = Some(AT);
    match kind {
        MessageKind::Meeting => Content::Meeting {
            topic: "周会".into(),
            starts_at: at,
            ends_at: at,
            address: "三号会议室".into(),
            remarks: String::new(),
            meeting_id: "18446744073709551615".into(),
            answer: true,
            status: Some(2),
        },
        MessageKind::MeetingNotification => Content::MeetingNotification {
            text: "会议已结束".into(),
            meeting_id: "1".into(),
            notification: 2,
        },
        MessageKind::Calendar => Content::Calendar {
            title: "拜访".into(),
            creator: "李娜".into(),
            attendees: vec!["张伟".into(), "王强".into()],
            starts_at: at,
            ends_at: None,
            place: "客户处".into(),
            remarks: String::new(),
        },
        MessageKind::MeetingVoiceCall => Content::MeetingVoiceCall {
            voice_id: "v".into(),
            ended_at: at,
            media: media(None, Some(30)),
            documents: vec![DocumentShare {
                name: "稿.docx".into(),
                member: party(),
                started_at: AT,
                ended_at: AT,
            }],
            screens: vec![ScreenShare { member: party(), started_at: AT, ended_at: AT }],
        },
        MessageKind::Chatrecord => Content::Chatrecord {
            title: "群聊的聊天记录".into(),
            items: vec![
                RecordItem { sent_at: at, from_room: true, content: text("一\n二") },
                RecordItem {
                    sent_at: None,
                    from_room: true,
                    content: Content::Chatrecord {
                        title: "里层".into(),
                        items: vec![RecordItem {
                            sent_at: None, from_room: false, content: text("最里面")
                        }],
                    },
                },
            ],
        },
        other => unreachable!("{other:?} has no sample"),
    }
}

fn read(kind: MessageKind, language: Language) -> String {
    plain_text(&sample(kind), language, &TimeZone::get("Asia/Shanghai").unwrap())
}

#[test]
fn every_kind_is_written_and_shows_no_capability() {
    for kind in MessageKind::ALL {
        for language in [Language::Chinese, Language::English] {
            let text = read(*kind, language);
            assert!(!text.trim().is_empty(), "{kind:?}");
            assert!(!text.contains("capability"), "{kind:?}");
            let said = matches!(kind, MessageKind::Text | MessageKind::Markdown);
            assert_eq!(text.starts_with('['), !said, "{kind:?}: {text}");
        }
    }
}

#[test]
fn texts_are_left_as_they_are() {
    assert_eq!(read(MessageKind::Text, Language::Chinese), " =1+1\n原样 ");
}

#[test]
fn what_belongs_to_a_kind_is_named_in_words() {
    let chinese = |kind| read(kind, Language::Chinese);
    assert_eq!(chinese(MessageKind::Image), "[图片] 1.5 KB");
    assert_eq!(chinese(MessageKind::Video), "[视频] 1:01 1.0 MB");
    assert_eq!(chinese(MessageKind::Emotion), "[表情] 120×96");
    assert_eq!(chinese(MessageKind::File), "[文件] 合同.pdf 10 B");
    assert_eq!(chinese(MessageKind::Location), "[位置] 陆家嘴\n  上海市浦东新区\n  31.25, 121.5");
    assert_eq!(chinese(MessageKind::Link), "[链接] 公告\n  https://example.com/a");
    assert_eq!(chinese(MessageKind::Vote), "[投票] 发起 团建去哪\n  1. 爬山\n  2. 海边");
    assert_eq!(chinese(MessageKind::ExternalRedpacket), "[互通红包] 恭喜发财 ¥12.34 ×3");
    assert_eq!(chinese(MessageKind::Agree), "[同意存档] ZhangWei 2026-08-01 11:00:37");
    assert_eq!(chinese(MessageKind::Unknown), "[未知类型] hologram\n  {\"a\":1}");
    assert_eq!(chinese(MessageKind::Collect), "[填表] 每日上报\n  李娜 2026-08-01 一组\n  1. 体温 (Number)");
    assert_eq!(
        read(MessageKind::Meeting, Language::English),
        "[Meeting] 周会 refuses\n  2026-08-01 11:00:37 – 2026-08-01 11:00:37\n  三号会议室\n  18446744073709551615"
    );
    assert_eq!(
        chinese(MessageKind::MeetingVoiceCall),
        "[音频存档] 0:30 2026-08-01 11:00:37\n  共享文档 稿.docx ZhangWei\n  共享屏幕 ZhangWei"
    );
}

#[test]
fn records_are_flattened_with_indentation() {
    assert_eq!(
        read(MessageKind::Chatrecord, Language::Chinese),
        "[会话记录] 群聊的聊天记录\n  2026-08-01 11:00:37 一\n  二\n  [会话记录] 里层\n    最里面"
    );
    assert_eq!(read(MessageKind::Note, Language::Chinese), "[笔记]\n  第一行\n  第二行");
}
