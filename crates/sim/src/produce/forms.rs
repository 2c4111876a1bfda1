//! Writes every form of message out, with the payload key, the field names and the quirks it has on the wire.

mod calls;
mod cards;
mod files;
mod office;
mod records;
mod robots;
mod texts;

use crate::{
    json::Json,
    produce::{
        Form, Item, Rendered, Renderer,
        render::{Room, head},
    },
    rng::Rng,
};

/// What writing one message out needs.
#[derive(Debug)]
struct Desk<'a> {
    renderer: &'a Renderer,
    item: &'a Item,
    rng: &'a mut Rng,
    /// SHA-256 of the media files mentioned so far.
    media: Vec<String>,
}

/// A payload: the msgtype and the JSON that holds it.
struct Written {
    msgtype: &'static str,
    json: Json,
}

/// Writes a message of `form` out.
pub(super) fn write(renderer: &Renderer, item: &Item, form: Form, rng: &mut Rng) -> Rendered {
    let mut desk = Desk { renderer, item, rng, media: Vec::new() };
    let written = desk.write(form);
    let mut plaintext = written.json.end().into_bytes();
    if let Some((from, to)) = texts::raw_bytes(form) {
        replace(&mut plaintext, from, to);
    }
    Rendered { plaintext, msgtype: written.msgtype, media: desk.media }
}

/// Writes the withdrawal of `pre_msgid` out.
pub(super) fn recall(item: &Item, pre_msgid: &str) -> Rendered {
    let mut json = head(item, "recall", "revoke", Room::Written);
    json.open("revoke").text("pre_msgid", pre_msgid).close();
    Rendered { plaintext: json.end().into_bytes(), msgtype: "revoke", media: Vec::new() }
}

/// Replaces the first occurrence of `from`.
fn replace(bytes: &mut Vec<u8>, from: &[u8], to: &[u8]) {
    if let Some(at) = bytes.windows(from.len()).position(|window| window == from) {
        bytes.splice(at..at + from.len(), to.iter().copied());
    }
}

impl Form {
    /// Consent notices and call records carry no suffix in their id.
    pub(crate) fn has_no_suffix(self) -> bool {
        matches!(
            self,
            Form::Agree
                | Form::Disagree
                | Form::DisagreeUnderAgree
                | Form::MeetingVoiceCall
                | Form::MeetingVoiceCallBare
                | Form::VoipDocShare
                | Form::Switch
        )
    }
}

impl Desk<'_> {
    fn write(&mut self, form: Form) -> Written {
        use Form as F;
        match form {
            F::TextQuote
            | F::TextQuoteEnglish
            | F::TextQuoteWechat
            | F::TextMention
            | F::TextEmpty
            | F::TextControl => self.text(form),
            F::TextSurrogate
            | F::TextUpDown
            | F::TextRobot
            | F::TextSolitaire
            | F::TextLong
            | F::TextBlank => self.text(form),
            F::TextTraditional | F::TextConsent | F::TextMarkup | F::TextFormula | F::TextOldId => {
                self.text(form)
            }
            F::Image | F::ImageEmptyMd5 | F::ImagePng | F::ImageGif => self.image(form),
            F::Voice | F::VoiceSilk => self.voice(form),
            F::Video => self.video(),
            F::Emotion | F::EmotionWrongMd5 | F::EmotionPng => self.emotion(form),
            F::File | F::FileNasty | F::FileLarge => self.file(form),
            F::RevokeOrphan => self.revoke_orphan(),
            F::Agree | F::Disagree | F::DisagreeUnderAgree => self.consent(form),
            F::Card | F::CardCorp | F::CardCapital | F::CardMember => self.card(form),
            F::Location => self.location(),
            F::Link | F::LinkNoImage | F::LinkBare => self.link(form),
            F::Weapp | F::WeappConsent | F::WeappExtended => self.weapp(form),
            F::SphFeed => self.sphfeed(),
            F::ChatRecord | F::ChatRecordNested | F::ChatRecordBad => self.chatrecord(form),
            F::Mixed => self.mixed(),
            F::Note => self.note(),
            F::Todo => self.todo(),
            F::Vote | F::VoteJoin | F::VoteFlat => self.vote(form),
            F::Collect => self.collect(),
            F::RedPacket | F::ExternalRedPacket => self.redpacket(form),
            F::Meeting | F::MeetingHandled | F::MeetingQuick => self.meeting(form),
            F::MeetingNotification => self.meeting_notification(),
            F::DocMsg => self.docmsg(),
            F::Calendar => self.calendar(),
            F::Solitaire => self.solitaire(),
            F::QyDiskFile => self.qydiskfile(),
            F::Switch => self.switch(),
            F::Markdown => self.markdown(),
            F::News | F::NewsFlat => self.news(form),
            F::MeetingVoiceCall | F::MeetingVoiceCallBare => self.meeting_voice_call(form),
            F::VoipDocShare => self.voip_doc_share(),
            F::VoipText => self.voiptext(),
            F::Unknown => self.unknown(),
        }
    }

    /// Begins a sent message.
    fn sent(&self, msgtype: &'static str) -> Written {
        Written { msgtype, json: head(self.item, "send", msgtype, Room::Written) }
    }

    /// Begins a call's record, which has no `roomid`.
    fn called(&self, msgtype: &'static str) -> Written {
        Written { msgtype, json: head(self.item, "send", msgtype, Room::Absent) }
    }

    /// Says a line of a slot of the sheets.
    fn draw(&mut self, slot: &str) -> String {
        match &self.renderer.corpus {
            Some(corpus) if self.renderer.is_corpus_everywhere => corpus.line(self.rng.number()).to_owned(),
            _ => self.renderer.grammar.draw(slot, &self.item.draft.facts, self.rng),
        }
    }

    /// The sender's moment in UTC seconds.
    fn seconds(&self) -> i64 {
        self.item.msgtime / 1000
    }
}

#[cfg(test)]
mod tests;
