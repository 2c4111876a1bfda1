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
/// How many milliseconds a process lives before it is killed, at most: as few as let it get on.
const SHORTEST: usize = 200;
const LONGEST: usize = 30_000;
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
    archive::configure(huicun, &data, &sim)?;
    archive::import_keys(huicun, &data, &sim.corp().private_keys)?;

    let started = Instant::now();
    kill_often(arguments, &data, started).await?;
    let served = Served::start(huicun, &data)?;
    settle(&data).await?;
    let parked = parked(&data).await?;
    archive::import_keys(huicun, &data, &sim.all_private_keys())?;
    sim.release_withheld();
    settle(&data).await?;
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

/// Spreads the kills over the ingest: lives grow longer when one got nothing done, and shorter when one did much.
async fn kill_often(arguments: &Acceptance, data: &Path, started: Instant) -> anyhow::Result<()> {
    let mut dice = Dice::new(arguments.seed);
    let mut received = 0;
    let mut life = 1_000;
    for kill in 1..=arguments.kills {
        let served = Served::start(&arguments.huicun, data)?;
        tokio::time::sleep(Duration::from_millis(dice.roll(life) as u64)).await;
        served.kill()?;
        let before = std::mem::replace(&mut received, counters(data).await?.received);
        let got_on = (received - before) * u64::from(arguments.kills) > 2 * arguments.messages;
        life = match received {
            same if same == before => life * 3 / 2,
            _ if got_on => life * 3 / 4,
            _ => life,
        };
        life = life.clamp(SHORTEST, LONGEST);
        print!(
            "\rkill {kill} of {}, {received} received, {} s ",
            arguments.kills,
            started.elapsed().as_secs()
        );
        std::io::stdout().flush()?;
    }
    println!();
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

/// Waits until nothing has changed for a while and nothing is about to be unsealed.
async fn settle(data: &Path) -> anyhow::Result<()> {
    let archive = Archive::open(data).await?;
    let (mut last, mut since, begun) = (None, Instant::now(), Instant::now());
    while since.elapsed() < QUIET {
        ensure!(begun.elapsed() < PATIENCE, "the archive did not come to rest");
        let counters = archive.store.counters(&archive.corp).await?;
        let state =
            (counters.received, counters.messages, counters.poison, counters.waiting, counters.gaps_open);
        if last != Some(state) || counters.waiting > 0 {
            (last, since) = (Some(state), Instant::now());
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    archive.store.close().await;
    Ok(())
}
