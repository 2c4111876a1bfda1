//! Who calls: access tokens by secret, their expiry, and how often each interface may be called.

use std::{collections::HashMap, sync::Arc, time::Duration};

use axum::{
    body::Bytes,
    extract::{FromRequest, Query, Request, State},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    faults::{Call, Effect},
    plane::cgi::{Answer, Done, Refusal},
    rng::Rng,
    sim::Shared,
    sync::lock,
};

/// How long a token is valid.
const LIFETIME_MS: i64 = 7_200_000;
/// The unit of rate limits.
const MINUTE_MS: i64 = 60_000;
/// How often an interface may be called in a minute unless it has a limit of its own.
const PER_MINUTE: u32 = 10_000;
/// The same, in an hour.
const HOUR_MS: i64 = 3_600_000;
const PER_HOUR: u32 = 150_000;
/// How often all of them together may be called from one address.
const ADDRESS_PER_MINUTE: u32 = 20_000;
const ADDRESS_PER_HOUR: u32 = 600_000;
/// How many calls about customers may be under way at once.
const BULK_AT_ONCE: usize = 5;

/// Whose secret a token was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Holder {
    /// 会话内容存档.
    Archive,
    /// 通讯录同步.
    ContactSync,
    /// 客户联系.
    Customers,
    /// The self-built app.
    App,
}

/// The tokens given out, and how often each interface was called in the running minute.
#[derive(Debug, Default)]
pub(crate) struct Access {
    tokens: HashMap<String, (Holder, i64)>,
    current: HashMap<Holder, String>,
    minute: Counted,
    hour: Counted,
    /// Calls about customers that are under way.
    bulk: usize,
    made: u64,
}

/// How often each interface was called in a unit of time that runs.
#[derive(Debug, Default)]
struct Counted {
    unit: i64,
    calls: HashMap<String, u32>,
}

impl Counted {
    fn count(&mut self, what: &str, limit: u32, unit: i64) -> Result<(), Refusal> {
        if self.unit != unit {
            self.unit = unit;
            self.calls.clear();
        }
        let calls = self.calls.entry(what.to_owned()).or_default();
        *calls += 1;
        if *calls > limit { Err(Refusal::new(45_009)) } else { Ok(()) }
    }
}

impl Access {
    /// Forgets every token, as if all had been called back.
    pub(crate) fn forget(&mut self) {
        self.tokens.clear();
        self.current.clear();
    }

    /// Lets every token expire now.
    pub(crate) fn expire(&mut self) {
        for (_, until) in self.tokens.values_mut() {
            *until = 0;
        }
        self.current.clear();
    }

    /// Gives the holder's token: the same one while it is valid.
    fn token(&mut self, holder: Holder, seed: u64, now: i64) -> (String, i64) {
        if let Some(token) = self.current.get(&holder)
            && let Some((_, until)) = self.tokens.get(token)
            && *until > now
        {
            return (token.clone(), (until - now) / 1_000);
        }
        self.made += 1;
        let token = Rng::derive(seed ^ now as u64, self.made).token(214);
        self.tokens.insert(token.clone(), (holder, now + LIFETIME_MS));
        self.current.insert(holder, token.clone());
        (token, LIFETIME_MS / 1_000)
    }

    fn holder(&self, token: &str, now: i64) -> Result<Holder, Refusal> {
        match self.tokens.get(token) {
            None => Err(Refusal::new(40_014)),
            Some((_, until)) if *until <= now => Err(Refusal::new(42_001)),
            Some((holder, _)) => Ok(*holder),
        }
    }

    /// Counts a call; refuses the one beyond the limit of the running minute.
    pub(crate) fn count(&mut self, what: &str, limit: u32, now: i64) -> Result<(), Refusal> {
        self.minute.count(what, limit, now / MINUTE_MS)
    }

    /// Counts a call of an interface against all limits that WeCom documents.
    fn admit(&mut self, path: &str, now: i64) -> Result<(), Refusal> {
        self.count(path, limit(path), now)?;
        self.count(ADDRESS, ADDRESS_PER_MINUTE, now)?;
        self.hour.count(path, PER_HOUR, now / HOUR_MS)?;
        self.hour.count(ADDRESS, ADDRESS_PER_HOUR, now / HOUR_MS)
    }
}

/// Gives the limit of an interface for one minute.
fn limit(path: &str) -> u32 {
    match path {
        "/msgaudit/get_permit_user_list" => 1_000,
        "/msgaudit/check_single_agree" => 2_500,
        "/msgaudit/check_room_agree" => 1_500,
        "/msgaudit/groupchat/get" => 2_000,
        _ => PER_MINUTE,
    }
}

/// What calls of all interfaces are counted under: the virtual corp has one neighbour.
const ADDRESS: &str = "from one address";

/// A call about customers that is under way.
#[derive(Debug)]
struct Bulk(Arc<Shared>);

impl Bulk {
    /// Begins one where `path` is about customers; refuses where too many are under way.
    fn begin(shared: &Arc<Shared>, path: &str) -> Result<Option<Self>, Refusal> {
        if !path.starts_with("/externalcontact/") {
            return Ok(None);
        }
        let mut access = lock(&shared.access);
        if access.bulk >= BULK_AT_ONCE {
            return Err(Refusal::new(45_033));
        }
        access.bulk += 1;
        Ok(Some(Self(shared.clone())))
    }
}

impl Drop for Bulk {
    fn drop(&mut self) {
        lock(&self.0.access).bulk -= 1;
    }
}

/// A request that was let in.
#[derive(Debug)]
pub(super) struct Caller {
    pub(super) shared: Arc<Shared>,
    /// `None` for interfaces without a token.
    holder: Option<Holder>,
    query: HashMap<String, String>,
    body: Bytes,
    /// Ends when the answer is written.
    _bulk: Option<Bulk>,
}

impl Caller {
    /// Refuses callers whose secret is not one of `allowed`.
    pub(super) fn allow(&self, allowed: &[Holder]) -> Result<(), Refusal> {
        let holder = self.holder.ok_or(Refusal::new(41_001))?;
        if allowed.contains(&holder) { Ok(()) } else { Err(Refusal::new(48_002)) }
    }

    /// Gives a query parameter that may be missing.
    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    /// Gives a query parameter, or refuses.
    pub(super) fn required(&self, name: &str) -> Result<&str, Refusal> {
        self.optional(name).ok_or(Refusal::new(40_063))
    }

    /// Reads the JSON body.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(&self.body).map_err(|_| Refusal::new(47_001))
    }

    /// Reads the JSON body, nothing where it is empty.
    pub(super) fn body_or_nothing(&self) -> Result<Value, Refusal> {
        if self.body.is_empty() { Ok(Value::Null) } else { self.body() }
    }
}

impl FromRequest<Arc<Shared>> for Caller {
    type Rejection = Refusal;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Refusal> {
        // Nested routers see the path below /cgi-bin.
        let path = request.uri().path().to_owned();
        let bulk = Bulk::begin(shared, &path)?;
        suffer(shared, &format!("/cgi-bin{path}")).await?;
        let Query(query) = Query::<HashMap<String, String>>::try_from_uri(request.uri())
            .map_err(|_| Refusal::new(40_058))?;
        let body = Bytes::from_request(request, shared).await.map_err(|_| Refusal::new(47_001))?;
        let now = shared.now();
        let mut access = lock(&shared.access);
        let holder = match query.get("access_token").filter(|token| !token.is_empty()) {
            Some(token) => Some(access.holder(token, now)?),
            None => None,
        };
        access.admit(&path, now)?;
        drop(access);
        if let Some(holder) = holder {
            let trust = *lock(&shared.trust);
            match holder {
                Holder::Archive if !trust.archive => return Err(Refusal::untrusted(301_042, trust.address)),
                Holder::Archive => {}
                _ if !trust.others => return Err(Refusal::untrusted(60_020, trust.address)),
                _ => {}
            }
        }
        Ok(Self { shared: shared.clone(), holder, query, body, _bulk: bulk })
    }
}

/// Lets go wrong what the fault script wants.
async fn suffer(shared: &Shared, path: &str) -> Result<(), Refusal> {
    let decision = lock(&shared.faults).decide(Call::http(path));
    if decision.latency_ms > 0 {
        tokio::time::sleep(Duration::from_millis(decision.latency_ms)).await;
    }
    match decision.effect {
        Some(Effect::Errcode { errcode }) => Err(Refusal::new(errcode)),
        Some(Effect::Status { status }) => Err(Refusal::status(status)),
        Some(Effect::ForgetTokens) => {
            lock(&shared.access).forget();
            Ok(())
        }
        _ => Ok(()),
    }
}

/// `gettoken`: the token of a secret.
pub(super) async fn gettoken(caller: Caller) -> Answer {
    let corpid = caller.optional("corpid").ok_or(Refusal::new(41_002))?;
    let secret = caller.optional("corpsecret").ok_or(Refusal::new(41_004))?;
    let holder = {
        let file = lock(&caller.shared.file);
        let credentials = &file.credentials;
        if corpid != credentials.corp_id {
            return Err(Refusal::new(40_013));
        }
        match secret {
            _ if secret == credentials.archive_secret => Holder::Archive,
            _ if secret == credentials.contact_secret => Holder::ContactSync,
            _ if secret == credentials.customer_secret => Holder::Customers,
            _ if secret == credentials.app_secret => Holder::App,
            _ => return Err(Refusal::new(40_001)),
        }
    };
    let now = caller.shared.now();
    let (token, expires_in) = lock(&caller.shared.access).token(holder, caller.shared.seed, now);
    Ok(Done(json!({ "access_token": token, "expires_in": expires_in })))
}

/// The addresses callbacks come from, and the interfaces answer on.
pub(super) async fn callback_ips(State(_shared): State<Arc<Shared>>, caller: Caller) -> Answer {
    caller.allow(&[Holder::Archive, Holder::ContactSync, Holder::Customers, Holder::App])?;
    Ok(Done(json!({ "ip_list": ["127.0.0.1"] })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_stays_the_same_until_it_expires() {
        let mut access = Access::default();
        let (first, seconds) = access.token(Holder::App, 1, 1_000);
        assert_eq!(seconds, 7_200);
        assert_eq!(access.token(Holder::App, 1, 2_000), (first.clone(), 7_199));
        assert_ne!(access.token(Holder::Archive, 1, 2_000).0, first);
        assert_eq!(access.holder(&first, 2_000), Ok(Holder::App));
        assert_eq!(access.holder(&first, 1_000 + LIFETIME_MS), Err(Refusal::new(42_001)));
        assert_ne!(access.token(Holder::App, 1, 1_000 + LIFETIME_MS).0, first);
        access.forget();
        assert_eq!(access.holder(&first, 2_000), Err(Refusal::new(40_014)));
    }

    #[test]
    fn calls_beyond_the_limit_are_refused_until_the_next_minute() {
        let mut access = Access::default();
        assert!((0..3).all(|_| access.count("/x", 3, 0).is_ok()));
        assert_eq!(access.count("/x", 3, 59_999), Err(Refusal::new(45_009)));
        assert!(access.count("/y", 3, 59_999).is_ok());
        assert!(access.count("/x", 3, 60_000).is_ok());
        let mut access = Access::default();
        let admitted = |access: &mut Access, path: &str, at: i64, times: u32| {
            (0..times).filter(|_| access.admit(path, at).is_ok()).count()
        };
        assert_eq!(admitted(&mut access, "/msgaudit/check_room_agree", 0, 1_501), 1_500);
        assert_eq!(admitted(&mut access, "/user/get", 0, 10_001), 10_000);
        assert_eq!(admitted(&mut access, "/user/list", 0, 10_000), 8_500, "20,000 from one address");
        for minute in 1..=14 {
            assert_eq!(admitted(&mut access, "/user/get", minute * MINUTE_MS, 10_000), 10_000);
        }
        assert_eq!(admitted(&mut access, "/user/get", 15 * MINUTE_MS, 10_000), 0, "150,000 in an hour");
        assert_eq!(admitted(&mut access, "/user/get", HOUR_MS, 1), 1);
    }
}
