//! `wecom-sim`: runs a virtual corp, for demonstrations, trainings and acceptance runs.

use std::{
    fs,
    io::Write as _,
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
    time::Duration,
};

use anyhow::{Context as _, bail};
use clap::{Args, Parser, Subcommand};
use huicun_sim::{CorpCredentials, FaultScript, LiveRate, Sim, SimConfig};

/// Runs a virtual WeCom corp.
#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Makes the corp, or takes it up again, and serves it until Ctrl-C.
    Serve(Serve),
    /// Prints what an archive has to be told: ids, secrets and keys, as JSON.
    Info {
        /// The folder of the corp.
        #[arg(long)]
        dir: PathBuf,
    },
}

#[derive(Debug, Args)]
struct Serve {
    /// The folder that keeps the corp; a second start continues.
    #[arg(long)]
    dir: PathBuf,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8087")]
    listen: SocketAddr,
    /// How many messages the history has in all.
    #[arg(long, default_value_t = 10_000)]
    messages: u64,
    /// Decides the company and what it says; only the first start's counts.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A file of `source<TAB>text` lines to take message texts from.
    #[arg(long)]
    corpus: Option<PathBuf>,
    /// A further message every so often, like `2s` or `500ms`.
    #[arg(long, value_parser = duration)]
    live: Option<Duration>,
    /// How long messages can be fetched.
    #[arg(long, value_parser = duration, default_value = "5d")]
    retention: Duration,
    /// Over what time, up to now, the history is spread.
    #[arg(long, value_parser = duration, default_value = "4d")]
    history: Duration,
    /// A fault script (TOML or JSON), or `acceptance` for the ready-made one.
    #[arg(long)]
    faults: Option<PathBuf>,
    /// Where event callbacks go.
    #[arg(long)]
    callback: Option<String>,
}

fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    match run(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wecom-sim: {error:#}");
            ExitCode::from(1)
        }
    }
}

fn run(command: Command) -> anyhow::Result<()> {
    match command {
        Command::Info { dir } => print(&CorpCredentials::load(&dir)?),
        Command::Serve(serve) => tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()?
            .block_on(serve_until_stopped(serve)),
    }
}

fn print(credentials: &CorpCredentials) -> anyhow::Result<()> {
    let text = serde_json::to_string_pretty(credentials)?;
    // A reader that went away (`| head`) is no failure.
    let _ = writeln!(std::io::stdout(), "{text}");
    Ok(())
}

async fn serve_until_stopped(serve: Serve) -> anyhow::Result<()> {
    let faults = serve.faults.as_deref().map(|path| faults(path, serve.seed)).transpose()?;
    let mut config = SimConfig::new(&serve.dir, serve.seed, serve.messages);
    config.listen = serve.listen;
    config.corpus = serve.corpus;
    config.live = serve.live.map(|every| LiveRate { every });
    config.retention = serve.retention;
    config.history = serve.history;
    config.faults = faults.unwrap_or_default();
    config.callback_url = serve.callback;
    config.progress = Some(Arc::new(|made, total| eprintln!("made {made} of {total} messages")));
    let sim = Sim::start(config).await?;
    sim.pay().credentials().save(&serve.dir, &format!("{}/pay", sim.base_url()))?;
    println!("ready {}", sim.base_url());
    println!("corp {} {}", sim.corp().corp_id, sim.corp().corp_name);
    println!("messages {}", sim.last_seq());
    println!("oracle {}", sim.oracle_path().display());
    tokio::signal::ctrl_c().await.context("cannot wait for Ctrl-C")?;
    sim.stop().await;
    Ok(())
}

/// Reads a fault script.
fn faults(path: &Path, seed: u64) -> anyhow::Result<FaultScript> {
    if path == Path::new("acceptance") {
        return Ok(FaultScript::acceptance(seed));
    }
    let text = fs::read_to_string(path)
        .with_context(|| format!("cannot read the fault script {}", path.display()))?;
    let is_json = path.extension().is_some_and(|extension| extension == "json");
    let script = if is_json {
        serde_json::from_str(&text).map_err(anyhow::Error::from)
    } else {
        toml::from_str(&text).map_err(anyhow::Error::from)
    };
    script.with_context(|| format!("the fault script {} is not valid", path.display()))
}

/// Reads a time like `500ms`, `2s`, `15m`, `12h` or `90d`.
fn duration(text: &str) -> anyhow::Result<Duration> {
    let at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(at);
    let Ok(count) = digits.parse::<u64>() else { bail!("`{text}` is not a time like 2s or 5d") };
    let unit_ms = match unit {
        "ms" => 1,
        "s" => 1_000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => bail!("`{text}` needs a unit: ms, s, m, h or d"),
    };
    Ok(Duration::from_millis(count.saturating_mul(unit_ms)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_their_unit() {
        assert_eq!(duration("500ms").unwrap(), Duration::from_millis(500));
        assert_eq!(duration("5d").unwrap(), Duration::from_secs(432_000));
        for bad in ["", "5", "d", "5w", "-1s"] {
            assert!(duration(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_fault_script_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("f.toml");
        fs::write(&path, "[[rules]]\nat = \"chat\"\nper_million = 5\neffect = { do = \"garbage\" }\n")
            .unwrap();
        assert_eq!(faults(&path, 1).unwrap().rules.len(), 1);
        fs::write(&path, "surprise = 1").unwrap();
        let error = format!("{:#}", faults(&path, 1).unwrap_err());
        assert!(error.contains("f.toml") && error.contains("surprise"), "{error}");
    }
}
