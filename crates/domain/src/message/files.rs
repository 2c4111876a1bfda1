//! The files that a message carries, each under the number by which it is found again.

use super::content::{Content, MediaRef};
use super::kind::MessageKind;

/// A file within a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileRef<'m> {
    /// The kind of the piece that carries it.
    pub kind: MessageKind,
    /// Its number, where it is, and what came with it.
    pub media: &'m MediaRef,
    /// The name that its sender gave it; empty where the kind has none.
    pub name: &'m str,
}

/// Lists the files of a content, nested ones included, in the order of reading.
#[must_use]
pub fn files(content: &Content) -> Vec<FileRef<'_>> {
    let mut found = Vec::new();
    collect(content, &mut found);
    found
}

/// Numbers the files of a content from 0, in the order of reading.
pub fn number_files(content: &mut Content) {
    number(content, &mut 0);
}

fn collect<'m>(content: &'m Content, found: &mut Vec<FileRef<'m>>) {
    let (kind, media, name) = match content {
        Content::Image { media } => (MessageKind::Image, media, ""),
        Content::Voice { media } => (MessageKind::Voice, media, ""),
        Content::Video { media } => (MessageKind::Video, media, ""),
        Content::Emotion { media, .. } => (MessageKind::Emotion, media, ""),
        Content::File { media, name, .. } => (MessageKind::File, media, name.as_str()),
        Content::MeetingVoiceCall { media, .. } => (MessageKind::MeetingVoiceCall, media, ""),
        Content::VoipDocShare { media, name, .. } => (MessageKind::VoipDocShare, media, name.as_str()),
        Content::Mixed { items } | Content::Note { items } => {
            return items.iter().for_each(|item| collect(item, found));
        }
        Content::Chatrecord { items, .. } => {
            return items.iter().for_each(|item| collect(&item.content, found));
        }
        _ => return,
    };
    found.push(FileRef { kind, media, name });
}

fn number(content: &mut Content, next: &mut u32) {
    match content {
        Content::Image { media }
        | Content::Voice { media }
        | Content::Video { media }
        | Content::Emotion { media, .. }
        | Content::File { media, .. }
        | Content::MeetingVoiceCall { media, .. }
        | Content::VoipDocShare { media, .. } => {
            media.slot = *next;
            *next = next.saturating_add(1);
        }
        Content::Mixed { items } | Content::Note { items } => {
            items.iter_mut().for_each(|item| number(item, next));
        }
        Content::Chatrecord { items, .. } => {
            items.iter_mut().for_each(|item| number(&mut item.content, next));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::MediaLocator;
    use crate::message::RecordItem;

    fn media(locator: &str) -> MediaRef {
        MediaRef { slot: 0, locator: MediaLocator::new(locator), md5: None, size: None, seconds: None }
    }

    #[test]
    fn nested_files_are_numbered_in_the_order_of_reading() {
        let picture = Content::Image { media: media("a") };
        let inner = Content::File { media: media("b"), name: "报价.pdf".into(), extension: "pdf".into() };
        let mixed =
            Content::Mixed { items: vec![Content::Markdown { text: "x".into() }, picture.clone(), inner] };
        let item = |content| RecordItem { sent_at: None, from_room: false, content };
        let mut record = Content::Chatrecord { title: "r".into(), items: vec![item(mixed), item(picture)] };
        number_files(&mut record);
        let found: Vec<_> = files(&record)
            .iter()
            .map(|file| (file.media.slot, file.media.locator.as_str(), file.name))
            .collect();
        assert_eq!(found, [(0, "a", ""), (1, "b", "报价.pdf"), (2, "a", "")]);
        assert!(files(&Content::Markdown { text: "x".into() }).is_empty());
    }
}
