//! Messages of the app to members, and the welcome message to customers.

use huicun_domain::ids::PartyId;
use serde::Deserialize;
use serde_json::{Value, json};

use super::client::Client;
use crate::sdk::WecomError;

/// How many members one message may go to.
pub const RECEIVERS_AT_ONCE: usize = 1_000;
/// The longest text, in bytes.
pub const TEXT_BYTES: usize = 2_048;
/// The most characters of a text card's description.
pub const DESCRIPTION_CHARS: usize = 512;
/// The most characters of a card's title.
pub const TITLE_CHARS: usize = 36;
/// The most characters of a card's lower text.
pub const CARD_TEXT_CHARS: usize = 160;
/// The `errcode` for a message none of whose receivers can be reached.
pub const NOBODY_REACHED: i64 = 81_013;
/// The `errcode` for a task id that was used.
pub const TASK_USED: i64 = 42_014;
/// Within how many seconds the same text to the same members is not sent twice: the longest that WeCom takes.
const SAME_TEXT_SECONDS: u32 = 14_400;

/// The app that sends.
#[derive(Clone)]
pub struct App {
    /// Its secret.
    pub secret: String,
    /// Its number.
    pub agent_id: u32,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "App({})", self.agent_id)
    }
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AppMessage {
    /// Plain text.
    Text(String),
    /// A card that opens an address.
    TextCard {
        /// The title.
        title: String,
        /// The text.
        description: String,
        /// What it opens.
        url: String,
    },
    /// A card with buttons (`button_interaction`).
    Buttons {
        /// What the message is known by; never used again.
        task_id: String,
        /// The title.
        title: String,
        /// The text.
        text: String,
        /// Names and values below the text, each with an address to open where there is one.
        facts: Vec<(String, String, Option<String>)>,
        /// Texts and keys of the buttons, the main one first.
        buttons: Vec<(String, &'static str)>,
    },
}

impl AppMessage {
    fn put_into(&self, body: &mut Value) {
        match self {
            Self::Text(content) => {
                body["msgtype"] = json!("text");
                body["text"] = json!({ "content": content });
                body["enable_duplicate_check"] = json!(1);
                body["duplicate_check_interval"] = json!(SAME_TEXT_SECONDS);
            }
            Self::TextCard { title, description, url } => {
                body["msgtype"] = json!("textcard");
                body["textcard"] = json!({ "title": title, "description": description, "url": url });
                body["enable_duplicate_check"] = json!(1);
                body["duplicate_check_interval"] = json!(SAME_TEXT_SECONDS);
            }
            Self::Buttons { task_id, title, text, facts, buttons } => {
                let facts: Vec<Value> = facts
                    .iter()
                    .map(|(name, value, url)| match url {
                        Some(url) => json!({ "type": 1, "keyname": name, "value": value, "url": url }),
                        None => json!({ "keyname": name, "value": value }),
                    })
                    .collect();
                let buttons: Vec<Value> = buttons
                    .iter()
                    .zip(1..)
                    .map(|((text, key), style)| json!({ "text": text, "style": style, "key": key }))
                    .collect();
                body["msgtype"] = json!("template_card");
                body["template_card"] = json!({
                    "card_type": "button_interaction",
                    "main_title": { "title": title },
                    "sub_title_text": text,
                    "horizontal_content_list": facts,
                    "task_id": task_id,
                    "button_list": buttons,
                });
            }
        }
    }
}

/// A message that was taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// Who cannot be reached, as WeCom writes it: in lower case.
    pub invalid: Vec<String>,
    /// Who has no licence for the app.
    pub unlicensed: Vec<String>,
    /// WeCom's id of the message.
    pub msgid: String,
}

#[derive(Deserialize)]
struct SendAnswer {
    #[serde(default)]
    invaliduser: String,
    #[serde(default)]
    unlicenseduser: String,
    #[serde(default)]
    msgid: String,
}

fn ids(list: &str) -> Vec<String> {
    list.split('|').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

impl Client {
    /// Sends a message to members, at most [`RECEIVERS_AT_ONCE`].
    ///
    /// # Errors
    /// [`WecomError`]; [`NOBODY_REACHED`] where none of them can be reached, [`TASK_USED`] where the card was sent before.
    pub async fn send_message(
        &self,
        app: &App,
        to: &[PartyId],
        message: &AppMessage,
    ) -> Result<Taken, WecomError> {
        let to: Vec<&str> = to.iter().map(PartyId::as_str).collect();
        let mut body = json!({ "touser": to.join("|"), "agentid": app.agent_id });
        message.put_into(&mut body);
        let answer: SendAnswer = self.post(&app.secret, "cgi-bin/message/send", &body).await?;
        Ok(Taken {
            invalid: ids(&answer.invaliduser),
            unlicensed: ids(&answer.unlicenseduser),
            msgid: answer.msgid,
        })
    }

    /// Replaces the buttons of a member's card by words. A response code is good once.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn settle_card(
        &self,
        app: &App,
        member: &PartyId,
        response_code: &str,
        words: &str,
    ) -> Result<(), WecomError> {
        let body = json!({
            "userids": [member],
            "agentid": app.agent_id,
            "response_code": response_code,
            "button": { "replace_name": words },
        });
        self.post::<Value>(&app.secret, "cgi-bin/message/update_template_card", &body).await.map(|_| ())
    }

    /// Takes a message back, within 24 hours.
    ///
    /// # Errors
    /// [`WecomError`].
    pub async fn recall_message(&self, app: &App, msgid: &str) -> Result<(), WecomError> {
        let body = json!({ "msgid": msgid });
        self.post::<Value>(&app.secret, "cgi-bin/message/recall", &body).await.map(|_| ())
    }

    /// Welcomes a customer, once and within 20 seconds of the event that brought the code.
    ///
    /// # Errors
    /// [`WecomError`]: 41050 for a code that is late or used, 41053 where the customer has not agreed.
    pub async fn welcome(&self, secret: &str, code: &str, text: &str) -> Result<(), WecomError> {
        let body = json!({ "welcome_code": code, "text": { "content": text } });
        self.post::<Value>(secret, "cgi-bin/externalcontact/send_welcome_msg", &body).await.map(|_| ())
    }

    /// Writes into the room of a group robot (消息推送), by the key of its webhook; at most 20 times a minute.
    ///
    /// # Errors
    /// [`WecomError`]: 93000 for a key that is none.
    pub async fn notify_room(&self, key: &str, text: &str) -> Result<(), WecomError> {
        let body = json!({ "msgtype": "text", "text": { "content": text } });
        self.send("cgi-bin/webhook/send", &[("key", key)], Some(&body)).await.map(|_| ())
    }
}
