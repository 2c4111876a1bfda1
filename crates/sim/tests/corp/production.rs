//! What is made: complete, in order, the same for the same seed, and continued by the next start.

use std::{collections::HashMap, time::Duration};

use huicun_sim::{FaultScript, LiveRate, ProduceFaults, Sim};
use serde_json::Value;

use crate::{NOW, config, get, oracle};

#[tokio::test]
async fn messages_ascend_and_have_the_oracles_fields() {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(config(dir.path(), 2_000)).await.unwrap();
    let rows = oracle(&sim);
    assert_eq!((rows.len(), sim.last_seq()), (2_000, 2_000));
    let mut before = 0;
    let mut ids = std::collections::HashSet::new();
    for (at, row) in rows.iter().enumerate() {
        assert_eq!(row["seq"].as_u64(), Some(at as u64 + 1));
        let time = row["msgtime"].as_i64().unwrap();
        assert!(time > before && time <= NOW, "{time}");
        before = time;
        assert!(ids.insert(row["msgid"].as_str().unwrap().to_owned()));
        assert_eq!(row["fate"], "delivered");
        for field in ["msgtype", "from", "tolist", "roomid", "media_sha256"] {
            assert!(row.get(field).is_some(), "{field}");
        }
        assert!(row["plaintext"].is_string());
    }
    assert!(rows[0]["msgtime"].as_i64().unwrap() < NOW - 80 * 3_600_000);
    sim.stop().await;
}

#[tokio::test]
async fn the_same_seed_says_the_same() {
    let dirs = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let mut oracles = Vec::new();
    for dir in &dirs {
        let sim = Sim::start(config(dir.path(), 700)).await.unwrap();
        oracles.push(std::fs::read_to_string(sim.oracle_path()).unwrap());
        sim.stop().await;
    }
    assert_eq!(oracles[0], oracles[1]);
}

#[tokio::test]
async fn a_second_start_continues() {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(config(dir.path(), 300)).await.unwrap();
    sim.produce(7);
    let (first, corp) = (oracle(&sim), sim.corp().clone());
    sim.stop().await;
    let sim = Sim::start(config(dir.path(), 400)).await.unwrap();
    let second = oracle(&sim);
    assert_eq!(sim.corp(), &corp);
    assert_eq!(second.len(), 400);
    assert_eq!(second[..307], first[..]);
    let texts: std::collections::HashSet<_> =
        second[307..].iter().map(|row| row["plaintext"].as_str()).collect();
    assert_eq!(texts.len(), 93);
    sim.stop().await;
}

#[tokio::test]
async fn a_second_corp_in_the_same_folder_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(config(dir.path(), 10)).await.unwrap();
    let error = Sim::start(config(dir.path(), 10)).await.unwrap_err().to_string();
    assert!(error.contains("another virtual corp runs in"), "{error}");
    let mut elsewhere = config(&dir.path().join("b"), 1);
    elsewhere.listen = sim.addr();
    let error = Sim::start(elsewhere).await.unwrap_err().to_string();
    assert!(error.contains("cannot listen on 127.0.0.1"), "{error}");
    sim.stop().await;
}

#[tokio::test]
async fn the_corpus_is_used_in_order_and_every_line_of_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("lines.tsv");
    let lines: Vec<String> = (0..400).map(|at| format!("test\t〔{at}〕\"引号\"")).collect();
    std::fs::write(&path, lines.join("\n")).unwrap();
    let mut config = config(dir.path(), 1_200);
    config.corpus = Some(path);
    let sim = Sim::start(config).await.unwrap();
    sim.produce(300);
    let expected = |at: usize| format!("〔{}〕\"引号\"", at % 400);
    let mut found = 0;
    for row in oracle(&sim).iter().filter(|row| row["msgtype"] == "text") {
        let Ok(message) = serde_json::from_str::<Value>(row["plaintext"].as_str().unwrap()) else { continue };
        let text = message["text"]["content"].as_str().unwrap();
        if text.starts_with('〔') {
            assert_eq!(text, expected(found));
            found += 1;
        }
    }
    assert!(found > 900, "{found}");
    sim.stop().await;
}

#[tokio::test]
async fn one_conversation_is_very_long() {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(config(dir.path(), 6_000)).await.unwrap();
    let mut conversations: HashMap<String, usize> = HashMap::new();
    for row in oracle(&sim) {
        let mut people = [row["from"].to_string(), row["tolist"].to_string().replace(['[', ']'], "")];
        people.sort();
        let room = row["roomid"].as_str().unwrap();
        *conversations.entry(if room.is_empty() { people.concat() } else { room.to_owned() }).or_default() +=
            1;
    }
    assert!(conversations.values().max() > Some(&200));
    assert!(conversations.len() > 200);
    sim.stop().await;
}

#[tokio::test]
async fn live_messages_come_by_themselves() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path(), 10);
    config.live = Some(LiveRate { every: Duration::from_millis(5) });
    let sim = Sim::start(config).await.unwrap();
    let grown = async {
        while sim.last_seq() < 15 {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), grown).await.unwrap();
    sim.stop().await;
}

#[tokio::test]
async fn what_is_older_than_the_retention_is_never_given_out() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path(), 600);
    config.retention = Duration::from_secs(2 * 86_400);
    let sim = Sim::start(config).await.unwrap();
    let rows = oracle(&sim);
    let expired = rows.iter().filter(|row| row["fate"] == "expired").count() as u64;
    assert!(expired > 50 && expired < 550, "{expired}");
    assert_eq!(get(&sim, "/sim/control/state").await["first_seq"].as_u64(), Some(expired + 1));
    sim.stop().await;
}

#[tokio::test]
async fn rotations_change_the_version_and_hide_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let mut config = config(dir.path(), 100);
    config.faults = FaultScript {
        produce: ProduceFaults {
            rotations: vec![serde_json::from_str(r#"{"after":40,"withheld":true}"#).unwrap()],
            ..ProduceFaults::default()
        },
        ..FaultScript::default()
    };
    let sim = Sim::start(config).await.unwrap();
    let unknown = oracle(&sim).iter().filter(|row| row["fate"] == "unknown_key").count();
    assert_eq!(unknown, 60);
    assert_eq!(sim.corp().private_keys.len(), 1);
    assert_eq!(sim.all_private_keys().len(), 2);
    assert_eq!(get(&sim, "/sim/control/keys").await.as_array().unwrap().len(), 2);
    assert_eq!(sim.rotate_key(), 3);
    sim.produce(1);
    assert_eq!(oracle(&sim)[100]["fate"], "delivered");
    sim.stop().await;
}
