//! The child process alone, for tests; `huicun derive-host` is the same.

fn main() -> std::process::ExitCode {
    huicun_derive::serve()
}
