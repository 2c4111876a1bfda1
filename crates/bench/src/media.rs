//! The acceptance run of files: a misbehaving interface, an archive that is killed again and again while it fetches,
//! and every SHA-256 of the oracle in the end.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use huicun_domain::ids::Seq;
use huicun_sim::{FaultScript, Sim, SimConfig};
use huicun_store::{FilePlace, FileState, MediaCounters};
use serde::Deserialize;

use crate::archive::{self, Archive, Files};
use crate::served::Served;
use crate::workload::Dice;

/// `media`
#[derive(Clone, Debug, clap::Args)]
pub struct Media {
    /// The huicun binary, beside which the virtual corp's library lies
    #[arg(long)]
    pub huicun: PathBuf,
    /// How many messages
    #[arg(long, default_value_t = 20_000)]
    pub messages: u64,
    /// How many times as often as usual people send files; of the default, some 6,000 messages carry some
    #[arg(long, default_value_t = 4)]
    pub files: u32,
    /// How often the archive is killed
    #[arg(long, default_value_t = 100)]
    pub kills: u32,
    /// What everything is drawn from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
}

const PAGE: usize = 2_000;
const PAGE_LIMIT: u32 = 250;
/// How many milliseconds a process lives at most before it is killed: a page that never parses takes a dozen seconds.
const LIFE: usize = 24_000;
/// After this long without a change the archive has all it will get.
const QUIET: Duration = Duration::from_secs(20);
const PATIENCE: Duration = Duration::from_secs(3_600);

/// The SHA-256 of each file of each message, in the order of the message.
type Hashes = BTreeMap<i64, Vec<String>>;

#[derive(Debug, Deserialize)]
struct Line {
    seq: i64,
    fate: String,
    media_sha256: Vec<String>,
}

/// Kills, waits, and compares.
pub async fn run(arguments: &Media) -> anyhow::Result<()> {
    let own = tempfile::tempdir()?;
    let data = own.path().join("data");
    let sim = Sim::start(SimConfig {
        faults: FaultScript::acceptance(arguments.seed),
        files: arguments.files,
        retention: Duration::from_secs(400 * 86_400),
        ..SimConfig::new(data.join("sim"), arguments.seed, arguments.messages)
    })
    .await?;
    archive::configure(&arguments.huicun, &data, &sim, PAGE_LIMIT, Files::Fetched)?;
    archive::import_keys(&arguments.huicun, &data, &sim.all_private_keys())?;
    let started = Instant::now();
    let busy = kill_often(arguments, &data).await?;
    let served = Served::start(&arguments.huicun, &data)?;
    settle(&data).await?;
    served.interrupt()?;
    sim.release_withheld();
    let served = Served::start(&arguments.huicun, &data)?;
    let counters = settle(&data).await?;
    served.interrupt()?;
    sim.stop().await;
    let (expected, found) = (oracle(&data.join("sim/oracle.jsonl"))?, kept(&data).await?);
    let files = |hashes: &Hashes| hashes.values().map(Vec::len).sum::<usize>();
    let other = expected.iter().filter(|(seq, hashes)| found.get(*seq) != Some(*hashes)).count();
    println!(
        "{} kills, {busy} while files were on their way; {} s",
        arguments.kills,
        started.elapsed().as_secs()
    );
    println!("oracle {} files of {} messages, archive {}", files(&expected), expected.len(), files(&found));
    println!("{other} messages with other files; {counters:?}");
    ensure!(other == 0 && found.len() == expected.len(), "the archive's files differ from the oracle's");
    Ok(())
}

/// Ends lives at random moments. Tells how many of them while files were on their way.
async fn kill_often(arguments: &Media, data: &Path) -> anyhow::Result<u32> {
    let mut dice = Dice::new(arguments.seed);
    let mut busy = 0;
    for kill in 1..=arguments.kills {
        let served = Served::start(&arguments.huicun, data)?;
        tokio::time::sleep(Duration::from_millis(dice.roll(LIFE) as u64)).await;
        served.kill()?;
        let archive = Archive::open(data).await?;
        let counters = archive.store.media_counters(&archive.corp).await?;
        let received = archive.store.counters(&archive.corp).await?.received;
        archive.store.close().await;
        // Some messages are withheld to the end.
        let underway = received * 100 < arguments.messages * 99 || counters.waiting > 0;
        busy += u32::from(underway);
        let (saved, waiting) = (counters.saved, counters.waiting);
        print!("\rkill {kill} of {}: {received} received, {saved} kept, {waiting} wait ", arguments.kills);
        std::io::stdout().flush()?;
    }
    println!();
    Ok(busy)
}

/// Waits until every file has ended and nothing changes any more.
async fn settle(data: &Path) -> anyhow::Result<MediaCounters> {
    let archive = Archive::open(data).await?;
    let (mut last, mut since, begun) = (None, Instant::now(), Instant::now());
    while since.elapsed() < QUIET {
        ensure!(begun.elapsed() < PATIENCE, "the archive did not come to rest");
        let counters = archive.store.counters(&archive.corp).await?;
        let media = archive.store.media_counters(&archive.corp).await?;
        let state = (counters.received, counters.messages, counters.waiting, media.clone());
        if last.as_ref() != Some(&state) || counters.waiting > 0 || media.waiting > 0 {
            (last, since) = (Some(state), Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    archive.store.close().await;
    Ok(last.context("nothing was counted")?.3)
}

fn oracle(path: &Path) -> anyhow::Result<Hashes> {
    let file = std::fs::File::open(path).with_context(|| path.display().to_string())?;
    let mut hashes = Hashes::new();
    for line in BufReader::new(file).lines() {
        let line: Line = serde_json::from_str(&line?)?;
        // The last line of a seq tells its fate.
        hashes.remove(&line.seq);
        if line.fate != "poison" && !line.media_sha256.is_empty() {
            hashes.insert(line.seq, line.media_sha256);
        }
    }
    Ok(hashes)
}

/// Reads what is kept, and that each file opens as what it is said to be.
async fn kept(data: &Path) -> anyhow::Result<Hashes> {
    let archive = Archive::open(data).await?;
    let mut hashes = Hashes::new();
    let mut after = None;
    loop {
        let files = archive.store.list_files(&archive.corp, None, after, PAGE).await?;
        let Some(last) = files.last() else { break };
        after = Some(FilePlace { seq: last.seq, slot: last.slot });
        for file in files {
            ensure!(
                matches!(file.state, FileState::Saved | FileState::Disputed),
                "{}:{} is {}: {:?}",
                file.seq.0,
                file.slot,
                file.state.as_str(),
                file.problem
            );
            let Seq(seq) = file.seq;
            hashes.entry(seq).or_default().push(archive.sha256(&file).await?);
        }
    }
    archive.store.close().await;
    Ok(hashes)
}
