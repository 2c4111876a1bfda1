//! Searching within a data scope gives what searching everything and leaving the rest out would give:
//! `search(u, q) = filter(search(all, q), scope(u))`, with totals, pages, kinds, neighbours and coverage.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use huicun_app::access::Rights;
use huicun_app::search::{SearchRequest, search};
use huicun_app::{Actor, Ctx, Services};
use huicun_domain::access::{DataScope, DepartmentScope, Role};
use huicun_domain::directory::DepartmentId;
use huicun_domain::ids::OperatorId;
use huicun_domain::query::{Filters, Order, Side};
use huicun_testkit::{Line, START, TestApp};
use uuid::Uuid;

use crate::client::Api;

const MEMBERS: [&str; 6] = ["ZhangWei", "LiNa", "WangFang", "ChenJie", "ZhaoLei", "SunTao"];
const CUSTOMERS: [&str; 2] = ["wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ5", "wmQk7xDQAAZ7RqKY7dM7hhrmxx8E7zZ6"];
const WORDS: [&str; 5] = ["赎回", "基金", "收益", "合同", "报价"];
const MESSAGES: i64 = 240;
const PAIRS: u64 = 400;
/// When Wang changes from the first department to the second.
const MOVED: i64 = START + MESSAGES / 2 * 1_000;

/// Numbers that look like chance and are the same each time: Knuth's linear congruential generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// One message as it was made.
struct Said {
    seq: i64,
    at: i64,
    conversation: BTreeSet<&'static str>,
    external: bool,
}

/// What was said: direct chats of all sorts, one member of which changes the department half-way.
fn talk() -> (Vec<Line>, Vec<Said>) {
    let mut dice = Dice(7);
    let (mut lines, mut said) = (Vec::new(), Vec::new());
    for seq in 1..=MESSAGES {
        let from = MEMBERS[dice.roll(MEMBERS.len())];
        let others: Vec<&'static str> =
            MEMBERS.iter().chain(&CUSTOMERS).copied().filter(|other| *other != from).collect();
        let to = others[dice.roll(others.len())];
        let text = format!("{}与{}", WORDS[dice.roll(5)], WORDS[dice.roll(5)]);
        let at = START + seq * 1_000;
        lines.push(Line::text(seq, from, &[to], &text).at(at));
        said.push(Said { seq, at, conversation: [from, to].into(), external: CUSTOMERS.contains(&to) });
    }
    (lines, said)
}

async fn archive() -> (Api, Vec<Said>) {
    let (lines, said) = talk();
    let (indexed, tail) = lines.split_at(200);
    let mut builder = TestApp::builder().lines(indexed.to_vec());
    for line in tail {
        builder = builder.unindexed(line.clone());
    }
    let api = Api::start(builder).await;
    api.app.place(&[("ZhangWei", 1), ("LiNa", 1), ("ChenJie", 2), ("ZhaoLei", 2), ("SunTao", 3)]).await;
    api.app.moved("WangFang", 1, 2, MOVED).await;
    (api, said)
}

/// The department of a member at a moment, told apart from what the archive computes.
fn department(member: &str, at: i64) -> Option<i64> {
    match member {
        "ZhangWei" | "LiNa" => Some(1),
        "ChenJie" | "ZhaoLei" => Some(2),
        "SunTao" => Some(3),
        "WangFang" => Some(if at < MOVED { 1 } else { 2 }),
        _ => None,
    }
}

fn within(scope: &DataScope, said: &Said) -> bool {
    let named = |party: &&str| {
        scope.members.contains(&(**party).into())
            || scope.contacts.contains(&(**party).into())
            || department(party, said.at)
                .is_some_and(|own| scope.departments.iter().any(|one| one.department == DepartmentId(own)))
    };
    (!scope.names_somebody() || said.conversation.iter().any(named))
        && scope.side.is_none_or(|side| (side == Side::External) == said.external)
        && scope.from.is_none_or(|from| said.at >= from)
        && scope.until.is_none_or(|until| said.at < until)
}

fn any_scope(dice: &mut Dice) -> DataScope {
    let mut scope = DataScope::default();
    for _ in 0..dice.roll(3) {
        let department = DepartmentId(i64::try_from(dice.roll(4)).unwrap() + 1);
        scope.departments.insert(DepartmentScope { department, children: dice.roll(2) == 0 });
    }
    for _ in 0..dice.roll(3) {
        scope.members.insert(MEMBERS[dice.roll(MEMBERS.len())].into());
    }
    if dice.roll(4) == 0 {
        scope.contacts.insert(CUSTOMERS[dice.roll(2)].into());
    }
    scope.side = [None, None, Some(Side::Internal), Some(Side::External)][dice.roll(4)];
    let moment = |dice: &mut Dice| START + i64::try_from(dice.roll(240)).unwrap() * 1_000;
    scope.from = (dice.roll(4) == 0).then(|| moment(dice));
    scope.until =
        (dice.roll(4) == 0).then(|| moment(dice)).filter(|until| scope.from.is_none_or(|from| from < *until));
    scope
}

fn any_request(dice: &mut Dice) -> SearchRequest {
    let q = match dice.roll(4) {
        0 => String::new(),
        1 => format!("{} -{}", WORDS[dice.roll(5)], WORDS[dice.roll(5)]),
        _ => WORDS[dice.roll(5)].to_owned(),
    };
    let member = MEMBERS[dice.roll(MEMBERS.len())].into();
    let filters =
        Filters { member: (q.is_empty() || dice.roll(3) == 0).then_some(member), ..Filters::default() };
    let order = if dice.roll(2) == 0 { Order::Newest } else { Order::Oldest };
    let fold = q.contains('-') || dice.roll(4) > 0;
    SearchRequest {
        q,
        fold,
        filters,
        order,
        kinds_count: true,
        context: true,
        limit: 200,
        ..SearchRequest::default()
    }
}

/// Somebody with rights over these parts of the archive, and over nothing else.
fn reader(scopes: &[DataScope]) -> Ctx {
    let id = OperatorId(Uuid::nil());
    let mut rights = Rights::default();
    for scope in scopes {
        let mut right = Rights::of_role(id, Role::Reviewer).assignments.remove(0);
        right.scope = scope.clone();
        rights.assignments.push(right);
    }
    let actor = Actor::Operator { id, name: "x".into(), display_name: "x".into(), rights: Arc::new(rights) };
    Ctx { actor, ..Ctx::command_line() }
}

/// The numbers of all hits by pages of seven, and what the first page told.
async fn walk(ctx: &Ctx, services: &Services, request: &SearchRequest) -> (Vec<i64>, u64) {
    let mut found = Vec::new();
    let mut page = SearchRequest { limit: 7, ..request.clone() };
    loop {
        let answer = search(ctx, services, &page).await.unwrap();
        found.extend(answer.hits.iter().map(|hit| hit.message.seq.0));
        match answer.next {
            Some(next) => page.after = Some(next),
            None => return (found, answer.total),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_within_a_scope_is_the_whole_search_without_the_rest() {
    let (api, said) = archive().await;
    let services = &api.app.services;
    let by_seq: BTreeMap<i64, &Said> = said.iter().map(|one| (one.seq, one)).collect();
    let everything = reader(&[DataScope::default()]);
    let mut dice = Dice(11);
    for pair in 0..PAIRS {
        let scopes: Vec<DataScope> = (0..=dice.roll(2)).map(|_| any_scope(&mut dice)).collect();
        let seen = |seq: i64| scopes.iter().any(|scope| within(scope, by_seq[&seq]));
        let request = any_request(&mut dice);
        let all = search(&everything, services, &request).await.unwrap();
        let ctx = reader(&scopes);
        let own = search(&ctx, services, &request).await.unwrap();
        let context = format!("pair {pair}: {request:?} within {scopes:?}");
        let expected: Vec<_> = all.hits.iter().filter(|hit| seen(hit.message.seq.0)).collect();
        let numbers = |hits: &[_]| -> Vec<i64> {
            hits.iter().map(|hit: &&huicun_app::search::Hit| hit.message.seq.0).collect()
        };
        assert_eq!(numbers(&own.hits.iter().collect::<Vec<_>>()), numbers(&expected), "{context}");
        assert_eq!(own.total, expected.len() as u64, "{context}");
        for (one, other) in own.hits.iter().zip(&expected) {
            assert_eq!(one.snippet, other.snippet, "{context}");
            assert_eq!(one.conversation, other.conversation, "{context}");
            for near in [&one.before, &one.after].into_iter().flatten() {
                assert!(seen(near.seq.0), "{context}: {} is beside", near.seq.0);
            }
        }
        let counted: u64 = own.kinds.iter().flatten().map(|kind| kind.count).sum();
        assert_eq!(counted, own.total, "{context}");
        let visible = said.iter().filter(|one| seen(one.seq)).count() as u64;
        assert_eq!((own.coverage.visible, own.coverage.searched), (visible, visible), "{context}");
        let lag = said.iter().filter(|one| one.seq > 200 && seen(one.seq)).count() as u64;
        assert_eq!(own.coverage.lag_messages, lag, "{context}");
        if pair % 8 == 0 {
            let (walked, total) = walk(&ctx, services, &request).await;
            assert_eq!((walked, total), (numbers(&expected), own.total), "{context}");
        }
    }
    api.finish().await;
}

/// What a reader is told of lists and figures is made of the same messages.
#[tokio::test(flavor = "multi_thread")]
async fn lists_count_what_a_search_finds() {
    use huicun_app::browse::{conversations, messages, parties};
    let (api, said) = archive().await;
    let services = &api.app.services;
    let mut dice = Dice(23);
    for _ in 0..40 {
        let scope = any_scope(&mut dice);
        let (ctx, visible) =
            (reader(std::slice::from_ref(&scope)), said.iter().filter(|one| within(&scope, one)));
        let mut expected: BTreeMap<&BTreeSet<&str>, (u64, i64, i64)> = BTreeMap::new();
        let mut people: BTreeSet<&str> = BTreeSet::new();
        for one in visible {
            let row = expected.entry(&one.conversation).or_insert((0, one.at, one.at));
            *row = (row.0 + 1, row.1.min(one.at), row.2.max(one.at));
            people.extend(&one.conversation);
        }
        let query = conversations::ConversationQuery { limit: Some(200), ..Default::default() };
        let page = conversations::list(&ctx, services, &query).await.unwrap();
        assert_eq!(page.total, expected.len() as u64, "{scope:?}");
        for item in &page.items {
            let parties: BTreeSet<&str> = item.parties.iter().map(|party| party.id.as_str()).collect();
            let told = (item.message_count, item.first_at, item.last_at);
            assert_eq!(Some(&told), expected.get(&parties), "{scope:?}");
            let timeline = messages::Timeline::Conversation(item.id);
            let last = messages::Stretch::Edge(messages::Edge::Last);
            let read =
                messages::page(&ctx, services, timeline.clone(), Vec::new(), &last, Some(3)).await.unwrap();
            assert_eq!(read.items.len() as u64, item.message_count.min(3));
            assert_eq!(read.before.is_some(), item.message_count > 3);
            let days = messages::days(&ctx, services, timeline).await.unwrap().days;
            assert_eq!(days.iter().map(|day| day.count).sum::<u64>(), item.message_count);
        }
        let query = parties::PartyQuery { limit: Some(200), ..Default::default() };
        let listed = parties::list(&ctx, services, &query).await.unwrap();
        let ids: BTreeSet<&str> = listed.items.iter().map(|party| party.id.as_str()).collect();
        assert_eq!((ids, listed.total), (people.clone(), people.len() as u64), "{scope:?}");
    }
    api.finish().await;
}
