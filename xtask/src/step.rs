//! Steps, one after the other, with a heading, a duration and one summary.

use std::time::{Duration, Instant};

use anyhow::Result;

/// How a step ended that did not fail.
pub enum Done {
    /// All it checks is as it should be.
    Passed,
    /// It could not run here; the text says what would let it.
    Skipped(String),
}

/// A step of a longer task.
pub struct Step<C> {
    /// How the command line names it.
    pub name: &'static str,
    /// What it does, for headings.
    pub title: &'static str,
    /// Steps that must not have failed before it.
    pub needs: &'static [&'static str],
    /// Does it.
    pub run: fn(&C) -> Result<Done>,
}

/// What happens after a step failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// Nothing more is run.
    Stop,
    /// Steps that do not need the failed one are run.
    GoOn,
}

enum Verdict {
    Passed,
    Failed(String),
    Skipped(String),
}

/// What became of each step that was reached.
#[derive(Default)]
pub struct Summary(Vec<(&'static str, Verdict, Duration)>);

impl Summary {
    /// Runs steps in order.
    pub fn of<'a, C: 'a>(
        steps: impl IntoIterator<Item = &'a Step<C>>,
        context: &C,
        after_failure: AfterFailure,
    ) -> Self {
        let mut summary = Self::default();
        for step in steps {
            println!("\n══ {}: {} ══", step.name, step.title);
            let started = Instant::now();
            let verdict = match step.needs.iter().find(|needed| summary.lacks(needed)) {
                Some(needed) => Verdict::Skipped(format!("needs `{needed}`")),
                None => Verdict::of((step.run)(context)),
            };
            let took = started.elapsed();
            println!("── {} {} in {:.1} s", step.name, verdict.line(), took.as_secs_f64());
            let stop = matches!(verdict, Verdict::Failed(_)) && after_failure == AfterFailure::Stop;
            summary.0.push((step.name, verdict, took));
            if stop {
                break;
            }
        }
        summary
    }

    /// Tells whether any step failed.
    pub fn failed(&self) -> bool {
        self.0.iter().any(|(_, verdict, _)| matches!(verdict, Verdict::Failed(_)))
    }

    /// Draws the table and the closing line.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let [mut passed, mut failed, mut skipped] = [0_usize; 3];
        for (name, verdict, took) in &self.0 {
            *match verdict {
                Verdict::Passed => &mut passed,
                Verdict::Failed(_) => &mut failed,
                Verdict::Skipped(_) => &mut skipped,
            } += 1;
            text += &format!("{name:<12}{:>8.1} s  {}\n", took.as_secs_f64(), verdict.line());
        }
        let total: Duration = self.0.iter().map(|(_, _, took)| *took).sum();
        text += &format!("{:<12}{:>8.1} s\n\n{passed} passed, {failed} failed", "total", total.as_secs_f64());
        if skipped > 0 {
            text += &format!(", {skipped} skipped");
        }
        text
    }

    /// Tells whether a step was reached and did not pass.
    fn lacks(&self, name: &str) -> bool {
        self.0.iter().any(|(reached, verdict, _)| *reached == name && !matches!(verdict, Verdict::Passed))
    }
}

impl Verdict {
    fn of(outcome: Result<Done>) -> Self {
        match outcome {
            Ok(Done::Passed) => Self::Passed,
            Ok(Done::Skipped(why)) => Self::Skipped(why),
            Err(error) => Self::Failed(format!("{error:#}")),
        }
    }

    fn line(&self) -> String {
        match self {
            Self::Passed => "passed".to_owned(),
            Self::Failed(why) => format!("FAILED: {why}"),
            Self::Skipped(why) => format!("skipped: {why}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::bail;

    use super::*;

    const STEPS: [Step<()>; 4] = [
        Step { name: "one", title: "passes", needs: &[], run: |()| Ok(Done::Passed) },
        Step { name: "two", title: "fails", needs: &["one"], run: |()| bail!("broken") },
        Step { name: "three", title: "needs the second", needs: &["two"], run: |()| Ok(Done::Passed) },
        Step { name: "four", title: "needs nothing", needs: &[], run: |()| Ok(Done::Passed) },
    ];

    #[test]
    fn the_first_failure_ends_the_run() {
        let summary = Summary::of(&STEPS, &(), AfterFailure::Stop);
        assert!(summary.failed());
        assert!(summary.text().ends_with("\n1 passed, 1 failed"), "{}", summary.text());
        assert!(summary.text().contains("FAILED: broken"));
    }

    #[test]
    fn going_on_skips_what_needs_the_failed_step() {
        let summary = Summary::of(&STEPS, &(), AfterFailure::GoOn);
        assert!(summary.text().contains("skipped: needs `two`"));
        assert!(summary.text().ends_with("\n2 passed, 1 failed, 1 skipped"), "{}", summary.text());
    }

    #[test]
    fn a_step_may_run_without_the_one_it_needs() {
        let summary = Summary::of(&STEPS[2..3], &(), AfterFailure::Stop);
        assert!(summary.text().ends_with("\n1 passed, 0 failed"), "{}", summary.text());
    }
}
