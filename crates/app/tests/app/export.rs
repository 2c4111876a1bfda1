//! Exports: as jobs with their files sealed, and at once into a sink.

use std::io::{Cursor, Write};
use std::sync::{Arc, Mutex};

use calamine::{Data, Reader, Xlsx};
use futures::TryStreamExt;
use huicun_app::access::Rights;
use huicun_app::export::{
    self, ExportFormat, ExportRequest, ExportState, ExportSummary, ExportView, TableFormat,
};
use huicun_app::search::SearchRequest;
use huicun_app::{Actor, Ctx, Services, jobs};
use huicun_domain::access::Role;
use huicun_domain::clock::ManualClock;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::OperatorId;
use huicun_domain::query::{Filters, Order};
use huicun_store::OperatorRow;
use tokio::sync::watch;

use crate::virtual_source::{Running, VirtualSource};

const CANARY: &str = "金丝雀-4f1d09c2";

/// A sink that can be looked into.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// A new operator of a role, called Lina by all.
pub async fn operator(services: &Services, role: Role) -> Ctx {
    let id = OperatorId(uuid::Uuid::now_v7());
    let rights = Rights::of_role(id, role);
    let row = OperatorRow {
        id,
        name: id.to_string(),
        display_name: "李娜".into(),
        password_hash: String::new(),
        locale: String::new(),
        member: None,
        disabled_at: None,
        created_at: 0,
    };
    assert!(services.store.insert_operator(&row, &rights.assignments[0]).await.unwrap());
    let actor =
        Actor::Operator { id, name: "lina".into(), display_name: "李娜".into(), rights: Arc::new(rights) };
    Ctx { actor, ..Ctx::command_line() }
}

pub fn all(format: ExportFormat) -> ExportRequest {
    let filters = Filters { member: Some("ZhangWei".into()), ..Filters::default() };
    ExportRequest {
        format,
        table: TableFormat::default(),
        search: SearchRequest { filters, order: Order::Oldest, ..SearchRequest::default() },
    }
}

async fn archive(count: u64) -> Running {
    let source = VirtualSource::default();
    for seq in 1..=count {
        source.say(seq, &format!("=第{seq}条 {CANARY}"));
    }
    let running = Running::start(source).await;
    running.until(|counters| counters.messages == count).await;
    running
}

pub async fn at_once(services: &Services, request: &ExportRequest) -> (ExportSummary, Vec<u8>) {
    let sink = Shared::default();
    let mut seen = Vec::new();
    let told = |done, total| seen.push((done, total));
    let ctx = Ctx::command_line();
    let summary =
        export::write_to(&ctx, services, request, Language::Chinese, sink.clone(), told).await.unwrap();
    assert!(seen.is_sorted() && seen.iter().all(|(done, total)| done <= total), "{seen:?}");
    let bytes = sink.0.lock().unwrap().clone();
    (summary, bytes)
}

pub async fn download(ctx: &Ctx, services: &Services, view: &ExportView) -> Vec<u8> {
    let file = export::open_file(ctx, services, view.id).await.unwrap();
    let chunks: Vec<bytes::Bytes> = file.stream.try_collect().await.unwrap();
    let content = chunks.concat();
    assert_eq!(content.len() as u64, file.bytes);
    content
}

fn texts(xlsx: Vec<u8>) -> Vec<String> {
    let mut book = Xlsx::new(Cursor::new(xlsx)).unwrap();
    let range = book.worksheet_range("消息").unwrap();
    range.rows().skip(1).map(|row| row[10].to_string()).collect()
}

/// Every file below a folder.
pub fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_done_by_a_worker_and_downloaded() {
    let running = archive(1_234).await;
    let services = &running.services;
    let ctx = operator(services, Role::ComplianceOfficer).await;
    let view = export::create(&ctx, services, all(ExportFormat::Xlsx)).await.unwrap();
    assert_eq!((view.state, view.rows_done, view.bytes), (ExportState::Queued, 0, None));
    let early = export::open_file(&ctx, services, view.id).await.err().unwrap();
    assert_eq!(early.code(), ProblemCode::ExportNotReady);

    assert_eq!(jobs::drain(services).await.unwrap(), 1);
    let done = export::get(&ctx, services, view.id).await.unwrap();
    assert_eq!((done.state, done.rows_done, done.rows_total), (ExportState::Done, 1_234, Some(1_234)));
    assert!(
        done.file_name.starts_with("会存导出_") && done.file_name.ends_with(".xlsx"),
        "{}",
        done.file_name
    );
    assert_eq!(done.search, view.search);

    let content = download(&ctx, services, &done).await;
    assert_eq!(done.bytes, Some(content.len() as u64));
    let expected: Vec<String> = (1..=1_234).map(|seq| format!("=第{seq}条 {CANARY}")).collect();
    assert_eq!(texts(content.clone()), expected);
    let mut book = Xlsx::new(Cursor::new(content)).unwrap();
    let cover = book.worksheet_range("说明").unwrap();
    let told = |name: &str| {
        let mut rows = cover.rows();
        rows.find(|row| row[0] == Data::String(name.into())).map(|row| row[1].to_string())
    };
    assert_eq!(told("操作员").as_deref(), Some("李娜 (lina)"));
    assert_eq!(told("时区").as_deref(), Some("Asia/Shanghai"));
    assert_eq!(told("消息条数").as_deref(), Some("1234"));
    assert_eq!(told("各行的 SHA-256"), done.sha256);
    assert_eq!(told("导出编号"), Some(done.id.to_string()));

    assert_eq!(export::get(&ctx, services, view.id).await.unwrap().downloads, 1);
    let (summary, _) = at_once(services, &all(ExportFormat::Csv)).await;
    assert_eq!(Some(summary.sha256), done.sha256, "the rows are the same, at once and as CSV");
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_come_in_order_whatever_the_index_has_reached() {
    let running = archive(700).await;
    let (newest, file) = at_once(
        &running.services,
        &ExportRequest {
            search: SearchRequest { order: Order::Newest, ..all(ExportFormat::Csv).search },
            ..all(ExportFormat::Csv)
        },
    )
    .await;
    assert_eq!(newest.rows, 700);
    let mut reader = csv::Reader::from_reader(&file[3..]);
    let seqs: Vec<u64> = reader.records().map(|record| record.unwrap()[13].parse().unwrap()).collect();
    assert!(seqs.iter().rev().copied().eq(1..=700), "the newest first, each once");

    let exact = |q: &str| ExportRequest {
        search: SearchRequest { q: q.into(), fold: false, ..all(ExportFormat::Csv).search },
        ..all(ExportFormat::Csv)
    };
    let expected = (1..=700).filter(|seq| format!("第{seq}条").contains("7条")).count() as u64;
    assert_eq!(at_once(&running.services, &exact("7条")).await.0.rows, expected);
    assert_eq!(at_once(&running.services, &exact("７条")).await.0.rows, 0);
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_a_file_lies_in_clear() {
    let running = archive(600).await;
    let services = &running.services;
    let ctx = operator(&running.services, Role::Owner).await;
    let view = export::create(&ctx, services, all(ExportFormat::Csv)).await.unwrap();
    jobs::drain(services).await.unwrap();
    assert!(
        download(&ctx, services, &view).await.windows(CANARY.len()).any(|part| part == CANARY.as_bytes())
    );
    let staged = files(&services.folder.join("exports"));
    assert_eq!(staged.len(), 1);
    let mut looked_into = Vec::new();
    for path in files(&services.folder) {
        // The index merges its files while it is read.
        let Ok(content) = std::fs::read(&path) else { continue };
        assert!(!content.windows(CANARY.len()).any(|part| part == CANARY.as_bytes()), "{}", path.display());
        looked_into.push(path);
    }
    assert!(looked_into.contains(&staged[0]) && looked_into.contains(&services.folder.join("huicun.db")));
    export::delete(&ctx, services, view.id).await.unwrap();
    assert!(files(&services.folder.join("exports")).is_empty());
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_export_is_resumed_to_the_same_rows() {
    let running = archive(900).await;
    let services = &running.services;
    let ctx = operator(&running.services, Role::Owner).await;
    let (expected, _) = at_once(services, &all(ExportFormat::Csv)).await;
    let view = export::create(&ctx, services, all(ExportFormat::Csv)).await.unwrap();
    let cancelled = export::cancel(&ctx, services, view.id).await.unwrap();
    assert_eq!(cancelled.state, ExportState::Cancelled);
    assert_eq!(jobs::drain(services).await.unwrap(), 0);
    let again = export::cancel(&ctx, services, view.id).await.unwrap_err();
    assert_eq!(again.code(), ProblemCode::Conflict);

    // What comes after the export was asked for is not in it.
    for seq in 901..=950 {
        running.source.say(seq, "后来的一条");
    }
    running.services.ingest.wake();
    running.until(|counters| counters.messages == 950).await;
    let queued = export::resume(&ctx, services, view.id).await.unwrap();
    assert_eq!(queued.state, ExportState::Queued);
    assert_eq!(jobs::drain(services).await.unwrap(), 1);
    let done = export::get(&ctx, services, view.id).await.unwrap();
    assert_eq!((done.state, done.rows_done), (ExportState::Done, 900));
    assert_eq!(done.sha256, Some(expected.sha256));
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_vanished_is_followed_by_another() {
    let running = archive(600).await;
    let services = &running.services;
    let ctx = operator(&running.services, Role::Owner).await;
    let view = export::create(&ctx, services, all(ExportFormat::Csv)).await.unwrap();
    // A worker that claims the job, writes some of it and is never heard of again: its lease is over at once.
    let claimed = services.store.claim_job(&services.corp, "gone", 0, services.now() - 1).await.unwrap();
    assert_eq!(claimed.map(|row| row.id), Some(view.id));
    std::fs::create_dir_all(services.folder.join("exports")).unwrap();
    std::fs::write(services.folder.join(format!("exports/{}-1.sealed", view.id)), "left behind").unwrap();
    assert_eq!(export::get(&ctx, services, view.id).await.unwrap().state, ExportState::Running);

    assert_eq!(jobs::drain(services).await.unwrap(), 1);
    let done = export::get(&ctx, services, view.id).await.unwrap();
    assert_eq!((done.state, done.rows_done), (ExportState::Done, 600));
    let staged = files(&services.folder.join("exports"));
    assert_eq!(staged.len(), 1);
    assert!(staged[0].ends_with(format!("{}-2.sealed", view.id)), "{staged:?}");
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_stops_soon_after_a_cancellation() {
    let running = archive(2_000).await;
    let services = running.services.clone();
    let ctx = operator(&running.services, Role::Owner).await;
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn(jobs::run_worker(services.clone(), stopped));
    let mut cancelled = 0;
    for _ in 0..10 {
        let view = export::create(&ctx, &services, all(ExportFormat::Xlsx)).await.unwrap();
        let ended = async |id| {
            for _ in 0..1_500 {
                let state = export::get(&ctx, &services, id).await.unwrap().state;
                if !matches!(state, ExportState::Queued) {
                    return state;
                }
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            panic!("no worker took the export");
        };
        let state = ended(view.id).await;
        if state == ExportState::Running && export::cancel(&ctx, &services, view.id).await.is_ok() {
            cancelled += 1;
            let staged = format!("{}-", view.id);
            let present = || {
                let folder = services.folder.join("exports");
                files(&folder).iter().any(|path| path.display().to_string().contains(&staged))
            };
            let began = std::time::Instant::now();
            while present() {
                assert!(began.elapsed().as_secs() < 5, "what was written is still there");
                tokio::time::sleep(std::time::Duration::from_millis(10)).await;
            }
            break;
        }
    }
    assert_eq!(cancelled, 1, "no export was caught while it ran");
    stop.send(true).unwrap();
    worker.await.unwrap().unwrap();
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn only_who_may_sees_an_export() {
    let running = archive(3).await;
    let services = &running.services;
    let mine = operator(services, Role::ComplianceOfficer).await;
    let another = operator(services, Role::ComplianceOfficer).await;
    let view = export::create(&mine, services, all(ExportFormat::Csv)).await.unwrap();
    assert_eq!(export::list(&mine, services).await.unwrap().len(), 1);
    assert!(export::list(&another, services).await.unwrap().is_empty());
    assert_eq!(export::list(&operator(services, Role::Owner).await, services).await.unwrap().len(), 1);
    let hidden = export::get(&another, services, view.id).await.unwrap_err();
    assert_eq!(hidden.code(), ProblemCode::NotFound);
    for role in [Role::Reviewer, Role::SystemAdministrator] {
        let ctx = operator(services, role).await;
        let refused = export::create(&ctx, services, all(ExportFormat::Csv)).await.unwrap_err();
        assert_eq!(refused.code(), ProblemCode::Forbidden);
        assert_eq!(export::list(&ctx, services).await.unwrap_err().code(), ProblemCode::Forbidden);
    }
    let empty = ExportRequest { search: SearchRequest::default(), ..all(ExportFormat::Csv) };
    let refused = export::create(&mine, services, empty).await.unwrap_err();
    assert_eq!(refused.code(), ProblemCode::QueryEmpty);
    running.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_kept_for_seven_days() {
    let running = archive(5).await;
    let ctx = operator(&running.services, Role::Owner).await;
    let view = export::create(&ctx, &running.services, all(ExportFormat::Csv)).await.unwrap();
    jobs::drain(&running.services).await.unwrap();
    let folder = running.services.folder.join("exports");
    std::fs::write(folder.join(format!("{}-9.sealed", uuid::Uuid::now_v7())), "of no export").unwrap();

    let days = async |days: i64, gone: usize| {
        let clock = Arc::new(ManualClock::new(running.services.now() + days * 86_400_000));
        let services = Services { clock, ..running.services.clone() };
        let (stop, stopped) = watch::channel(false);
        let worker = tokio::spawn(jobs::run_worker(services.clone(), stopped));
        for _ in 0..500 {
            if files(&folder).len() + gone == 2 {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        stop.send(true).unwrap();
        worker.await.unwrap().unwrap();
    };
    days(6, 1).await;
    assert_eq!(download(&ctx, &running.services, &view).await.len() as u64, {
        export::get(&ctx, &running.services, view.id).await.unwrap().bytes.unwrap()
    });
    days(8, 2).await;
    let expired = export::get(&ctx, &running.services, view.id).await.unwrap();
    assert_eq!((expired.state, expired.bytes, expired.rows_done), (ExportState::Done, None, 5));
    assert_eq!(expired.problem.as_deref(), Some("export_gone"));
    let gone = export::open_file(&ctx, &running.services, view.id).await.err().unwrap();
    assert_eq!(gone.code(), ProblemCode::ExportGone);
    running.finish().await;
}

/// A sink on a full disk.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_told_as_such() {
    let running = archive(1_500).await;
    for format in [ExportFormat::Csv, ExportFormat::Xlsx] {
        let ctx = Ctx::command_line();
        let written =
            export::write_to(&ctx, &running.services, &all(format), Language::English, Full, |_, _| {}).await;
        assert_eq!(written.unwrap_err().code(), ProblemCode::DiskFull, "{format:?}");
    }
    running.finish().await;
}
