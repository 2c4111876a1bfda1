//! Faults: a misbehaving interface, kills, a late key.

use std::time::Duration;

use crate::harness::{Demo, json, spawn};

#[test]
fn kills_during_ingest_lose_and_double_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    for round in 0..5_u64 {
        let mut child = spawn(&data, 4_000, &[]);
        std::thread::sleep(Duration::from_millis(1_500 + 230 * round));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let demo = Demo::start(&data, 4_000, &[]);
    let path = data.to_str().unwrap();
    let status = json(&["status", "--data", path, "--json"]);
    assert_eq!(status["readable"], 4_000, "{status}");
    assert_eq!(status["received"], 4_000, "{status}");
    let all = json(&["search", "--data", path, "--json", "--limit", "0", "--from", "2000-01-01"]);
    assert_eq!(all["total"], 4_000);
    drop(demo);
}

#[test]
fn a_lost_index_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    assert!(Demo::start(&data, 600, &[]).interrupt());
    let before = json(&["search", "--data", path, "--json", "--limit", "0", "的"]);
    let output = crate::harness::run(&["reindex", "--data", path]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "600");
    let after = json(&["search", "--data", path, "--json", "--limit", "0", "的"]);
    assert_eq!(before["total"], after["total"]);
}
