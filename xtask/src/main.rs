//! Builds, checks and shows Huicun: `cargo xtask demo`, `cargo xtask test` and what they are made of.

mod bench;
mod demo;
mod dist;
mod hostile;
mod journeys;
mod leash;
mod licences;
mod metadata;
mod openapi;
mod postgres;
mod repository;
mod setup;
mod step;
mod test;
mod tidy;
mod tool;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, checks and shows Huicun.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Builds everything and opens the demo on http://127.0.0.1:8086
    Demo {
        /// Passed on to `huicun demo`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<OsString>,
    },
    /// Runs every check: formatting, lints, unit, database, interface and browser tests
    Test(test::Options),
    /// Measures the released build in one table of ratios, then kills it 200 times and compares with the oracle
    Bench(bench::Options),
    /// Fills an archive with hostile texts and names, reads all of it in a browser, and logs each packet that leaves (root)
    Hostile,
    /// What `hostile` runs where there is no network
    #[command(hide = true)]
    HostileWithin,
    /// Leaves a complete huicun in target/release: console inside, the virtual corp beside it
    Dist {
        /// The unoptimised build in target/debug, as the tests use it
        #[arg(long)]
        debug: bool,
    },
    /// Checks the conventions of the code: dependencies, sizes, docs, words
    Tidy,
    /// Writes openapi/api.json and the console's types from the code
    Openapi {
        /// Writes nothing and fails where a file is not what the code says
        #[arg(long)]
        check: bool,
    },
    /// Installs what is missing: Debian packages where this is root, npm packages in web/
    Setup,
    /// Runs a command with HUICUN_TEST_POSTGRES naming a fresh PostgreSQL, stopped afterwards
    WithPostgres {
        /// The command and its arguments
        #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true)]
        command: Vec<OsString>,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().task {
        Task::Demo { arguments } => demo::run(&arguments),
        Task::Test(options) => test::run(&options),
        Task::Bench(options) => bench::run(&options),
        Task::Hostile => hostile::run(),
        Task::HostileWithin => hostile::within(),
        Task::Dist { debug: false } => dist::release(),
        Task::Dist { debug: true } => dist::debug(),
        Task::Tidy => tidy::run(),
        Task::Openapi { check: false } => openapi::write(),
        Task::Openapi { check: true } => dist::debug().and_then(|()| openapi::check()),
        Task::Setup => setup::run(),
        Task::WithPostgres { command } => postgres::run_beside(&command),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
