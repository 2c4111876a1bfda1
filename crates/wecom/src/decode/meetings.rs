//! Meetings, calls and calendars.

use huicun_domain::message::{Content, DocumentShare, ScreenShare};
use serde_json::Value;

use super::Beside;
use super::fields::{Fields, text_of};

pub(super) fn content(msgtype: &str, payload: &Value, beside: Beside<'_>) -> Content {
    let fields = Fields(payload);
    match msgtype {
        "meeting" => Content::Meeting {
            topic: fields.text("topic"),
            starts_at: fields.millis("starttime"),
            ends_at: fields.millis("endtime"),
            address: fields.text("address"),
            remarks: fields.text("remarks"),
            meeting_id: fields.text("meetingid"),
            answer: fields.small("meetingtype") == Some(102),
            status: fields.small("status"),
        },
        "meeting_notification" => Content::MeetingNotification {
            text: fields.text("content"),
            meeting_id: fields.text("meeting_id"),
            notification: fields.small("notification_type").unwrap_or_default(),
        },
        "calendar" => Content::Calendar {
            title: fields.text("title"),
            creator: fields.text("creatorname"),
            attendees: fields.texts("attendeename"),
            starts_at: fields.millis("starttime"),
            ends_at: fields.millis("endtime"),
            place: fields.text("place"),
            remarks: fields.text("remarks"),
        },
        "meeting_voice_call" => voice_call(payload, beside),
        "voip_doc_share" => Content::VoipDocShare {
            voip_id: text_of(beside("voipid").as_ref()),
            name: fields.text("filename"),
            media: fields.media(),
        },
        _ => Content::Voiptext {
            seconds: fields.small("callduration").unwrap_or_default(),
            invite: fields.small("invitetype").unwrap_or_default(),
        },
    }
}

fn voice_call(payload: &Value, beside: Beside<'_>) -> Content {
    let fields = Fields(payload);
    let list = |key: &str| payload[key].as_array().cloned().unwrap_or_default();
    let documents = list("demofiledata");
    let documents = documents.iter().map(Fields).map(|share| DocumentShare {
        name: share.text("filename"),
        member: share.party("demooperator"),
        started_at: share.millis("starttime").unwrap_or_default(),
        ended_at: share.millis("endtime").unwrap_or_default(),
    });
    let screens = list("sharescreendata");
    let screens = screens.iter().map(Fields).map(|share| ScreenShare {
        member: share.party("share"),
        started_at: share.millis("starttime").unwrap_or_default(),
        ended_at: share.millis("endtime").unwrap_or_default(),
    });
    Content::MeetingVoiceCall {
        voice_id: text_of(beside("voiceid").as_ref()),
        ended_at: fields.millis("endtime"),
        media: fields.media(),
        documents: documents.collect(),
        screens: screens.collect(),
    }
}
