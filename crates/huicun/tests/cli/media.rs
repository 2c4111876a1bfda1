//! Files: fetched from the virtual corp, listed, written, and what the oracle says they are.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use huicun_sim::SAID;
use serde_json::Value;

use crate::harness::{Demo, json, oracle, run};

const MESSAGES: u64 = 400;

/// The SHA-256 of each file of each message, in the order of the message.
type Files = BTreeMap<String, Vec<String>>;

fn files_of_oracle(data: &Path) -> Files {
    let hashes = |line: &Value| -> Vec<String> {
        let list = line["media_sha256"].as_array().unwrap();
        list.iter().map(|hash| hash.as_str().unwrap().to_owned()).collect()
    };
    let lines = oracle(data);
    let files = lines.iter().map(|line| (line["msgid"].as_str().unwrap().to_owned(), hashes(line)));
    files.filter(|(_, hashes)| !hashes.is_empty()).collect()
}

fn listed(path: &str, more: &[&str]) -> Vec<Value> {
    let arguments = [&["media", "--data", path, "--json"], more].concat();
    json(&arguments).as_array().unwrap().clone()
}

#[test]
fn every_file_of_the_virtual_corp_is_kept_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, MESSAGES / 2, &[]);
    // What was on its way when the power went is fetched on.
    demo.kill();
    let demo = Demo::start(&data, MESSAGES, &[]);
    let expected = files_of_oracle(&data);
    let count: usize = expected.values().map(Vec::len).sum();
    assert!(count > 20, "only {count} files were sent");
    let begun = Instant::now();
    let kept = |file: &Value| matches!(file["state"].as_str(), Some("saved" | "disputed"));
    let files = loop {
        let files = listed(path, &[]);
        if files.len() >= count && files.iter().all(kept) {
            break files;
        }
        assert!(begun.elapsed() < Duration::from_secs(120), "{:?}", listed(path, &["--state", "waiting"]));
        std::thread::sleep(Duration::from_millis(200));
    };
    let mut found = Files::new();
    for file in &files {
        let hashes = found.entry(file["msgid"].as_str().unwrap().to_owned()).or_default();
        assert_eq!(file["slot"], hashes.len());
        hashes.push(file["sha256"].as_str().unwrap().to_owned());
    }
    assert_eq!(found, expected);
    let status = json(&["status", "--data", path, "--json"]);
    assert_eq!((&status["media"]["waiting"], &status["media"]["expired"]), (&0.into(), &0.into()));

    let image = files.iter().find(|file| file["media_type"] == "image/jpeg").unwrap();
    let out = folder.path().join("image.jpg");
    let msgid = image["msgid"].as_str().unwrap();
    let slot = image["slot"].to_string();
    let arguments = ["media", "get", "--data", path, "--slot", &slot, "--out", out.to_str().unwrap(), msgid];
    let written = run(&arguments);
    assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
    assert_eq!(fs::metadata(&out).unwrap().len(), image["size"].as_u64().unwrap());
    assert!(fs::read(&out).unwrap().starts_with(b"\xff\xd8\xff"));

    let missing =
        run(&["media", "get", "--data", path, "--slot", "99", "--out", out.to_str().unwrap(), msgid]);
    assert_eq!(missing.status.code(), Some(1));
    let mistyped = run(&["media", "--data", path, "--state", "lost"]);
    assert_eq!(mistyped.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&mistyped.stderr).contains("waiting, saved, disputed, expired, refused"));
    what_a_file_says_is_found(path, folder.path(), &files);
    what_is_said_is_found(path, &files);
    assert!(demo.interrupt(), "Ctrl-C ends the demo cleanly");
}

/// Searches for a line of a text file, until the archive has looked into it.
fn what_a_file_says_is_found(path: &str, folder: &Path, files: &[Value]) {
    let file = files.iter().find(|file| file["media_type"] == "text/plain").unwrap();
    let (msgid, slot) = (file["msgid"].as_str().unwrap(), file["slot"].to_string());
    let out = folder.join("file.txt");
    let got = run(&["media", "get", "--data", path, "--slot", &slot, "--out", out.to_str().unwrap(), msgid]);
    assert!(got.status.success(), "{}", String::from_utf8_lossy(&got.stderr));
    let text = fs::read_to_string(&out).unwrap();
    let line = text.lines().map(str::trim).max_by_key(|line| line.chars().count()).unwrap();
    let piece: String = line.chars().take(12).collect();
    let begun = Instant::now();
    let hit = loop {
        let answer = json(&["search", "--data", path, "--json", "--no-fold", "--limit", "200", "--", &piece]);
        let hits = answer["hits"].as_array().unwrap();
        if let Some(hit) = hits.iter().find(|hit| hit["msgid"] == msgid) {
            break hit.clone();
        }
        assert!(begun.elapsed() < Duration::from_secs(150), "{piece} is not found");
        std::thread::sleep(Duration::from_millis(500));
    };
    assert_eq!(hit["drawn_from"], serde_json::json!({ "slot": file["slot"], "source": "file" }));
    assert!(hit["snippet"].as_str().unwrap().contains(&piece));
}

/// Searches for what the virtual corp's service makes of voices, until each voice was put into words.
fn what_is_said_is_found(path: &str, files: &[Value]) {
    let id = |file: &Value| file["msgid"].as_str().unwrap().to_owned();
    let voices: BTreeSet<String> =
        files.iter().filter(|file| file["media_type"] == "audio/amr").map(id).collect();
    assert!(voices.len() > 3, "only {} voices were sent", voices.len());
    let begun = Instant::now();
    loop {
        let found: BTreeSet<String> = SAID.iter().flat_map(|said| heard(path, said)).collect();
        let missing = voices.difference(&found).count();
        if missing == 0 {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(150), "{missing} voices were not put into words");
        std::thread::sleep(Duration::from_millis(500));
    }
}

/// The messages in whose voices something is said.
fn heard(path: &str, said: &str) -> Vec<String> {
    let answer = json(&["search", "--data", path, "--json", "--no-fold", "--limit", "200", "--", said]);
    let hits = answer["hits"].as_array().unwrap().clone();
    let by_voice = hits.iter().filter(|hit| hit["drawn_from"]["source"] == "speech");
    by_voice.map(|hit| hit["msgid"].as_str().unwrap().to_owned()).collect()
}
