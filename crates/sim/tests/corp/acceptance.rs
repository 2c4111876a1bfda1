//! Under the acceptance script, a patient archive ends up with everything.

use std::collections::{BTreeMap, BTreeSet};

use huicun_sim::{FaultScript, Sim};
use serde_json::Value;

use crate::{config, get, oracle};

/// A page as the archive got it: the items that parse, or nothing where the page did not.
async fn page(sim: &Sim, client: &reqwest::Client, after: u64, limit: u32) -> Option<Vec<Value>> {
    let corp = sim.corp();
    let url = format!(
        "{}/sim/sdk/v1/getchatdata?corpid={}&secret={}&seq={after}&limit={limit}",
        sim.base_url(),
        corp.corp_id,
        corp.archive_secret
    );
    let answer = client.get(url).send().await.unwrap();
    let header = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let is_fine = header("x-sim-ret").as_deref() == Some("0") && header("x-sim-act").is_none();
    let body = answer.bytes().await.unwrap();
    let json: Value = serde_json::from_slice(&body).ok().filter(|_| is_fine)?;
    match &json["chatdata"] {
        Value::Array(items) if json["errcode"] == 0 => Some(items.clone()),
        Value::Null if json["errcode"] == 0 => Some(Vec::new()),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_patient_archive_ends_up_with_everything() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path(), 3_000);
    config.faults = FaultScript::acceptance(5);
    // Everything rare happens in a small run, too.
    config.faults.produce.poison_per_million = 4_000;
    config.faults.produce.withheld_per_million = 4_000;
    for rule in &mut config.faults.rules {
        rule.per_million = (rule.per_million * 2).min(100_000);
    }
    let sim = Sim::start(config).await.unwrap();
    let client = reqwest::Client::new();
    let mut got: BTreeMap<u64, String> = BTreeMap::new();
    let mut broken = BTreeSet::new();
    let (mut cursor, mut limit, mut failures) = (0_u64, 100_u32, 0);
    while cursor < sim.last_seq() {
        match page(&sim, &client, cursor, limit).await {
            Some(items) => {
                (limit, failures) = (100, 0);
                for item in items {
                    let seq = item["seq"].as_u64().unwrap();
                    got.insert(seq, item["msgid"].as_str().unwrap().to_owned());
                    cursor = cursor.max(seq);
                }
            }
            None if limit > 1 => limit = (limit / 2).max(1),
            None if failures < 8 => failures += 1,
            None => {
                cursor += 1;
                broken.insert(cursor);
                (limit, failures) = (100, 0);
            }
        }
    }
    sim.release_withheld();
    for _ in 0..30 {
        for after in (0..sim.last_seq())
            .filter(|seq| !got.contains_key(&(seq + 1)) && !broken.contains(&(seq + 1)))
            .collect::<Vec<_>>()
        {
            for item in page(&sim, &client, after, 1).await.unwrap_or_default() {
                got.insert(item["seq"].as_u64().unwrap(), item["msgid"].as_str().unwrap().to_owned());
            }
        }
    }
    let rows = oracle(&sim);
    let fates = |fate: &str| rows.iter().filter(|row| row["fate"] == fate).count();
    assert!(fates("poison") > 3 && fates("gap_late") > 3 && fates("unknown_key") > 100);
    for row in &rows {
        let seq = row["seq"].as_u64().unwrap();
        match got.get(&seq) {
            Some(msgid) => assert_eq!(row["msgid"], msgid.as_str()),
            None => assert_eq!(row["fate"], "poison", "message {seq} is missing"),
        }
    }
    let rules = get(&sim, "/sim/control/faults").await;
    let applied =
        rules["rules"].as_array().unwrap().iter().filter(|rule| rule["applied"].as_u64() > Some(0)).count();
    assert!(applied > 10, "{rules}");
    sim.stop().await;
}
