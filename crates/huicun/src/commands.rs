//! One file per command.

mod access;
mod config;
mod demo;
mod doctor;
mod export;
mod keys;
mod media;
mod reindex;
mod scope;
mod sdk_host;
mod search;
mod serve;
mod show;
mod status;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use crate::cli::{Cli, Command};
use crate::telemetry;

/// Runs what was typed. Exit code 0: done; 1: failed; 2: typed wrongly.
pub fn run(arguments: Cli) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::SdkHost(arguments) => return Ok(sdk_host::run(&arguments)),
        Command::DeriveHost => return Ok(huicun_derive::serve()),
        Command::Openapi => {
            println!("{}", huicun_server::openapi());
            return Ok(ExitCode::SUCCESS);
        }
        _ => {}
    }
    let long = matches!(arguments.command, Command::Serve(_) | Command::Demo(_));
    telemetry::start(if long { "info" } else { "warn" });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(dispatch(arguments.command));
    // Threads that still compute for a request that is gone do not keep the process alive.
    runtime.shutdown_timeout(Duration::from_secs(5));
    wait_for_databases();
    outcome
}

/// Waits until the threads that close database files are done.
///
/// The cipher's library takes itself down when the process ends; a file that is being closed at that moment would use
/// what is gone.
fn wait_for_databases() {
    let closing = || {
        let threads = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let mut names = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("comm")).ok());
        names.any(|name| name.starts_with("sqlx-sqlite"))
    };
    let begun = Instant::now();
    while closing() && begun.elapsed() < Duration::from_secs(5) {
        std::thread::sleep(Duration::from_millis(2));
    }
}

async fn dispatch(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Serve(arguments) => serve::run(arguments).await,
        Command::Demo(arguments) => demo::run(arguments).await,
        Command::Search(arguments) => search::run(arguments).await,
        Command::Show(arguments) => show::run(arguments).await,
        Command::Export(arguments) => export::run(arguments).await,
        Command::Media(arguments) => media::run(arguments).await,
        Command::Status(arguments) => status::run(arguments).await,
        Command::Doctor(arguments) => doctor::run(arguments).await,
        Command::Reindex(arguments) => reindex::run(arguments).await,
        Command::Scope(arguments) => scope::run(arguments.command).await,
        Command::Access(arguments) => access::run(arguments.command).await,
        Command::Keys(arguments) => keys::run(arguments.command).await,
        Command::Config(arguments) => config::run(&arguments),
        Command::Openapi | Command::SdkHost(_) | Command::DeriveHost => Ok(ExitCode::SUCCESS),
    }
}
