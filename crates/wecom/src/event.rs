//! Events of WeCom's callbacks: what is told, of whom, when.
//!
//! An event is a hint to look again. What it says of names and departments is not read: the interface is asked for that.

use huicun_domain::clock::Millis;
use huicun_domain::directory::{Hint, TagId};
use huicun_domain::ids::{PartyId, RoomId};
use quick_xml::Reader;
use quick_xml::events::Event as Token;

/// What an event says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened, by WeCom's clock.
    pub at: Millis,
    /// What happened.
    pub what: Happened,
}

/// What may happen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happened {
    /// There are new messages (`msgaudit_notify`).
    NewMessages,
    /// Something of the directory changed.
    Directory(Hint),
    /// Something that the archive has no use for.
    Other,
}

/// The event is no XML as WeCom writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the event cannot be read")]
pub struct Unreadable;

/// The first level of an event's elements, by name.
#[derive(Debug, Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(xml: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(xml).map_err(|_| Unreadable)?;
        let mut reader = Reader::from_str(text);
        let (mut fields, mut depth, mut name) = (Self::default(), 0_usize, String::new());
        loop {
            match reader.read_event().map_err(|_| Unreadable)? {
                Token::DocType(_) => return Err(Unreadable),
                Token::Eof => return Ok(fields),
                Token::Start(tag) => {
                    depth += 1;
                    if depth == 2 {
                        name = tag.name().as_ref().to_owned();
                        fields.0.push((name.clone(), String::new()));
                    }
                }
                Token::End(_) => depth = depth.saturating_sub(1),
                Token::CData(data) if depth == 2 => fields.append(&name, &data.into_inner()),
                Token::Text(data) if depth == 2 => fields.append(&name, data.into_inner().trim()),
                _ => {}
            }
        }
    }

    fn append(&mut self, name: &str, text: &str) {
        if let Some((_, value)) = self.0.iter_mut().rev().find(|(known, _)| known == name) {
            value.push_str(text);
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, value)| known == name && !value.is_empty())
            .map(|(_, value)| value.as_str())
    }

    fn party(&self, name: &str) -> Result<PartyId, Unreadable> {
        self.get(name).map(PartyId::new).ok_or(Unreadable)
    }
}

impl Event {
    /// Reads an event that was opened.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn read(xml: &[u8]) -> Result<Self, Unreadable> {
        let fields = Fields::read(xml)?;
        let seconds: i64 = fields.get("CreateTime").and_then(|text| text.parse().ok()).ok_or(Unreadable)?;
        let at = seconds.checked_mul(1_000).ok_or(Unreadable)?;
        let what = match fields.get("Event") {
            Some("msgaudit_notify") => Happened::NewMessages,
            Some("change_contact") => contact(&fields)?,
            Some("change_external_contact") => external_contact(&fields)?,
            Some("change_external_chat") => {
                let room = fields.get("ChatId").ok_or(Unreadable)?;
                Happened::Directory(Hint::Room(RoomId::new(room)))
            }
            _ => Happened::Other,
        };
        Ok(Self { at, what })
    }
}

fn contact(fields: &Fields) -> Result<Happened, Unreadable> {
    let hint = match fields.get("ChangeType") {
        Some("create_user" | "update_user" | "delete_user") => Hint::Member {
            userid: fields.party("UserID")?,
            renamed_to: fields.get("NewUserID").map(PartyId::new),
        },
        Some("create_party" | "update_party" | "delete_party") => Hint::Departments,
        Some("update_tag") => {
            let tag = fields.get("TagId").and_then(|text| text.parse().ok()).ok_or(Unreadable)?;
            Hint::Tag(TagId(tag))
        }
        _ => return Ok(Happened::Other),
    };
    Ok(Happened::Directory(hint))
}

fn external_contact(fields: &Fields) -> Result<Happened, Unreadable> {
    match fields.get("ChangeType") {
        Some(
            "add_external_contact"
            | "edit_external_contact"
            | "add_half_external_contact"
            | "del_external_contact"
            | "del_follow_user",
        ) => Ok(Happened::Directory(Hint::ExternalContact(fields.party("ExternalUserID")?))),
        _ => Ok(Happened::Other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(inner: &str) -> Result<Happened, Unreadable> {
        let xml =
            format!("<xml>\n<ToUserName><![CDATA[ww1]]></ToUserName><CreateTime>7</CreateTime>{inner}</xml>");
        let event = Event::read(xml.as_bytes())?;
        assert_eq!(event.at, 7_000);
        Ok(event.what)
    }

    #[test]
    fn what_changed_is_looked_at_again() {
        let member = |renamed_to: Option<&str>| {
            Happened::Directory(Hint::Member { userid: "a".into(), renamed_to: renamed_to.map(PartyId::new) })
        };
        let contact = "<Event><![CDATA[change_contact]]></Event>";
        let cases = [
            ("<ChangeType>create_user</ChangeType><UserID><![CDATA[a]]></UserID>", member(None)),
            (
                "<ChangeType>update_user</ChangeType><UserID><![CDATA[a]]></UserID><NewUserID><![CDATA[b]]></NewUserID>\
                 <ExtAttr><Item><Name>UserID</Name></Item></ExtAttr>",
                member(Some("b")),
            ),
            ("<ChangeType>delete_user</ChangeType><UserID>a</UserID>", member(None)),
            ("<ChangeType>update_party</ChangeType><Id>2</Id>", Happened::Directory(Hint::Departments)),
            ("<ChangeType>update_tag</ChangeType><TagId>3</TagId>", Happened::Directory(Hint::Tag(TagId(3)))),
            ("<ChangeType>batch_job</ChangeType>", Happened::Other),
        ];
        for (inner, expected) in cases {
            assert_eq!(read(&format!("{contact}{inner}")), Ok(expected), "{inner}");
        }
        let customer = "<Event>change_external_contact</Event><ChangeType>del_follow_user</ChangeType>\
                        <UserID>a</UserID><ExternalUserID>wm1</ExternalUserID>";
        assert_eq!(read(customer), Ok(Happened::Directory(Hint::ExternalContact("wm1".into()))));
        let room = "<Event>change_external_chat</Event><ChatId>wr1</ChatId><ChangeType>update</ChangeType>\
                    <MemChangeList><Item>a</Item><Item>wm1</Item></MemChangeList>";
        assert_eq!(read(room), Ok(Happened::Directory(Hint::Room(RoomId::new("wr1")))));
        assert_eq!(read("<Event>msgaudit_notify</Event>"), Ok(Happened::NewMessages));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for inner in ["<Event>change_contact</Event><ChangeType>delete_user</ChangeType>", "<Event>"] {
            assert_eq!(read(inner), Err(Unreadable), "{inner}");
        }
        for xml in ["", "<!DOCTYPE x><xml><CreateTime>7</CreateTime></xml>", "<xml><Event>x</Event></xml>"] {
            assert_eq!(Event::read(xml.as_bytes()), Err(Unreadable), "{xml}");
        }
    }
}
