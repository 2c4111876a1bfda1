//! What people at work send: to-dos, votes, forms, meetings, dates, documents, red packets.

use crate::produce::{
    Form,
    forms::{Desk, Written},
};

impl Desk<'_> {
    pub(super) fn todo(&mut self) -> Written {
        let title = format!("来自{}的消息", self.item.draft.facts.me);
        let content = self.draw("todo");
        let mut written = self.sent("todo");
        written.json.open("todo").text("title", &title).text("content", &content).close();
        written
    }

    pub(super) fn vote(&mut self, form: Form) -> Written {
        // Both records of a vote name it by the same id: it hangs on the dialogue.
        let id = (1_785_000_000 + self.item.draft.facts.seed % 99_999_999).to_string();
        let title = self.draw("vote_title");
        let choices: Vec<String> = (0..3).map(|_| self.draw("vote_choice")).collect();
        let chosen = if form == Form::VoteJoin { &choices[..1] } else { &choices[..] };
        let mut written = self.sent("vote");
        if form != Form::VoteFlat {
            written.json.open("vote");
        }
        written.json.text("votetitle", &title).texts("voteitem", chosen.iter().map(String::as_str));
        written.json.number("votetype", if form == Form::VoteJoin { 102 } else { 101 }).text("voteid", &id);
        if form != Form::VoteFlat {
            written.json.close();
        }
        written
    }

    pub(super) fn collect(&mut self) -> Written {
        let (room, title) = (self.draw("collect_room"), self.draw("collect_title"));
        let created = self.local_time();
        let mut written = self.sent("collect");
        written.json.open("collect").text("room_name", &room).text("creator", &self.item.draft.facts.me);
        written.json.text("create_time", &created).text("title", &title).array("details");
        for (at, (question, kind)) in
            [("姓名", "Text"), ("人数", "Number"), ("日期", "Date"), ("到达时间", "Time")]
                .into_iter()
                .enumerate()
        {
            // One id in a while is beyond what a signed number holds.
            let id = if at == 3 { u64::MAX - self.item.seq } else { at as u64 + 1 };
            written.json.item().number("id", id).text("ques", question).text("type", kind).close();
        }
        written.json.close_array().close();
        written
    }

    /// Writes the sender's moment as China's clock shows it.
    fn local_time(&self) -> String {
        const CHINA_S: i64 = 8 * 3_600;
        jiff::Timestamp::from_second(self.seconds() + CHINA_S)
            .map(|time| time.strftime("%Y-%m-%d %H:%M:%S").to_string())
            .unwrap_or_default()
    }

    pub(super) fn redpacket(&mut self, form: Form) -> Written {
        let wish = self.draw("wish");
        let kinds: &[i32] = if form == Form::RedPacket { &[1, 2, 3] } else { &[1, 2] };
        let kind = *self.rng.pick(kinds).unwrap_or(&1);
        let mut written = self.sent(if form == Form::RedPacket { "redpacket" } else { "external_redpacket" });
        written.json.open("redpacket").number("type", kind).text("wish", &wish);
        written
            .json
            .number("totalcnt", self.rng.range(1, 20))
            .number("totalamount", self.rng.range(1, 400) * 50)
            .close();
        written
    }

    pub(super) fn meeting(&mut self, form: Form) -> Written {
        let now = self.seconds();
        let me = self.item.draft.facts.me.clone();
        let mut written = self.sent("meeting");
        written.json.open("meeting");
        if form == Form::MeetingQuick {
            written
                .json
                .text("topic", &format!("{me}发起的快速会议"))
                .number("starttime", now)
                .number("endtime", 0);
            written.json.text("address", "").text("remarks", "").number("meetingtype", 101);
            written.json.number("meetingid", 11_101_571_002_822_706_744_u64 + self.item.seq);
        } else {
            let (topic, place, remark) =
                (self.draw("meeting_topic"), self.draw("meeting_place"), self.draw("remark"));
            let start = now + self.rng.range(1, 48) * 1_800;
            written.json.text("topic", &topic).number("starttime", start).number("endtime", start + 3_600);
            written.json.text("address", &place).text("remarks", &remark);
            let is_handled = form == Form::MeetingHandled;
            written.json.number("meetingtype", if is_handled { 102 } else { 101 });
            written.json.number("meetingid", 1_000_000_000 + self.rng.number() % 1_000_000_000);
            if is_handled {
                written.json.number("status", self.rng.range(1, 7));
            }
        }
        written.json.close();
        written
    }

    pub(super) fn meeting_notification(&mut self) -> Written {
        let me = self.item.draft.facts.me.clone();
        let kind = self.rng.range(1, 2);
        let text = if kind == 1 { format!("{me} 加入了会议") } else { format!("{me} 结束了会议") };
        let id = 11_101_571_002_822_706_744_u64 + self.item.seq;
        let mut written = self.sent("meeting_notification");
        written.json.open("info").text("content", &text);
        if self.rng.chance(300) {
            written.json.text("meeting_id", &id.to_string());
        } else {
            written.json.number("meeting_id", id);
        }
        written.json.number("notification_type", kind).close();
        written
    }

    pub(super) fn docmsg(&mut self) -> Written {
        let (title, kind) = (self.draw("doc_title"), self.rng.word(&["doc", "sheet", "slide", "mind"]));
        let url = format!("https://example.com/wedoc/{kind}?docid={}", self.rng.token(24));
        let mut written = self.sent("docmsg");
        written
            .json
            .open("doc")
            .text("title", &title)
            .text("doc_creator", &self.item.draft.from)
            .text("link_url", &url)
            .close();
        written
    }

    pub(super) fn calendar(&mut self) -> Written {
        let facts = self.item.draft.facts.clone();
        let (title, place, remark) =
            (self.draw("meeting_topic"), self.draw("meeting_place"), self.draw("remark"));
        let names = [self.draw("someone"), facts.peer.to_string()];
        let start = self.seconds() + self.rng.range(2, 96) * 1_800;
        let mut written = self.sent("calendar");
        written.json.open("calendar").text("title", &title).text("creatorname", &facts.me);
        written.json.texts("attendeename", names.iter().map(String::as_str));
        written.json.number("starttime", start).number("endtime", start + 3_600);
        written.json.text("place", &place).text("remarks", &remark).close();
        written
    }

    pub(super) fn solitaire(&mut self) -> Written {
        let (title, first, second) =
            (self.draw("solitaire_title"), self.draw("someone"), self.draw("someone"));
        let mut written = self.sent("solitaire");
        written
            .json
            .open("solitaire")
            .text("title", &title)
            .text("content", &format!("1. {first}\n2. {second}"))
            .close();
        written
    }

    pub(super) fn qydiskfile(&mut self) -> Written {
        let name = format!("{}.{}", self.draw("filename"), self.rng.word(&["pptx", "xlsx", "docx", "psd"]));
        let mut written = self.sent("qydiskfile");
        written.json.open("info").text("filename", &name).close();
        written
    }

    pub(super) fn unknown(&mut self) -> Written {
        let note = self.draw("quoted");
        let mut written = self.sent("brand_new_type");
        written.json.open("brand_new_type").array("any").item_raw("\"thing\"").item_raw("1").close_array();
        written.json.text("note", &note).close();
        written
    }
}
