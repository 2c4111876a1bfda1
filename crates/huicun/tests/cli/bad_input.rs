//! What a mistake gets: a clear error, what to do, and exit code 1 or 2.

use std::fs;

use crate::harness::{Demo, huicun, run};

fn error_of(arguments: &[&str], code: i32) -> String {
    let output = run(arguments);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{arguments:?}: {text}");
    text
}

#[test]
fn a_folder_without_an_archive_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent");
    let text = error_of(&["search", "--data", path.to_str().unwrap(), "x"], 1);
    assert!(text.contains("data_missing") && text.contains("--data"), "{text}");
}

#[test]
fn what_needs_an_archive_begins_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    let text = error_of(&["reindex", "--data", path.to_str().unwrap()], 1);
    assert!(text.contains("data_missing") && text.contains("huicun serve"), "{text}");
    assert!(!path.join("keys").exists() && !path.join("huicun.db").exists());
}

#[test]
fn a_mistyped_command_is_exit_code_two() {
    error_of(&["serch"], 2);
    error_of(&["search", "--kind", "telegram", "x"], 2);
    error_of(&["keys", "import", "--version", "0", "key.pem"], 2);
}

#[test]
fn a_broken_configuration_is_named_with_its_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("huicun.toml"), "[server]\nlisen = \"127.0.0.1:1\"\n").unwrap();
    let text = error_of(&["serve", "--data", folder.path().to_str().unwrap()], 1);
    assert!(text.contains("line 2") && text.contains("lisen"), "{text}");
}

#[test]
fn messages_come_in_the_language_of_the_terminal() {
    let mut command = huicun(&["search", "--data", "/nonexistent/archive", "x"]);
    let output = command.env("LC_ALL", "zh_CN.UTF-8").output().unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("数据目录不存在"));
}

#[test]
fn a_served_folder_a_taken_port_and_useless_queries_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, 300, &[]);

    let text = error_of(&["demo", "--no-live", "--data", path, "--listen", "127.0.0.1:0"], 1);
    assert!(text.contains("data_in_use"), "{text}");
    let other = folder.path().join("other");
    let taken = demo.url.trim_start_matches("http://");
    let listen =
        ["demo", "--no-live", "--messages", "10", "--data", other.to_str().unwrap(), "--listen", taken];
    let text = error_of(&listen, 1);
    assert!(text.contains("port_taken") && text.contains("--listen"), "{text}");

    for (query, code) in [
        ("", "query_empty"),
        ("   ", "query_empty"),
        ("\u{200b}", "query_empty"),
        ("-x", "query_only_excludes"),
    ] {
        let text = error_of(&["search", "--data", path, "--", query], 1);
        assert!(text.contains(code), "{query:?}: {text}");
    }
    let long = "好".repeat(10_000);
    assert!(error_of(&["search", "--data", path, "--", &long], 1).contains("query_too_long"));
    let reversed = ["search", "--data", path, "--from", "2026-02-02", "--to", "2026-01-01", "x"];
    assert!(error_of(&reversed, 1).contains("dates_reversed"));
    assert!(error_of(&["show", "--data", path, "no-such-message"], 1).contains("not_found"));
    drop(demo);
}

#[test]
fn each_wrong_key_file_gets_its_reason() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    assert!(Demo::start(&data, 50, &[]).interrupt());
    let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../vault/fixtures");
    for (file, reason) in [
        ("rsa1024.pem", "1024 bits"),
        ("rsa2048-public.pem", "public key"),
        ("rsa2048-encrypted.pem", "passphrase"),
        ("ec.pem", "not an RSA key"),
    ] {
        let file = format!("{fixtures}/{file}");
        let text = error_of(&["keys", "import", "--data", path, "--version", "9", &file], 1);
        assert!(text.contains("key_rejected") && text.contains(reason), "{file}: {text}");
    }
}
