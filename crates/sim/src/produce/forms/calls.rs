//! Calls: recordings, documents shared in them, and the bare fact of a call. And the log of switching companies.

use crate::{
    json::Json,
    media::Format,
    produce::{
        Form,
        forms::{Desk, Written},
    },
};

impl Desk<'_> {
    pub(super) fn meeting_voice_call(&mut self, form: Form) -> Written {
        let now = self.seconds();
        let seconds = self.rng.range(20, 90) as u8;
        // The container differs between calls.
        let format = if form == Form::MeetingVoiceCall { Format::Amr } else { Format::Mp4 };
        let asset = self.asset(format, if format == Format::Mp4 { 4 } else { seconds }, 0);
        let (_, id) = self.measure(asset);
        let operator = self.item.draft.from.clone();
        let (name, call) = (self.draw("filename"), format!("gr{}", self.rng.hex(32)));
        let mut written = self.called("meeting_voice_call");
        written.json.text("voiceid", &call).open("meeting_voice_call");
        written.json.number("endtime", now + i64::from(seconds)).text("sdkfileid", &id);
        if form == Form::MeetingVoiceCall {
            written.json.array("demofiledata").item().text("filename", &format!("{name}.docx"));
            written
                .json
                .text("demooperator", &operator)
                .number("starttime", now + 3)
                .number("endtime", now + 12);
            written.json.close().close_array().array("sharescreendata").item().text("share", &operator);
            written.json.number("starttime", now + 13).number("endtime", now + 18).close().close_array();
        }
        written.json.close();
        written
    }

    pub(super) fn voip_doc_share(&mut self) -> Written {
        let asset = self.asset(Format::Pdf, 3, 0);
        let (facts, id) = self.measure(asset);
        let (name, call) = (self.draw("filename"), format!("gr{}", self.rng.hex(32)));
        let mut written = self.called("voip_doc_share");
        written.json.text("voipid", &call).open("voip_doc_share").text("filename", &format!("{name}.pdf"));
        written.json.text("md5sum", &facts.md5).number("filesize", facts.len).text("sdkfileid", &id).close();
        written
    }

    pub(super) fn voiptext(&mut self) -> Written {
        let kind = if self.item.draft.roomid.is_some() { self.rng.range(3, 4) } else { self.rng.range(1, 2) };
        let mut written = self.sent("voiptext");
        written
            .json
            .open("info")
            .number("callduration", self.rng.range(0, 1_800))
            .number("invitetype", kind)
            .close();
        written
    }

    /// A member who is in several companies changed to another one: four fields, no message.
    pub(super) fn switch(&mut self) -> Written {
        let mut json = Json::object();
        json.text("msgid", &self.item.msgid).text("action", "switch");
        json.number("time", self.item.msgtime).text("user", &self.item.draft.from);
        Written { msgtype: "switch", json }
    }
}
