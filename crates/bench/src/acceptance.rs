//! The acceptance run: a misbehaving interface, an archive that is killed again and again, and the oracle in the end.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::ensure;
use huicun_sim::{FaultScript, Sim, SimConfig};
use huicun_store::Counters;

use crate::archive::{self, Archive};
use crate::oracle;
use crate::served::Served;
use crate::workload::Dice;

/// `acceptance`
#[derive(Clone, Debug, clap::Args)]
pub struct Acceptance {
    /// The huicun binary, beside which the virtual corp's library lies
    #[arg(long)]
    pub huicun: PathBuf,
    /// How many messages
    #[arg(long, default_value_t = 100_000)]
    pub messages: u64,
    /// How often the archive is killed
    #[arg(long, default_value_t = 200)]
    pub kills: u32,
    /// What everything is drawn from
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The data folder; one of its own by default
    #[arg(long)]
    pub data: Option<PathBuf>,
}

/// After this long without a change the archive has all it will get.
const QUIET: Duration = Duration::from_secs(15);
/// How long a process lives at most before it is killed: an item that never parses takes it a dozen seconds.
const LONGEST: Duration = Duration::from_secs(30);
/// How many milliseconds after having received its share it is killed, at most.
const MOMENT: usize = 100;
/// Small pages: a life gets more than one of them.
const PAGE_LIMIT: u32 = 100;
const PATIENCE: Duration = Duration::from_secs(1_800);

/// Kills, waits, adds the missing keys, and compares.
pub async fn run(arguments: &Acceptance) -> anyhow::Result<()> {
    let own = tempfile::tempdir()?;
    let data = arguments.data.clone().unwrap_or_else(|| own.path().join("data"));
    let huicun = &arguments.huicun;
    let sim = Sim::start(SimConfig {
        faults: FaultScript::acceptance(arguments.seed),
        retention: Duration::from_secs(400 * 86_400),
        history: Duration::from_secs(120 * 86_400),
        ..SimConfig::new(data.join("sim"), arguments.seed, arguments.messages)
    })
    .await?;
    archive::configure(huicun, &data, &sim, PAGE_LIMIT, archive::Files::Left)?;
    archive::import_keys(huicun, &data, &sim.corp().private_keys)?;

    let started = Instant::now();
    kill_often(arguments, &data, started).await?;
    let served = Served::start(huicun, &data)?;
    settle(&data, Gaps::MayStay).await?;
    let parked = parked(&data).await?;
    archive::import_keys(huicun, &data, &sim.all_private_keys())?;
    settle(&data, Gaps::MayStay).await?;
    served.interrupt()?;
    // What was withheld all the time comes now; a start asks for every gap again.
    sim.release_withheld();
    let served = Served::start(huicun, &data)?;
    settle(&data, Gaps::Close).await?;
    served.interrupt()?;
    sim.stop().await;

    let verdict = oracle::compare(&data).await?;
    oracle::print(&verdict);
    let left = self::parked(&data).await?;
    println!("parked {parked} before the missing keys were added, {left} after");
    let (kills, messages) = (arguments.kills, arguments.messages);
    println!("{kills} kills, {messages} messages, {} s", started.elapsed().as_secs());
    ensure!(verdict.is_equal() && left == 0, "the archive differs from the oracle");
    Ok(())
}

/// Spreads the kills over the ingest: a life ends at a random moment after it has received its share, or when it gets
/// nothing for too long.
async fn kill_often(arguments: &Acceptance, data: &Path, started: Instant) -> anyhow::Result<()> {
    let mut dice = Dice::new(arguments.seed);
    let mut while_ingesting = 0;
    for kill in 1..=arguments.kills {
        let served = Served::start(&arguments.huicun, data)?;
        let archive = Archive::open(data).await?;
        let counters = async || archive.store.counters(&archive.corp).await;
        let begun = Instant::now();
        let before = counters().await?.received;
        let left = arguments.messages.saturating_sub(before);
        let share = usize::try_from(left / u64::from(arguments.kills - kill + 1))?;
        let enough = before + dice.roll(share) as u64;
        // Some messages are withheld to the end: a life need not wait for them.
        let longest = if left * 200 < arguments.messages { Duration::ZERO } else { LONGEST };
        while counters().await?.received <= enough && begun.elapsed() < longest {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(dice.roll(MOMENT) as u64)).await;
        served.kill()?;
        let received = counters().await?;
        while_ingesting += u32::from(received.received < arguments.messages || received.waiting > 0);
        archive.store.close().await;
        let seconds = started.elapsed().as_secs();
        print!("\rkill {kill} of {}, {} received, {seconds} s ", arguments.kills, received.received);
        std::io::stdout().flush()?;
    }
    println!("\n{while_ingesting} kills while messages were on their way");
    Ok(())
}

async fn counters(data: &Path) -> anyhow::Result<Counters> {
    let archive = Archive::open(data).await?;
    let counters = archive.store.counters(&archive.corp).await?;
    archive.store.close().await;
    Ok(counters)
}

async fn parked(data: &Path) -> anyhow::Result<u64> {
    Ok(counters(data).await?.parked.iter().map(|(_, count)| count).sum())
}

/// Whether gaps must have closed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    MayStay,
    Close,
}

/// Waits until nothing has changed for a while, nothing is about to be unsealed, and gaps are as they should be.
async fn settle(data: &Path, gaps: Gaps) -> anyhow::Result<()> {
    let archive = Archive::open(data).await?;
    let (mut last, mut since, begun) = (None, Instant::now(), Instant::now());
    while since.elapsed() < QUIET {
        ensure!(begun.elapsed() < PATIENCE, "the archive did not come to rest");
        let counters = archive.store.counters(&archive.corp).await?;
        let state =
            (counters.received, counters.messages, counters.poison, counters.waiting, counters.gaps_open);
        let open = gaps == Gaps::Close && counters.gaps_open > 0;
        if last != Some(state) || counters.waiting > 0 || open {
            (last, since) = (Some(state), Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    archive.store.close().await;
    Ok(())
}
