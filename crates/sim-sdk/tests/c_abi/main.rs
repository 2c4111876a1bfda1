//! The library as a C program sees it: loaded from its file, against a running corp.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(unsafe_code, reason = "calls a C interface")]

mod support;

use std::collections::HashMap;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use huicun_sim::{FaultScript, Sim, SimConfig};
use support::{Library, PrivateKeys};

/// The library keeps one order for its next `DecryptData`: who gives such orders is alone.
static ORDERS: tokio::sync::RwLock<()> = tokio::sync::RwLock::const_new(());

async fn corp(messages: u64) -> (tempfile::TempDir, Sim) {
    let dir = tempfile::tempdir().unwrap();
    let sim = Sim::start(SimConfig::new(dir.path().join("sim"), 7, messages)).await.unwrap();
    (dir, sim)
}

fn oracle(sim: &Sim) -> HashMap<String, serde_json::Value> {
    let text = std::fs::read_to_string(sim.oracle_path()).unwrap();
    text.lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|entry| (entry["msgid"].as_str().unwrap().to_owned(), entry))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_message_opens_and_equals_the_oracle() {
    let _nobody_orders = ORDERS.read().await;
    let (_dir, sim) = corp(1_500).await;
    let oracle = oracle(&sim);
    assert_eq!(oracle.len(), 1_500);
    let library = Library::load();
    let keys = PrivateKeys::new(&sim.all_private_keys());
    let handle = library.handle(&sim);
    let mut seq = 0;
    let mut seen = 0;
    loop {
        let (ret, page) = handle.chat(seq, 400);
        assert_eq!(ret, 0);
        let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
        assert_eq!(page["errcode"], 0);
        let items = page["chatdata"].as_array().unwrap();
        if items.is_empty() {
            break;
        }
        for item in items {
            seq = item["seq"].as_u64().unwrap();
            seen += 1;
            assert_eq!(seq, seen);
            let expected = &oracle[item["msgid"].as_str().unwrap()];
            let random_key = STANDARD.decode(item["encrypt_random_key"].as_str().unwrap()).unwrap();
            let key = keys.open(item["publickey_ver"].as_u64().unwrap() as u32, &random_key);
            let plaintext = library.decrypt(&key, item["encrypt_chat_msg"].as_str().unwrap()).unwrap();
            let wanted = match expected["plaintext"].as_str() {
                Some(text) => text.as_bytes().to_vec(),
                None => STANDARD.decode(expected["plaintext_base64"].as_str().unwrap()).unwrap(),
            };
            assert_eq!(plaintext, wanted);
        }
    }
    assert_eq!(seen, 1_500);
    sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_arguments_secrets_and_addresses_give_their_codes() {
    let (_dir, sim) = corp(20).await;
    let library = Library::load();
    let handle = library.handle(&sim);
    assert_eq!(handle.chat(0, 0).0, 10_000);
    assert_eq!(handle.chat(0, 1_001).0, 10_000);
    assert_eq!(library.init("", "x").0, 10_000);
    let stranger = library.open(&sim.corp().corp_id, "wrong", &sim.base_url());
    let (ret, page) = stranger.chat(0, 10);
    assert_eq!(
        (ret, serde_json::from_slice::<serde_json::Value>(&page).unwrap()["errcode"].as_i64()),
        (0, Some(40_001))
    );
    let nowhere = library.open(&sim.corp().corp_id, &sim.corp().archive_secret, "http://127.0.0.1:1");
    assert_eq!(nowhere.chat(0, 10).0, 10_001);
    sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_key_gives_a_code_and_never_garbage() {
    let _nobody_orders = ORDERS.read().await;
    let (_dir, sim) = corp(20).await;
    let library = Library::load();
    let (_, page) = library.handle(&sim).chat(0, 1);
    let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
    let sealed = page["chatdata"][0]["encrypt_chat_msg"].as_str().unwrap();
    assert_eq!(library.decrypt(b"\x07\xF0\x99nonsense", sealed), Err(10_008));
    let other = format!("simkey1.{}", "A".repeat(43));
    assert_eq!(library.decrypt(other.as_bytes(), sealed), Err(10_006));
    sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn threads_with_a_handle_each_work_side_by_side() {
    let (_dir, sim) = corp(400).await;
    let library = Library::load();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let handle = library.handle(&sim);
                for after in 0..20 {
                    let (ret, page) = handle.chat(after, 30);
                    let page: serde_json::Value = serde_json::from_slice(&page).unwrap();
                    assert_eq!((ret, page["chatdata"][0]["seq"].as_u64()), (0, Some(after + 1)));
                }
            });
        }
    });
    sim.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ordered_return_codes_and_lengths_arrive() {
    let _alone = ORDERS.write().await;
    let (_dir, sim) = corp(50).await;
    let script: FaultScript = serde_json::from_value(serde_json::json!({
        "seed": 1,
        "rules": [
            { "at": "chat", "per_million": 1_000_000, "max": 1, "effect": { "do": "return", "code": 10_002 } },
            { "at": "chat", "per_million": 1_000_000, "max": 1, "effect": { "do": "errcode", "errcode": 301_042 } },
            { "at": "chat", "per_million": 1_000_000, "max": 1, "effect": { "do": "negative_length" } },
            { "at": "decrypt", "per_million": 1_000_000, "max": 1, "effect": { "do": "return", "code": 10_008 } },
        ],
    }))
    .unwrap();
    sim.add_faults(script);
    let library = Library::load();
    let handle = library.handle(&sim);
    assert_eq!(handle.chat(0, 10).0, 10_002);
    assert_eq!(library.decrypt(b"whatever", "x"), Err(10_008));
    let (ret, page) = handle.chat(0, 10);
    assert_eq!(ret, 0);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&page).unwrap()["errcode"], 301_042);
    assert_eq!(handle.chat_len(0, 10), -1);
    assert!(handle.chat_len(0, 10) > 1_000);
    sim.stop().await;
}

/// Collects every file id of a message's text with the sha256 the oracle has for it.
fn files(rows: &HashMap<String, serde_json::Value>) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for row in rows.values() {
        let text = row["plaintext"].as_str().unwrap().replace('\\', "");
        let ids = text.split("sdkfileid\":\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        let sums = row["media_sha256"].as_array().unwrap().iter().map(|sum| sum.as_str().unwrap().to_owned());
        out.extend(ids.zip(sums));
    }
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn media_come_in_chunks_and_whole() {
    let (_dir, sim) = corp(1_500).await;
    let library = Library::load();
    let handle = library.handle(&sim);
    let mut chunked = 0;
    for (id, sha256) in files(&oracle(&sim)) {
        let (mut file, mut index, mut chunks) = (Vec::new(), String::new(), 0);
        loop {
            let (ret, bytes, next, is_last) = handle.media(&index, &id);
            assert_eq!(ret, 0);
            assert!(bytes.len() <= 524_288);
            file.extend(bytes);
            chunks += 1;
            assert!(next.starts_with("Range:bytes="), "{next}");
            index = next;
            if is_last {
                break;
            }
        }
        chunked += u32::from(chunks > 1);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, &file);
        let hex: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, sha256);
    }
    assert!(chunked > 0);
    assert_eq!(handle.media("", "").0, 10_000);
    assert_eq!(handle.media("", "bm90IG91cnM=").0, 10_005);
    let (id, _) = files(&oracle(&sim)).remove(0);
    assert_eq!(handle.media("nonsense", &id).0, 10_000);
    sim.stop().await;
}

/// Runs only as the child of the next test: it asks once and does not survive.
#[test]
fn asks_once_as_a_child() {
    let Some(told) = std::env::var_os("SIM_SDK_CHILD") else { return };
    let told = told.into_string().unwrap();
    let parts: Vec<&str> = told.split(' ').collect();
    let library = Library::load();
    library.open(parts[0], parts[1], parts[2]).chat(0, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_is_a_real_one() {
    use std::os::unix::process::ExitStatusExt as _;
    let (_dir, sim) = corp(10).await;
    for (act, signal) in [("crash", 11), ("abort", 6)] {
        let script = serde_json::json!({
            "rules": [{ "at": "chat", "per_million": 1_000_000, "max": 1, "effect": { "do": act } }],
        });
        sim.add_faults(serde_json::from_value(script).unwrap());
        let told = format!("{} {} {}", sim.corp().corp_id, sim.corp().archive_secret, sim.base_url());
        let mut child = std::process::Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "asks_once_as_a_child"]).env("SIM_SDK_CHILD", told);
        let ended = tokio::task::spawn_blocking(move || child.output()).await.unwrap().unwrap();
        assert_eq!(ended.status.signal(), Some(signal), "{act}");
    }
    sim.stop().await;
}
