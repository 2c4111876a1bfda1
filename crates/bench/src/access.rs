//! Data scopes over an archive of many people: searches within them against searches of everything with the rest left
//! out, ids that are not theirs tried one after the other, and what the scopes cost.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Instant;

use anyhow::ensure;
use huicun_app::access::Rights;
use huicun_app::browse::messages::{Edge, Stretch, Timeline};
use huicun_app::browse::{conversations, messages, seats};
use huicun_app::search::{SearchRequest, search};
use huicun_app::{Actor, AppResult, Ctx, Services};
use huicun_domain::access::{DataScope, DepartmentScope, Role};
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::DepartmentId;
use huicun_domain::ids::{ConversationId, OperatorId, PartyId, Seq};
use huicun_domain::query::Side;
use huicun_testkit::{Line, START, TestApp};
use uuid::Uuid;

use crate::table::{Table, millis, percentile};

/// `access`
#[derive(Clone, Debug, clap::Args)]
pub struct AccessRun {
    /// How many messages
    #[arg(long, default_value_t = 20_000)]
    messages: i64,
    /// How many operators, each with a data scope of its own
    #[arg(long, default_value_t = 50)]
    operators: usize,
    /// How many queries, each asked by every operator
    #[arg(long, default_value_t = 200)]
    queries: usize,
    /// How many ids are tried
    #[arg(long, default_value_t = 100_000)]
    probes: usize,
}

const MEMBERS: usize = 200;
const DEPARTMENTS: usize = 40;
const CUSTOMERS: usize = 300;
const WORDS: usize = 400;

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % sides
    }
}

/// Somebody who sees a part of the archive, and what the part is by a plain look at what was said.
struct Reader {
    ctx: Ctx,
    seen: HashSet<i64>,
}

/// Runs, and prints the figures with their floors.
pub async fn measure(arguments: &AccessRun) -> anyhow::Result<()> {
    println!("making an archive of {} messages", arguments.messages);
    let mut dice = Dice(3);
    let said: Vec<(i64, String, String)> = (1..=arguments.messages)
        .map(|seq| {
            let outside = dice.roll(2) == 0;
            let other = if outside { customer(dice.roll(CUSTOMERS)) } else { member(dice.roll(MEMBERS)) };
            (seq, member(dice.roll(MEMBERS)), other)
        })
        .collect();
    let lines = said.iter().map(|(seq, from, to)| {
        let text = format!("词{}与词{}之间", dice.roll(WORDS), dice.roll(WORDS));
        Line::text(*seq, from, &[to], &text).at(START + seq * 1_000)
    });
    let app = TestApp::builder().lines(lines.collect::<Vec<_>>()).start().await;
    let placed: Vec<(String, i64)> =
        (0..MEMBERS).map(|number| (member(number), department(number))).collect();
    let placed: Vec<(&str, i64)> = placed.iter().map(|(member, number)| (member.as_str(), *number)).collect();
    app.place(&placed).await;
    let readers: Vec<Reader> = (0..arguments.operators).map(|_| any_reader(&mut dice, &said)).collect();
    let mut table = Table::default();
    let services = &app.services;
    pairs(services, &readers, arguments, &mut dice, &mut table).await?;
    probes(services, &readers, &said, arguments.probes, &mut dice, &mut table).await?;
    app.finish().await;
    table.print();
    Ok(())
}

fn member(number: usize) -> String {
    format!("Member{number:03}")
}

fn customer(number: usize) -> String {
    format!("wmQk7xDQAAZ7RqKY7dM7hhrmxx8E{number:04}")
}

fn department(member: usize) -> i64 {
    i64::try_from(member % DEPARTMENTS).unwrap_or_default() + 1
}

fn any_reader(dice: &mut Dice, said: &[(i64, String, String)]) -> Reader {
    let mut scope = DataScope::default();
    for _ in 0..=dice.roll(3) {
        let department = DepartmentId(i64::try_from(dice.roll(DEPARTMENTS)).unwrap_or_default() + 1);
        scope.departments.insert(DepartmentScope { department, children: true });
    }
    scope.side = [None, None, Some(Side::External)][dice.roll(3)];
    let named: BTreeSet<String> = (0..MEMBERS)
        .filter(|number| scope.departments.iter().any(|one| one.department.0 == department(*number)))
        .map(member)
        .collect();
    let within = |(_, from, to): &&(i64, String, String)| {
        (named.contains(from) || named.contains(to)) && (scope.side.is_none() || to.starts_with("wm"))
    };
    let seen = said.iter().filter(within).map(|(seq, ..)| *seq).collect();
    Reader { ctx: ctx(&scope), seen }
}

fn ctx(scope: &DataScope) -> Ctx {
    let id = OperatorId(Uuid::now_v7());
    let mut rights = Rights::of_role(id, Role::ComplianceOfficer);
    rights.assignments.iter_mut().for_each(|right| right.scope = scope.clone());
    let actor = Actor::Operator { id, name: "x".into(), display_name: "x".into(), rights: Arc::new(rights) };
    Ctx { actor, ..Ctx::command_line() }
}

/// All hits of a query, by pages of two hundred, and how long the first page took.
async fn all_hits(ctx: &Ctx, services: &Services, q: &str) -> AppResult<(Vec<i64>, u64, f64)> {
    let mut request = SearchRequest { q: q.to_owned(), limit: 200, ..SearchRequest::default() };
    let (mut found, mut first) = (Vec::new(), None);
    loop {
        let started = Instant::now();
        let answer = search(ctx, services, &request).await?;
        first.get_or_insert(started.elapsed().as_secs_f64());
        found.extend(answer.hits.iter().map(|hit| hit.message.seq.0));
        match answer.next {
            Some(next) => request.after = Some(next),
            None => return Ok((found, answer.total, first.unwrap_or_default())),
        }
    }
}

async fn pairs(
    services: &Services,
    readers: &[Reader],
    arguments: &AccessRun,
    dice: &mut Dice,
    table: &mut Table,
) -> anyhow::Result<()> {
    let everything = ctx(&DataScope::default());
    let started = Instant::now();
    let asked = SearchRequest { q: "词".into(), limit: 0, ..SearchRequest::default() };
    for reader in readers {
        search(&reader.ctx, services, &asked).await?;
    }
    let each = started.elapsed().as_secs_f64() / readers.len().max(1) as f64;
    table.figure("  a data scope worked out at its first use", millis(each), "");
    let (mut whole, mut own, mut differ) = (Vec::new(), Vec::new(), 0);
    for _ in 0..arguments.queries {
        let q = format!("词{}", dice.roll(WORDS));
        let (all, _, seconds) = all_hits(&everything, services, &q).await?;
        whole.push(seconds);
        for reader in readers {
            let (found, total, seconds) = all_hits(&reader.ctx, services, &q).await?;
            own.push(seconds);
            let expected: Vec<i64> = all.iter().copied().filter(|seq| reader.seen.contains(seq)).collect();
            differ += usize::from(found != expected || total != expected.len() as u64);
        }
    }
    whole.sort_by(f64::total_cmp);
    own.sort_by(f64::total_cmp);
    ensure!(differ == 0, "{differ} searches differ");
    let count = arguments.queries * readers.len();
    table.ratio(&format!("{count} searches within a scope that differ"), differ.to_string(), "0");
    let (scoped, plain) = (percentile(&own, 95), percentile(&whole, 95));
    table.ratio("p95 of a search within a scope / of everything", format!("{:.2}", scoped / plain), "≤ 1.10");
    table.figure("  p95 of a search of everything", millis(plain), "");
    Ok(())
}

async fn probes(
    services: &Services,
    readers: &[Reader],
    said: &[(i64, String, String)],
    count: usize,
    dice: &mut Dice,
    table: &mut Table,
) -> anyhow::Result<()> {
    let everything = ctx(&DataScope::default());
    let mut ids: BTreeMap<i64, ConversationId> = BTreeMap::new();
    for (seq, ..) in said.iter().step_by(said.len().div_ceil(2_000).max(1)) {
        ids.insert(*seq, messages::get(&everything, services, Seq(*seq)).await?.conversation_id);
    }
    let ids: Vec<(i64, ConversationId)> = ids.into_iter().collect();
    let (mut leaks, mut tried) = (0, 0);
    let started = Instant::now();
    while tried < count {
        let reader = &readers[dice.roll(readers.len())];
        let (seq, id) = ids[dice.roll(ids.len())];
        if reader.seen.contains(&seq) {
            continue;
        }
        let Some((_, from, _)) = usize::try_from(seq - 1).ok().and_then(|at| said.get(at)) else { continue };
        let refused = probe(reader, services, (seq, id, from), dice.roll(6)).await;
        leaks += usize::from(!refused);
        tried += 1;
    }
    let each = started.elapsed().as_secs_f64() / count.max(1) as f64;
    ensure!(leaks == 0, "{leaks} ids leaked");
    table.ratio(&format!("{tried} ids of others tried that leaked"), leaks.to_string(), "0");
    table.figure("  one of them refused in", millis(each), "");
    Ok(())
}

/// Tries one id that is not the reader's; tells whether it answered like one that is not there.
async fn probe(
    reader: &Reader,
    services: &Services,
    (seq, id, party): (i64, ConversationId, &str),
    way: usize,
) -> bool {
    let (ctx, timeline, last) = (&reader.ctx, Timeline::Conversation(id), Stretch::Edge(Edge::Last));
    let answer = match way {
        0 => messages::get(ctx, services, Seq(seq)).await.map(drop),
        1 => messages::raw(ctx, services, Seq(seq)).await.map(drop),
        2 => conversations::get(ctx, services, id).await.map(drop),
        3 => messages::page(ctx, services, timeline, Vec::new(), &last, Some(5)).await.map(drop),
        4 => seats::seats(ctx, services, id, None, None).await.map(drop),
        _ => {
            // Somebody else's messages are not between the lines of a person's either.
            let around = Stretch::Around(Seq(seq));
            let person = Timeline::Party(PartyId::new(party));
            messages::page(ctx, services, person, Vec::new(), &around, Some(5)).await.map(drop)
        }
    };
    matches!(answer, Err(error) if error.code() == ProblemCode::NotFound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_few_pairs_and_probes_hold() {
        let arguments = AccessRun { messages: 300, operators: 4, queries: 10, probes: 200 };
        measure(&arguments).await.unwrap();
    }
}
