//! The controls of the corp: for demonstrations, trainings and tests, never part of WeCom.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    credentials::{CorpCredentials, Custody},
    faults::FaultScript,
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
        .route("/rotate", post(rotate))
        .route("/release", post(release))
        .route("/faults", get(list_faults).post(add_faults).delete(clear_faults))
}

fn failed(error: anyhow::Error) -> Failure {
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
        .map_err(failed)
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
