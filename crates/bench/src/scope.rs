//! The archive scope over a large corp: how long a rule takes to resolve, a draft to be weighed, seats to be compared.

use std::time::Instant;

use anyhow::{Context, ensure};
use huicun_app::scope::{self, ScopeDraft, ScopeDraftRule};
use huicun_app::{Ctx, Services};
use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, Fact};
use huicun_domain::scope::{Effect, Mode, Selector};
use huicun_domain::service::Edition;
use huicun_sim::ArchiveRange;
use huicun_store::{DepartmentRow, DirectoryWrite};
use huicun_testkit::{TestApp, VirtualCorp};

use crate::table::{Table, millis};

/// `scope`
#[derive(Clone, Debug, clap::Args)]
pub struct ScopeRun {
    /// How many members
    #[arg(long, default_value_t = 50_000)]
    members: usize,
    /// How many departments
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(i64).range(2..))]
    departments: i64,
}

/// How many departments lie below one.
const BRANCHES: i64 = 8;
/// How many members in a hundred have a seat.
const SEATED: usize = 90;

/// Measures with a virtual corp in this process, and prints the figures with their floors.
pub async fn measure(arguments: &ScopeRun) -> anyhow::Result<()> {
    println!("making a corp of {} members", arguments.members);
    let corp = VirtualCorp::of_at_least(arguments.members).await;
    let seats = arguments.members * SEATED / 100;
    corp.sim.set_range(ArchiveRange { seats: Some(seats), members: Some(arguments.members) })?;
    let app = TestApp::builder().connected(&corp).start().await;
    fill(&app.services, &corp, arguments).await?;
    let mut table = Table::default();
    rules(&app.services, arguments, &mut table).await?;
    let started = Instant::now();
    let found = scope::reconcile(&app.services).await?;
    let seconds = started.elapsed().as_secs_f64();
    ensure!(found.missing.len() == arguments.members - seats, "{} are missing", found.missing.len());
    table.ratio(
        &format!("scope and seats of {} members compared", arguments.members),
        millis(seconds),
        "≤ 5 s",
    );
    table.figure("  who is not archived", found.missing.len().to_string(), "all of them named");
    app.finish().await;
    corp.sim.stop().await;
    table.print();
    Ok(())
}

/// Saves rules of each kind and measures what they take.
async fn rules(services: &Services, arguments: &ScopeRun, table: &mut Table) -> anyhow::Result<()> {
    let ctx = Ctx::system();
    let root = Selector::Department { department: DepartmentId(1), children: true };
    let draft = ScopeDraft { version: 0, rules: vec![rule(root)] };
    let started = Instant::now();
    let preview = scope::preview(&ctx, services, &draft).await?;
    table.figure("  draft weighed, the directory read first", millis(started.elapsed().as_secs_f64()), "");
    ensure!(preview.archived == arguments.members as u64, "{} are in scope", preview.archived);
    scope::save(&ctx, services, &draft).await?;
    let started = Instant::now();
    let book = scope::book(services).await?;
    table.figure("  rules and directory read", millis(started.elapsed().as_secs_f64()), "");
    let started = Instant::now();
    let covered = book.scope.resolve(&book.history, services.now());
    let seconds = started.elapsed().as_secs_f64();
    ensure!(covered.len() == arguments.members, "{} are in scope", covered.len());
    let name = format!(
        "a rule over {} members in {} departments resolved",
        arguments.members, arguments.departments
    );
    table.ratio(&name, millis(seconds), "≤ 1 s");
    let started = Instant::now();
    let view = scope::show(&ctx, services).await?;
    table.figure("  the scope shown", millis(started.elapsed().as_secs_f64()), "");
    let half = Selector::Department { department: DepartmentId(2), children: true };
    let draft = ScopeDraft { version: view.version, rules: vec![rule(half)] };
    let started = Instant::now();
    let preview = scope::preview(&ctx, services, &draft).await?;
    table.figure("  another draft weighed", millis(started.elapsed().as_secs_f64()), "");
    ensure!(preview.leaves.total > 0 && preview.joins.total == 0, "a part is less than the whole");
    Ok(())
}

fn rule(selector: Selector) -> ScopeDraftRule {
    let effect = Effect::Include {
        mode: Mode::Forced,
        beats_consent: false,
        internal: true,
        external: true,
        edition: Edition::Service,
    };
    ScopeDraftRule { id: None, selector, effect, from: None, until: None, note: String::new() }
}

/// Puts the members into a tree of departments.
async fn fill(services: &Services, corp: &VirtualCorp, arguments: &ScopeRun) -> anyhow::Result<()> {
    let departments = || 1..=arguments.departments;
    let parent = |id: i64| (id + BRANCHES - 2) / BRANCHES;
    let rows = departments().map(|id| DepartmentRow {
        id: DepartmentId(id),
        name: format!("部门 {id}"),
        parent: DepartmentId(if id == 1 { 0 } else { parent(id) }),
        rank: 0,
        gone_at: None,
    });
    let mut facts: Vec<Fact> =
        departments().skip(1).map(|id| Fact::Under(DepartmentId(id), DepartmentId(parent(id)))).collect();
    let members: Vec<_> = corp.opened().into_iter().take(arguments.members).collect();
    for (member, department) in members.into_iter().zip(departments().cycle()) {
        facts.push(Fact::Employed(member.clone()));
        facts.push(Fact::InDepartment(member, DepartmentId(department)));
    }
    let begun = facts.into_iter().map(|fact| (fact, Millis::MIN)).collect();
    let write = DirectoryWrite {
        departments: rows.collect(),
        begun,
        at: services.now(),
        ..DirectoryWrite::default()
    };
    let written = services.store.write_directory(&services.corp, &write, services.now()).await;
    written.context("the directory is stored")
}
