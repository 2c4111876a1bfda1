//! Logs: to standard error, `HUICUN_LOG` chooses what (`info` by default). Messages and secrets are never in them.

use tracing_subscriber::EnvFilter;

/// Sets logging up for a command that runs for long, or for one that answers and ends.
pub fn start(default: &str) {
    let wanted = crate::config::read_environment("HUICUN_LOG").unwrap_or_else(|| default.to_owned());
    let filter = EnvFilter::try_new(wanted).unwrap_or_else(|_| EnvFilter::new("info"));
    let subscriber =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second start in one process (as tests do) keeps the first.
    let _ = subscriber.try_init();
}
