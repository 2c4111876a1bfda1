//! Files, measured in this process with a virtual clock: an outage that eats most of the window, and a file that is far
//! larger than the memory it may take.

use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use async_trait::async_trait;
use bytes::Bytes;
use huicun_app::Ctx;
use huicun_app::media::{MediaSettings, open, run};
use huicun_derive::{Depth, Deriver, HostProgram, Wanted};
use huicun_domain::clock::{Clock, ManualClock, Millis};
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{MediaLocator, Seq};
use huicun_store::{FilePlace, FileState, MediaCounters};
use huicun_testkit::{Line, NOW, TestApp};
use huicun_wecom::sdk::{DecryptItem, MediaChunk, MessageSource, Retry, WecomError};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::json;
use tokio::sync::watch;

use crate::machine;
use crate::table::Table;

/// `files`
#[derive(Clone, Debug, clap::Args)]
pub struct FilesRun {
    /// How many files are due when the outage ends
    #[arg(long, default_value_t = 100_000)]
    files: i64,
    /// The huicun binary, which looks into files
    #[arg(long)]
    huicun: PathBuf,
    /// The size of the large file, in MiB
    #[arg(long, default_value_t = 2_048)]
    large: u64,
}

const HOUR: Millis = 3_600_000;
/// For how long WeCom keeps files.
const WINDOW: Millis = 120 * HOUR;
/// For how long nothing could be fetched.
const OUTAGE: Millis = 96 * HOUR;
/// What a call takes of the virtual time: 600 of them are allowed in a minute.
const CALL: Millis = 100;
/// What WeCom hands out at a time.
const CHUNK: u64 = 512 << 10;
/// What WeCom answers where it keeps a file no more.
const EXPIRED: i64 = 10_010;
const MIB: u64 = 1 << 20;
/// How many pictures are looked into.
const PREVIEWS: u32 = 100;

/// WeCom's side: files of a length that their capability names, with bytes that follow from where they are.
struct Corp {
    clock: Arc<ManualClock>,
    /// Nothing answers before this moment.
    works_from: Millis,
    calls: AtomicU64,
}

#[async_trait]
impl MessageSource for Corp {
    async fn chat_data(&self, _: Seq, _: u32) -> Result<Bytes, WecomError> {
        Ok(Bytes::from_static(b"{\"errcode\":0,\"errmsg\":\"ok\",\"chatdata\":[]}"))
    }

    async fn decrypt(&self, _: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError> {
        Ok(Vec::new())
    }

    async fn media(&self, index: &str, locator: &MediaLocator) -> Result<MediaChunk, WecomError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        self.clock.advance(CALL);
        let now = self.clock.now();
        if now < self.works_from {
            return Err(WecomError::local(ProblemCode::NetworkFailed, Retry::Backoff));
        }
        let unknown = || WecomError::local(ProblemCode::SdkArgument, Retry::Never);
        let (sent_at, length) = locator.as_str().split_once('/').ok_or_else(unknown)?;
        let sent_at: Millis = sent_at.parse().map_err(|_| unknown())?;
        if now > sent_at + WINDOW {
            return Err(WecomError { errcode: EXPIRED, ..unknown() });
        }
        let length: u64 = length.parse().map_err(|_| unknown())?;
        let begin = if index.is_empty() { 0 } else { index.parse().map_err(|_| unknown())? };
        let end = length.min(begin + CHUNK);
        Ok(MediaChunk { data: bytes_of(sent_at, begin, end), next: end.to_string(), finished: end == length })
    }
}

/// The bytes of a file between two places: cheap to make, and of no short period.
fn bytes_of(salt: Millis, begin: u64, end: u64) -> Bytes {
    let words = begin / 8..end.div_ceil(8);
    let word = |at: u64| (at ^ salt.cast_unsigned()).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
    let mut bytes: Vec<u8> = words.flat_map(word).collect();
    bytes.truncate(usize::try_from(end - begin).unwrap_or_default());
    Bytes::from(bytes)
}

/// Measures and prints.
pub async fn measure(arguments: &FilesRun) -> anyhow::Result<()> {
    let mut table = Table::default();
    previews(&arguments.huicun, &mut table).await?;
    outage(arguments.files, &mut table).await?;
    large(arguments.large * MIB, &mut table).await?;
    table.print();
    Ok(())
}

fn line(seq: i64, sent_at: Millis, length: u64) -> Line {
    let message = json!({
        "msgid": format!("{seq}_1785553237721"), "action": "send", "from": "ZhangWei", "tolist": ["LiNa"],
        "roomid": "", "msgtime": sent_at, "msgtype": "file",
        "file": {
            "sdkfileid": format!("{sent_at}/{length}"), "md5sum": "", "filename": "文件.bin", "fileext": "bin",
            "filesize": length,
        },
    });
    Line::raw(seq, message)
}

/// Files of one day fall due after an outage that has left them a day.
async fn outage(count: i64, table: &mut Table) -> anyhow::Result<()> {
    let lines = (0..count).map(|number| {
        let length = 200 + (number.unsigned_abs() * 7_919) % 9_000;
        line(number + 1, NOW - 24 * HOUR + number * (24 * HOUR) / count.max(1), length)
    });
    let app = TestApp::builder().lines(lines).start().await;
    let clock = app.clock.clone();
    let works_from = NOW + OUTAGE - 24 * HOUR;
    let corp = Arc::new(Corp { clock: clock.clone(), works_from, calls: AtomicU64::new(0) });
    // A file without an md5 is asked for twice: that is the dearer way.
    let settings = MediaSettings { second_looks: vec![Duration::ZERO; 4], ..MediaSettings::default() };
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(run(app.services.clone(), corp.clone(), settings, stopped));
    let (store, id) = (app.services.store.clone(), app.services.corp.clone());
    while store.media_counters(&id).await?.waiting < count.unsigned_abs() {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    while app.services.media.problem().is_none() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let jump = works_from - clock.now();
    clock.advance(jump.max(0));
    let started = Instant::now();
    let counters = loop {
        let counters = store.media_counters(&id).await?;
        if counters.waiting == 0 {
            break counters;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    };
    let MediaCounters { saved, expired, refused, disputed, .. } = counters;
    let spent = clock.now() - works_from;
    stop.send(true)?;
    task.await??;
    app.finish().await;
    table.ratio(
        "files kept after an outage of 96 h",
        format!("{saved} of {count}"),
        "0 expired, of a window of 120 h and 600 calls a minute",
    );
    table.figure(
        "  what it took of the 24 h left",
        format!("{:.1} h", spent as f64 / HOUR as f64),
        &format!(
            "{} calls; {:.0} files/s here; {expired} expired, {refused} refused, {disputed} disputed",
            corp.calls.load(Ordering::Relaxed),
            count as f64 / started.elapsed().as_secs_f64()
        ),
    );
    ensure!(saved == count.unsigned_abs() && expired == 0, "files were lost: {counters:?}");
    Ok(())
}

/// Fetches, seals and reads a large file, and looks at the memory.
async fn large(length: u64, table: &mut Table) -> anyhow::Result<()> {
    let app = TestApp::builder().line(line(1, NOW, length)).start().await;
    let corp = Arc::new(Corp { clock: app.clock.clone(), works_from: 0, calls: AtomicU64::new(0) });
    let settings = MediaSettings { second_looks: Vec::new(), ..MediaSettings::default() };
    let own = std::process::id();
    forget_peak(own)?;
    let before = machine::resident_mib(own).context("no memory is told")?;
    let started = Instant::now();
    let (stop, stopped) = watch::channel(false);
    let task = tokio::spawn(run(app.services.clone(), corp, settings, stopped));
    let place = FilePlace { seq: Seq(1), slot: 0 };
    while app
        .services
        .store
        .file_at(&app.services.corp, place)
        .await?
        .is_none_or(|file| file.state == FileState::Waiting)
    {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    stop.send(true)?;
    task.await??;
    let fetched = started.elapsed().as_secs_f64();
    let file = open(&Ctx::system(), &app.services, place).await?;
    ensure!(file.size() == length, "the file has {} bytes", file.size());
    let mut slowest = Duration::ZERO;
    for part in 0..200 {
        let begin = (length - MIB) / 200 * part / 8 * 8;
        let asked = Instant::now();
        let bytes = file.bytes(begin..begin + MIB).await?;
        slowest = slowest.max(asked.elapsed());
        ensure!(bytes == bytes_of(NOW, begin, begin + MIB), "other bytes at {begin}");
    }
    let grown = machine::peak_mib(own).context("no memory is told")? - before;
    app.finish().await;
    let size = format!("memory growth of a file of {} MiB", length / MIB);
    table.ratio(&size, format!("{grown:.0} MiB"), "≤ 64 MiB, fetched, sealed and read by ranges");
    table.figure(
        "  its way",
        format!("{:.0} MiB/s", length as f64 / MIB as f64 / fetched),
        &format!("the slowest of 200 ranges of 1 MiB took {} ms", slowest.as_millis()),
    );
    ensure!(grown <= 64.0, "the memory grew by {grown:.0} MiB");
    Ok(())
}

/// Makes thumbnails and previews of pictures as phones send them, one after the other in one child.
async fn previews(huicun: &Path, table: &mut Table) -> anyhow::Result<()> {
    let program = HostProgram { path: huicun.canonicalize()?, arguments: vec!["derive-host".to_owned()] };
    let deriver = Deriver::new(program);
    let bytes = photograph()?;
    let piece = || futures::stream::iter([Ok(bytes.clone())]);
    let note = format!("≥ 50/s; of 1.6 megapixels in {} KiB", bytes.len() >> 10);
    let steps = [
        ("thumbnails, one core", Depth::Thumbnail, 1, note.as_str()),
        ("previews, one core", Depth::Whole, 2, "the thumbnail anew, QR codes looked for"),
    ];
    for (name, depth, pictures, note) in steps {
        let wanted = Wanted { media_type: "image/jpeg".to_owned(), size: bytes.len() as u64, depth };
        // The first one starts the child.
        deriver.derive(&wanted, piece()).await?;
        let started = Instant::now();
        for _ in 0..PREVIEWS {
            let derived = deriver.derive(&wanted, piece()).await?;
            ensure!(derived.pictures.len() == pictures, "a picture is missing: {:?}", derived.problems);
        }
        let rate = f64::from(PREVIEWS) / started.elapsed().as_secs_f64();
        table.figure(name, format!("{rate:.0}/s"), note);
    }
    Ok(())
}

/// A picture with the fineness of a photograph: large and small forms, edges, and a little noise.
fn photograph() -> anyhow::Result<Vec<u8>> {
    let picture = RgbImage::from_fn(1_440, 1_080, |x, y| {
        let form = forms(x, y, 240) / 2 + forms(x, y, 48) / 4 + forms(x, y, 9) / 8;
        let edge = if (x / 180 + y / 135) % 3 == 0 { 24 } else { 0 };
        let noise = hash(x, y) % 7;
        let shade = |salt: u32| {
            let value = form + edge + noise + forms(x + salt, y, 300) / 6;
            u8::try_from(value.min(255)).unwrap_or(u8::MAX)
        };
        Rgb([shade(0), shade(1_000), shade(2_000)])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Jpeg)?;
    Ok(bytes.into_inner())
}

/// A value between 0 and 255 that changes smoothly over `size` pixels.
fn forms(x: u32, y: u32, size: u32) -> u32 {
    let (column, row, right, down) = (x / size, y / size, x % size, y % size);
    let corner = |column, row| hash(column, row) % 256;
    let mix = |one: u32, other: u32, at: u32| (one * (size - at) + other * at) / size;
    let above = mix(corner(column, row), corner(column + 1, row), right);
    let below = mix(corner(column, row + 1), corner(column + 1, row + 1), right);
    mix(above, below, down)
}

fn hash(x: u32, y: u32) -> u32 {
    let mixed = x.wrapping_mul(0x9e37_79b9) ^ y.wrapping_mul(0x85eb_ca6b);
    (mixed ^ (mixed >> 15)).wrapping_mul(0x2c1b_3c6d) >> 13
}

/// Lets the kernel count the most memory from now on.
fn forget_peak(process: u32) -> anyhow::Result<()> {
    std::fs::write(format!("/proc/{process}/clear_refs"), "5").context("the peak cannot be forgotten")
}
