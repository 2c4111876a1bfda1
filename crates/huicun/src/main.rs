//! The binary: commands, configuration, telemetry, lifecycle. Everything is put together here and nowhere else.

mod cli;
mod commands;
mod config;
mod connecting;
mod open;
mod output;
mod serving;
mod source;
mod telemetry;

use std::process::ExitCode;

use clap::Parser;

/// Ingest makes and drops many small things on several threads, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let arguments = cli::Cli::parse();
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            output::print_error(&error);
            ExitCode::from(1)
        }
    }
}
