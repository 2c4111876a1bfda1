//! `cargo xtask test`: every check, the quick ones first.

use anyhow::{Result, bail};
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::postgres::{self, Postgres};
use crate::setup::{self, Availability, Need};
use crate::step::{AfterFailure, Done, Step, Summary};
use crate::{journeys, licences, openapi, repository, tidy, tool};

/// What may be typed behind `cargo xtask test`.
#[derive(Args)]
pub struct Options {
    /// Runs this step only; may be repeated
    #[arg(long, value_name = "STEP", value_parser = names())]
    only: Vec<String>,
    /// Leaves this step out; may be repeated
    #[arg(long, value_name = "STEP", value_parser = names())]
    skip: Vec<String>,
    /// Goes on after a failure with what does not depend on it, as continuous integration does
    #[arg(long)]
    keep_going: bool,
    /// Lists the steps and runs none
    #[arg(long)]
    list: bool,
}

fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(STEPS.iter().map(|step| step.name))
}

/// What the steps know of the whole run.
pub struct Run {
    /// What differed from the last commit at the start, of what programs write.
    changes: Vec<String>,
}

/// What programs write into the repository, and nobody by hand.
const WRITTEN_BY_PROGRAMS: [&str; 6] =
    ["Cargo.lock", "openapi", "web/package-lock.json", "web/src/api/schema.ts", "*.snap", "*.snap.new"];

const STEPS: &[Step<Run>] = &[
    Step { name: "setup", title: "what the checks need", needs: &[], run: install },
    Step { name: "fmt", title: "formatting", needs: &[], run: |_| cargo(&["fmt", "--all", "--check"]) },
    Step { name: "tidy", title: "conventions", needs: &[], run: |_| passed(tidy::run()) },
    Step { name: "licences", title: "licences", needs: &[], run: |_| passed(licences::run()) },
    Step {
        name: "clippy",
        title: "lints, warnings denied",
        needs: &[],
        run: |_| cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]),
    },
    Step { name: "web-lint", title: "the console's lints", needs: &[], run: |_| npm("lint") },
    Step { name: "web-types", title: "the console's types", needs: &[], run: |_| npm("typecheck") },
    Step { name: "web-test", title: "the console's unit tests", needs: &[], run: |_| npm("test") },
    Step { name: "web-build", title: "the console, built", needs: &[], run: |_| npm("build") },
    Step { name: "web-size", title: "the console's first load", needs: &["web-build"], run: |_| npm("size") },
    Step {
        name: "build",
        title: "every program, library and test",
        needs: &[],
        run: |_| cargo(&["build", "--workspace", "--all-targets"]),
    },
    Step { name: "test", title: "unit, conformance and interface tests", needs: &["build"], run: rust_tests },
    Step {
        name: "doc-test",
        title: "examples in the documentation",
        needs: &["build"],
        run: |_| cargo(&["test", "--workspace", "--doc"]),
    },
    Step {
        name: "generated",
        title: "generated files are what the code says",
        needs: &["build"],
        run: generated,
    },
    Step {
        name: "journeys",
        title: "journeys through the console in a browser",
        needs: &["build", "web-build"],
        run: browser_journeys,
    },
];

/// Runs the chosen steps and prints one summary.
pub fn run(options: &Options) -> Result<()> {
    if options.list {
        for step in STEPS {
            println!("{:<12}{}", step.name, step.title);
        }
        return Ok(());
    }
    let named = |list: &[String], step: &Step<Run>| list.iter().any(|name| name == step.name);
    let chosen = STEPS
        .iter()
        .filter(|step| options.only.is_empty() || named(&options.only, step))
        .filter(|step| !named(&options.skip, step))
        .filter(|step| repository::has_console() || !concerns_console(step));
    let context = Run { changes: repository::changes(&WRITTEN_BY_PROGRAMS)? };
    let go_on = options.keep_going || tool::in_ci();
    let summary = Summary::of(chosen, &context, if go_on { AfterFailure::GoOn } else { AfterFailure::Stop });
    println!("\n══ summary ══\n{}", summary.text());
    if summary.failed() { bail!("not every step passed") } else { Ok(()) }
}

/// Steps that need the console's sources, which a checkout of the archive alone does not have.
fn concerns_console(step: &Step<Run>) -> bool {
    step.name.starts_with("web-") || step.name == "journeys"
}

fn install(_: &Run) -> Result<Done> {
    let missing = setup::missing(&setup::ALL)?;
    if missing.is_empty() {
        return Ok(Done::Passed);
    }
    Availability::Missing(missing.join("; ")).or_skip(|| Ok(()))
}

/// Unit, conformance, interface and command-line tests, with a PostgreSQL where one can be had.
fn rust_tests(_: &Run) -> Result<Done> {
    let mut tests = tool::cargo();
    if tool::succeeds(tool::cargo().args(["nextest", "--version"])) {
        tests.args(["nextest", "run", "--workspace", "--no-fail-fast"]);
    } else {
        tests.args(["test", "--workspace", "--lib", "--bins", "--tests", "--no-fail-fast"]);
    }
    let server = match setup::make_ready(Need::Postgres)? {
        Availability::Ready => Some(Postgres::start()?),
        Availability::Missing(how) if tool::in_ci() => bail!(how),
        Availability::Missing(how) => {
            println!("the tests of PostgreSQL are left out: {how}");
            None
        }
    };
    if let Some(server) = &server {
        tests.env(postgres::VARIABLE, server.url());
    }
    passed(tool::run(&mut tests))
}

fn generated(run: &Run) -> Result<Done> {
    openapi::check()?;
    let changes = repository::changes(&WRITTEN_BY_PROGRAMS)?;
    let new: Vec<String> = changes.into_iter().filter(|change| !run.changes.contains(change)).collect();
    if !new.is_empty() {
        bail!("the checks changed files that are committed:\n{}", new.join("\n"));
    }
    Ok(Done::Passed)
}

fn browser_journeys(_: &Run) -> Result<Done> {
    if let Availability::Missing(how) = setup::make_ready(Need::Web)? {
        return Availability::Missing(how).or_skip(|| Ok(()));
    }
    setup::make_ready(Need::Browser)?.or_skip(journeys::run)
}

fn cargo(arguments: &[&str]) -> Result<Done> {
    passed(tool::run(tool::cargo().args(arguments)))
}

fn npm(script: &str) -> Result<Done> {
    setup::make_ready(Need::Web)?.or_skip(|| tool::run(&mut tool::npm_run(script)))
}

fn passed(outcome: Result<()>) -> Result<Done> {
    outcome.map(|()| Done::Passed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_needs_only_steps_before_it() {
        for (index, step) in STEPS.iter().enumerate() {
            for needed in step.needs {
                assert!(
                    STEPS[..index].iter().any(|earlier| earlier.name == *needed),
                    "{} needs {needed}",
                    step.name
                );
            }
        }
    }
}
