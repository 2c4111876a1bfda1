//! Journeys of a person through the console: a real browser against the real binary and the virtual corp.

mod empty;

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use self::empty::Empty;
use crate::dist::Profile;
use crate::leash::Leash;
use crate::{postgres, repository, setup, tool};

/// Enough for lists that scroll and searches that page, few enough for an unoptimised binary.
const MESSAGES: &str = "6000";
const SEED: &str = "7";

const READY_WITHIN: Duration = Duration::from_secs(300);
const STOPPED_WITHIN: Duration = Duration::from_secs(20);

/// Starts the demo, runs the journeys against it and stops it.
pub fn run() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("huicun-journeys.").tempdir()?;
    let address = format!("127.0.0.1:{}", postgres::free_port()?);
    let mut demo = Command::new(Profile::Debug.folder().join("huicun"));
    demo.arg("demo").arg("--data").arg(folder.path().join("data"));
    demo.args(["--listen", &address, "--messages", MESSAGES, "--seed", SEED]);
    let mut demo = Demo::start(&mut demo)?;
    let ready = demo.wait_until_ready()?;
    let empty = Empty::start(folder.path())?;

    let outcome = tool::run(empty.told(&mut browser(&ready)));
    outcome.and(demo.stop()).and(empty.stop())?;
    seats()?;
    samples()
}

/// Reconciles the scope of an archive of its own, which has fewer seats than members in scope.
fn seats() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("huicun-seats.").tempdir()?;
    let address = format!("127.0.0.1:{}", postgres::free_port()?);
    let mut demo = Command::new(Profile::Debug.folder().join("huicun"));
    demo.arg("demo").arg("--data").arg(folder.path().join("data"));
    demo.args(["--no-live", "--listen", &address, "--messages", "400", "--seed", SEED]);
    demo.args(["--seats", "100", "--scope-members", "120"]);
    let mut demo = Demo::start(&mut demo)?;
    let ready = demo.wait_until_ready()?;
    let outcome = tool::run(browser(&ready).env("HUICUN_RUN", "seats"));
    outcome.and(demo.stop())
}

/// Sends the messages that people collected through an archive of their own and looks at each.
fn samples() -> Result<()> {
    let collected = repository::root().join("../shared/wecom/message-samples");
    if !collected.is_dir() {
        println!("skipped: no collected messages at {}", collected.display());
        return Ok(());
    }
    let folder = tempfile::Builder::new().prefix("huicun-samples.").tempdir()?;
    let said = folder.path().join("said");
    fs::create_dir(&said)?;
    for from in [collected.clone(), collected.join("edge")] {
        for entry in fs::read_dir(from)?.collect::<std::io::Result<Vec<_>>>()? {
            if entry.file_type()?.is_file() {
                fs::copy(entry.path(), said.join(entry.file_name()))?;
            }
        }
    }
    let address = format!("127.0.0.1:{}", postgres::free_port()?);
    let mut demo = Command::new(Profile::Debug.folder().join("huicun"));
    demo.arg("demo").arg("--data").arg(folder.path().join("data")).arg("--say").arg(&said);
    demo.args(["--no-live", "--listen", &address, "--messages", "100", "--seed", SEED]);
    let mut demo = Demo::start(&mut demo)?;
    let ready = demo.wait_until_ready()?;
    let outcome = tool::run(browser(&ready).env("HUICUN_RUN", "samples").env("HUICUN_SAMPLES", &said));
    outcome.and(demo.stop())
}

/// The browser's side of journeys.
pub(crate) fn browser(ready: &Ready) -> Command {
    let mut journeys = tool::npm_run("e2e");
    journeys
        .env("HUICUN_URL", &ready.url)
        .env("HUICUN_USER", &ready.name)
        .env("HUICUN_PASSWORD", &ready.password)
        .env("HUICUN_SIM", &ready.sim);
    if let Some(browser) = setup::chromium() {
        journeys.env("HUICUN_CHROMIUM", browser);
    }
    journeys
}

/// What the demo says when all its messages can be found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ready {
    pub(crate) url: String,
    pub(crate) name: String,
    pub(crate) password: String,
    /// Where the virtual corp is told what to do.
    pub(crate) sim: String,
}

pub(crate) struct Demo {
    child: Child,
    lines: Receiver<String>,
    leash: Option<Leash>,
}

impl Demo {
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start the demo")?;
        let leash = Leash::hold(r#"kill -KILL "$1" 2>/dev/null"#, &[child.id().to_string()])?;
        let output = child.stdout.take().context("the demo has no output")?;
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                println!("demo: {line}");
                // Nobody listens once the demo is ready; it must not block on a full pipe all the same.
                sender.send(line).ok();
            }
        });
        Ok(Self { child, lines, leash: Some(leash) })
    }

    pub(crate) fn wait_until_ready(&self) -> Result<Ready> {
        self.wait_for(understand)
    }

    /// Waits until what was said is understood.
    fn wait_for<T>(&self, understand: impl Fn(&[String]) -> Option<T>) -> Result<T> {
        let deadline = Instant::now() + READY_WITHIN;
        let mut said = Vec::new();
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => said.push(line),
                Err(RecvTimeoutError::Timeout) => bail!("the demo was not ready within {READY_WITHIN:?}"),
                Err(RecvTimeoutError::Disconnected) => bail!("the demo ended before it was ready"),
            }
            if let Some(ready) = understand(&said) {
                return Ok(ready);
            }
        }
    }

    /// Stops it as Ctrl-C does and fails where it does not end well.
    pub(crate) fn stop(&mut self) -> Result<()> {
        if !tool::succeeds(Command::new("kill").arg("-INT").arg(self.child.id().to_string())) {
            bail!("the demo was gone before it was stopped");
        }
        let deadline = Instant::now() + STOPPED_WITHIN;
        while Instant::now() < deadline {
            if let Some(status) = self.child.try_wait()? {
                if let Some(leash) = self.leash.take() {
                    leash.release();
                }
                if !status.success() {
                    bail!("the demo ended with {status}");
                }
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        bail!("the demo did not stop within {STOPPED_WITHIN:?}")
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        drop(self.leash.take());
        self.child.wait().ok();
    }
}

/// Finds the address and the first operator, who may do everything, in what the demo printed.
fn understand(said: &[String]) -> Option<Ready> {
    let at = said.iter().position(|line| line.starts_with("ready http"))?;
    let url = said[at].strip_prefix("ready ")?.trim();
    let mut fields = said.get(at + 1)?.split('\t');
    let (name, password) = (fields.next()?, fields.next()?);
    let sim = said.iter().find_map(|line| line.strip_prefix("virtual corp "))?;
    Some(Ready {
        url: url.to_owned(),
        name: name.to_owned(),
        password: password.to_owned(),
        sim: sim.trim().to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demo_is_understood() {
        let mut said: Vec<String> =
            ["ready http://127.0.0.1:8086", "owner\tcorrect horse\t王敏"].map(str::to_owned).into();
        assert_eq!(understand(&said), None);
        said.push("virtual corp http://127.0.0.1:9".to_owned());
        let ready = Ready {
            url: "http://127.0.0.1:8086".into(),
            name: "owner".into(),
            password: "correct horse".into(),
            sim: "http://127.0.0.1:9".into(),
        };
        assert_eq!(understand(&said), Some(ready));
    }

    #[test]
    fn a_demo_that_ends_early_or_badly_is_told() {
        let early = Demo::start(Command::new("sh").args(["-c", "echo starting"])).unwrap();
        assert!(early.wait_until_ready().unwrap_err().to_string().contains("before it was ready"));

        let script = r"trap 'exit 3' INT; printf 'ready http://x\nowner\tsecret\nvirtual corp http://y\n'; while :; do sleep 0.05; done";
        let mut bad = Demo::start(Command::new("sh").args(["-c", script])).unwrap();
        bad.wait_until_ready().unwrap();
        assert!(bad.stop().unwrap_err().to_string().contains("exit status: 3"));
    }
}
