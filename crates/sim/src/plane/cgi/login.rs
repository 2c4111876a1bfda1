//! Signing in with WeCom: the pages that give a code, and the exchange of the code for a person.

use std::{collections::HashMap, fmt::Write as _, sync::Arc};

use axum::{
    extract::{Query, State},
    response::{Html, IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    corp::MemberStatus,
    plane::cgi::{
        Answer, Done, Refusal,
        access::{Caller, Holder},
    },
    rng::Rng,
    sim::Shared,
    sync::lock,
};

/// How long a code is good.
const CODE_MS: i64 = 300_000;
/// How long a ticket for details is good.
const TICKET_MS: i64 = 1_800_000;

/// Codes and tickets given out.
#[derive(Debug, Default)]
pub(crate) struct Logins {
    codes: HashMap<String, Code>,
    tickets: HashMap<String, (String, i64)>,
    made: u64,
}

#[derive(Debug)]
struct Code {
    id: String,
    until: i64,
    is_used: bool,
    /// Whether the person also consented to details (`snsapi_privateinfo`).
    with_details: bool,
}

impl Logins {
    /// Gives a code for the person `id`.
    pub(crate) fn code(&mut self, id: &str, with_details: bool, seed: u64, now: i64) -> String {
        self.made += 1;
        let code = Rng::derive(seed ^ 0xC0DE, self.made ^ now as u64).token(43);
        self.codes.insert(
            code.clone(),
            Code { id: id.to_owned(), until: now + CODE_MS, is_used: false, with_details },
        );
        code
    }

    /// Takes a code: the person, and a ticket where details were consented to.
    fn take(&mut self, code: &str, seed: u64, now: i64) -> Result<(String, Option<String>), Refusal> {
        let found = self.codes.get_mut(code).ok_or(Refusal::new(40_029))?;
        if found.is_used {
            return Err(Refusal::new(42_022));
        }
        if found.until <= now {
            return Err(Refusal::new(42_003));
        }
        found.is_used = true;
        let ticket = found.with_details.then(|| Rng::derive(seed ^ 0x71C, now as u64).token(64));
        let id = found.id.clone();
        if let Some(ticket) = &ticket {
            self.tickets.insert(ticket.clone(), (id.clone(), now + TICKET_MS));
        }
        Ok((id, ticket))
    }
}

fn exchange(caller: &Caller) -> Result<(String, Option<String>), Refusal> {
    caller.allow(&[Holder::App])?;
    let code = caller.optional("code").ok_or(Refusal::new(40_029))?;
    lock(&caller.shared.logins).take(code, caller.shared.seed, caller.shared.now())
}

/// `auth/getuserinfo`: who a code belongs to.
pub(super) async fn user_info(caller: Caller) -> Answer {
    let (id, ticket) = exchange(&caller)?;
    if caller.shared.corp().member(&id).is_none() {
        return Ok(Done(json!({ "openid": format!("o{id}"), "external_userid": id })));
    }
    let mut answer = json!({ "userid": id });
    if let Some(ticket) = ticket {
        answer["user_ticket"] = json!(ticket);
    }
    Ok(Done(answer))
}

/// `user/getuserinfo`: the same, in the old spelling.
pub(super) async fn legacy_user_info(caller: Caller) -> Answer {
    let (id, _) = exchange(&caller)?;
    let key = if caller.shared.corp().member(&id).is_some() { "UserId" } else { "OpenId" };
    Ok(Done(json!({ key: id, "DeviceId": "" })))
}

/// `auth/getuserdetail`: what the person consented to show.
pub(super) async fn user_detail(caller: Caller) -> Answer {
    caller.allow(&[Holder::App])?;
    let body: Value = caller.body()?;
    let ticket = body["user_ticket"].as_str().unwrap_or("");
    let now = caller.shared.now();
    let found = lock(&caller.shared.logins).tickets.get(ticket).cloned();
    let (id, _) = found.filter(|(_, until)| *until > now).ok_or(Refusal::new(40_029))?;
    let corp = caller.shared.corp();
    let member = corp.member(&id).ok_or(Refusal::new(60_111))?;
    Ok(Done(json!({
        "userid": *member.userid,
        "gender": member.gender.to_string(),
        "avatar": "",
        "qr_code": "",
        "mobile": member.mobile,
        "email": "",
        "biz_mail": format!("{}@example.com", member.userid.to_lowercase()),
        "address": "",
    })))
}

/// What a sign-in page is opened with; both pages use the same names.
#[derive(Debug, Deserialize)]
pub(crate) struct LoginPage {
    appid: String,
    redirect_uri: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    scope: String,
    /// Not WeCom's: who signs in, without asking.
    #[serde(default)]
    userid: String,
}

/// The page where a person signs in: a list of members, or a redirect where the address says who it is.
pub(crate) async fn page(State(shared): State<Arc<Shared>>, Query(asked): Query<LoginPage>) -> Response {
    if asked.appid != lock(&shared.file).credentials.corp_id {
        return Html("<h1>40013 invalid corpid</h1>").into_response();
    }
    let with_details = asked.scope == "snsapi_privateinfo";
    let target = |id: &str| {
        let code = lock(&shared.logins).code(id, with_details, shared.seed, shared.now());
        let joint = if asked.redirect_uri.contains('?') { '&' } else { '?' };
        format!("{}{joint}code={code}&state={}", asked.redirect_uri, asked.state)
    };
    if !asked.userid.is_empty() {
        return Redirect::to(&target(&asked.userid)).into_response();
    }
    let corp = shared.corp();
    let mut html = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{0}</title><h1>{0}</h1><ul>",
        escape(&corp.name)
    );
    for member in corp.members.iter().filter(|member| member.status == MemberStatus::Active).take(30) {
        // Writing to a String cannot fail.
        let _ =
            write!(html, "<li><a href=\"{}\">{}</a>", escape(&target(&member.userid)), escape(&member.name));
    }
    Html(html).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_good_once_and_for_five_minutes() {
        let mut logins = Logins::default();
        let code = logins.code("ZhangWei", false, 1, 0);
        assert_eq!(logins.take(&code, 1, 299_999), Ok(("ZhangWei".to_owned(), None)));
        assert_eq!(logins.take(&code, 1, 299_999), Err(Refusal::new(42_022)));
        let late = logins.code("ZhangWei", true, 1, 0);
        assert_eq!(logins.take(&late, 1, 300_000), Err(Refusal::new(42_003)));
        assert_eq!(logins.take("made-up", 1, 0), Err(Refusal::new(40_029)));
    }
}
