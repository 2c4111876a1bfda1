//! How soon a fresh server answers, and what it takes while idle.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::machine;
use crate::served::Served;
use crate::table::Table;

/// Starts `huicun serve` on an empty folder and times its first answer.
pub async fn measure(huicun: &Path, table: &mut Table) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let configuration =
        "[wecom]\ncorp_id = \"wwbench00000000000\"\nsecret = \"none\"\nlibrary = \"absent.so\"\n";
    std::fs::write(folder.path().join("huicun.toml"), configuration)?;
    let started = Instant::now();
    let served = Served::start(huicun, folder.path())?;
    served.health().await?;
    let seconds = started.elapsed().as_secs_f64();
    tokio::time::sleep(Duration::from_secs(3)).await;
    let resident = machine::resident_mib(served.process()).unwrap_or_default();
    served.interrupt()?;
    table.figure("a fresh server answers", format!("{seconds:.2} s"), "≤ 1 s");
    table.figure("resident when idle", format!("{resident:.0} MiB"), "≤ 300 MB");
    Ok(())
}
