//! The events an archive listens to, and the XML they are written in.

use std::fmt::Write as _;

use crate::corp::CorpChange;

/// The agent id of the archive page.
const ARCHIVE_AGENT: u32 = 2_000_004;
/// The agent id of 通讯录同步.
const CONTACT_AGENT: u32 = 2_000_002;
/// The agent id of 客户联系.
const CUSTOMER_AGENT: u32 = 2_000_003;

/// Something the receiver is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// There are new messages (`msgaudit_notify`).
    MessageAudit,
    /// A customer agreed to archiving (`msg_audit_approved`).
    AuditApproved {
        /// The member.
        userid: String,
        /// The customer.
        external_userid: String,
        /// With which the customer may be welcomed.
        welcome_code: String,
    },
    /// The directory changed (`change_contact`, `change_external_contact`, `change_external_chat`).
    Contact(CorpChange),
    /// A member clicked a button of the app's card (`template_card_event`).
    CardButton {
        /// The member.
        userid: String,
        /// The card's task id.
        task_id: String,
        /// The button's key.
        key: String,
        /// With which the card can be changed once.
        response_code: String,
    },
}

impl Event {
    /// Gives the agent id events of this kind carry; `app` is the self-built app's.
    pub(super) fn agent(&self, app: u32) -> u32 {
        match self {
            Event::MessageAudit => ARCHIVE_AGENT,
            Event::AuditApproved { .. } => CUSTOMER_AGENT,
            Event::Contact(CorpChange::LoseContact { .. } | CorpChange::ChangeRoom { .. }) => CUSTOMER_AGENT,
            Event::Contact(_) => CONTACT_AGENT,
            Event::CardButton { .. } => app,
        }
    }

    /// Writes the event out; `time` is UTC seconds.
    #[must_use]
    pub fn xml(&self, corp_id: &str, agent: u32, time: i64) -> String {
        let mut xml = Xml::default();
        xml.text("ToUserName", corp_id);
        xml.text("FromUserName", if let Event::CardButton { userid, .. } = self { userid } else { "sys" });
        xml.number("CreateTime", time);
        xml.text("MsgType", "event");
        match self {
            Event::MessageAudit => {
                xml.number("AgentID", i64::from(agent));
                xml.text("Event", "msgaudit_notify");
            }
            Event::AuditApproved { userid, external_userid, welcome_code } => {
                xml.text("Event", "change_external_contact");
                xml.text("ChangeType", "msg_audit_approved");
                xml.text("UserID", userid);
                xml.text("ExternalUserID", external_userid);
                xml.text("WelcomeCode", welcome_code);
            }
            Event::Contact(change) => contact(&mut xml, change),
            Event::CardButton { task_id, key, response_code, .. } => {
                xml.text("Event", "template_card_event");
                xml.text("EventKey", key);
                xml.text("TaskId", task_id);
                xml.text("CardType", "button_interaction");
                xml.text("ResponseCode", response_code);
                xml.number("AgentID", i64::from(agent));
            }
        }
        format!("<xml>{}</xml>", xml.0)
    }
}

fn contact(xml: &mut Xml, change: &CorpChange) {
    let (event, change_type) = change.event();
    xml.text("Event", event);
    xml.plain("ChangeType", change_type);
    match change {
        CorpChange::CreateUser { userid, name, department } => {
            xml.text("UserID", userid);
            xml.text("Name", name);
            xml.text("Department", &department.to_string());
            xml.plain("MainDepartment", &department.to_string());
            xml.plain("Status", "1");
        }
        CorpChange::UpdateUser { userid, new_userid, name, departments } => {
            xml.text("UserID", userid);
            if let Some(new_userid) = new_userid {
                xml.text("NewUserID", new_userid);
            }
            if let Some(name) = name {
                xml.text("Name", name);
            }
            if let Some(departments) = departments {
                let ids: Vec<String> = departments.iter().map(u32::to_string).collect();
                xml.text("Department", &ids.join(","));
            }
        }
        CorpChange::DeleteUser { userid } => xml.text("UserID", userid),
        CorpChange::CreateDepartment { department, name, parent } => {
            xml.number("Id", i64::from(*department));
            xml.text("Name", name);
            xml.number("ParentId", i64::from(*parent));
            xml.number("Order", 1);
        }
        CorpChange::DeleteDepartment { department } => xml.number("Id", i64::from(*department)),
        CorpChange::MoveDepartment { department, parent } => {
            xml.number("Id", i64::from(*department));
            xml.number("ParentId", i64::from(*parent));
        }
        CorpChange::UpdateTag { tag, add, remove } => {
            xml.number("TagId", i64::from(*tag));
            xml.text("AddUserItems", &add.join(","));
            xml.text("DelUserItems", &remove.join(","));
        }
        CorpChange::LoseContact { external_userid } => {
            xml.text("UserID", "");
            xml.text("ExternalUserID", external_userid);
        }
        CorpChange::ChangeRoom { roomid, is_in, .. } => {
            xml.text("ChatId", roomid);
            xml.text("UpdateDetail", if *is_in { "add_member" } else { "del_member" });
            xml.number("MemChangeCnt", 1);
        }
    }
}

/// Writes the flat XML of events.
#[derive(Debug, Default)]
struct Xml(String);

impl Xml {
    fn text(&mut self, name: &str, value: &str) {
        // The only thing CDATA cannot hold is its own end.
        let value = value.replace("]]>", "]]]]><![CDATA[>");
        let _ = write!(self.0, "<{name}><![CDATA[{value}]]></{name}>");
    }

    fn plain(&mut self, name: &str, value: &str) {
        let _ = write!(self.0, "<{name}>{value}</{name}>");
    }

    fn number(&mut self, name: &str, value: i64) {
        self.plain(name, &value.to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_written_as_wecom_writes_them() {
        assert_eq!(
            Event::MessageAudit.xml("ww1", ARCHIVE_AGENT, 5),
            "<xml><ToUserName><![CDATA[ww1]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>\
             <CreateTime>5</CreateTime><MsgType><![CDATA[event]]></MsgType><AgentID>2000004</AgentID>\
             <Event><![CDATA[msgaudit_notify]]></Event></xml>"
        );
        let renamed = CorpChange::UpdateUser {
            userid: "a".into(),
            new_userid: Some("b".into()),
            name: None,
            departments: None,
        };
        let xml = Event::Contact(renamed).xml("ww1", CONTACT_AGENT, 5);
        assert!(xml.contains(
            "<ChangeType>update_user</ChangeType><UserID><![CDATA[a]]></UserID><NewUserID><![CDATA[b]]>"
        ));
        let odd = CorpChange::DeleteUser { userid: "x]]>y".into() };
        assert!(Event::Contact(odd).xml("ww1", 1, 5).contains("<![CDATA[x]]]]><![CDATA[>y]]>"));
    }
}
