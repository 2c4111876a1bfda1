//! The controls of the corp: for demonstrations, trainings and tests, never part of WeCom.

use std::{net::IpAddr, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    callback,
    corp::{ArchiveRange, CorpChange},
    credentials::{CorpCredentials, Custody},
    faults::FaultScript,
    pay::Payer,
    plane::Agreement,
    sim::Shared,
    sync::{lock, read},
};

/// A failure, as text with a status.
type Failure = (StatusCode, String);

/// Puts the controls together.
pub(super) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/state", get(state))
        .route("/credentials", get(credentials))
        .route("/keys", get(keys))
        .route("/produce", post(produce))
        .route("/say", post(say))
        .route("/rotate", post(rotate))
        .route("/public_key", post(take_public_key))
        .route("/trust", post(set_trust))
        .route("/release", post(release))
        .route("/directory", post(change_directory))
        .route("/range", get(range).put(set_range))
        .route("/consent", post(consent))
        .route("/card", post(click_card))
        .route("/callback", post(set_callback))
        .route("/tokens", post(tokens))
        .route("/login", post(login))
        .route("/outbox", get(outbox))
        .route("/robots", get(robots))
        .route("/pay", get(list_orders).post(pay_order))
        .route("/faults", get(list_faults).post(add_faults).delete(clear_faults))
}

fn failed(error: &anyhow::Error) -> Failure {
    (StatusCode::INTERNAL_SERVER_ERROR, format!("{error:#}"))
}

/// Runs work that reads or writes files away from the server's threads.
async fn blocking<T: Send + 'static>(
    shared: Arc<Shared>,
    work: impl FnOnce(&Shared) -> anyhow::Result<T> + Send + 'static,
) -> Result<T, Failure> {
    tokio::task::spawn_blocking(move || work(&shared))
        .await
        .map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the work was cut off".to_owned()))?
        .map_err(|error| failed(&error))
}

async fn state(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let book = read(&shared.book);
    let horizon = shared.horizon();
    Json(json!({
        "last_seq": book.last_seq(),
        "first_seq": book.first_since(horizon),
        "held_back": book.held_back(),
        "now_ms": shared.now(),
    }))
}

async fn credentials(State(shared): State<Arc<Shared>>) -> Json<CorpCredentials> {
    Json(lock(&shared.file).credentials.clone())
}

/// A private key as it is handed out.
#[derive(Debug, Serialize)]
struct HandedKey {
    publickey_ver: u32,
    pem: String,
}

/// Hands every private key out, the withheld ones too.
async fn keys(State(shared): State<Arc<Shared>>) -> Result<Json<Vec<HandedKey>>, Failure> {
    let keys = blocking(shared, |shared| {
        let mut file = lock(&shared.file);
        file.hand_out_keys();
        file.save(&shared.config.dir)?;
        Ok(file
            .keys
            .iter()
            .filter(|key| key.custody != Custody::Foreign)
            .map(|key| HandedKey { publickey_ver: key.version, pem: key.pem.clone() })
            .collect())
    });
    keys.await.map(Json)
}

/// How many messages to make.
#[derive(Debug, Deserialize)]
struct Produce {
    count: u64,
}

async fn produce(
    State(shared): State<Arc<Shared>>,
    Json(body): Json<Produce>,
) -> Result<Json<Value>, Failure> {
    let last = blocking(shared, move |shared| {
        shared.produce(body.count)?;
        Ok(read(&shared.book).last_seq())
    });
    Ok(Json(json!({ "last_seq": last.await? })))
}

/// What to say, word for word.
#[derive(Debug, Deserialize)]
struct Say {
    plaintexts: Vec<String>,
}

async fn say(State(shared): State<Arc<Shared>>, Json(body): Json<Say>) -> Result<Json<Value>, Failure> {
    let plaintexts: Vec<Vec<u8>> = body.plaintexts.into_iter().map(String::into_bytes).collect();
    let last = blocking(shared, move |shared| {
        shared.say(&plaintexts)?;
        Ok(read(&shared.book).last_seq())
    });
    Ok(Json(json!({ "last_seq": last.await? })))
}

/// Whether the archive gets the new private key.
#[derive(Debug, Deserialize)]
struct Rotate {
    #[serde(default)]
    withheld: bool,
}

async fn rotate(State(shared): State<Arc<Shared>>, Json(body): Json<Rotate>) -> Result<Json<Value>, Failure> {
    let custody = if body.withheld { Custody::Withheld } else { Custody::Known };
    let version = blocking(shared, move |shared| shared.rotate_key(custody)).await?;
    Ok(Json(json!({ "publickey_ver": version })))
}

/// A public key as it is pasted into the admin console.
#[derive(Debug, Deserialize)]
struct PublicKey {
    pem: String,
}

/// Takes a public key that the archive made, and tells the version that the admin console shows for it.
async fn take_public_key(
    State(shared): State<Arc<Shared>>,
    Json(body): Json<PublicKey>,
) -> Result<Json<Value>, Failure> {
    let taken = tokio::task::spawn_blocking(move || shared.take_public_key(&body.pem)).await;
    let taken = taken.map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the work was cut off".to_owned()))?;
    let version = taken.map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, format!("{error:#}")))?;
    Ok(Json(json!({ "publickey_ver": version })))
}

/// Which lists of trusted addresses have the archive's.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TrustSettings {
    archive: Option<bool>,
    others: Option<bool>,
    address: Option<IpAddr>,
}

/// Puts the archive's address on the lists of trusted ones, or takes it off.
async fn set_trust(State(shared): State<Arc<Shared>>, Json(body): Json<TrustSettings>) -> StatusCode {
    let mut trust = lock(&shared.trust);
    trust.archive = body.archive.unwrap_or(trust.archive);
    trust.others = body.others.unwrap_or(trust.others);
    trust.address = body.address.unwrap_or(trust.address);
    StatusCode::NO_CONTENT
}

async fn release(State(shared): State<Arc<Shared>>) -> Result<Json<Value>, Failure> {
    let released = blocking(shared, Shared::release_withheld).await?;
    Ok(Json(json!({ "released": released })))
}

async fn list_faults(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let rules: Vec<Value> = lock(&shared.faults)
        .report()
        .into_iter()
        .map(|(rule, asked, applied)| json!({ "rule": rule, "asked": asked, "applied": applied }))
        .collect();
    Json(json!({ "rules": rules }))
}

async fn add_faults(State(shared): State<Arc<Shared>>, Json(script): Json<FaultScript>) -> StatusCode {
    shared.add_faults(script);
    StatusCode::NO_CONTENT
}

async fn clear_faults(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.clear_faults();
    StatusCode::NO_CONTENT
}

/// Changes the directory and tells the callback receiver.
async fn change_directory(
    State(shared): State<Arc<Shared>>,
    Json(change): Json<CorpChange>,
) -> Result<StatusCode, Failure> {
    let is_done = blocking(shared, move |shared| shared.change(change)).await?;
    Ok(if is_done { StatusCode::NO_CONTENT } else { StatusCode::CONFLICT })
}

/// Shows the range of the archive, its seats, and who is opened in which order.
async fn range(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let corp = shared.corp();
    let range = shared.range();
    let opened: Vec<&str> = range.opened(&corp).iter().map(|(member, _)| &*member.userid).collect();
    Json(json!({ "seats": range.seats, "members": range.members, "opened": opened }))
}

/// Sets the range of the archive and its seats, as an administrator does in WeCom's console.
async fn set_range(
    State(shared): State<Arc<Shared>>,
    Json(range): Json<ArchiveRange>,
) -> Result<StatusCode, Failure> {
    blocking(shared, move |shared| shared.set_range(range)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A member and a customer, and what the customer says; that it agrees where nothing is told.
#[derive(Debug, Deserialize)]
struct Saying {
    userid: String,
    external_userid: String,
    #[serde(default = "agree")]
    status: Agreement,
}

fn agree() -> Agreement {
    Agreement::Agree
}

/// A customer says something about being archived; the receiver is told of an agreement.
async fn consent(State(shared): State<Arc<Shared>>, Json(said): Json<Saying>) -> StatusCode {
    shared.agree(&said.userid, &said.external_userid, said.status);
    StatusCode::ACCEPTED
}

/// A click on a card's button.
#[derive(Debug, Deserialize)]
struct Click {
    userid: String,
    task_id: String,
    key: String,
}

/// Tells the receiver that a member clicked a button.
async fn click_card(State(shared): State<Arc<Shared>>, Json(click): Json<Click>) -> StatusCode {
    shared.press_card(&click.userid, &click.task_id, &click.key);
    StatusCode::ACCEPTED
}

/// A receiver's address.
#[derive(Debug, Deserialize)]
struct Receiver {
    url: String,
}

/// Checks a callback receiver as WeCom does, and uses it from then on.
async fn set_callback(
    State(shared): State<Arc<Shared>>,
    Json(body): Json<Receiver>,
) -> Result<StatusCode, Failure> {
    let checked = callback::set_target(&shared, &body.url).await;
    checked.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))?;
    Ok(StatusCode::NO_CONTENT)
}

/// What happens to access tokens.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum TokenFate {
    Expire,
    Forget,
}

/// Which of it.
#[derive(Debug, Deserialize)]
struct Tokens {
    fate: TokenFate,
}

/// Lets all access tokens expire (42001) or be unknown (40014).
async fn tokens(State(shared): State<Arc<Shared>>, Json(body): Json<Tokens>) -> StatusCode {
    let mut access = lock(&shared.access);
    match body.fate {
        TokenFate::Expire => access.expire(),
        TokenFate::Forget => access.forget(),
    }
    StatusCode::NO_CONTENT
}

/// Who signs in.
#[derive(Debug, Deserialize)]
struct Login {
    id: String,
}

/// Gives a code as the sign-in page would.
async fn login(State(shared): State<Arc<Shared>>, Json(body): Json<Login>) -> Json<Value> {
    let code = lock(&shared.logins).code(&body.id, false, shared.seed, shared.now());
    Json(json!({ "code": code }))
}

/// Lists what was sent to members and rooms.
async fn outbox(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "sent": lock(&shared.outbox).list() }))
}

/// Who pays what, and how.
#[derive(Debug, Deserialize)]
struct Paying {
    out_trade_no: String,
    how: Payer,
}

/// Lists the orders of the virtual WeChat Pay.
async fn list_orders(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "orders": shared.pay.orders() }))
}

/// Lets a payer pay an order and sends the notices; tells how they were answered.
async fn pay_order(
    State(shared): State<Arc<Shared>>,
    Json(body): Json<Paying>,
) -> Result<Json<Value>, Failure> {
    let pay = shared.pay.clone();
    let number = body.out_trade_no.clone();
    let notices = tokio::task::spawn_blocking(move || pay.pay(&number, body.how))
        .await
        .map_err(|_| (StatusCode::INTERNAL_SERVER_ERROR, "the work was cut off".to_owned()))?;
    let notices = notices.map_err(|error| (StatusCode::CONFLICT, format!("{error:#}")))?;
    let answers = shared.pay.send(&body.out_trade_no, &notices).await;
    let answers = answers.map_err(|error| (StatusCode::BAD_GATEWAY, format!("{error:#}")))?;
    Ok(Json(json!({ "answers": answers })))
}

/// Lists the robots with the keys of their webhooks.
async fn robots(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let corp = shared.corp();
    let list = corp.robots.iter();
    let list = list.map(
        |robot| json!({ "robot_id": *robot.robot_id, "name": robot.name, "webhook_key": robot.webhook_key }),
    );
    Json(json!({ "robots": list.collect::<Vec<_>>() }))
}
