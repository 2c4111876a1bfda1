//! A PostgreSQL of our own on a free port, gone when it is dropped.

use std::ffi::OsString;
use std::fs;
use std::io::Read;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use tempfile::TempDir;

use crate::leash::Leash;
use crate::{setup, tool};

/// The variable that tells tests where the database is.
pub const VARIABLE: &str = "HUICUN_TEST_POSTGRES";

const OLDEST: u32 = 15;
const SUPERUSER: &str = "huicun";

/// Durable as in production, since the store refuses a server that is not; room for a pool in each of many tests.
const SETTINGS: [&str; 1] = ["max_connections=300"];

/// A running server.
pub struct Postgres {
    url: String,
    // Dropped in this order: the server stops, then its folder goes.
    _leash: Leash,
    _folder: TempDir,
}

impl Postgres {
    /// Makes a new cluster with page checksums in a temporary folder and starts it, as an unprivileged user.
    pub fn start() -> Result<Self> {
        let programs = programs().context("PostgreSQL 15 is missing")?;
        let folder = tempfile::Builder::new().prefix("huicun-postgres.").tempdir()?;
        let account = Account::choose()?;
        let password = random_hex()?;
        fs::write(folder.path().join("password"), &password)?;
        account.own(folder.path())?;

        let data = folder.path().join("data");
        let mut initdb = account.command(&programs.join("initdb"), folder.path());
        initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(folder.path().join("password"));
        initdb.args(["--username", SUPERUSER, "--auth", "scram-sha-256"]);
        initdb.args(["--data-checksums", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        tool::capture(&mut initdb)?;

        let stop = account.shell_words(&programs.join("pg_ctl"));
        let leash = Leash::hold(
            r#"data=$1 folder=$2; shift 2; cd "$folder" && "$@" stop -s -m immediate -D "$data"; rm -rf "$folder""#,
            &[vec![data.clone().into(), folder.path().into()], stop].concat(),
        )?;
        let port = start_on_a_free_port(&account, &programs, folder.path(), &data)?;
        let url = format!("postgres://{SUPERUSER}:{password}@127.0.0.1:{port}/postgres");
        Ok(Self { url, _leash: leash, _folder: folder })
    }

    /// How to connect, as a superuser.
    pub fn url(&self) -> &str {
        &self.url
    }
}

/// Runs a command with the variable set to a new server.
pub fn run_beside(command: &[OsString]) -> Result<()> {
    if let setup::Availability::Missing(how) = setup::make_ready(setup::Need::Postgres)? {
        bail!(how);
    }
    let [program, arguments @ ..] = command else { bail!("no command to run") };
    let server = Postgres::start()?;
    tool::run(Command::new(program).args(arguments).env(VARIABLE, server.url()))
}

/// The folder of `initdb` and `pg_ctl`, of PostgreSQL 15 or else the newest after it.
pub fn programs() -> Option<PathBuf> {
    let debian = Path::new("/usr/lib/postgresql");
    let mut majors: Vec<u32> = fs::read_dir(debian)
        .map(|entries| {
            entries.flatten().filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
        })
        .unwrap_or_default();
    majors.retain(|major| *major >= OLDEST);
    majors.sort_by_key(|major| (*major != OLDEST, std::cmp::Reverse(*major)));
    let packaged = majors.iter().map(|major| debian.join(major.to_string()).join("bin"));
    packaged
        .chain(from_pg_config())
        .find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

fn from_pg_config() -> Option<PathBuf> {
    if !tool::exists("pg_config") {
        return None;
    }
    let version = tool::capture(Command::new("pg_config").arg("--version")).ok()?;
    let major: u32 = version.split_whitespace().nth(1)?.split('.').next()?.parse().ok()?;
    let folder = tool::capture(Command::new("pg_config").arg("--bindir")).ok()?;
    (major >= OLDEST).then(|| PathBuf::from(folder.trim()))
}

/// Under which account the server runs: PostgreSQL refuses root.
enum Account {
    Own,
    Other(&'static str),
}

impl Account {
    fn choose() -> Result<Self> {
        if !setup::is_root() {
            return Ok(Self::Own);
        }
        let known = |name: &&str| tool::succeeds(Command::new("id").arg(name));
        ["postgres", "nobody"]
            .into_iter()
            .find(known)
            .map(Self::Other)
            .context("no unprivileged account to run PostgreSQL")
    }

    fn own(&self, folder: &Path) -> Result<()> {
        match self {
            Self::Own => Ok(()),
            Self::Other(name) => {
                tool::capture(Command::new("chown").args(["-R", name]).arg(folder)).map(drop)
            }
        }
    }

    fn shell_words(&self, program: &Path) -> Vec<OsString> {
        match self {
            Self::Own => vec![program.into()],
            Self::Other(name) => {
                vec!["runuser".into(), "-u".into(), name.into(), "--".into(), program.into()]
            }
        }
    }

    fn command(&self, program: &Path, folder: &Path) -> Command {
        let words = self.shell_words(program);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).current_dir(folder);
        command
    }
}

/// Another process may take the port between our look and the server's bind, so a few are tried.
fn start_on_a_free_port(account: &Account, programs: &Path, folder: &Path, data: &Path) -> Result<u16> {
    let log = folder.join("log");
    for _ in 0..5 {
        let port = free_port()?;
        let mut options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={}",
            folder.display()
        );
        for setting in SETTINGS {
            options += &format!(" -c {setting}");
        }
        let mut start = account.command(&programs.join("pg_ctl"), folder);
        start.args(["start", "--silent", "--wait", "--timeout=60", "--pgdata"]).arg(data);
        if tool::succeeds(start.arg("--log").arg(&log).arg("--options").arg(options)) {
            return Ok(port);
        }
    }
    bail!("PostgreSQL did not start:\n{}", fs::read_to_string(&log).unwrap_or_default())
}

/// A port on loopback that nobody listened on a moment ago.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn random_hex() -> Result<String> {
    let mut bytes = [0; 16];
    fs::File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_starts_with_checksums_and_is_gone_after_the_drop() {
        if programs().is_none() {
            println!("skipped: PostgreSQL 15 is not installed");
            return;
        }
        let server = Postgres::start().unwrap();
        let folder = server._folder.path().to_owned();
        let port: u16 = server
            .url()
            .rsplit_once("127.0.0.1:")
            .unwrap()
            .1
            .strip_suffix("/postgres")
            .unwrap()
            .parse()
            .unwrap();
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok());
        let control =
            Account::choose().unwrap().command(&programs().unwrap().join("pg_controldata"), &folder);
        let printed = tool::capture({ control }.arg(folder.join("data"))).unwrap();
        assert!(
            printed.lines().any(|line| line.starts_with("Data page checksum version") && line.ends_with('1'))
        );

        drop(server);
        assert!(std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err());
        assert!(!folder.exists());
    }
}
