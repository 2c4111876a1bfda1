//! The demo from its first message to its export.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::harness::{Demo, huicun, json, oracle, run};

const MESSAGES: u64 = 1_600;

fn text_of(line: &Value) -> Option<String> {
    let plaintext: Value = serde_json::from_str(line["plaintext"].as_str()?).ok()?;
    (line["msgtype"] == "text").then(|| plaintext["text"]["content"].as_str().map(str::to_owned))?
}

#[test]
fn a_demo_is_searched_shown_and_exported_beside_its_server_and_without() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, MESSAGES, &[]);
    assert_eq!(demo.operators.len(), 4);

    beside_and_without(&data);
    let kinds: BTreeSet<String> =
        oracle(&data).iter().map(|line| line["msgtype"].as_str().unwrap_or_default().to_owned()).collect();
    assert!(kinds.len() >= 33, "the virtual corp writes every kind: {kinds:?}");
    assert!(demo.interrupt(), "Ctrl-C ends the demo cleanly");
    beside_and_without(&data);

    let status = json(&["status", "--data", path, "--json"]);
    assert_eq!(status["readable"], MESSAGES);
    assert_eq!(status["poison"], 0);

    let csv = folder.path().join("all.csv");
    let exported = run(&["export", "--data", path, "--format", "csv", "--out", csv.to_str().unwrap()]);
    assert!(exported.status.success(), "{}", String::from_utf8_lossy(&exported.stderr));
    let text = fs::read_to_string(&csv).unwrap();
    assert!(text.starts_with('\u{feff}'));

    // A second start continues, and a higher count grows the corp.
    let demo = Demo::start(&data, MESSAGES + 200, &[]);
    assert_eq!(json(&["status", "--data", path, "--json"])["readable"], MESSAGES + 200);
    drop(demo);
}

/// Compares searches with the oracle, and one message byte for byte.
fn beside_and_without(data: &Path) {
    let path = data.to_str().unwrap();
    let lines = oracle(data);
    let texts: Vec<(String, String)> =
        lines.iter().filter_map(|line| Some((line["msgid"].as_str()?.to_owned(), text_of(line)?))).collect();
    let (_, sample) = texts.iter().find(|(_, text)| text.chars().count() > 12).unwrap();
    for length in [1, 2, 5, 12] {
        let query: String = sample.chars().take(length).collect();
        let expected: BTreeSet<&str> =
            texts.iter().filter(|(_, text)| text.contains(&query)).map(|(msgid, _)| msgid.as_str()).collect();
        let found = json(&[
            "search",
            "--data",
            path,
            "--json",
            "--kind",
            "text",
            "--no-fold",
            "--limit",
            "100000",
            "--",
            &query,
        ]);
        let hits: BTreeSet<&str> =
            found["hits"].as_array().unwrap().iter().map(|hit| hit["msgid"].as_str().unwrap()).collect();
        assert_eq!(found["total"], expected.len(), "{query}");
        assert_eq!(hits, expected, "{query}");
    }

    let line = lines.iter().find(|line| line["msgtype"] == "chatrecord").unwrap();
    let shown = json(&["show", "--data", path, "--json", line["msgid"].as_str().unwrap()]);
    let plaintext = STANDARD.decode(shown["plaintext_base64"].as_str().unwrap()).unwrap();
    assert_eq!(plaintext, line["plaintext"].as_str().unwrap().as_bytes());
    assert_eq!(shown["state"], "unsealed");
    assert!(!shown.to_string().contains("\"locator\""));
}

#[test]
fn a_corpus_gives_the_texts() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus.tsv");
    let lines: Vec<String> =
        (0..300).map(|number| format!("test\t第{number}行：赎回 基金 {number}")).collect();
    fs::write(&corpus, lines.join("\n")).unwrap();
    let data = folder.path().join("data");
    let demo = Demo::start(&data, 1_000, &["--corpus", corpus.to_str().unwrap()]);
    let path = data.to_str().unwrap();
    let found = json(&["search", "--data", path, "--json", "--no-fold", "第299行："]);
    assert!(found["total"].as_u64().unwrap() >= 1);
    let both = json(&["search", "--data", path, "--json", "--limit", "0", "赎回 基金"]);
    assert!(both["total"].as_u64().unwrap() >= 300);
    drop(demo);
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        // The virtual corp's own belongings are not the archive's.
        if path.is_dir() && !path.ends_with("sim") {
            files(&path, found);
        } else if path.is_file() {
            found.push(path);
        }
    }
}

#[test]
fn no_planted_text_lies_in_clear_after_a_crash() {
    let folder = tempfile::tempdir().unwrap();
    let corpus = folder.path().join("corpus.tsv");
    let planted: Vec<String> =
        (0..50).map(|number| format!("暗记{number:02}-Canary-{}", number * 7_919)).collect();
    fs::write(&corpus, planted.iter().map(|text| format!("test\t{text}\n")).collect::<String>()).unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, 800, &["--corpus", corpus.to_str().unwrap()]);
    assert!(json(&["search", "--data", path, "--json", &planted[7]])["total"].as_u64().unwrap() >= 1);
    demo.kill();

    let mut found = Vec::new();
    files(&data, &mut found);
    assert!(found.len() > 5, "{found:?}");
    for file in found {
        let bytes = fs::read(&file).unwrap();
        for text in &planted {
            let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            for needle in [text.as_bytes(), text.to_lowercase().as_bytes(), &utf16] {
                let present = bytes.windows(needle.len()).any(|window| window == needle);
                assert!(!present, "{text} lies in clear in {}", file.display());
            }
        }
    }
}

#[test]
fn help_names_every_command() {
    let output = huicun(&["--help"]).output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    for command in [
        "serve", "demo", "search", "show", "export", "status", "doctor", "reindex", "keys", "config",
        "openapi",
    ] {
        assert!(help.contains(&format!("  {command} ")), "{help}");
    }
}
