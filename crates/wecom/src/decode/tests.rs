use std::path::Path;

use huicun_domain::message::search_texts;
use proptest::prelude::*;

use super::*;

fn message(msgtype: &str, rest: &str) -> Message {
    let text = format!(
        r#"{{"msgid":"1_1785553237721_external","action":"send","from":"ZhangWei","tolist":["wmA"],"roomid":"",
            "msgtime":1785553237721,"msgtype":"{msgtype}",{rest}}}"#
    );
    decode(text.as_bytes()).unwrap()
}

#[test]
fn payload_keys_differ_from_kinds() {
    for (msgtype, rest, expected) in [
        ("docmsg", r#""doc":{"title":"项目排期"}"#, "项目排期"),
        ("markdown", r#""info":{"content":"**标题**"}"#, "**标题**"),
        ("external_redpacket", r#""redpacket":{"wish":"合作愉快","type":"1"}"#, "合作愉快"),
        ("external_redpacket", r#""external_redpacket":{"wish":"合作愉快"}"#, "合作愉快"),
        ("qydiskfile", r#""info":{"filename":"总结.pptx"}"#, "总结.pptx"),
        ("news", r#""info":{"item":[{"title":"周报"}]}"#, "周报"),
        ("news", r#""info":{"title":"旧式"}"#, "旧式"),
        ("vote", r#""vote":{"votetitle":"团建"}"#, "团建"),
        ("vote", r#""votetitle":"平铺","voteitem":["甲"],"votetype":101"#, "平铺"),
        ("telegraph", r#""telegraph":{"words":"未来的类型"}"#, "未来的类型"),
        ("telegraph", r#""info":{"words":"未来的类型"}"#, "未来的类型"),
        ("telegraph", r#""whatever":{"words":"未来的类型"}"#, "未来的类型"),
    ] {
        let message = message(msgtype, rest);
        assert_eq!(search_texts(&message.content).first(), Some(&expected), "{msgtype} {rest}");
    }
    assert_eq!(message("telegraph", r#""x":1"#).kind, MessageKind::Unknown);
}

#[test]
fn quirks_of_numbers_and_times() {
    let meeting = message(
        "meeting",
        r#""meeting":{"meetingid":11101571002822706744,"starttime":1785554162,"endtime":0}"#,
    );
    let Content::Meeting { meeting_id, starts_at, ends_at, .. } = meeting.content else {
        panic!("{meeting:?}")
    };
    assert_eq!(
        (meeting_id.as_str(), starts_at, ends_at),
        ("11101571002822706744", Some(1_785_554_162_000), None)
    );
    let packet = message("redpacket", r#""redpacket":{"type":"2","totalamount":"3000","totalcnt":10}"#);
    assert!(matches!(packet.content, Content::Redpacket { flavour: 2, amount_fen: 3_000, count: 10, .. }));
}

#[test]
fn raw_control_characters_and_lone_surrogates_are_read() {
    let text = "{\"msgid\":\"1\",\"msgtype\":\"text\",\"from\":\"a\",\"text\":{\"content\":\"x\u{1}y\nz\\ud83d!\\u0000\"}}";
    let decoded = decode(text.as_bytes()).unwrap();
    assert_eq!(decoded.content, Content::Text { text: "x\u{1}y\nz\u{fffd}!".into(), quote: None });
}

#[test]
fn quotes_of_both_clients_are_recognised() {
    for (text, author, reply) in [
        (r#"这是一条引用/回复消息：\n\"张伟：\n合同草稿\"\n------\n收到"#, "张伟", "收到"),
        (r#"This is a quote/reply:\n\"Wei:\ndraft\"\n------\nok"#, "Wei", "ok"),
        (r#"「张伟：合同草稿」\n- - - - - - - - - - - - - - -\n收到"#, "张伟", "收到"),
    ] {
        let message = message("text", &format!(r#""text":{{"content":"{text}"}}"#));
        let Content::Text { quote: Some(quote), .. } = message.content else { panic!("{text}") };
        assert_eq!((quote.author.as_str(), quote.reply.as_str()), (author, reply));
    }
}

#[test]
fn records_nest_and_their_files_are_listed() {
    let inner = r#"{\"title\":\"里\",\"item\":[{\"type\":\"ChatRecordImage\",\"msgtime\":1785550271,\"content\":\"{\\\"sdkfileid\\\":\\\"f1\\\",\\\"filesize\\\":7}\"}]}"#;
    let rest = format!(
        r#""chatrecord":{{"title":"外","item":[{{"type":"chatrecord","msgtime":1785550266,"content":"{inner}"}},
            {{"type":"ChatRecordText","content":"不是 JSON"}}]}}"#
    );
    let message = message("chatrecord", &rest);
    let media = media_refs(&message.content);
    assert_eq!((media.len(), media[0].locator.as_str(), media[0].size), (1, "f1", Some(7)));
    let Content::Chatrecord { items, .. } = &message.content else { panic!() };
    assert_eq!(items[0].sent_at, Some(1_785_550_266_000));
    assert!(matches!(items[1].content, Content::Unknown { .. }));
}

#[test]
fn a_capability_is_in_nothing_that_is_shown() {
    let known = message("image", r#""image":{"sdkfileid":"SECRET-CAPABILITY","md5sum":""}"#);
    let unknown = message(
        "hologram",
        r#""hologram":{"sdkfileid":"SECRET-CAPABILITY","inner":"{\"sdkfileid\":\"SECRET-CAPABILITY\"}"}"#,
    );
    for message in [known, unknown] {
        assert!(!serde_json::to_string(&message).unwrap().contains("SECRET"));
        assert!(!format!("{message:?}").contains("SECRET"));
    }
}

#[test]
fn what_is_no_message_says_why() {
    assert_eq!(decode(b"\xff\xfe garbage"), Err(DecodeError::NotJson));
    assert_eq!(decode(b"[1,2]"), Err(DecodeError::NotAnObject));
    assert_eq!(decode(b"{\"msgtype\":\"text\"}"), Err(DecodeError::NoMsgid));
    assert_eq!(decode(b""), Err(DecodeError::NotJson));
}

#[test]
fn the_switch_log_is_a_message_of_its_user() {
    let decoded =
        decode(br#"{"msgid":"125","action":"switch","time":1785554236775,"user":"ZhangWei"}"#).unwrap();
    assert_eq!(
        (decoded.kind, decoded.sender.as_str(), decoded.sent_at),
        (MessageKind::Switch, "ZhangWei", 1_785_554_236_775)
    );
}

#[test]
fn deep_nesting_ends() {
    let mut content = String::from(r#"{"title":"x","item":[]}"#);
    for _ in 0..40 {
        let quoted = serde_json::to_string(&content).unwrap();
        content = format!(r#"{{"title":"x","item":[{{"type":"chatrecord","content":{quoted}}}]}}"#);
        if content.len() > 1 << 20 {
            break;
        }
    }
    assert_eq!(message("chatrecord", &format!(r#""chatrecord":{content}"#)).kind, MessageKind::Chatrecord);
}

#[test]
fn every_sample_decodes_to_its_kind() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/wecom/message-samples");
    let Ok(listing) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is not there", folder.display());
        return;
    };
    let edge = std::fs::read_dir(folder.join("edge")).into_iter().flatten();
    let mut seen = 0;
    for path in listing.chain(edge).map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
        let bytes = std::fs::read(&path).unwrap();
        let message = decode(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        if name.starts_with("unknown") {
            assert_eq!(message.kind, MessageKind::Unknown);
        } else {
            assert_ne!(message.kind, MessageKind::Unknown, "{name}");
            assert!(!matches!(message.content, Content::Unknown { .. }), "{name}");
        }
        seen += 1;
    }
    assert!(seen >= 40, "{seen}");
}

/// The fixtures: name and bytes.
fn fixtures() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/messages");
    let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let name = |path: &Path| path.file_stem().unwrap().to_string_lossy().into_owned();
    let mut fixtures: Vec<_> = paths.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect();
    fixtures.sort();
    fixtures
}

#[test]
fn fixtures_decode_to_their_snapshots() {
    let mut kinds = std::collections::BTreeSet::new();
    for (name, bytes) in fixtures() {
        let message = decode(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let locators: Vec<_> =
            media_refs(&message.content).iter().map(|media| media.locator.clone()).collect();
        kinds.insert(message.kind);
        insta::with_settings!({ snapshot_path => "../../fixtures/decoded", prepend_module_to_snapshot => false }, {
            insta::assert_json_snapshot!(name, (message, locators));
        });
    }
    let missing: Vec<_> = MessageKind::ALL.iter().filter(|kind| !kinds.contains(kind)).collect();
    assert!(missing.is_empty(), "without a fixture: {missing:?}");
}

#[test]
fn no_snapshot_shows_a_capability_beside_the_locators() {
    for (name, bytes) in fixtures() {
        let message = serde_json::to_string(&decode(&bytes).unwrap()).unwrap();
        assert!(!message.contains("Q2FwYWJpbGl0eS1vZi"), "{name}: {message}");
        assert!(!message.contains("\\u0000"), "{name}");
    }
}

#[test]
fn what_is_missing_or_odd_outside_is_no_reason_to_refuse() {
    let decoded =
        decode(b"\xef\xbb\xbf{\"msgid\":7,\"msgtype\":\"text\",\"text\":{\"content\":\"x\"}}\0").unwrap();
    assert_eq!((decoded.msgid.as_str(), decoded.sender.as_str(), decoded.sent_at), ("7", "", 0));
    let twice =
        decode(br#"{"msgid":"1","msgid":"2","msgtype":"text","text":1,"text":{"content":"x"}}"#).unwrap();
    assert_eq!(twice.msgid.as_str(), "2");
    assert_eq!(twice.content, Content::Text { text: "x".into(), quote: None });
    let long = decode(br#"{"msgid":123456789012345678901234567890,"msgtype":"revoke","revoke":{}}"#).unwrap();
    assert_eq!(long.msgid.as_str(), "123456789012345678901234567890");
}

#[test]
fn json_too_deep_to_parse_is_kept_raw() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(1_000), "]".repeat(1_000));
    let kept = message("text", &format!(r#""text":{{"content":{}}}"#, deep("\"深\"")));
    let Content::Unknown { msgtype, texts, .. } = &kept.content else { panic!("{kept:?}") };
    assert_eq!((kept.kind, msgtype.as_str()), (MessageKind::Text, "text"));
    assert!(texts[0].contains('深'));
    let secret = message("image", &format!(r#""image":{{"x":{},"sdkfileid":"SECRET"}}"#, deep("1")));
    assert!(!serde_json::to_string(&secret).unwrap().contains("SECRET"));
}

proptest! {
    #[test]
    fn altered_fixtures_never_panic(
        which in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let fixtures = fixtures();
        let mut bytes = which.get(&fixtures).1.clone();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Ok(message) = decode(&bytes) {
            prop_assert!(!message.msgid.is_empty());
            let _ = media_refs(&message.content);
        }
        bytes.truncate(cut.index(bytes.len()));
        let _ = decode(&bytes);
    }

    #[test]
    fn arbitrary_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = decode(&bytes);
    }
}
