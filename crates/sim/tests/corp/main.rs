//! The running corp, as an archive and a tester see it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod acceptance;
mod callbacks;
mod interfaces;
mod production;

use std::path::Path;

use huicun_sim::{Sim, SimConfig};
use serde_json::Value;

/// The moment at which the tests' corps live: Monday 2026-07-27 18:00 in China.
const NOW: i64 = 1_785_146_400_000;

/// Makes a configuration with a clock that stands still.
fn config(dir: &Path, messages: u64) -> SimConfig {
    let mut config = SimConfig::new(dir.join("sim"), 3, messages);
    config.clock = std::sync::Arc::new(|| NOW);
    config
}

/// Reads the oracle.
fn oracle(sim: &Sim) -> Vec<Value> {
    let text = std::fs::read_to_string(sim.oracle_path()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Asks the corp and reads JSON.
async fn get(sim: &Sim, path: &str) -> Value {
    let text = reqwest::get(format!("{}{path}", sim.base_url())).await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Sends JSON to the corp and reads JSON.
async fn post(sim: &Sim, path: &str, body: &Value) -> Value {
    let client = reqwest::Client::new();
    let request = client.post(format!("{}{path}", sim.base_url())).header("content-type", "application/json");
    let text = request.body(body.to_string()).send().await.unwrap().text().await.unwrap();
    if text.is_empty() {
        Value::Null
    } else {
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}
