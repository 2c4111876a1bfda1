//! `huicun serve` as a child process, and the requests that a person's browser would send to it.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use reqwest::header::{COOKIE, HeaderMap, HeaderValue, SET_COOKIE};
use serde_json::{Value, json};

/// How long a start may take, and a stop.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running archive; killed when dropped.
pub struct Served {
    child: Child,
    lines: Receiver<String>,
    url: String,
    client: reqwest::Client,
    headers: HeaderMap,
}

impl Served {
    /// Starts it on a free port and waits for its first line.
    pub fn start(huicun: &Path, data: &Path) -> anyhow::Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut child = Command::new(huicun)
            .args(["serve", "--data"])
            .arg(data)
            .args(["--listen", &address.to_string()])
            .env("HUICUN_LOG", "error")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} cannot be started", huicun.display()))?;
        let output = child.stdout.take().context("the archive has no output")?;
        let (sender, lines) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                // Nobody may be listening any more.
                let _ = sender.send(line);
            }
        });
        let headers = HeaderMap::from_iter([("x-huicun".parse()?, HeaderValue::from_static("1"))]);
        let mut served = Self { child, lines, url: String::new(), client: reqwest::Client::new(), headers };
        served.url = served.line("ready ")?;
        Ok(served)
    }

    /// Waits for the line that holds `mark` and returns what follows it.
    fn line(&self, mark: &str) -> anyhow::Result<String> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    if let Some((_, rest)) = line.split_once(mark) {
                        return Ok(rest.to_owned());
                    }
                }
                Err(RecvTimeoutError::Timeout) => bail!("the archive did not say “{mark}”"),
                Err(RecvTimeoutError::Disconnected) => bail!("the archive ended early"),
            }
        }
    }

    /// Becomes the first operator through the one-time link that a first start prints.
    pub async fn set_up(&mut self) -> anyhow::Result<()> {
        let token = self.line("/setup#")?;
        let body = json!({
            "token": token, "name": "bench", "display_name": "Bench", "password": "a bench has no secrets"
        });
        let answer = self.send(reqwest::Method::POST, "/setup").json(&body).send().await?;
        ensure!(answer.status().is_success(), "the first operator was refused: {}", answer.status());
        let cookie = answer.headers().get(SET_COOKIE).context("no session came")?.to_str()?;
        let pair = cookie.split(';').next().unwrap_or_default();
        self.headers.insert(COOKIE, pair.parse()?);
        Ok(())
    }

    fn send(&self, method: reqwest::Method, path: &str) -> reqwest::RequestBuilder {
        self.client.request(method, format!("{}/api/v1{path}", self.url)).headers(self.headers.clone())
    }

    /// Searches, and returns the answer with the seconds until it was there in full.
    pub async fn search(&self, request: &Value) -> anyhow::Result<(Value, f64)> {
        let request = self.send(reqwest::Method::POST, "/search").json(request);
        let started = Instant::now();
        let answer = request.send().await?.error_for_status()?;
        let bytes = answer.bytes().await?;
        let seconds = started.elapsed().as_secs_f64();
        Ok((serde_json::from_slice(&bytes)?, seconds))
    }

    /// Reads something, and returns the answer with the seconds until it was there in full.
    pub async fn read(&self, path: &str) -> anyhow::Result<(Value, f64)> {
        let request = self.send(reqwest::Method::GET, path);
        let started = Instant::now();
        let bytes = request.send().await?.error_for_status()?.bytes().await?;
        let seconds = started.elapsed().as_secs_f64();
        Ok((serde_json::from_slice(&bytes)?, seconds))
    }

    /// Asks whether it answers at all.
    pub async fn health(&self) -> anyhow::Result<()> {
        self.send(reqwest::Method::GET, "/health").send().await?.error_for_status()?;
        Ok(())
    }

    /// Tells what the archive holds.
    pub async fn status(&self) -> anyhow::Result<Value> {
        let answer = self.send(reqwest::Method::GET, "/status").send().await?.error_for_status()?;
        Ok(answer.json().await?)
    }

    /// The number of the process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().context("the archive cannot be killed")?;
        self.child.wait()?;
        Ok(())
    }

    /// Ends it as Ctrl-C does.
    pub fn interrupt(mut self) -> anyhow::Result<()> {
        let status = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status()?;
        ensure!(status.success(), "the archive cannot be interrupted");
        let status = self.child.wait()?;
        ensure!(status.success(), "the archive ended with {status}");
        Ok(())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Both fail where it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
