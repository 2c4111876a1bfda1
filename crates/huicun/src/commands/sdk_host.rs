//! `huicun sdk-host`

use std::process::ExitCode;

use crate::cli::SdkHost;

/// Serves the library to the server until the socket, which is its standard input, closes.
pub fn run(arguments: &SdkHost) -> ExitCode {
    huicun_wecom::sdk::run_host(&arguments.library, arguments.memory_mib)
}
