//! Exporting everything to a workbook: time, size, and how much memory it takes more than exporting next to nothing.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::ensure;

use crate::machine;
use crate::table::Table;

/// Measures `huicun export`.
pub fn measure(huicun: &Path, data: &Path, table: &mut Table) -> anyhow::Result<()> {
    println!("exporting");
    // A query that nothing matches: what the command takes before it writes rows.
    let (_, _, base) = export(huicun, data, Some("\u{e000}\u{e001}"))?;
    let (seconds, bytes, peak) = export(huicun, data, None)?;
    table.ratio("memory growth of the whole export", format!("{:.0} MiB", peak - base), "≤ 64 MiB");
    table.figure("export of everything to a workbook", format!("{seconds:.1} s"), "");
    table.figure("  the workbook", format!("{:.0} MiB", bytes as f64 / 1_048_576.0), "");
    Ok(())
}

/// Exports once; returns seconds, bytes and the peak of resident memory in MiB.
fn export(huicun: &Path, data: &Path, query: Option<&str>) -> anyhow::Result<(f64, u64, f64)> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("export.xlsx");
    let started = Instant::now();
    let mut child = Command::new(huicun)
        .args(["export", "--format", "xlsx", "--data"])
        .arg(data)
        .arg("--out")
        .arg(&file)
        .args(query)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut peak = 0.0_f64;
    let status = loop {
        peak = peak.max(machine::peak_mib(child.id()).unwrap_or_default());
        match child.try_wait()? {
            Some(status) => break status,
            None => std::thread::sleep(Duration::from_millis(5)),
        }
    };
    ensure!(status.success(), "the export ended with {status}");
    Ok((started.elapsed().as_secs_f64(), std::fs::metadata(&file)?.len(), peak))
}
