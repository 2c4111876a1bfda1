//! An installation that nobody has connected, and the virtual corp that a journey connects it to.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Demo;
use crate::dist::Profile;
use crate::postgres;

/// Both processes, and what the journey has to be told of them.
pub(super) struct Empty {
    corp: Demo,
    archive: Demo,
    sim: String,
    url: String,
    setup: String,
}

impl Empty {
    /// Starts both in a folder.
    pub(super) fn start(folder: &Path) -> Result<Self> {
        let programs = Profile::Debug.folder();
        let mut corp = Command::new(programs.join("wecom-sim"));
        corp.args(["serve", "--listen", "127.0.0.1:0", "--messages", "1", "--dir"]);
        let corp = Demo::start(corp.arg(folder.join("empty-corp")))?;
        let sim = corp.wait_for(|said| after(said, "ready ").map(str::to_owned))?;
        let merchant = fs::read_to_string(folder.join("empty-corp/wechat-pay.toml"))?;

        let data = folder.join("empty");
        fs::create_dir(&data)?;
        let address = format!("127.0.0.1:{}", postgres::free_port()?);
        // Whoever sells the service has a merchant number; everything else is for the console.
        let written = format!(
            "[wecom]\napi_base = \"{sim}\"\npoll_seconds = 1\n\n\
             [payment.wechat]\n{merchant}notify_url = \"http://{address}/wechat-pay/notify\"\n"
        );
        fs::write(data.join("huicun.toml"), written)?;
        let mut archive = Command::new(programs.join("huicun"));
        archive.args(["serve", "--listen", &address, "--data"]);
        let archive = Demo::start(archive.arg(&data))?;
        let (url, setup) = archive.wait_for(understand)?;
        Ok(Self { corp, archive, sim, url, setup })
    }

    /// Tells the browser's side.
    pub(super) fn told<'c>(&self, browser: &'c mut Command) -> &'c mut Command {
        let library = Profile::Debug.folder().join("libhuicun_sim_sdk.so");
        browser
            .env("HUICUN_EMPTY_URL", &self.url)
            .env("HUICUN_EMPTY_SETUP", &self.setup)
            .env("HUICUN_EMPTY_SIM", &self.sim)
            .env("HUICUN_EMPTY_LIBRARY", library)
    }

    /// Stops both.
    pub(super) fn stop(mut self) -> Result<()> {
        self.archive.stop().and(self.corp.stop()).context("what a journey connected did not end well")
    }
}

fn after<'s>(said: &'s [String], head: &str) -> Option<&'s str> {
    said.iter().find_map(|line| line.strip_prefix(head)).map(str::trim)
}

/// Finds the address and the token of the first operator in what the archive printed.
fn understand(said: &[String]) -> Option<(String, String)> {
    let url = after(said, "ready ")?;
    let setup = said.iter().find_map(|line| line.split_once("/setup#")).map(|(_, token)| token.trim())?;
    Some((url.to_owned(), setup.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_archive_says_is_understood() {
        let mut said = vec!["ready http://127.0.0.1:9".to_owned()];
        assert_eq!(understand(&said), None);
        said.push("首次使用，请打开 / first use, open: http://127.0.0.1:9/setup#tok-en\n".to_owned());
        assert_eq!(understand(&said), Some(("http://127.0.0.1:9".into(), "tok-en".into())));
    }
}
