//! A scripted month: people join, leave, move, agree and refuse, and half of it is learnt late. In the end every message
//! is archived or in quarantine exactly as a plain model of the corp says that knew everything at once.

mod reference;
mod script;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use huicun_app::ingest::{IngestSettings, import_key};
use huicun_app::search::{SearchRequest, search};
use huicun_app::{Ctx, Services};
use huicun_domain::clock::Clock;
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::{DepartmentId, Fact, TagId};
use huicun_domain::ids::{MediaLocator, NoticeId, PartyId, Seq};
use huicun_domain::notice::How;
use huicun_domain::notice::consent::{ConsentSource, Said};
use huicun_domain::query::Place;
use huicun_domain::scope::{Effect, Right, Rule, RuleId, Selector};
use huicun_store::{
    ConsentSide, CustomerConsentRow, CustomerTie, DirectoryWrite, ListConversations, MemberConsentRow,
    QuarantineOutcome, ScopeRuleRow,
};
use huicun_testkit::{NOW, TestApp};
use huicun_vault::PrivateKey;
use huicun_wecom::sdk::{DecryptItem, MediaChunk, MessageSource, Retry, WecomError};
use tokio::sync::watch;
use uuid::Uuid;

use self::reference::{Change, Reference, Sent};
use self::script::{Event, MONTH, Script};
use crate::table::Table;
use crate::workload::Dice;

/// `month`
#[derive(Clone, Debug, clap::Args)]
pub struct Month {
    /// How many messages
    #[arg(long, default_value_t = 100_000)]
    messages: usize,
    /// What the month is drawn from
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

const KEY: &str = include_str!("../../vault/fixtures/rsa2048-pkcs8.pem");
const HOUR: i64 = 3_600_000;
/// How much time passes at a step.
const STEP: i64 = 6 * HOUR;
/// How many texts of each kind are searched for.
const SEARCHED: usize = 100;
/// How long the archive may take until it has taken and decided what there is.
const PATIENCE: Duration = Duration::from_secs(300);

/// WeCom's side: what was sent until now.
struct Corp {
    key: PrivateKey,
    sent: Mutex<Vec<String>>,
}

#[async_trait]
impl MessageSource for Corp {
    async fn chat_data(&self, after: Seq, limit: u32) -> Result<Bytes, WecomError> {
        let unknown = || WecomError::local(ProblemCode::SdkArgument, Retry::Never);
        let after = usize::try_from(after.0).map_err(|_| unknown())?;
        let texts: Vec<String> = match self.sent.lock() {
            Ok(sent) => sent.iter().skip(after).take(limit as usize).cloned().collect(),
            Err(_) => return Err(unknown()),
        };
        let items: Option<Vec<serde_json::Value>> =
            (after + 1..).zip(texts).map(|(seq, text)| self.close(seq, &text)).collect();
        let page = serde_json::json!({"errcode": 0, "errmsg": "ok", "chatdata": items.ok_or_else(unknown)?});
        Ok(Bytes::from(page.to_string()))
    }

    async fn decrypt(&self, items: &[DecryptItem]) -> Result<Vec<Result<Vec<u8>, WecomError>>, WecomError> {
        Ok(items.iter().map(|item| Ok(STANDARD.decode(&item.chat_msg).unwrap_or_default())).collect())
    }

    async fn media(&self, _: &str, _: &MediaLocator) -> Result<MediaChunk, WecomError> {
        Err(WecomError::local(ProblemCode::SdkArgument, Retry::Never))
    }
}

impl Corp {
    fn close(&self, seq: usize, text: &str) -> Option<serde_json::Value> {
        let key = self.key.close(format!("key-of-{seq}").as_bytes())?;
        Some(serde_json::json!({
            "seq": seq, "msgid": format!("{seq}_month"), "publickey_ver": 1,
            "encrypt_random_key": STANDARD.encode(key), "encrypt_chat_msg": STANDARD.encode(text),
        }))
    }

    fn send(&self, texts: impl Iterator<Item = String>) -> anyhow::Result<u64> {
        let mut sent = self.sent.lock().ok().context("the corp broke down")?;
        sent.extend(texts);
        Ok(sent.len() as u64)
    }
}

/// The text that only one message has.
fn note(number: usize) -> String {
    format!("备忘 n{number:06}z")
}

fn plaintext(number: usize, sent: &Sent) -> String {
    let suffix = if sent.customers.is_empty() { "" } else { "_external" };
    let mut parties: Vec<&String> = sent.members.iter().chain(&sent.customers).collect();
    let from = parties.remove(0);
    serde_json::json!({
        "msgid": format!("{}_month{suffix}", number + 1), "action": "send", "from": from, "tolist": parties,
        "roomid": sent.room.clone().unwrap_or_default(), "msgtime": sent.at, "msgtype": "text",
        "text": {"content": note(number)},
    })
    .to_string()
}

/// Plays the month, compares and prints.
pub async fn run(arguments: &Month) -> anyhow::Result<()> {
    let mut table = Table::default();
    play(arguments.messages, arguments.seed, &mut table).await?;
    table.print();
    Ok(())
}

async fn play(messages: usize, seed: u64, table: &mut Table) -> anyhow::Result<()> {
    let script = script::write(NOW, messages, seed);
    let app = TestApp::builder().start().await;
    let stay = Duration::from_secs(365 * 24 * 3_600);
    let services = Services { quarantine_stay: stay, ..app.services.clone() };
    let corp = Arc::new(Corp { key: PrivateKey::from_pem(KEY)?, sent: Mutex::default() });
    import_key(&Ctx::system(), &app.services, 1, KEY).await?;
    let settings = IngestSettings { poll: Duration::from_millis(20), ..IngestSettings::default() };
    let (stop, stopped) = watch::channel(false);
    let ingest = tokio::spawn(huicun_app::ingest::run(services, corp.clone(), settings, stopped));
    let started = Instant::now();
    live(&script, &app, &corp).await?;
    settle(&app.services, messages as u64).await?;
    let took = started.elapsed();
    let differing = compare(&script, &app.services, seed).await?;
    let moved = moved(&app.services).await?;
    stop.send(true)?;
    ingest.await??;
    let late = script.events.iter().filter(|event| event.learnt_at > event.at).count();
    let right = messages - differing.len();
    table.ratio("messages decided as the reference does", format!("{right} of {messages}"), "all of them");
    let figure = format!("{} changes, {late} of them learnt late", script.events.len());
    let figure_moved = format!("{} taken out, {} released", moved[0], moved[1]);
    table.figure("decided again when something was learnt", figure_moved, "messages, some more than once");
    table.figure(
        "a month of joins, leaves, tags, consents and rules",
        figure,
        &format!("{} s", took.as_secs()),
    );
    app.finish().await;
    ensure!(differing.is_empty(), "decided otherwise, the first: {:?}", differing.first());
    ensure!(moved.iter().all(|count| *count > 0), "nothing was learnt late enough to matter: {moved:?}");
    Ok(())
}

/// Counts the messages that were taken out, and those that were released.
async fn moved(services: &Services) -> anyhow::Result<[u64; 2]> {
    let events = services.store.quarantine_events(&services.corp, usize::MAX).await?;
    let of = |outcome| events.iter().filter(|event| event.outcome == outcome).map(|event| event.count).sum();
    Ok([of(QuarantineOutcome::TakenOut), of(QuarantineOutcome::Released)])
}

/// Lets the month pass: what is written is delivered, and what is due is learnt.
async fn live(script: &Script, app: &TestApp, corp: &Corp) -> anyhow::Result<()> {
    let mut learnt: Vec<&Event> = script.events.iter().collect();
    learnt.sort_by_key(|event| event.learnt_at);
    let mut learnt = learnt.into_iter().peekable();
    let mut sent = script.messages.iter().enumerate().peekable();
    let end = NOW + MONTH + 5 * 24 * HOUR;
    let mut number = 0;
    while app.clock.now() < end {
        app.clock.advance(STEP);
        let now = app.clock.now();
        let due: Vec<String> = std::iter::from_fn(|| sent.next_if(|(_, sent)| sent.at <= now))
            .map(|(number, sent)| plaintext(number, sent))
            .collect();
        let total = corp.send(due.into_iter())?;
        // Every other step, what is due is learnt while messages are on their way.
        if number % 2 == 0 {
            taken(&app.services, total).await?;
        }
        while let Some(event) = learnt.next_if(|event| event.learnt_at <= now) {
            learn(&app.services, event).await?;
        }
        taken(&app.services, total).await?;
        number += 1;
    }
    ensure!(learnt.peek().is_none() && sent.peek().is_none(), "the month was too short");
    Ok(())
}

async fn taken(services: &Services, total: u64) -> anyhow::Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        let counters = services.store.counters(&services.corp).await?;
        if counters.messages + counters.quarantined == total {
            return Ok(());
        }
        ensure!(Instant::now() < until, "{total} were sent and never taken: {counters:?}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Waits until nothing is in doubt and the index has forgotten what it should.
async fn settle(services: &Services, total: u64) -> anyhow::Result<()> {
    let until = Instant::now() + PATIENCE;
    loop {
        let doubts = services.store.doubts(&services.corp, 1).await?;
        let indexed = services.store.still_indexed(&services.corp, 1).await?;
        if doubts.is_empty() && indexed.is_empty() {
            return taken(services, total).await;
        }
        ensure!(Instant::now() < until, "what was learnt was never looked into: {doubts:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Tells the archive what happened, as its parts do that learn it.
async fn learn(services: &Services, event: &Event) -> anyhow::Result<()> {
    let (store, corp) = (&services.store, &services.corp);
    let said_at = (event.at, event.learnt_at);
    match &event.change {
        Change::Employed { member, is } => fact(services, event, Fact::Employed(id(member)), *is).await,
        Change::InDepartment { member, department, is } => {
            fact(services, event, Fact::InDepartment(id(member), DepartmentId(*department)), *is).await
        }
        Change::Tagged { member, tag, is } => {
            fact(services, event, Fact::Tagged(id(member), TagId(*tag)), *is).await
        }
        Change::DepartmentTagged { department, tag, is } => {
            fact(services, event, Fact::DepartmentTagged(DepartmentId(*department), TagId(*tag)), *is).await
        }
        Change::Moved { department, from, to } => {
            let under = |above: i64| Fact::Under(DepartmentId(*department), DepartmentId(above));
            if *from == Some(*to) {
                return Ok(());
            }
            if let Some(from) = from {
                fact(services, event, under(*from), false).await?;
            }
            fact(services, event, under(*to), true).await
        }
        Change::MemberSaid { member, state } => {
            let (at, learnt_at) = said_at;
            let row = MemberConsentRow {
                id: Uuid::from_u128(event.at.unsigned_abs().into()),
                member: id(member),
                said: Said { at, learnt_at, state: *state },
                how: How::ALL[0],
                evidence: "{}".to_owned(),
                notice: NoticeId(Uuid::nil()),
                version: 1,
                operator: None,
            };
            Ok(store.add_answer(corp, None, Some(&row)).await?)
        }
        Change::CustomerSaid { owner, customer, state } => {
            let side = if owner.starts_with("wr") { ConsentSide::Room } else { ConsentSide::Pair };
            let (at, learnt_at) = said_at;
            let row = CustomerConsentRow {
                tie: CustomerTie { side, owner: owner.clone(), customer: id(customer) },
                said: Said { at, learnt_at, state: *state },
                source: ConsentSource::Check,
            };
            store.add_customer_consents(corp, &[row]).await?;
            Ok(())
        }
        Change::Rules { rules } => save(services, event.at, rules).await,
    }
}

fn id(text: &str) -> PartyId {
    PartyId::new(text)
}

async fn fact(services: &Services, event: &Event, fact: Fact, is: bool) -> anyhow::Result<()> {
    let (begun, ended) = if is { (vec![(fact, event.at)], Vec::new()) } else { (Vec::new(), vec![fact]) };
    let write = DirectoryWrite { begun, ended, at: event.at, ..DirectoryWrite::default() };
    Ok(services.store.write_directory(&services.corp, &write, event.learnt_at).await?)
}

async fn save(services: &Services, at: i64, rules: &[(Selector, Effect)]) -> anyhow::Result<()> {
    let (store, corp) = (&services.store, &services.corp);
    let known = store.scope_rules(corp).await?;
    let ends: Vec<_> =
        known.iter().filter(|row| row.rule.until.is_none()).map(|row| (row.rule.id, at)).collect();
    let begins: Vec<ScopeRuleRow> = (0_u128..)
        .zip(rules)
        .map(|(number, (selector, effect))| {
            let id = RuleId(Uuid::from_u128(u128::from(at.unsigned_abs()) << 8 | number));
            let rule = Rule { id, selector: selector.clone(), effect: *effect, from: at, until: None };
            ScopeRuleRow { rule, note: String::new(), saved_at: at, saved_by: None }
        })
        .collect();
    let seen = store.scope_versions(corp).await?.scope;
    ensure!(store.save_scope(corp, seen, &ends, &begins).await?, "nobody else saves");
    Ok(())
}

/// Compares what became of each message with what the reference says, and lists those of which it says otherwise.
async fn compare(
    script: &Script,
    services: &Services,
    seed: u64,
) -> anyhow::Result<Vec<(usize, Right, String)>> {
    let mut reference = Reference::default();
    let mut events = script.events.iter().peekable();
    let mut expected = Vec::with_capacity(script.messages.len());
    for sent in &script.messages {
        while let Some(event) = events.next_if(|event| event.at <= sent.at) {
            reference.apply(&event.change);
        }
        expected.push(reference.decide(sent));
    }
    let found = found(services, expected.len()).await?;
    let differing: Vec<(usize, Right, String)> = expected
        .iter()
        .zip(&found)
        .enumerate()
        .filter(|(_, (expected, found))| !found.as_ref().is_some_and(|found| found == *expected))
        .map(|(number, (expected, found))| {
            (number, *expected, format!("{found:?} of {:?}", script.messages[number]))
        })
        .collect();
    if differing.is_empty() {
        figures(services, &expected, &script.messages).await?;
        searches(services, &expected, seed).await?;
    }
    Ok(differing)
}

/// Reads what became of each message.
async fn found(services: &Services, count: usize) -> anyhow::Result<Vec<Option<Right>>> {
    let (store, corp) = (&services.store, &services.corp);
    let seqs: Vec<Seq> = (1..=count).filter_map(|seq| Some(Seq(i64::try_from(seq).ok()?))).collect();
    let mut found = vec![None; count];
    let place = |seq: Seq| usize::try_from(seq.0 - 1).unwrap_or_default();
    for row in store.messages_by_seq(corp, &seqs).await? {
        found[place(row.seq)] = row.consent.map(Right::Archive);
    }
    let mut behind = Place { sent_at: i64::MIN, seq: Seq(i64::MIN) };
    loop {
        let rows = store.quarantined(corp, None, behind, 5_000).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        behind = Place { sent_at: last.sent_at, seq: last.seq };
        for row in rows {
            let earlier = found[place(row.seq)].replace(Right::Quarantine(row.reason));
            ensure!(earlier.is_none(), "message {} is archived and in quarantine", row.seq.0);
        }
    }
}

/// Compares the figures that the archive keeps with what is archived.
async fn figures(services: &Services, expected: &[Right], messages: &[Sent]) -> anyhow::Result<()> {
    let mut conversations: BTreeMap<String, u64> = BTreeMap::new();
    for (right, sent) in expected.iter().zip(messages) {
        if matches!(right, Right::Archive(_)) {
            let parties: BTreeSet<&str> =
                sent.members.iter().chain(&sent.customers).map(String::as_str).collect();
            let direct = || parties.into_iter().collect::<Vec<_>>().join(" ");
            let key = sent.room.clone().unwrap_or_else(direct);
            *conversations.entry(key).or_default() += 1;
        }
    }
    let (rows, total) =
        services.store.conversations(&services.corp, &ListConversations::default(), 100_000).await?;
    ensure!(total == conversations.len() as u64, "{total} conversations of {}", conversations.len());
    let mut kept: Vec<u64> = rows.iter().map(|row| row.message_count).collect();
    let mut counted: Vec<u64> = conversations.into_values().collect();
    kept.sort_unstable();
    counted.sort_unstable();
    ensure!(kept == counted, "conversations count other messages than are archived");
    Ok(())
}

/// Searches for texts that only one message has: found where it is archived, and not where it is in quarantine.
async fn searches(services: &Services, expected: &[Right], seed: u64) -> anyhow::Result<()> {
    let mut dice = Dice::new(seed);
    let mut left = [SEARCHED; 2];
    for _ in 0..SEARCHED * 20 {
        let number = dice.roll(expected.len());
        let is_archived = matches!(expected[number], Right::Archive(_));
        let left = &mut left[usize::from(is_archived)];
        if *left == 0 {
            continue;
        }
        *left -= 1;
        let request = SearchRequest { q: note(number), ..SearchRequest::default() };
        let answer = search(&Ctx::command_line(), services, &request).await?;
        let hits = u64::from(is_archived);
        ensure!(answer.total == hits, "{} hits for message {}, {hits} are right", answer.total, number + 1);
    }
    ensure!(left[1] == 0 || left[0] == 0, "too few messages were searched for");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn a_month_is_decided_as_the_reference_does() {
        for seed in [1, 2] {
            play(1_500, seed, &mut Table::default()).await.expect("the archive agrees with the reference");
        }
    }
}
