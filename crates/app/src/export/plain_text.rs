//! What a message says, as text that people read: every kind of content in one or several lines.
//!
//! A text message is its text, unchanged. Any other kind opens with its name in brackets, and what belongs to it
//! follows in lines that are indented by two blanks; pieces of records, notes and mixed messages are indented once more.

mod block;

use huicun_domain::code::Language;
use huicun_domain::message::{Content, MediaRef, MessageKind, Question, RecordItem};
use jiff::tz::TimeZone;

use self::block::Block;
use super::time::{duration, moment, money, size};
use super::words::{kind, say};

/// Writes what a message says in the words of a language, its times in a time zone.
#[must_use]
pub fn plain_text(content: &Content, language: Language, zone: &TimeZone) -> String {
    Reader { language, zone }.read(content)
}

struct Reader<'z> {
    language: Language,
    zone: &'z TimeZone,
}

impl Reader<'_> {
    fn read(&self, content: &Content) -> String {
        match content {
            Content::Text { text, .. } | Content::Markdown { text } => text.clone(),
            Content::Image { media } => self.media(MessageKind::Image, media).text(),
            Content::Voice { media } => self.media(MessageKind::Voice, media).text(),
            Content::Video { media } => self.media(MessageKind::Video, media).text(),
            Content::Emotion { media, width, height } => {
                let pixels = width.zip(*height).map(|(width, height)| format!("{width}×{height}"));
                self.media(MessageKind::Emotion, media).word(&pixels.unwrap_or_default()).text()
            }
            Content::File { media, name, .. } => {
                self.open(MessageKind::File).word(name).word(&self.facts(media)).text()
            }
            Content::VoipDocShare { name, media, .. } => {
                self.open(MessageKind::VoipDocShare).word(name).word(&self.facts(media)).text()
            }
            Content::Qydiskfile { name } => self.open(MessageKind::Qydiskfile).word(name).text(),
            Content::Chatrecord { title, items } => self.record(title, items),
            Content::Mixed { items } => self.pieces(MessageKind::Mixed, items),
            Content::Note { items } => self.pieces(MessageKind::Note, items),
            Content::Solitaire { raw, texts } => {
                self.texts(self.open(MessageKind::Solitaire), texts, raw).text()
            }
            Content::Unknown { msgtype, raw, texts } => {
                self.texts(self.open(MessageKind::Unknown).word(msgtype), texts, raw).text()
            }
            _ => self.read_event(content).or_else(|| self.read_card(content)).unwrap_or_default(),
        }
    }

    /// What was done, rather than said.
    fn read_event(&self, content: &Content) -> Option<String> {
        Some(match content {
            Content::Revoke { recalled } => self.open(MessageKind::Revoke).word(recalled.as_str()).text(),
            Content::Agree { party, at } => {
                self.open(MessageKind::Agree).word(party.as_str()).word(&self.moment(*at)).text()
            }
            Content::Disagree { party, at } => {
                self.open(MessageKind::Disagree).word(party.as_str()).word(&self.moment(*at)).text()
            }
            Content::Switch { member } => self.open(MessageKind::Switch).word(member.as_str()).text(),
            Content::MeetingNotification { text, .. } => {
                self.open(MessageKind::MeetingNotification).word(text).text()
            }
            Content::Voiptext { seconds, invite } => {
                let way = match invite {
                    1 => say(self.language, "视频", "video"),
                    2 => say(self.language, "语音", "voice"),
                    3 => say(self.language, "多人视频", "video of several"),
                    4 => say(self.language, "多人语音", "voice of several"),
                    _ => "",
                };
                self.open(MessageKind::Voiptext).word(way).word(&duration(*seconds)).text()
            }
            Content::MeetingVoiceCall { ended_at, media, documents, screens, .. } => {
                let mut block =
                    self.media(MessageKind::MeetingVoiceCall, media).word(&self.moment(*ended_at));
                for document in documents {
                    let name = say(self.language, "共享文档", "Shared document");
                    block = block.line(&format!("{name} {} {}", document.name, document.member));
                }
                for screen in screens {
                    let name = say(self.language, "共享屏幕", "Shared screen");
                    block = block.line(&format!("{name} {}", screen.member));
                }
                block.text()
            }
            _ => return None,
        })
    }

    fn read_card(&self, content: &Content) -> Option<String> {
        Some(match content {
            Content::Card { company, party } => {
                self.open(MessageKind::Card).word(company).word(party.as_str()).text()
            }
            Content::Location { longitude, latitude, title, address, .. } => {
                let block = self.open(MessageKind::Location).word(title).line(address);
                block.line(&format!("{latitude}, {longitude}")).text()
            }
            Content::Link { title, description, url, .. } => {
                self.open(MessageKind::Link).word(title).line(description).line(url).text()
            }
            Content::Weapp { title, description, display_name, page, .. } => {
                let block = self.open(MessageKind::Weapp).word(display_name).line(title).line(description);
                block.line(page.as_deref().unwrap_or_default()).text()
            }
            Content::Todo { title, task } => self.open(MessageKind::Todo).word(title).line(task).text(),
            Content::Vote { title, options, taking_part, .. } => {
                let way = match taking_part {
                    true => say(self.language, "参与", "taken part in"),
                    false => say(self.language, "发起", "started"),
                };
                self.numbered(self.open(MessageKind::Vote).word(way).word(title), options).text()
            }
            Content::Collect { title, room_name, creator, created, questions } => {
                let block = self.open(MessageKind::Collect).word(title);
                let block = block.line(&joined(&[creator, created, room_name]));
                let lines: Vec<String> = questions.iter().map(question).collect();
                self.numbered(block, &lines).text()
            }
            Content::Redpacket { wish, count, amount_fen, external, .. } => {
                let name = if *external { MessageKind::ExternalRedpacket } else { MessageKind::Redpacket };
                self.open(name).word(wish).word(&money(*amount_fen)).word(&format!("×{count}")).text()
            }
            Content::Docmsg { title, creator, url } => {
                self.open(MessageKind::Docmsg).word(title).line(creator.as_str()).line(url).text()
            }
            Content::News { articles } => {
                let mut block = self.open(MessageKind::News);
                for article in articles {
                    block = block.line(&article.title).line(&article.description).line(&article.url);
                }
                block.text()
            }
            Content::Sphfeed { feed, author, description } => {
                let way = match feed {
                    2 => say(self.language, "图片", "picture"),
                    4 => say(self.language, "视频", "video"),
                    9 => say(self.language, "直播", "live"),
                    _ => "",
                };
                self.open(MessageKind::Sphfeed).word(way).word(author).line(description).text()
            }
            _ => self.read_meeting(content)?,
        })
    }

    fn read_meeting(&self, content: &Content) -> Option<String> {
        Some(match content {
            Content::Meeting { topic, starts_at, ends_at, address, remarks, meeting_id, answer, status } => {
                let answered = answer.then(|| self.answer(*status)).unwrap_or_default();
                let block = self.open(MessageKind::Meeting).word(topic).word(answered);
                let block = block.line(&self.span(*starts_at, *ends_at)).line(address).line(remarks);
                block.line(meeting_id).text()
            }
            Content::Calendar { title, creator, attendees, starts_at, ends_at, place, remarks } => {
                let block = self.open(MessageKind::Calendar).word(title);
                let block = block.line(&self.span(*starts_at, *ends_at)).line(place).line(remarks);
                let separator = say(self.language, "、", ", ");
                block.line(creator).line(&attendees.join(separator)).text()
            }
            _ => return None,
        })
    }

    fn answer(&self, status: Option<u32>) -> &'static str {
        let (chinese, english) = match status {
            Some(1) => ("参加", "joins"),
            Some(2) => ("拒绝", "refuses"),
            Some(3) => ("待定", "tentative"),
            Some(4) => ("未被邀请", "not invited"),
            Some(5) => ("会议已取消", "cancelled"),
            Some(6) => ("会议已过期", "expired"),
            Some(7) => ("不在群内", "not in the room"),
            _ => ("答复", "answer"),
        };
        say(self.language, chinese, english)
    }

    fn record(&self, title: &str, items: &[RecordItem]) -> String {
        let mut block = self.open(MessageKind::Chatrecord).word(title);
        for item in items {
            block = block.line(&joined(&[&self.moment(item.sent_at), &self.read(&item.content)]));
        }
        block.text()
    }

    fn pieces(&self, name: MessageKind, items: &[Content]) -> String {
        items.iter().fold(self.open(name), |block, item| block.line(&self.read(item))).text()
    }

    /// Lists the texts found in a payload; the payload itself where there are none.
    fn texts(&self, block: Block, texts: &[String], raw: &str) -> Block {
        if texts.is_empty() {
            block.line(raw)
        } else {
            texts.iter().fold(block, |block, text| block.line(text))
        }
    }

    fn numbered(&self, block: Block, lines: &[String]) -> Block {
        let numbered = lines.iter().enumerate();
        numbered.fold(block, |block, (index, line)| block.line(&format!("{}. {line}", index + 1)))
    }

    fn open(&self, name: MessageKind) -> Block {
        Block::named(kind(name, self.language))
    }

    fn media(&self, name: MessageKind, media: &MediaRef) -> Block {
        self.open(name).word(&self.facts(media))
    }

    fn facts(&self, media: &MediaRef) -> String {
        joined(&[&media.seconds.map(duration).unwrap_or_default(), &media.size.map(size).unwrap_or_default()])
    }

    fn moment(&self, at: Option<i64>) -> String {
        at.map(|at| moment(at, self.zone)).unwrap_or_default()
    }

    fn span(&self, from: Option<i64>, to: Option<i64>) -> String {
        match (from, to) {
            (Some(_), Some(_)) => format!("{} – {}", self.moment(from), self.moment(to)),
            _ => joined(&[&self.moment(from), &self.moment(to)]),
        }
    }
}

fn question(question: &Question) -> String {
    if question.answer.is_empty() {
        question.text.clone()
    } else {
        format!("{} ({})", question.text, question.answer)
    }
}

/// Joins what is not empty by blanks.
fn joined(parts: &[&str]) -> String {
    let present: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    present.join(" ")
}

#[cfg(test)]
mod tests;
