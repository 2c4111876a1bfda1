//! What this machine can do at best, and what processes take.

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context;
use huicun_vault::PrivateKey;

/// Measures how many RSA-2048 private operations all cores do in a second.
pub fn rsa_rate(pem: &str) -> anyhow::Result<f64> {
    let key = PrivateKey::from_pem(pem)?;
    let closed = key.close(b"0123456789abcdef0123456789abcdef").context("the sample cannot be closed")?;
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let threads = std::thread::available_parallelism()?.get();
    let started = Instant::now();
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
    Ok(done.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64())
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
