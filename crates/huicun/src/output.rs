//! What a person at the terminal reads.

use std::io::IsTerminal;
use std::time::Duration;

use huicun_app::AppError;
use huicun_domain::code::{Language, ProblemCode};
use indicatif::{ProgressBar, ProgressStyle};

/// The language of the terminal, by `LC_ALL`, `LC_MESSAGES` or `LANG`.
pub fn language() -> Language {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(crate::config::read_environment);
    Language::negotiate(&locale.unwrap_or_default())
}

/// Prints what went wrong and what to do.
pub fn print_error(error: &anyhow::Error) {
    let code = error.chain().find_map(|cause| cause.downcast_ref::<AppError>());
    match code {
        Some(error) => print_problem(error.code(), error.detail()),
        None => eprintln!("huicun: {error:#}"),
    }
    tracing::debug!("{error:?}");
}

/// Prints a problem of the table of codes.
pub fn print_problem(code: ProblemCode, detail: Option<&str>) {
    let wording = code.wording(language());
    eprintln!("huicun: {} [{}]", wording.title, code.as_str());
    if let Some(detail) = detail {
        eprintln!("        {detail}");
    }
    eprintln!("        → {}", wording.fix);
}

/// Shows progress on a terminal; elsewhere nothing.
pub fn progress(total: u64, unit: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(total);
    let template = format!("{{bar:32}} {{pos}}/{{len}} {unit} {{per_sec}} {{eta}}");
    if let Ok(style) = ProgressStyle::with_template(&template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
