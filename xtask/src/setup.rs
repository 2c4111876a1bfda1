//! Installs what is missing: Debian packages where this is root, npm packages in `web/`. It downloads nothing else.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::step::Done;
use crate::{postgres, repository, tool};

/// A tool that the project's checks use and Rust does not bring along.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A C compiler, make and Perl: SQLCipher, its OpenSSL, AWS-LC and SILK are built from their sources; libclang reads
    /// the headers of the last.
    Compiler,
    /// The programs by which files are looked into: ffmpeg, poppler's, Tesseract with Chinese.
    Tools,
    /// PostgreSQL 15 or newer, started by the tests.
    Postgres,
    /// Chromium and Chinese fonts for the browser journeys.
    Browser,
    /// Node 20 or newer with npm, and the packages that `web/package-lock.json` names.
    Web,
}

/// Everything.
pub const ALL: [Need; 5] = [Need::Compiler, Need::Tools, Need::Postgres, Need::Browser, Need::Web];

impl Need {
    fn is_met(self) -> Result<bool> {
        if matches!(self, Self::Browser | Self::Web) && !repository::has_console() {
            return Ok(true);
        }
        Ok(match self {
            Self::Compiler => {
                tool::exists("cc")
                    && tool::exists("make")
                    && tool::succeeds(perl().args(["-MIPC::Cmd", "-e1"]))
                    && has_libclang()
            }
            Self::Tools => {
                let programs = ["ffmpeg", "ffprobe", "pdftotext", "pdftoppm", "prlimit"];
                let letters = Path::new("/usr/share/poppler/cMap");
                programs.iter().all(|name| on_path(name).is_some()) && letters.is_dir() && reads_chinese()
            }
            Self::Postgres => postgres::programs().is_some(),
            Self::Browser => chromium().is_some() && has_chinese_fonts(),
            Self::Web => node_major().is_some_and(|major| major >= 20) && npm_packages_are_current()?,
        })
    }

    fn debian_packages(self) -> &'static [&'static str] {
        match self {
            Self::Compiler => &["gcc", "libc6-dev", "make", "perl", "libclang-dev"],
            Self::Tools => &[
                "ffmpeg",
                "poppler-utils",
                "poppler-data",
                "tesseract-ocr",
                "tesseract-ocr-chi-sim",
                "util-linux",
            ],
            Self::Postgres => &["postgresql-15"],
            Self::Browser => &["chromium", "fonts-noto-cjk", "poppler-utils"],
            Self::Web => &[],
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Compiler => "a C compiler, make, Perl and libclang",
            Self::Tools => "ffmpeg, poppler-utils or Tesseract with Chinese",
            Self::Postgres => "PostgreSQL 15",
            Self::Browser => "Chromium with Chinese fonts",
            Self::Web => "Node 20 with npm",
        }
    }
}

/// Whether something needed is there.
pub enum Availability {
    /// It is.
    Ready,
    /// It is not; the text says how to get it.
    Missing(String),
}

impl Availability {
    /// Turns what is missing into a skipped step; in continuous integration, into a failure.
    pub fn or_skip(self, run: impl FnOnce() -> Result<()>) -> Result<Done> {
        match self {
            Self::Ready => run().map(|()| Done::Passed),
            Self::Missing(how) if tool::in_ci() => bail!(how),
            Self::Missing(how) => Ok(Done::Skipped(how)),
        }
    }
}

/// Installs everything that is missing.
pub fn run() -> Result<()> {
    match missing(&ALL)?.as_slice() {
        [] => Ok(()),
        how => bail!(how.join("\n")),
    }
}

/// Installs what is missing of some needs, and tells how to get what cannot be installed from here.
pub fn missing(needs: &[Need]) -> Result<Vec<String>> {
    let mut ways = Vec::new();
    for need in needs {
        if let Availability::Missing(how) = make_ready(*need)? {
            ways.push(how);
        }
    }
    Ok(ways)
}

/// Installs one thing where it is missing and this may.
pub fn make_ready(need: Need) -> Result<Availability> {
    if need.is_met()? {
        return Ok(Availability::Ready);
    }
    if need == Need::Web {
        return install_npm_packages();
    }
    let packages = need.debian_packages();
    let by_hand =
        format!("{} is missing: apt-get install --no-install-recommends {}", need.what(), packages.join(" "));
    if !is_root() || !tool::exists("apt-get") {
        return Ok(Availability::Missing(by_hand));
    }
    tool::run(apt_get().arg("update"))?;
    tool::run(apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages))?;
    if need.is_met()? { Ok(Availability::Ready) } else { Ok(Availability::Missing(by_hand)) }
}

/// The browser of the journeys, where one is installed.
pub fn chromium() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| on_path(name))
}

/// Tells whether this process may install packages and must not run a database.
pub fn is_root() -> bool {
    tool::capture(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// Tells whether a file is the library that reads C headers: `libclang.so…` or `libclang-14.so…`, and not its C++ sister
/// `libclang-cpp.so.14`, which other packages bring along.
fn is_libclang(name: &str) -> bool {
    let numbered = name
        .strip_prefix("libclang-")
        .is_some_and(|rest| rest.starts_with(|first: char| first.is_ascii_digit()) && rest.contains(".so"));
    numbered || name.starts_with("libclang.so")
}

/// Where libraries are on the usual systems.
fn has_libclang() -> bool {
    let in_folder = |folder: &Path| {
        let names = fs::read_dir(folder).into_iter().flatten().flatten();
        names.map(|entry| entry.file_name()).any(|name| is_libclang(&name.to_string_lossy()))
    };
    let versions = fs::read_dir("/usr/lib").into_iter().flatten().flatten().map(|entry| entry.path());
    let llvm = versions.filter(|path| path.to_string_lossy().contains("llvm")).map(|path| path.join("lib"));
    let plain = ["/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"].map(PathBuf::from);
    std::env::var_os("LIBCLANG_PATH").is_some() || llvm.chain(plain).any(|folder| in_folder(&folder))
}

fn reads_chinese() -> bool {
    tool::exists("tesseract")
        && tool::capture(Command::new("tesseract").arg("--list-langs"))
            .is_ok_and(|languages| languages.lines().any(|language| language == "chi_sim"))
}

fn has_chinese_fonts() -> bool {
    let noto = Path::new("/usr/share/fonts/opentype/noto");
    noto.join("NotoSansCJK-Regular.ttc").is_file()
        || tool::exists("fc-list")
            && tool::capture(Command::new("fc-list").arg(":lang=zh-cn"))
                .is_ok_and(|fonts| !fonts.trim().is_empty())
}

fn node_major() -> Option<u32> {
    if !tool::exists("npm") || !tool::exists("node") {
        return None;
    }
    let version = tool::capture(Command::new("node").arg("--version")).ok()?;
    version.trim().trim_start_matches('v').split('.').next()?.parse().ok()
}

/// The marker holds the lock file that the installed packages came from.
fn marker() -> PathBuf {
    repository::web().join("node_modules/.installed-from-package-lock.json")
}

fn npm_packages_are_current() -> Result<bool> {
    let lock = repository::web().join("package-lock.json");
    let wanted = fs::read(&lock).with_context(|| format!("reading {}", lock.display()))?;
    Ok(fs::read(marker()).is_ok_and(|installed| installed == wanted))
}

fn install_npm_packages() -> Result<Availability> {
    match node_major() {
        Some(major) if major >= 20 => {}
        Some(major) => {
            return Ok(Availability::Missing(format!(
                "missing: Node 20 or newer, with npm; this is Node {major}"
            )));
        }
        None => {
            return Ok(Availability::Missing("missing: Node 20 or newer, with npm".to_owned()));
        }
    }
    let mut npm = Command::new("npm");
    npm.current_dir(repository::web()).args(["ci", "--no-audit", "--no-fund"]);
    // The browser is Debian's; a test tool's own download would only fail where the network is closed.
    tool::run(npm.env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"))?;
    fs::copy(repository::web().join("package-lock.json"), marker())
        .context("marking the npm packages as current")?;
    Ok(Availability::Ready)
}

fn perl() -> Command {
    Command::new("perl")
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive");
    command
}

#[cfg(test)]
mod tests {
    use super::is_libclang;

    #[test]
    fn the_sister_of_libclang_is_not_taken_for_it() {
        for name in ["libclang.so", "libclang.so.1", "libclang-14.so", "libclang-14.so.14.0.6"] {
            assert!(is_libclang(name), "{name}");
        }
        for name in ["libclang-cpp.so.14", "libclangAST.a", "libclang-14", "libclang"] {
            assert!(!is_libclang(name), "{name}");
        }
    }
}
