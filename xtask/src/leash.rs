//! Ends what was started, however this process ends.

use std::ffi::OsStr;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// Runs a shell script when this process ends without [`Leash::release`]: by a panic, by Ctrl-C, by a kill.
///
/// A shell in a process group of its own waits on a pipe from this process. The kernel closes the pipe with the
/// process, and the shell wakes to an end of file.
pub struct Leash(Child);

impl Leash {
    /// Holds on to something that `script` ends; `arguments` are its `$1`, `$2` and so on.
    pub fn hold<S: AsRef<OsStr>>(script: &str, arguments: &[S]) -> Result<Self> {
        let waiting = format!("trap '' INT TERM HUP; if read -r word; then exit 0; fi; {script}");
        let mut shell = Command::new("sh");
        shell.args(["-c", &waiting, "leash"]).args(arguments).stdin(Stdio::piped()).process_group(0);
        Ok(Self(shell.spawn().context("could not start `sh`")?))
    }

    /// Lets go without running the script.
    pub fn release(mut self) {
        if let Some(pipe) = &mut self.0.stdin {
            // A shell that is gone has nothing left to run.
            pipe.write_all(b"released\n").ok();
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_runs_when_dropped_and_not_when_released() {
        let folder = tempfile::tempdir().unwrap();
        let [dropped, released] = ["dropped", "released"].map(|name| folder.path().join(name));
        drop(Leash::hold(r#"touch "$1""#, &[&dropped]).unwrap());
        Leash::hold(r#"touch "$1""#, &[&released]).unwrap().release();
        assert!(dropped.exists());
        assert!(!released.exists());
    }

    #[test]
    fn the_script_runs_when_the_process_dies() {
        const DYING: &str = "HUICUN_TEST_DYING";
        if let Some(file) = std::env::var_os(DYING) {
            std::mem::forget(Leash::hold(r#"touch "$1""#, &[file]).unwrap());
            std::process::abort();
        }
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("ended");
        let mut dying = Command::new(std::env::current_exe().unwrap());
        dying.args(["--exact", "leash::tests::the_script_runs_when_the_process_dies"]).env(DYING, &file);
        // `output` returns when the last holder of the child's output is gone: after the waiting shell has run.
        assert!(!dying.output().unwrap().status.success());
        assert!(file.exists());
    }
}
