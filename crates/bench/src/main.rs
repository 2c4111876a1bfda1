//! Measurements and acceptance runs of the released binary, as its users run it.
//!
//! Speed is printed as a ratio against a limit of this machine or a peer on the same rows in the same run; a time alone
//! says nothing. The virtual corp lives in this process, the archive in processes of its own.

mod acceptance;
mod access;
mod archive;
mod directory;
mod export;
mod files;
mod ingest;
mod machine;
mod media;
mod month;
mod oracle;
mod peers;
mod reading;
mod scope;
mod search;
mod served;
mod start;
mod table;
mod workload;

use std::path::PathBuf;

use clap::{Parser, Subcommand};

use crate::archive::Archive;
use crate::table::Table;

/// What is measured.
#[derive(Debug, Parser)]
#[command(name = "huicun-bench")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Ingest, index, search, export and start-up in one table
    Measure(Measure),
    /// Kill the archive again and again while it ingests from a misbehaving interface, then compare with the oracle
    Acceptance(acceptance::Acceptance),
    /// Kill the archive again and again while it fetches files, then compare every file with the oracle
    Media(media::Media),
    /// Files after an outage of four days, and a file of 2 GiB within the memory it may take
    Files(files::FilesRun),
    /// Play a month of changes, half of them learnt late, and compare what is archived with a plain reference
    Month(month::Month),
    /// The directory of a large corp, read over HTTP at WeCom's limits into an encrypted database
    Directory(directory::DirectoryRun),
    /// The virtual corp of `directory`, in a process of its own
    #[command(hide = true)]
    DirectoryCorp(directory::DirectoryCorp),
    /// The archive scope of a large corp: rules resolved, drafts weighed, seats compared
    Scope(scope::ScopeRun),
    /// Data scopes: searches within them against the whole, and ids of others tried one after the other
    Access(access::AccessRun),
    /// Compare a data folder with the oracle of its virtual corp
    Oracle(oracle::OracleCheck),
    /// Compare the archive's answers to searches with a plain scan of the oracle's texts
    Recall(search::Recall),
}

/// `measure`
#[derive(Clone, Debug, clap::Args)]
struct Measure {
    /// How many messages
    #[arg(long, default_value_t = 200_000)]
    messages: u64,
    /// Take texts from a file of `source<TAB>text` lines
    #[arg(long)]
    corpus: Option<PathBuf>,
    /// The huicun binary, beside which the virtual corp's library lies
    #[arg(long)]
    huicun: PathBuf,
    /// What the virtual corp and the queries are drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Leave the peers out
    #[arg(long)]
    no_peers: bool,
    /// Where to work; a folder of its own by default
    #[arg(long)]
    folder: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Measure(arguments) => measure(&arguments).await,
        Command::Acceptance(arguments) => acceptance::run(&arguments).await,
        Command::Media(arguments) => media::run(&arguments).await,
        Command::Files(arguments) => files::measure(&arguments).await,
        Command::Month(arguments) => month::run(&arguments).await,
        Command::Directory(arguments) => directory::measure(&arguments).await,
        Command::DirectoryCorp(arguments) => directory::serve(&arguments).await,
        Command::Scope(arguments) => scope::measure(&arguments).await,
        Command::Access(arguments) => access::measure(&arguments).await,
        Command::Oracle(arguments) => oracle::run(&arguments).await,
        Command::Recall(arguments) => search::recall(&arguments).await,
    }
}

async fn measure(arguments: &Measure) -> anyhow::Result<()> {
    let own = tempfile::tempdir()?;
    let folder = arguments.folder.as_deref().unwrap_or(own.path());
    let mut table = Table::default();
    start::measure(&arguments.huicun, &mut table).await?;
    let run = ingest::measure(arguments, folder, &mut table).await?;
    let archive = Archive::open(&folder.join("data")).await?;
    let rows = archive.searched().await?;
    search::measure(arguments, &run, &archive, &rows, &mut table).await?;
    reading::measure(&run.served, &mut table).await?;
    ingest::measure_busy(&run, &rows, &mut table).await?;
    run.stop().await?;
    export::measure(&arguments.huicun, &folder.join("data"), &mut table)?;
    table.print();
    Ok(())
}
