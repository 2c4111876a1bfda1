//! Conversations as PDF: volumes of bubbles, with pictures as large as a thumb.

mod page;
mod volume;
mod wrap;

use std::io::{self, Write};

use huicun_domain::code::Language;
use huicun_domain::message::Content;

use self::page::{DANGER, QUIET, TEXT};
use self::volume::{BODY, Piece, SMALL, Volume};
use super::archive::{Archive, Method};
use super::chat::{Head, Line, Occasion};
use super::files::FileRecord;
use super::fonts::Fonts;
use super::layout::{Layout, Side};
use super::pictures::Picture;
use crate::export::plain_text;
use crate::export::time::moment;
use crate::export::words::{conversation, role, say};

/// How many messages a volume holds at most.
const VOLUME_MESSAGES: usize = 1_000;
/// Volumes end earlier where they have this many bytes of pictures.
const VOLUME_PICTURES: usize = 24 << 20;
/// The largest that a picture is shown, in points.
const PICTURE: f32 = 150.0;

/// Writes volumes, one conversation after the other.
pub(super) struct PdfChat {
    occasion: Occasion,
    fonts: Fonts,
    volume_messages: usize,
    volume: Option<Volume>,
    volumes: usize,
    conversation: Option<(Head, Layout)>,
}

impl PdfChat {
    /// Begins without a conversation.
    pub(super) fn new(occasion: Occasion, fonts: Fonts) -> Self {
        let volume_messages = VOLUME_MESSAGES;
        Self { occasion, fonts, volume_messages, volume: None, volumes: 0, conversation: None }
    }

    /// Begins a conversation; its title comes with its first message.
    pub(super) fn begin(&mut self, head: Head) {
        let layout = Layout::new(head.viewpoint.clone(), self.occasion.zone.clone());
        self.put_title(&head);
        self.conversation = Some((head, layout));
    }

    fn put_title(&mut self, head: &Head) {
        let word = head.kind.map_or("", |kind| conversation(kind, self.occasion.language));
        let below = match self.occasion.language {
            Language::Chinese => format!("{word} · {} 条消息", head.expected),
            Language::English => format!("{word} · messages: {}", head.expected),
        };
        let volumes = &mut self.volumes;
        let volume = self.volume.get_or_insert_with(|| {
            *volumes += 1;
            Volume::new(&self.occasion, *volumes)
        });
        volume.title(&mut self.fonts, &head.title, &below);
    }

    /// Adds a message.
    pub(super) fn add<W: Write>(&mut self, archive: &mut Archive<W>, line: &Line) -> io::Result<()> {
        let full = self.volume.as_ref().is_some_and(|volume| {
            volume.messages >= self.volume_messages || volume.picture_bytes >= VOLUME_PICTURES
        });
        if full {
            self.finish(archive)?;
            if let Some((head, mut layout)) = self.conversation.take() {
                layout.begin_page();
                self.put_title(&head);
                self.conversation = Some((head, layout));
            }
        }
        let (Some(volume), Some((_, layout))) = (&mut self.volume, &mut self.conversation) else {
            return Ok(());
        };
        let placed = layout.place(&line.message);
        volume.messages += 1;
        if let Some(day) = &placed.day {
            volume.centred(&mut self.fonts, day);
        }
        let language = self.occasion.language;
        let sender = line.sender();
        if placed.side == Side::System {
            let said = event(line, &self.occasion);
            volume.centred(&mut self.fonts, &format!("{said} · {}", line.clock()));
            return Ok(());
        }
        let role = role(line.message.sender.kind, language);
        volume.head(&mut self.fonts, placed.side, &format!("{sender} · {role} · {}", line.clock()));
        let pieces = pieces(line, &self.occasion, &mut volume.picture_bytes);
        volume.bubble(&mut self.fonts, placed.side, line.message.recalled.is_some(), pieces);
        Ok(())
    }

    /// Ends the conversation; the next goes on in the same volume.
    pub(super) fn end(&mut self) {
        self.conversation = None;
    }

    /// Writes the volume.
    pub(super) fn finish<W: Write>(&mut self, archive: &mut Archive<W>) -> io::Result<()> {
        let Some(volume) = self.volume.take() else { return Ok(()) };
        let bytes = volume.finish(&mut self.fonts)?;
        let path = format!("chat/volume-{:03}.pdf", self.volumes);
        archive.entry(&path, Method::Stored, &bytes).map(drop)
    }
}

/// What is in a bubble.
fn pieces(line: &Line, occasion: &Occasion, picture_bytes: &mut usize) -> Vec<Piece> {
    let language = occasion.language;
    let said = plain_text(&line.message.content, language, &occasion.zone);
    let mut pieces = vec![Piece::Text { text: said, size: BODY, colour: TEXT }];
    for (file, picture) in line.files.iter().zip(&line.pictures) {
        if let Some(picture) = picture {
            *picture_bytes += picture.jpeg.len();
            pieces.push(shown(picture.clone()));
        }
        pieces.push(Piece::Text { text: file_line(file, language), size: SMALL, colour: QUIET });
    }
    if let Some(recalled) = &line.message.recalled {
        let word = say(language, "已撤回", "Recalled");
        let text = format!("{word} · {}", moment(recalled.at, &occasion.zone));
        pieces.push(Piece::Text { text, size: SMALL, colour: DANGER });
    }
    pieces
}

fn shown(picture: Picture) -> Piece {
    let (width, height) = (f32::from(picture.width), f32::from(picture.height));
    let scale = (PICTURE / width).min(PICTURE / height).min(1.0);
    Piece::Picture { picture, width: width * scale, height: height * scale }
}

/// What is told of a file: its hash, or why it is not kept.
fn file_line(file: &FileRecord, language: Language) -> String {
    if let Some(hash) = file.sha256.as_deref().filter(|_| file.reason.is_none() || file.state == "disputed") {
        return format!("SHA-256 {hash}");
    }
    format!("{}{}", say(language, "文件未保存：", "Not kept: "), file.why(language))
}

fn event(line: &Line, occasion: &Occasion) -> String {
    let language = occasion.language;
    let said = match &line.message.content {
        Content::Revoke { .. } => say(language, "撤回了一条消息", "recalled a message"),
        Content::Agree { .. } => say(language, "同意存档会话内容", "agreed to the archive"),
        Content::Disagree { .. } => say(language, "不同意存档会话内容", "did not agree to the archive"),
        Content::Switch { .. } => say(language, "切换了企业", "switched to another corp"),
        content => return plain_text(content, language, &occasion.zone),
    };
    format!("{} {said}", line.sender())
}

#[cfg(test)]
mod tests;
