//! Every form is written with the keys and quirks of the wire.

use std::{collections::HashSet, sync::Arc};

use serde_json::Value;

use crate::{
    corp::{Corp, CorpSize},
    grammar::Grammar,
    media::{FileId, hex},
    produce::{Draft, Era, Form, Item, Kind, Planner, Renderer},
};

const SEED: u64 = 11;
const TIME: i64 = 1_785_553_237_721;

fn setting() -> (Planner, Renderer) {
    let corp = Arc::new(Corp::build(SEED, CorpSize::for_messages(2_000, SEED), TIME / 1_000));
    let grammar = Arc::new(Grammar::load().unwrap());
    (Planner::new(corp.clone(), grammar.clone(), SEED, 1), Renderer::new(corp, grammar, None, SEED))
}

fn item(draft: Draft, seq: u64) -> Item {
    let msgid = Renderer::msgid(SEED, seq, TIME, draft.suffix, &draft.kind);
    Item { seq, msgid, msgtime: TIME, draft, recalls: Some("1_2_external".to_owned()), has_wrong_md5: false }
}

/// The drafts of the first three blocks: every form is among them.
fn drafts(planner: &Planner) -> Vec<Draft> {
    (1..=3).flat_map(|number| planner.block(number, 6, Era::Past)).collect()
}

fn parse(plaintext: &[u8]) -> Value {
    let text = String::from_utf8(plaintext.to_vec()).unwrap();
    // Control characters and half surrogates are what strict parsers refuse.
    let clean: String = text.chars().filter(|c| *c >= ' ').collect();
    serde_json::from_str(&clean.replace("\\uD83D", "")).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[test]
fn all_forms_come_within_1500_messages_in_realistic_proportions() {
    let (planner, renderer) = setting();
    let drafts = drafts(&planner);
    assert!(drafts.len() < 1_500, "{}", drafts.len());
    let forms: HashSet<Form> = drafts
        .iter()
        .filter_map(|draft| if let Kind::Form(form) = draft.kind { Some(form) } else { None })
        .collect();
    let missing: Vec<_> = Form::ALL.iter().filter(|form| !forms.contains(form)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(drafts.iter().any(|draft| matches!(draft.kind, Kind::Recall(_))));
    let many: Vec<Draft> = (1..=20).flat_map(|number| planner.block(number, 6, Era::Past)).collect();
    let share = |wanted: &str| {
        let of = many
            .iter()
            .enumerate()
            .filter(|(at, draft)| renderer.render(&item((*draft).clone(), *at as u64)).msgtype == wanted);
        of.count() * 1_000 / many.len()
    };
    let (text, image, voice) = (share("text"), share("image"), share("voice"));
    assert!(
        (800..890).contains(&text) && (30..80).contains(&image) && (15..60).contains(&voice),
        "{text} {image} {voice}"
    );
}

#[test]
fn payload_keys_and_envelopes_are_those_of_the_wire() {
    let (planner, renderer) = setting();
    for (seq, draft) in drafts(&planner).into_iter().enumerate() {
        let Kind::Form(form) = draft.kind else { continue };
        let item = item(draft, seq as u64 + 1);
        let rendered = renderer.render(&item);
        let value = parse(&rendered.plaintext);
        assert_eq!(value["msgid"], item.msgid.as_str());
        if form == Form::Switch {
            assert_eq!(
                value.as_object().unwrap().keys().collect::<Vec<_>>(),
                ["action", "msgid", "time", "user"]
            );
            continue;
        }
        assert_eq!(value["msgtype"], rendered.msgtype, "{form:?}");
        let key = match rendered.msgtype {
            "markdown" | "news" | "meeting_notification" | "voiptext" | "qydiskfile" | "note" => "info",
            "external_redpacket" => "redpacket",
            "docmsg" => "doc",
            "vote" if form == Form::VoteFlat => "voteid",
            "disagree" if form == Form::DisagreeUnderAgree => "agree",
            other => other,
        };
        assert!(value.get(key).is_some(), "{form:?} lacks {key}: {value}");
        let is_call = matches!(rendered.msgtype, "meeting_voice_call" | "voip_doc_share");
        assert_eq!(value.get("roomid").is_none(), is_call, "{form:?}");
        assert_eq!(value["action"], if rendered.msgtype == "revoke" { "recall" } else { "send" });
    }
}

#[test]
fn media_of_messages_can_be_made_again() {
    let (planner, renderer) = setting();
    let mut files = 0;
    for (seq, draft) in drafts(&planner).into_iter().enumerate() {
        let rendered = renderer.render(&item(draft, seq as u64 + 1));
        let text = String::from_utf8_lossy(&rendered.plaintext).replace('\\', "");
        let ids: Vec<&str> =
            text.split("sdkfileid\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), rendered.media.len());
        for (id, sha256) in ids.into_iter().zip(&rendered.media) {
            let bytes = FileId::decode(id, renderer.secret).unwrap().asset.bytes();
            let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &bytes);
            assert_eq!(&hex(digest.as_ref()), sha256);
            files += 1;
        }
    }
    assert!(files > 100, "{files}");
}

#[test]
fn the_same_draft_is_always_written_the_same() {
    let (planner, renderer) = setting();
    let (again, renderer_again) = setting();
    for (seq, (one, two)) in
        planner.block(2, 4, Era::Past).into_iter().zip(again.block(2, 4, Era::Past)).enumerate()
    {
        let (one, two) =
            (renderer.render(&item(one, seq as u64)), renderer_again.render(&item(two, seq as u64)));
        assert_eq!(one.plaintext, two.plaintext);
    }
}

#[test]
fn awkward_texts_are_as_awkward_as_meant() {
    let (planner, renderer) = setting();
    let written = |wanted: Form| {
        let draft = drafts(&planner)
            .into_iter()
            .find(|draft| matches!(draft.kind, Kind::Form(form) if form == wanted))
            .unwrap();
        renderer.render(&item(draft, 1)).plaintext
    };
    let control = written(Form::TextControl);
    assert!(control.windows(3).any(|bytes| bytes == b"\x0B\x14\x07"));
    assert!(serde_json::from_slice::<Value>(&control).is_err());
    assert!(String::from_utf8(written(Form::TextSurrogate)).unwrap().contains("\\uD83D\""));
    assert_eq!(parse(&written(Form::TextEmpty))["text"]["content"], "");
    let quick = parse(&written(Form::MeetingQuick));
    assert!(quick["meeting"]["meetingid"].as_u64().unwrap() > i64::MAX as u64);
    let record = parse(&written(Form::ChatRecord));
    assert!(record["chatrecord"]["item"][0]["msgtime"].as_i64().unwrap() < 1_000_000_000_000);
    assert!(written(Form::TextLong).len() > 2_000);
}
