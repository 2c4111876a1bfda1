//! Messages to members and rooms: what the archive sends is kept in an outbox for whoever tests it.

use std::collections::{HashMap, HashSet};

use serde::Serialize;
use serde_json::{Value, json};

use crate::{
    corp::{Corp, MemberStatus},
    plane::cgi::{
        Answer, Done, Refusal,
        access::{Caller, Holder},
    },
    rng::{Rng, hash_text},
    sync::lock,
};

/// The longest text, in bytes.
const TEXT_LIMIT: usize = 2_048;
/// The longest markdown of a webhook, in bytes.
const MARKDOWN_LIMIT: usize = 4_096;
/// How often one webhook may be used in a minute.
const WEBHOOK_PER_MINUTE: u32 = 20;

/// How long the code that changes a card is good.
const RESPONSE_MS: i64 = 72 * 3_600_000;
/// How long the code that welcomes a customer is good.
const WELCOME_MS: i64 = 20_000;
/// Within which time a message can be taken back.
const RECALL_MS: i64 = 24 * 3_600_000;
/// How many members one message may go to.
const RECEIVERS: usize = 1_000;

/// A message that was sent.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Sent {
    /// `app`, `webhook`, `welcome` or `mass`.
    channel: &'static str,
    msgid: String,
    at: i64,
    is_recalled: bool,
    body: Value,
}

/// What was sent to members and rooms.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    sent: Vec<Sent>,
    tasks: HashSet<String>,
    /// Until when each code is good.
    response_codes: HashMap<String, i64>,
    /// Until when each code is good, and for which customer.
    welcome_codes: HashMap<String, (i64, String)>,
    /// The codes by which somebody was welcomed.
    welcomed: HashSet<String>,
    pressed: u64,
}

impl Outbox {
    /// Lists what was sent, oldest first.
    pub(crate) fn list(&self) -> Vec<Sent> {
        self.sent.clone()
    }

    /// Gives the code that comes with a press of a button.
    pub(crate) fn press(&mut self, seed: u64, now: i64) -> String {
        self.pressed += 1;
        let code = Rng::derive(seed ^ 0xCA4D, self.pressed).token(43);
        self.response_codes.insert(code.clone(), now + RESPONSE_MS);
        code
    }

    /// Gives the code with which a customer who agreed may be welcomed.
    pub(crate) fn welcome_code(&mut self, customer: &str, seed: u64, now: i64) -> String {
        let code = format!("SIMWELCOME{}", Rng::derive(seed, self.welcome_codes.len() as u64).token(24));
        self.welcome_codes.insert(code.clone(), (now + WELCOME_MS, customer.to_owned()));
        code
    }

    fn keep(&mut self, channel: &'static str, body: Value, seed: u64, at: i64) -> String {
        let msgid = format!("sim{}", Rng::derive(seed, self.sent.len() as u64).token(32));
        self.sent.push(Sent { channel, msgid: msgid.clone(), at, is_recalled: false, body });
        msgid
    }
}

/// Tells whether the payload of a message is one that WeCom takes.
fn is_fit(kind: &str, payload: &Value) -> bool {
    let text = |name: &str| payload[name].as_str().unwrap_or_default();
    let is_short = |name: &str, most: usize| {
        let length = text(name).chars().count();
        (1..=most).contains(&length)
    };
    match kind {
        "text" => !text("content").is_empty() && text("content").len() <= TEXT_LIMIT,
        "textcard" => {
            is_short("title", 128)
                && is_short("description", 512)
                && text("url").starts_with("http")
                && text("url").len() <= TEXT_LIMIT
        }
        "template_card" if text("card_type") == "button_interaction" => is_button_card(payload),
        _ => payload.is_object(),
    }
}

fn is_button_card(card: &Value) -> bool {
    let chars = |value: &Value| value.as_str().unwrap_or_default().chars().count();
    let (facts, buttons) = (card["horizontal_content_list"].as_array(), card["button_list"].as_array());
    let facts_fit = facts.is_none_or(|facts| {
        let fits = |fact: &Value| (1..=5).contains(&chars(&fact["keyname"])) && chars(&fact["value"]) <= 30;
        facts.len() <= 6 && facts.iter().all(fits)
    });
    let buttons_fit = buttons.is_some_and(|buttons| {
        let fits = |button: &Value| (1..=10).contains(&chars(&button["text"])) && chars(&button["key"]) > 0;
        (1..=6).contains(&buttons.len()) && buttons.iter().all(fits)
    });
    (1..=36).contains(&chars(&card["main_title"]["title"]))
        && chars(&card["sub_title_text"]) <= 160
        && facts_fit
        && buttons_fit
}

fn is_task_id(task: &str) -> bool {
    (1..=128).contains(&task.len())
        && task.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-@".contains(&byte))
}

fn agent(caller: &Caller, body: &Value) -> Result<(), Refusal> {
    caller.allow(&[Holder::App])?;
    let agent_id = lock(&caller.shared.file).credentials.agent_id;
    match body.get("agentid") {
        None | Some(Value::Null) => Err(Refusal::new(40_056)),
        Some(id)
            if id.as_u64() == Some(u64::from(agent_id)) || id.as_str() == Some(&agent_id.to_string()) =>
        {
            Ok(())
        }
        Some(_) => Err(Refusal::new(301_002)),
    }
}

/// Sorts the receivers into those who exist and those who do not (lower-cased, as WeCom names them).
fn receivers(corp: &Corp, body: &Value) -> Result<(usize, Vec<String>), Refusal> {
    let list = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let (users, parties, tags) = (list("touser"), list("toparty"), list("totag"));
    if users.is_empty() && parties.is_empty() && tags.is_empty() {
        return Err(Refusal::new(82_001));
    }
    if users == "@all" {
        return Ok((corp.members.len(), Vec::new()));
    }
    if users.split('|').count() > RECEIVERS {
        return Err(Refusal::new(40_031));
    }
    let is_here = |id: &str| corp.member(id).is_some_and(|member| member.status == MemberStatus::Active);
    let (here, gone): (Vec<&str>, Vec<&str>) =
        users.split('|').filter(|id| !id.is_empty()).partition(|id| is_here(id));
    let is_party = |id: &&str| corp.departments.iter().any(|department| department.id.to_string() == **id);
    let is_tag = |id: &&str| corp.tags.iter().any(|tag| tag.id.to_string() == **id);
    let count =
        here.len() + parties.split('|').filter(is_party).count() + tags.split('|').filter(is_tag).count();
    Ok((count, gone.into_iter().map(str::to_lowercase).collect()))
}

/// `message/send`: a message of the app to members.
pub(super) async fn send(caller: Caller) -> Answer {
    let body: Value = caller.body()?;
    agent(&caller, &body)?;
    let (count, invalid) = receivers(&caller.shared.corp(), &body)?;
    if count == 0 {
        return Err(Refusal::new(81_013));
    }
    let kind = body.get("msgtype").and_then(Value::as_str).unwrap_or("").to_owned();
    if body.get(&kind).is_none_or(|payload| !payload.is_object() || !is_fit(&kind, payload)) {
        return Err(Refusal::new(40_058));
    }
    let now = caller.shared.now();
    let mut answer = json!({ "invaliduser": invalid.join("|"), "invalidparty": "", "invalidtag": "", "unlicenseduser": "" });
    let mut outbox = lock(&caller.shared.outbox);
    if kind == "template_card" {
        let task = body["template_card"]["task_id"].as_str().unwrap_or("").to_owned();
        let is_button = body["template_card"]["card_type"] == "button_interaction";
        if is_button && (!is_task_id(&task) || !outbox.tasks.insert(task.clone())) {
            return Err(Refusal::new(42_014));
        }
        let code = Rng::derive(caller.shared.seed, hash_text(&task)).token(43);
        outbox.response_codes.insert(code.clone(), now + RESPONSE_MS);
        answer["response_code"] = json!(code);
    }
    answer["msgid"] = json!(outbox.keep("app", body, caller.shared.seed, now));
    Ok(Done(answer))
}

/// `message/recall`: takes a message of the app back.
pub(super) async fn recall(caller: Caller) -> Answer {
    caller.allow(&[Holder::App])?;
    let body: Value = caller.body()?;
    let mut outbox = lock(&caller.shared.outbox);
    let since = caller.shared.now() - RECALL_MS;
    let found = outbox.sent.iter_mut().find(|sent| body["msgid"] == sent.msgid.as_str() && sent.at >= since);
    found.ok_or(Refusal::new(40_058))?.is_recalled = true;
    Ok(Done::bare())
}

/// `message/update_template_card`: greys a button; a response code is good once.
pub(super) async fn update_card(caller: Caller) -> Answer {
    let body: Value = caller.body()?;
    agent(&caller, &body)?;
    let (code, now) = (body["response_code"].as_str().unwrap_or("").to_owned(), caller.shared.now());
    let mut outbox = lock(&caller.shared.outbox);
    if outbox.response_codes.remove(&code).is_none_or(|until| until <= now) {
        return Err(Refusal::new(40_058));
    }
    outbox.keep("card_update", body, caller.shared.seed, now);
    Ok(Done(json!({ "invaliduser": [] })))
}

fn webhook_key(caller: &Caller) -> Result<String, Refusal> {
    let key = caller.optional("key").ok_or(Refusal::new(93_000))?;
    let corp = caller.shared.corp();
    if corp.robots.iter().any(|robot| robot.webhook_key == key) {
        Ok(key.to_owned())
    } else {
        Err(Refusal::new(93_000))
    }
}

/// `webhook/send`: a message of a robot to its room, at most 20 a minute.
pub(super) async fn webhook(caller: Caller) -> Answer {
    let key = webhook_key(&caller)?;
    let body: Value = caller.body()?;
    let kind = body.get("msgtype").and_then(Value::as_str).unwrap_or("").to_owned();
    let content = body[&kind]["content"].as_str();
    let is_fit = match kind.as_str() {
        "text" => content.is_some_and(|text| !text.is_empty() && text.len() <= TEXT_LIMIT),
        "markdown" | "markdown_v2" => {
            content.is_some_and(|text| !text.is_empty() && text.len() <= MARKDOWN_LIMIT)
        }
        "image" | "news" | "file" | "voice" | "template_card" => body[&kind].is_object(),
        _ => false,
    };
    if !is_fit {
        return Err(Refusal::new(40_058));
    }
    let now = caller.shared.now();
    lock(&caller.shared.access).count(&key, WEBHOOK_PER_MINUTE, now)?;
    lock(&caller.shared.outbox).keep("webhook", body, caller.shared.seed, now);
    Ok(Done::bare())
}

fn media_id(caller: &Caller) -> Value {
    let now = caller.shared.now();
    json!({ "type": "file", "media_id": format!("3{}", Rng::derive(caller.shared.seed, now as u64).token(62)), "created_at": (now / 1000).to_string() })
}

/// `webhook/upload_media`: a file for a webhook; its content is not kept.
pub(super) async fn webhook_upload(caller: Caller) -> Answer {
    webhook_key(&caller)?;
    Ok(Done(media_id(&caller)))
}

/// `media/upload`: a file for messages of the app; its content is not kept.
pub(super) async fn upload(caller: Caller) -> Answer {
    caller.allow(&[Holder::App, Holder::Customers])?;
    Ok(Done(media_id(&caller)))
}

/// `externalcontact/send_welcome_msg`: a code is good for twenty seconds, for a customer who agreed, and for the first of
/// the apps that use it.
pub(super) async fn welcome(caller: Caller) -> Answer {
    caller.allow(&[Holder::Customers, Holder::App])?;
    let body: Value = caller.body()?;
    let (code, now) = (body["welcome_code"].as_str().unwrap_or("").to_owned(), caller.shared.now());
    let found = {
        let outbox = lock(&caller.shared.outbox);
        if outbox.welcomed.contains(&code) {
            return Err(Refusal::new(41_051));
        }
        outbox.welcome_codes.get(&code).cloned()
    };
    let (_, customer) = found.filter(|(until, _)| *until > now).ok_or(Refusal::new(41_050))?;
    if super::audit::has_disagreed(&caller.shared, &customer) {
        return Err(Refusal::new(41_053));
    }
    let mut outbox = lock(&caller.shared.outbox);
    if !outbox.welcomed.insert(code) {
        return Err(Refusal::new(41_051));
    }
    outbox.keep("welcome", body, caller.shared.seed, now);
    drop(outbox);
    Ok(Done::bare())
}

/// `externalcontact/add_msg_template`: a mass message for members to confirm.
pub(super) async fn mass(caller: Caller) -> Answer {
    caller.allow(&[Holder::Customers, Holder::App])?;
    let body: Value = caller.body()?;
    let corp = caller.shared.corp();
    let wanted = body["external_userid"].as_array().cloned().unwrap_or_default();
    let failed: Vec<Value> =
        wanted.into_iter().filter(|id| id.as_str().is_none_or(|id| corp.contact(id).is_none())).collect();
    let now = caller.shared.now();
    let msgid = lock(&caller.shared.outbox).keep("mass", body, caller.shared.seed, now);
    Ok(Done(json!({ "fail_list": failed, "msgid": msgid })))
}
