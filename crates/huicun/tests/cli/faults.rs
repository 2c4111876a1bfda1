//! Faults: a misbehaving interface, kills, a late key.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::harness::{Demo, json, run, spawn};

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

/// What `reindex` finds in place of an index.
fn spoil(index: &Path, how: &str) {
    match how {
        "whole" => {}
        "lost" => fs::remove_dir_all(index).unwrap(),
        "a file" => {
            fs::remove_dir_all(index).unwrap();
            fs::write(index, "x").unwrap();
        }
        "list damaged" => fs::write(index.join("months"), "x").unwrap(),
        "of another version" => {
            let list = fs::read_to_string(index.join("months")).unwrap();
            fs::write(index.join("months"), list.replacen("huicun-index 1", "huicun-index 0", 1)).unwrap();
        }
        _ => {
            for month in fs::read_dir(index).unwrap().map(|entry| entry.unwrap().path()) {
                if month.is_dir() {
                    fs::write(month.join("meta.json"), how).unwrap();
                }
            }
        }
    }
}

#[test]
fn a_lost_index_is_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    assert!(Demo::start(&data, 600, &[]).interrupt());
    let search = ["search", "--data", path, "--json", "--limit", "0", "的"];
    let before = json(&search);
    for how in ["whole", "lost", "a file", "list damaged", "of another version", "months damaged"] {
        spoil(&data.join("index"), how);
        if how.contains("damaged") || how.contains("version") {
            let text = String::from_utf8(run(&search).stderr).unwrap();
            assert!(text.contains("index_damaged") && text.contains("huicun reindex"), "{how}: {text}");
            let doctor = String::from_utf8(run(&["doctor", "--data", path, "--json"]).stdout).unwrap();
            assert!(doctor.contains("index_damaged"), "{how}: {doctor}");
        }
        let output = run(&["reindex", "--data", path]);
        assert!(output.status.success(), "{how}: {}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "600", "{how}");
        assert_eq!(before["total"], json(&search)["total"], "{how}");
    }
}

#[test]
fn a_server_mends_its_index_by_itself_and_keeps_reindex_out() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    assert!(Demo::start(&data, 600, &[]).interrupt());
    let search = ["search", "--data", path, "--json", "--limit", "0", "的"];
    let before = json(&search);
    spoil(&data.join("index"), "list damaged");
    let demo = Demo::start(&data, 600, &[]);
    let refused = run(&["reindex", "--data", path]);
    let text = String::from_utf8_lossy(&refused.stderr);
    assert!(refused.status.code() == Some(1) && text.contains("data_in_use"), "{text}");
    assert!(demo.interrupt());
    let after = json(&search);
    assert_eq!((&before["total"], &after["coverage"]["lag_messages"]), (&after["total"], &0.into()));
}

#[test]
fn a_disk_that_fails_ends_the_server_with_its_reason() {
    if Command::new("prlimit").arg("--version").output().is_err() {
        eprintln!("skipped: prlimit is not here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    assert!(Demo::start(&data, 300, &[]).interrupt());
    // A file that may not grow fails to be written as on a broken disk; the signal that comes with it is ignored.
    let mut command = Command::new("sh");
    command.args([
        "-c",
        "trap '' XFSZ; exec \"$0\" \"$@\"",
        env!("CARGO_BIN_EXE_huicun"),
        "demo",
        "--no-live",
        "--messages",
        "300",
        "--data",
    ]);
    command
        .arg(&data)
        .args(["--listen", "127.0.0.1:0"])
        .env("LC_ALL", "en_US.UTF-8")
        .env("HUICUN_LOG", "warn");
    let mut server = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(server.stdout.as_mut().unwrap()).read_line(&mut ready).unwrap();
    assert!(ready.starts_with("ready "), "{ready}");
    let limit = ["--fsize=1", "--pid", &server.id().to_string()];
    assert!(Command::new("prlimit").args(limit).status().unwrap().success());
    let output = server.wait_with_output().unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.code() == Some(1) && text.contains("disk_failed"), "{:?}: {text}", output.status);
}
