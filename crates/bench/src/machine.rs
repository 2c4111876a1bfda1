//! What this machine can do at best, and what processes take.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use huicun_vault::PrivateKey;

/// What an RSA-2048 private operation takes here.
#[derive(Clone, Copy, Debug)]
pub struct Rsa {
    /// How many all cores do in a second.
    pub rate: f64,
    /// How many seconds of a processor one takes.
    pub cost: f64,
}

/// Does RSA-2048 private operations on all cores for a while.
pub fn rsa(pem: &str) -> anyhow::Result<Rsa> {
    let key = PrivateKey::from_pem(pem)?;
    let closed = key.close(b"0123456789abcdef0123456789abcdef").context("the sample cannot be closed")?;
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let threads = std::thread::available_parallelism()?.get();
    let (started, used) = (Instant::now(), processor_seconds(std::process::id()));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    if key.open(&closed).is_some() {
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_secs(4));
        stop.store(true, Ordering::Relaxed);
    });
    let done = done.load(Ordering::Relaxed) as f64;
    let rate = done / started.elapsed().as_secs_f64();
    Ok(Rsa { rate, cost: (processor_seconds(std::process::id()) - used) / done })
}

/// The processor time that a process and its children have used, in seconds.
pub fn processor_seconds(process: u32) -> f64 {
    let Ok(entries) = std::fs::read_dir("/proc") else { return 0.0 };
    let numbers = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    let ticks =
        numbers.filter_map(ticks).filter(|(number, parent, _)| *number == process || *parent == process);
    // The kernel tells it in hundredths of a second, whatever its own clock does.
    ticks.map(|(.., ticks)| ticks).sum::<f64>() / 100.0
}

/// A process's number, its parent's, and the ticks that it and its ended children have used.
fn ticks(process: u32) -> Option<(u32, u32, f64)> {
    let stat = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat")).ok()?;
    // The name stands in parentheses and may hold blanks; the fields behind it are counted from the third.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let used = fields.get(11..15)?.iter().map(|field| field.parse::<f64>().unwrap_or_default()).sum();
    Some((process, fields.get(1)?.parse().ok()?, used))
}

/// The resident memory of a process in MiB.
pub fn resident_mib(process: u32) -> Option<f64> {
    status_kib(process, "VmRSS:").map(|kib| kib / 1024.0)
}

/// The most resident memory that a process ever had, in MiB.
pub fn peak_mib(process: u32) -> Option<f64> {
    status_kib(process, "VmHWM:").map(|kib| kib / 1024.0)
}

fn status_kib(process: u32, field: &str) -> Option<f64> {
    let status = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("status")).ok()?;
    let line = status.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
