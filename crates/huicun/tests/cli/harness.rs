//! Starting and stopping the binary.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Once;

use serde_json::Value;

/// Builds the virtual corp's library beside the binary, once.
pub fn look_alike_library() {
    static BUILT: Once = Once::new();
    BUILT.call_once(|| {
        let cargo = option_env!("CARGO").unwrap_or("cargo");
        let status =
            Command::new(cargo).args(["build", "--quiet", "--package", "huicun-sim-sdk"]).status().unwrap();
        assert!(status.success(), "the virtual corp's library does not build");
    });
}

/// The virtual corp's library, built if need be.
pub fn library_path() -> std::path::PathBuf {
    look_alike_library();
    let folder = Path::new(env!("CARGO_BIN_EXE_huicun")).parent().unwrap();
    folder.join("libhuicun_sim_sdk.so").canonicalize().unwrap()
}

/// A command of the binary.
pub fn huicun(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_huicun"));
    command.args(arguments).env("LC_ALL", "en_US.UTF-8").env("HUICUN_LOG", "warn");
    command
}

/// Runs a command that must succeed and prints JSON.
pub fn json(arguments: &[&str]) -> Value {
    let output = huicun(arguments).output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Runs a command to its end.
pub fn run(arguments: &[&str]) -> Output {
    huicun(arguments).output().unwrap()
}

/// Reads the lines of a virtual corp's oracle.
pub fn oracle(data: &Path) -> Vec<Value> {
    let text = std::fs::read_to_string(data.join("sim/oracle.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// A running demo; killed when dropped.
pub struct Demo {
    child: Child,
    /// Where it answers.
    pub url: String,
    /// Name and password of the operators.
    pub operators: Vec<(String, String)>,
}

impl Demo {
    /// Starts a demo and waits until it is ready.
    pub fn start(data: &Path, messages: u64, more: &[&str]) -> Self {
        let mut child = spawn(data, messages, more);
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let mut demo = Self { child, url: String::new(), operators: Vec::new() };
        for line in stdout.lines().map(Result::unwrap) {
            if let Some(url) = line.strip_prefix("ready ") {
                demo.url = url.to_owned();
            } else if let Some((name, rest)) = line.split_once('\t') {
                let password = rest.split('\t').next().unwrap_or_default();
                demo.operators.push((name.to_owned(), password.to_owned()));
            }
            if demo.operators.len() == 4 {
                return demo;
            }
        }
        panic!("the demo ended before it was ready: {:?}", demo.child.wait());
    }

    /// Ends it as Ctrl-C does, and tells whether it ended well.
    pub fn interrupt(mut self) -> bool {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
        self.child.wait().unwrap().success()
    }

    /// Ends it as a power cut does.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Starts a demo without waiting.
pub fn spawn(data: &Path, messages: u64, more: &[&str]) -> Child {
    look_alike_library();
    let messages = messages.to_string();
    let mut command = huicun(&["demo", "--no-live", "--listen", "127.0.0.1:0", "--messages", &messages]);
    command.arg("--data").arg(data).args(more).stdout(Stdio::piped());
    command.spawn().unwrap()
}
