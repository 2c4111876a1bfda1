//! Ingest end to end: pulled, durable, unsealed, stored, indexed.

use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use huicun_sim::{Sim, SimConfig};
use serde_json::json;

use crate::served::Served;
use crate::table::Table;
use crate::workload::Row;
use crate::{Measure, archive, machine};

/// Three years, so that time filters and monthly indexes are seen at work.
const HISTORY: Duration = Duration::from_secs(3 * 365 * 24 * 3_600);
/// How many messages come while the archive is searched.
const LIVE: u64 = 10_000;
/// The largest page, as in a production installation.
const PAGE_LIMIT: u32 = 1_000;
const PATIENCE: Duration = Duration::from_secs(3_600);

/// A virtual corp and the archive that has all its messages.
pub struct Run {
    /// The archive, serving.
    pub served: Served,
    sim: Sim,
    messages: u64,
}

impl Run {
    /// Ends both.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.served.interrupt()?;
        self.sim.stop().await;
        Ok(())
    }
}

/// Fills an archive from a virtual corp and measures how fast.
pub async fn measure(arguments: &Measure, folder: &Path, table: &mut Table) -> anyhow::Result<Run> {
    let (huicun, data) = (&arguments.huicun, folder.join("data"));
    println!("making a virtual corp of {} messages", arguments.messages);
    let sim = Sim::start(SimConfig {
        corpus: arguments.corpus.clone(),
        retention: HISTORY * 2,
        history: HISTORY,
        ..SimConfig::new(folder.join("sim"), arguments.seed, arguments.messages)
    })
    .await?;
    archive::configure(huicun, &data, &sim, PAGE_LIMIT, archive::Files::Left)?;
    archive::import_keys(huicun, &data, &sim.corp().private_keys)?;
    let (_, pem) = sim.corp().private_keys.first().context("the virtual corp has no key")?;

    println!("ingesting");
    let before = machine::rsa(pem)?;
    let started = Instant::now();
    let mut served = Served::start(huicun, &data)?;
    served.set_up().await?;
    wait_until_searchable(&served, arguments.messages).await?;
    let seconds = started.elapsed().as_secs_f64();
    let used = machine::processor_seconds(served.process());
    let peak = machine::peak_mib(served.process());
    let after = machine::rsa(pem)?;

    let (rate, limit) = (arguments.messages as f64 / seconds, f64::midpoint(before.rate, after.rate));
    let (cost, least) = (used / arguments.messages as f64, f64::midpoint(before.cost, after.cost));
    println!("{rate:.0} messages/s of {limit:.0}, {:.0} µs of {:.0}", least * 1e6, cost * 1e6);
    table.ratio("ingest against the RSA limit", format!("{:.1} %", 100.0 * rate / limit), "≥ 75 %");
    table.ratio("RSA's share of the processor time of ingest", format!("{:.1} %", 100.0 * least / cost), "");
    table.figure("ingest, from the start until all is searchable", format!("{rate:.0}/s"), "");
    table.figure("RSA-2048 private operations, all cores", format!("{limit:.0}/s"), "before and after");
    table.figure("resident while ingesting, peak", mib(peak), "≤ 700 MB at 2 M");
    let bytes = folder_bytes(&data.join("index"))? as f64 / arguments.messages as f64;
    table.ratio("index", format!("{bytes:.1} bytes/message"), "≤ 160");
    let bytes = std::fs::metadata(archive::database(&data))?.len() as f64 / arguments.messages as f64;
    table.figure("database", format!("{bytes:.0} bytes/message"), "plaintext, envelope, metadata, sealed");
    Ok(Run { served, sim, messages: arguments.messages })
}

/// Searches while messages come, and tells how much memory that takes.
pub async fn measure_busy(run: &Run, rows: &[Row], table: &mut Table) -> anyhow::Result<()> {
    println!("searching while messages come");
    run.sim.produce(LIVE);
    let expected = run.messages + LIVE;
    let searching = async {
        for (_, query) in crate::workload::queries(rows, 200, &mut crate::workload::Dice::new(7)) {
            let request = json!({"q": format!("\"{query}\""), "limit": 50});
            run.served.search(&request).await?;
        }
        anyhow::Ok(())
    };
    let (searched, ingested) = tokio::join!(searching, wait_until_searchable(&run.served, expected));
    searched.and(ingested)?;
    let peak = machine::peak_mib(run.served.process());
    table.figure("resident while ingesting and searching, peak", mib(peak), "≤ 700 MB at 2 M");
    Ok(())
}

async fn wait_until_searchable(served: &Served, messages: u64) -> anyhow::Result<()> {
    let begun = Instant::now();
    loop {
        let status = served.status().await?;
        let readable = status["readable"].as_u64().unwrap_or_default();
        if readable >= messages && status["index"]["lag_messages"] == 0 {
            return Ok(());
        }
        ensure!(begun.elapsed() < PATIENCE, "after an hour: {status}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

fn mib(value: Option<f64>) -> String {
    format!("{:.0} MiB", value.unwrap_or_default())
}

fn folder_bytes(folder: &Path) -> anyhow::Result<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { folder_bytes(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
