//! Exports as archives: the table, every kept file, pages to read, and a manifest that holds them to it.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::sync::Arc;

use aws_lc_rs::digest::{SHA256, digest};
use calamine::{Reader, Xlsx};
use huicun_app::export::{self, ExportFormat, ExportRequest, ExportState, FileCounts, TableFormat};
use huicun_app::{Services, jobs};
use huicun_domain::access::Role;
use huicun_domain::code::ProblemCode;
use huicun_store::FileState;
use serde_json::Value;
use zip::ZipArchive;

use crate::export::{all, at_once, download, files, operator};
use crate::media::{Fetching, is, md5};
use crate::virtual_source::{FileFault, VirtualSource};

const CANARY: &str = "金丝雀-a81e77b0";
/// A picture of one pixel.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89";

fn hex(bytes: &[u8]) -> String {
    digest(&SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unpacked(bytes: Vec<u8>) -> BTreeMap<String, Vec<u8>> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut entry = archive.by_index(index).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            (entry.name().unwrap().into_owned(), content)
        })
        .collect()
}

/// Looks at every claim of the manifest, and gives it back.
fn proven(entries: &BTreeMap<String, Vec<u8>>) -> Value {
    let manifest: Value = serde_json::from_slice(&entries["manifest.json"]).unwrap();
    let listed = manifest["entries"].as_array().unwrap();
    assert_eq!(listed.len() + 1, entries.len(), "every entry but the manifest is listed");
    for entry in listed {
        let content = &entries[entry["path"].as_str().unwrap()];
        assert_eq!(entry["size"], content.len() as u64, "{entry}");
        assert_eq!(entry["sha256"], hex(content), "{entry}");
        assert_eq!(entry["complete"], true, "{entry}");
    }
    for file in manifest["files"].as_array().unwrap() {
        if let Some(path) = file["path"].as_str() {
            assert_eq!(file["sha256"], hex(&entries[path]), "{file}");
        }
    }
    manifest
}

/// Five files: two of one content, one that WeCom refuses, one that is not what was announced, one that is damaged.
async fn archive() -> Fetching {
    let source = VirtualSource::default();
    source.say(1, &format!("=第一条 {CANARY} <script>alert(1)</script>"));
    for seq in [2, 3] {
        source.send_file(seq, &format!("secret-place-{seq}"), PICTURE, &md5(PICTURE), PICTURE.len() as u64);
    }
    source.send_file(4, "secret-place-4", b"%PDF-1.7\nother", &md5(b"announced"), 0);
    let page = format!("<html><script>alert('{CANARY}')</script>");
    source.send_file(5, "secret-place-5", page.as_bytes(), &md5(page.as_bytes()), page.len() as u64);
    let damaged = vec![7; 5_000];
    source.send_file(6, "secret-place-6", &damaged, &md5(&damaged), 5_000);
    let fetching = Fetching::start(source.clone()).await;
    for (seq, state) in [(2, FileState::Saved), (3, FileState::Saved), (4, FileState::Disputed)] {
        fetching.until(seq, is(state)).await;
    }
    for seq in [5, 6] {
        fetching.until(seq, is(FileState::Saved)).await;
    }
    source.0.lock().unwrap().file_faults = vec![FileFault::Code(10_011); 40];
    source.send_file(7, "secret-place-7", b"never", &md5(b"never"), 5);
    fetching.running.services.ingest.wake();
    fetching.running.until(|counters| counters.messages == 7).await;
    fetching
}

fn damage(fetching: &Fetching) {
    // The longest sealed file is the one of 5,000 bytes.
    let kept = files(&fetching.running.folder().join("media"));
    let longest = kept.into_iter().max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let mut sealed = std::fs::read(&longest).unwrap();
    let last = sealed.len() - 1;
    sealed[last] ^= 1;
    std::fs::write(longest, sealed).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_holds_the_table_every_kept_file_and_pages_to_read() {
    let fetching = archive().await;
    damage(&fetching);
    let services = fetching.services();
    let ctx = operator(services, Role::ComplianceOfficer).await;
    let view = export::create(&ctx, services, all(ExportFormat::Zip)).await.unwrap();
    assert_eq!(view.files, None);
    jobs::drain(services).await.unwrap();
    let done = export::get(&ctx, services, view.id).await.unwrap();
    assert_eq!((done.state, done.rows_done), (ExportState::Done, 7), "{:?}", done.problem);
    assert!(done.file_name.ends_with(".zip"), "{}", done.file_name);
    let bytes = 2 * PICTURE.len() as u64;
    let counts = done.files.unwrap();
    assert_eq!((counts.kept, counts.missing), (4, 2));
    assert!(counts.bytes > bytes / 2, "each content once: {counts:?}");

    let entries = unpacked(download(&ctx, services, &done).await);
    let manifest = proven(&entries);
    assert_eq!((&manifest["manifest"], &manifest["about"]["operator"]), (&1.into(), &"李娜 (lina)".into()));
    assert_eq!(manifest["counts"]["rows"], 7);
    assert_eq!(manifest["counts"]["sha256"], Value::from(done.sha256.clone().unwrap()));
    assert_eq!(manifest["counts"]["files"], serde_json::to_value(counts).unwrap());
    assert_eq!(manifest["about"]["search"]["member"], "ZhangWei");
    let told = manifest["files"].as_array().unwrap();
    assert_eq!(told.len(), 6);
    assert_eq!(told[0]["path"], told[1]["path"], "one content, one entry");
    assert_eq!((&told[2]["state"], &told[2]["name"]), (&"disputed".into(), &"报价单.pdf".into()));
    assert!(
        told[3]["path"].as_str().unwrap().ends_with(".bin"),
        "what could run is not named so: {}",
        told[3]
    );
    assert_eq!((&told[4]["path"], &told[4]["reason"]), (&Value::Null, &"file_damaged".into()));
    assert_eq!(told[5]["path"], Value::Null);
    assert_eq!(told[5]["state"], "waiting");
    assert!(told[5]["reason"].is_string(), "{}", told[5]);

    let mut book = Xlsx::new(Cursor::new(entries["messages.xlsx"].clone())).unwrap();
    assert_eq!(book.worksheet_range("消息").unwrap().rows().count(), 8);
    let list = String::from_utf8(entries["chat/index.html"].clone()).unwrap();
    assert!(list.contains("href=\"00001-001.html\""), "{list}");
    let page = String::from_utf8(entries["chat/00001-001.html"].clone()).unwrap();
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && !page.contains("<script"));
    assert!(
        page.contains(&format!("src=\"../{}\"", told[0]["path"].as_str().unwrap()))
            || page.contains("报价单.pdf")
    );
    for (path, content) in &entries {
        assert!(path.is_ascii() && !path.contains(".."), "{path}");
        assert!(
            !content.windows(12).any(|part| part == b"secret-place"),
            "{path} says where WeCom keeps a file"
        );
    }
    let staged = files(&services.folder.join("exports"));
    assert_eq!(staged.len(), 1);
    let sealed = std::fs::read(&staged[0]).unwrap();
    assert!(!sealed.windows(4).any(|part| part == b"PK\x03\x04"), "it is sealed");
    assert!(!sealed.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()));
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_table_may_be_csv_and_the_rows_are_the_same() {
    let fetching = archive().await;
    let services = fetching.services();
    let request = ExportRequest { table: TableFormat::Csv, ..all(ExportFormat::Zip) };
    let (summary, bytes) = at_once(services, &request).await;
    let (table, csv) = at_once(services, &all(ExportFormat::Csv)).await;
    assert_eq!((summary.sha256, summary.rows), (table.sha256, table.rows));
    let entries = unpacked(bytes);
    proven(&entries);
    assert_eq!(entries["messages.csv"], csv);
    let estimate = export::estimate(&operator(services, Role::Owner).await, services, request).await.unwrap();
    let FileCounts { kept, bytes, .. } = summary.files.unwrap();
    assert_eq!((estimate.messages, estimate.looked_at, estimate.complete), (7, 7, true));
    assert_eq!((estimate.files.kept, estimate.files.bytes), (kept, bytes));
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_found_is_an_archive_too() {
    let fetching = Fetching::start(VirtualSource::default()).await;
    let (summary, bytes) = at_once(fetching.services(), &all(ExportFormat::Zip)).await;
    assert_eq!((summary.rows, summary.files), (0, Some(FileCounts::default())));
    let entries = unpacked(bytes);
    let manifest = proven(&entries);
    assert_eq!(manifest["files"], Value::Array(Vec::new()));
    assert_eq!(entries.len(), 3);
    fetching.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_hold_the_conversations_and_tell_of_files() {
    let fetching = archive().await;
    let services = fetching.services();
    let ctx = operator(services, Role::Owner).await;
    let bare = Services { fonts: Arc::new([]), ..services.clone() };
    let refused = export::create(&ctx, &bare, all(ExportFormat::Pdf)).await.unwrap_err();
    assert_eq!(refused.code(), ProblemCode::FontsMissing);
    assert_eq!(export::list(&ctx, services).await.unwrap().len(), 0, "nothing was queued");

    let view = match export::create(&ctx, services, all(ExportFormat::Pdf)).await {
        Ok(view) => view,
        Err(error) => {
            assert_eq!(error.code(), ProblemCode::FontsMissing);
            println!("no Chinese font: apt-get install fonts-noto-cjk");
            return fetching.finish().await;
        }
    };
    jobs::drain(services).await.unwrap();
    let done = export::get(&ctx, services, view.id).await.unwrap();
    assert_eq!((done.state, done.rows_done, done.files), (ExportState::Done, 7, None), "{:?}", done.problem);
    let entries = unpacked(download(&ctx, services, &done).await);
    let paths: Vec<&str> = entries.keys().map(String::as_str).collect();
    assert_eq!(paths, ["chat/volume-001.pdf", "manifest.json"]);
    assert!(entries["chat/volume-001.pdf"].starts_with(b"%PDF-"));
    let manifest = proven(&entries);
    assert_eq!(manifest["files"].as_array().unwrap().len(), 6);
    let (csv, _) = at_once(services, &all(ExportFormat::Csv)).await;
    assert_eq!(done.sha256, Some(csv.sha256));
    fetching.finish().await;
}
