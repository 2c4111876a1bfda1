//! The text that search looks into, drawn from every kind that has any.

use super::content::{Content, RecordItem};

/// Lists the texts of a content, outermost first; a search never matches across two of them.
///
/// URLs, file names, titles, places, wishes, nested records and quotes are texts; numbers and capabilities are not.
#[must_use]
pub fn search_texts(content: &Content) -> Vec<&str> {
    let mut texts = Vec::new();
    collect(content, &mut texts);
    texts.retain(|text| !text.is_empty());
    texts
}

fn collect<'a>(content: &'a Content, texts: &mut Vec<&'a str>) {
    match content {
        Content::Text { text, .. }
        | Content::Markdown { text }
        | Content::MeetingNotification { text, .. } => texts.push(text),
        Content::Card { company, party } => texts.extend([company.as_str(), party.as_str()]),
        Content::Location { title, address, .. } => texts.extend([title.as_str(), address]),
        Content::File { name, .. } | Content::VoipDocShare { name, .. } | Content::Qydiskfile { name } => {
            texts.push(name);
        }
        Content::Link { title, description, url, .. } => texts.extend([title.as_str(), description, url]),
        Content::Weapp { title, description, display_name, .. } => {
            texts.extend([title.as_str(), description, display_name]);
        }
        Content::Chatrecord { title, items } => collect_record(title, items, texts),
        Content::Mixed { items } | Content::Note { items } => {
            items.iter().for_each(|item| collect(item, texts));
        }
        Content::Todo { title, task } => texts.extend([title.as_str(), task]),
        Content::Vote { title, options, .. } => {
            texts.push(title);
            texts.extend(options.iter().map(String::as_str));
        }
        Content::Collect { title, room_name, creator, questions, .. } => {
            texts.extend([title.as_str(), room_name, creator]);
            texts.extend(questions.iter().map(|question| question.text.as_str()));
        }
        Content::Redpacket { wish, .. } => texts.push(wish),
        Content::Meeting { topic, address, remarks, .. } => {
            texts.extend([topic.as_str(), address, remarks]);
        }
        Content::Docmsg { title, url, .. } => texts.extend([title.as_str(), url]),
        Content::News { articles } => {
            for article in articles {
                texts.extend([article.title.as_str(), &article.description, &article.url]);
            }
        }
        Content::Calendar { title, creator, attendees, place, remarks, .. } => {
            texts.extend([title.as_str(), creator, place, remarks]);
            texts.extend(attendees.iter().map(String::as_str));
        }
        Content::MeetingVoiceCall { documents, .. } => {
            texts.extend(documents.iter().map(|document| document.name.as_str()));
        }
        Content::Sphfeed { author, description, .. } => texts.extend([author.as_str(), description]),
        Content::Solitaire { texts: found, .. } | Content::Unknown { texts: found, .. } => {
            texts.extend(found.iter().map(String::as_str));
        }
        Content::Image { .. }
        | Content::Voice { .. }
        | Content::Video { .. }
        | Content::Emotion { .. }
        | Content::Revoke { .. }
        | Content::Agree { .. }
        | Content::Disagree { .. }
        | Content::Voiptext { .. }
        | Content::Switch { .. } => {}
    }
}

fn collect_record<'a>(title: &'a str, items: &'a [RecordItem], texts: &mut Vec<&'a str>) {
    texts.push(title);
    items.iter().for_each(|item| collect(&item.content, texts));
}
