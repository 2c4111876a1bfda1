//! What an event says: the flat XML within a callback.
//!
//! Nothing of it is believed where WeCom can be asked. An event that is not known is no error: it is passed over.

use huicun_domain::clock::Millis;
use huicun_domain::directory::{Hint, TagId};
use huicun_domain::ids::{PartyId, RoomId};

use crate::callback::Refused;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// When it happened, by WeCom's clock; 0 where it does not say.
    pub at: Millis,
    /// What happened.
    pub kind: EventKind,
}

/// What happened.
#[derive(Clone, PartialEq, Eq)]
pub enum EventKind {
    /// There are new messages (`msgaudit_notify`).
    Messages,
    /// A customer agreed to being archived (`msg_audit_approved`).
    CustomerAgreed {
        /// With whom the customer talks.
        member: PartyId,
        /// The customer.
        customer: PartyId,
        /// With which one welcome message may be sent within 20 seconds.
        welcome_code: Option<String>,
    },
    /// A member pressed a button of a card (`template_card_event`).
    CardPressed {
        /// Who.
        member: PartyId,
        /// What the card's message is known by.
        task_id: String,
        /// The button's key.
        key: String,
        /// With which the card can be changed once within 72 hours.
        response_code: String,
    },
    /// Something of the directory changed.
    Directory(Hint),
    /// Something else.
    Other,
}

impl std::fmt::Debug for EventKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Codes are capabilities: they are not printed.
        match self {
            Self::Messages => f.write_str("Messages"),
            Self::CustomerAgreed { member, customer, .. } => {
                write!(f, "CustomerAgreed({member}, {customer})")
            }
            Self::CardPressed { member, task_id, key, .. } => {
                write!(f, "CardPressed({member}, {task_id}, {key})")
            }
            Self::Directory(hint) => write!(f, "Directory({hint:?})"),
            Self::Other => f.write_str("Other"),
        }
    }
}

/// Reads an event.
///
/// # Errors
/// [`Refused`] for what is no XML, or has a document type.
pub fn parse(xml: &[u8]) -> Result<Event, Refused> {
    let fields = Fields::read(xml)?;
    let at = fields.get("CreateTime").parse::<Millis>().unwrap_or_default();
    Ok(Event { at: at.saturating_mul(1_000), kind: kind(&fields) })
}

/// Tells what happened. Another kind of event is another arm here.
fn kind(fields: &Fields) -> EventKind {
    match (fields.get("Event"), fields.get("ChangeType")) {
        ("msgaudit_notify", _) => EventKind::Messages,
        ("change_external_contact", "msg_audit_approved") => {
            let (Some(member), Some(customer)) = (fields.party("UserID"), fields.party("ExternalUserID"))
            else {
                return EventKind::Other;
            };
            let code = fields.get("WelcomeCode");
            let welcome_code = (!code.is_empty()).then(|| code.to_owned());
            EventKind::CustomerAgreed { member, customer, welcome_code }
        }
        ("template_card_event", _) => match fields.party("FromUserName") {
            Some(member) => EventKind::CardPressed {
                member,
                task_id: fields.get("TaskId").to_owned(),
                key: fields.get("EventKey").to_owned(),
                response_code: fields.get("ResponseCode").to_owned(),
            },
            None => EventKind::Other,
        },
        ("change_contact", change) => contact(fields, change),
        ("change_external_contact", change) => external_contact(fields, change),
        ("change_external_chat", _) => match fields.get("ChatId") {
            "" => EventKind::Other,
            room => EventKind::Directory(Hint::Room(RoomId::new(room))),
        },
        _ => EventKind::Other,
    }
}

fn contact(fields: &Fields, change: &str) -> EventKind {
    let hint = match change {
        "create_user" | "update_user" | "delete_user" => fields
            .party("UserID")
            .map(|userid| Hint::Member { userid, renamed_to: fields.party("NewUserID") }),
        "create_party" | "update_party" | "delete_party" => Some(Hint::Departments),
        "update_tag" => fields.get("TagId").parse().ok().map(|tag| Hint::Tag(TagId(tag))),
        _ => None,
    };
    hint.map_or(EventKind::Other, EventKind::Directory)
}

fn external_contact(fields: &Fields, change: &str) -> EventKind {
    match (change, fields.party("ExternalUserID")) {
        (
            "add_external_contact"
            | "edit_external_contact"
            | "add_half_external_contact"
            | "del_external_contact"
            | "del_follow_user",
            Some(contact),
        ) => EventKind::Directory(Hint::ExternalContact(contact)),
        _ => EventKind::Other,
    }
}

/// The elements right below the root, by name; the first of a name counts.
struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(xml: &[u8]) -> Result<Self, Refused> {
        use quick_xml::events::Event as Xml;
        let text = std::str::from_utf8(xml).map_err(|_| Refused)?;
        let mut reader = quick_xml::Reader::from_str(text);
        let (mut path, mut fields): (Vec<String>, Vec<(String, String)>) = (Vec::new(), Vec::new());
        loop {
            match reader.read_event().map_err(|_| Refused)? {
                Xml::DocType(_) => return Err(Refused),
                Xml::Eof if path.is_empty() => return Ok(Self(fields)),
                Xml::Eof => return Err(Refused),
                Xml::Start(tag) => {
                    let name = tag.name().as_ref().to_owned();
                    if path.len() == 1 {
                        fields.push((name.clone(), String::new()));
                    }
                    path.push(name);
                }
                Xml::End(_) => drop(path.pop()),
                Xml::CData(data) if path.len() == 2 => {
                    if let Some((_, value)) = fields.last_mut() {
                        value.push_str(&data.into_inner());
                    }
                }
                Xml::Text(data) if path.len() == 2 => {
                    if let Some((_, value)) = fields.last_mut() {
                        value.push_str(data.into_inner().trim());
                    }
                }
                _ => {}
            }
        }
    }

    fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    fn party(&self, name: &str) -> Option<PartyId> {
        Some(self.get(name)).filter(|id| !id.is_empty()).map(PartyId::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(fields: &[(&str, &str)]) -> Event {
        let fields: String =
            fields.iter().map(|(name, value)| format!("<{name}><![CDATA[{value}]]></{name}>\n")).collect();
        parse(format!("<xml>\n{fields}</xml>").as_bytes()).unwrap()
    }

    #[test]
    fn a_pressed_button_is_read() {
        let pressed = event(&[
            ("ToUserName", "ww1"),
            ("FromUserName", "ZhangWei"),
            ("CreateTime", "1785553700"),
            ("MsgType", "event"),
            ("Event", "template_card_event"),
            ("EventKey", "confirm"),
            ("TaskId", "notice-1"),
            ("ResponseCode", "RESPONSE"),
        ]);
        assert_eq!(pressed.at, 1_785_553_700_000);
        let expected = EventKind::CardPressed {
            member: "ZhangWei".into(),
            task_id: "notice-1".into(),
            key: "confirm".into(),
            response_code: "RESPONSE".into(),
        };
        assert_eq!(pressed.kind, expected);
        assert!(!format!("{pressed:?}").contains("RESPONSE"));
    }

    #[test]
    fn a_consent_is_read_with_and_without_a_code_to_welcome() {
        let mut fields = vec![
            ("Event", "change_external_contact"),
            ("ChangeType", "msg_audit_approved"),
            ("UserID", "ZhangWei"),
            ("ExternalUserID", "wmA"),
        ];
        let agreed = |code: Option<&str>| EventKind::CustomerAgreed {
            member: "ZhangWei".into(),
            customer: "wmA".into(),
            welcome_code: code.map(str::to_owned),
        };
        assert_eq!(event(&fields).kind, agreed(None));
        fields.push(("WelcomeCode", "CODE"));
        assert_eq!(event(&fields).kind, agreed(Some("CODE")));
    }

    #[test]
    fn other_events_are_passed_over() {
        assert_eq!(event(&[("Event", "msgaudit_notify")]).kind, EventKind::Messages);
        for fields in [
            &[("Event", "change_contact"), ("ChangeType", "batch_job")][..],
            &[("Event", "change_contact"), ("ChangeType", "create_user")],
            &[("Event", "change_external_contact"), ("ChangeType", "msg_audit_approved")],
            &[("Event", "template_card_event")],
            &[],
        ] {
            assert_eq!(event(fields).kind, EventKind::Other, "{fields:?}");
        }
    }

    #[test]
    fn what_changed_of_the_directory_is_named() {
        let contact = |change, fields: &[(&str, &str)]| {
            let head = [("Event", "change_contact"), ("ChangeType", change)];
            event(&[&head, fields].concat()).kind
        };
        let member = |renamed_to: Option<&str>| {
            EventKind::Directory(Hint::Member {
                userid: "a".into(),
                renamed_to: renamed_to.map(PartyId::new),
            })
        };
        assert_eq!(contact("create_user", &[("UserID", "a")]), member(None));
        assert_eq!(contact("update_user", &[("UserID", "a"), ("NewUserID", "b")]), member(Some("b")));
        assert_eq!(contact("delete_user", &[("UserID", "a")]), member(None));
        assert_eq!(contact("update_party", &[("Id", "2")]), EventKind::Directory(Hint::Departments));
        assert_eq!(contact("update_tag", &[("TagId", "3")]), EventKind::Directory(Hint::Tag(TagId(3))));
        let customer = [
            ("Event", "change_external_contact"),
            ("ChangeType", "del_follow_user"),
            ("UserID", "a"),
            ("ExternalUserID", "wm1"),
        ];
        assert_eq!(event(&customer).kind, EventKind::Directory(Hint::ExternalContact("wm1".into())));
        let room = [("Event", "change_external_chat"), ("ChatId", "wr1"), ("ChangeType", "update")];
        assert_eq!(event(&room).kind, EventKind::Directory(Hint::Room(RoomId::new("wr1"))));
    }

    #[test]
    fn nested_elements_do_not_pass_for_those_of_the_event() {
        let xml = "<xml><SelectedItems><Event>msgaudit_notify</Event></SelectedItems><CreateTime>5</CreateTime>\
                   <Event>x</Event><Event>msgaudit_notify</Event></xml>";
        assert_eq!(parse(xml.as_bytes()), Ok(Event { at: 5_000, kind: EventKind::Other }));
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for xml in [
            "<xml><Event>a</Event>",
            "<!DOCTYPE x [<!ENTITY a \"b\">]><xml><Event>&a;</Event></xml>",
            "<xml></yml>",
        ] {
            assert_eq!(parse(xml.as_bytes()), Err(Refused), "{xml}");
        }
        assert_eq!(parse(&[0xff, 0xfe]), Err(Refused));
    }
}
