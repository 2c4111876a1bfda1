//! The directory of a large corp: read over real HTTP, from a virtual corp that keeps to WeCom's documented limits, into
//! the real store; then read again without a change, and looked at.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use huicun_app::browse::directory::{self as lists, ContactQuery, MemberQuery};
use huicun_app::directory::{self, DirectorySecrets, DirectorySync};
use huicun_app::{Ctx, Services};
use huicun_domain::directory::DepartmentId;
use huicun_sim::{CorpSize, MemberStatus, Sim, SimConfig};
use huicun_testkit::TestApp;
use huicun_wecom::api::Client;
use serde::{Deserialize, Serialize};
use tokio::io::AsyncReadExt;

use crate::machine;
use crate::table::{Table, millis, percentile};

/// How long the whole may take.
const FLOOR: Duration = Duration::from_secs(600);
/// How long a page of a list may take.
const PAGE_FLOOR: f64 = 1.0;

/// `directory`
#[derive(Clone, Debug, clap::Args)]
pub struct DirectoryRun {
    /// How many members
    #[arg(long, default_value_t = 50_000)]
    members: usize,
    /// How many departments
    #[arg(long, default_value_t = 2_000)]
    departments: usize,
    /// How many external contacts
    #[arg(long, default_value_t = 500_000)]
    contacts: usize,
    /// How many customer rooms
    #[arg(long, default_value_t = 2_000)]
    rooms: usize,
    /// What the corp is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// `directory-corp`
#[derive(Clone, Debug, clap::Args)]
pub struct DirectoryCorp {
    #[command(flatten)]
    size: DirectoryRun,
    /// The folder of the corp
    #[arg(long)]
    folder: PathBuf,
}

/// What the corp's process tells.
#[derive(Serialize, Deserialize)]
struct Told {
    url: String,
    corp_id: String,
    contact: String,
    customer: String,
    members: usize,
    contacts: usize,
    departments: usize,
}

/// Serves the virtual corp until the standard input ends.
pub async fn serve(arguments: &DirectoryCorp) -> anyhow::Result<()> {
    let DirectoryRun { members, departments, contacts, rooms, seed } = arguments.size;
    let size = CorpSize { members, departments, contacts, customer_rooms: rooms };
    let sim =
        Sim::start(SimConfig { size: Some(size), ..SimConfig::new(&arguments.folder, seed, 0) }).await?;
    let (corp, company) = (sim.corp(), sim.company());
    let here = |member: &&usize| company.members[**member].status != MemberStatus::Left;
    let told = Told {
        url: sim.base_url(),
        corp_id: corp.corp_id.clone(),
        contact: corp.app_secret.clone(),
        customer: corp.customer_secret.clone(),
        members: company.members.iter().filter(|member| member.status.code() != 5).count(),
        // WeCom tells of a customer by the members who serve them: of nobody whom only leavers served.
        contacts: company
            .contacts
            .iter()
            .filter(|contact| !contact.is_lost && contact.owners.iter().any(|owner| here(&owner)))
            .count(),
        departments: company.departments.len(),
    };
    println!("{}", serde_json::to_string(&told)?);
    tokio::io::stdin().read_to_end(&mut Vec::new()).await?;
    sim.stop().await;
    Ok(())
}

/// The virtual corp in a process of its own; it ends when its input is closed.
struct Corp {
    child: Child,
    input: Option<ChildStdin>,
    told: Told,
}

impl Corp {
    fn start(arguments: &DirectoryRun, folder: &Path) -> anyhow::Result<Self> {
        let mut child = Command::new(std::env::current_exe()?)
            .arg("directory-corp")
            .args(["--members", &arguments.members.to_string()])
            .args(["--departments", &arguments.departments.to_string()])
            .args(["--contacts", &arguments.contacts.to_string()])
            .args(["--rooms", &arguments.rooms.to_string()])
            .args(["--seed", &arguments.seed.to_string()])
            .arg("--folder")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("the virtual corp cannot be started")?;
        let (input, output) = (child.stdin.take(), child.stdout.take().context("the corp has no output")?);
        let mut line = String::new();
        BufReader::new(output).read_line(&mut line)?;
        let told = serde_json::from_str(&line).context("the virtual corp ended early")?;
        Ok(Self { child, input, told })
    }
}

impl Drop for Corp {
    fn drop(&mut self) {
        drop(self.input.take());
        // It ends by itself; who waits for it in vain has nothing to lose.
        let _ = self.child.wait();
    }
}

/// Reads the directory of a large corp and prints what that takes.
pub async fn measure(arguments: &DirectoryRun) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    println!("making a virtual corp of {} members and {} contacts", arguments.members, arguments.contacts);
    let corp = Corp::start(arguments, &folder.path().join("sim"))?;
    let app = TestApp::builder().start().await;
    let mut table = Table::default();
    let outcome = read_and_look(&app, &corp, &mut table).await;
    table.print();
    app.finish().await;
    let whole = outcome?;
    ensure!(whole <= FLOOR, "the directory took {whole:.0?}");
    Ok(())
}

/// Reads everything twice, looks at it, and tells how long the first time took.
async fn read_and_look(app: &TestApp, corp: &Corp, table: &mut Table) -> anyhow::Result<Duration> {
    let client = Client::new(&corp.told.url, &corp.told.corp_id)?;
    let secrets = DirectorySecrets {
        contact: Some(corp.told.contact.clone()),
        customer: Some(corp.told.customer.clone()),
        archive: None,
    };
    println!("reading the directory");
    let before = machine::resident_mib(std::process::id()).unwrap_or_default();
    let (first, whole) = read(&app.services, &client, &secrets).await?;
    let peak = machine::peak_mib(std::process::id()).unwrap_or_default();
    ensure!(first.members == corp.told.members, "{} of {} members", first.members, corp.told.members);
    let (_, contacts) = app.services.store.contacts(&app.services.corp, &Default::default(), 1).await?;
    ensure!(contacts >= corp.told.contacts as u64, "{contacts} of {} contacts", corp.told.contacts);
    println!("{} members, {contacts} contacts, {} rooms in {whole:.1?}", first.members, first.rooms);
    let calls = client.calls();
    println!("reading it again");
    let (again, second) = read(&app.services, &client, &secrets).await?;
    ensure!(again.members == first.members && again.left == 0, "{again:?} after {first:?}");

    let size = format!(
        "{} members, {} departments, {contacts} external contacts",
        first.members, corp.told.departments
    );
    table.ratio("directory, against ten minutes", share(whole), &format!("≤ 100 %; {size}"));
    table.figure("directory, read for the first time", seconds(whole), "≤ 600 s");
    table.figure("directory, read again without a change", seconds(second), "every hour");
    table.figure("calls of the interface, first time", calls.to_string(), "≤ 10,000 a minute of each");
    let grown = peak - before;
    table.figure("memory, grown at most", format!("{grown:.0} MiB"), &format!("from {before:.0} MiB"));
    look(&app.services, table).await?;
    Ok(whole)
}

fn share(whole: Duration) -> String {
    format!("{:.1} %", 100.0 * whole.as_secs_f64() / FLOOR.as_secs_f64())
}

fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}

async fn read(
    services: &Services,
    client: &Client,
    secrets: &DirectorySecrets,
) -> anyhow::Result<(DirectorySync, Duration)> {
    let begun = Instant::now();
    let done = directory::sync(services, client, secrets).await?;
    Ok((done, begun.elapsed()))
}

/// Looks at the pages of the directory as a reviewer does.
async fn look(services: &Services, table: &mut Table) -> anyhow::Result<()> {
    let ctx = Ctx::system();
    let begun = Instant::now();
    lists::departments(&ctx, services).await?;
    table.figure("tree of departments, first look", millis(begun.elapsed().as_secs_f64()), "≤ 1 s");
    let mut times = Vec::new();
    for department in [1, 2, 11, 1_000] {
        let department = Some(DepartmentId(department));
        let query = MemberQuery { department, children: true, ..MemberQuery::default() };
        times.push(timed(lists::members(&ctx, services, &query)).await?);
    }
    for q in ["王伟", "zhang", "没有这个人"] {
        let query = MemberQuery { q: q.to_owned(), ..MemberQuery::default() };
        times.push(timed(lists::members(&ctx, services, &query)).await?);
        let query = ContactQuery { q: q.to_owned(), ..ContactQuery::default() };
        times.push(timed(lists::contacts(&ctx, services, &query)).await?);
    }
    times.sort_unstable_by(f64::total_cmp);
    let slowest = percentile(&times, 100);
    let shown = [50, 100].map(|percent| millis(percentile(&times, percent))).join(" / ");
    table.figure("page of the directory p50 / slowest", shown, "≤ 1 s; by department, by name, exact totals");
    ensure!(slowest <= PAGE_FLOOR, "a page took {slowest:.2} s");
    Ok(())
}

async fn timed<T>(page: impl Future<Output = huicun_app::AppResult<T>>) -> anyhow::Result<f64> {
    let begun = Instant::now();
    page.await?;
    Ok(begun.elapsed().as_secs_f64())
}
