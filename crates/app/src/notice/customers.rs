//! What customers said: asked of WeCom in rounds, drawn from messages, and listed.

use std::sync::Arc;
use std::time::Duration;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{JobId, PartyId, Position};
use huicun_domain::message::Content;
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, Said};
use huicun_store::{ConsentSide, CustomerConsentRow, CustomerFilter, CustomerTie, JobRow, JobState, NewJob};
use huicun_wecom::api::consent::{Agreement, PAIRS_AT_ONCE, PARTY_UNKNOWN};
use serde::Serialize;
use tokio::time::{Instant, Interval, MissedTickBehavior};
use uuid::Uuid;

use super::view::{CheckView, CustomerConsentPage, CustomerConsentView};
use crate::audit;
use crate::browse::Names;
use crate::connection::{Connection, Sealed};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::export::Progressing;
use crate::jobs;
use crate::plaintext::open_message;
use crate::services::Services;
use crate::token;

/// The word for rounds of asking among the kinds of jobs.
pub const CHECK_JOB: &str = "check_consents";
/// How often everybody is asked about.
const EVERY: Millis = 24 * 3_600_000;
/// WeCom takes 2,500 questions for pairs a minute, and 1,500 for rooms: no two are closer than this.
const PAIR_PACE: Duration = Duration::from_millis(24);
const ROOM_PACE: Duration = Duration::from_millis(40);
/// How many pairs, rooms and messages are looked up at a time.
const AT_ONCE: usize = 5_000;
/// What a page of consents holds unless told, and at most.
const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;
/// Under which name it is kept how far the messages were looked through.
const CONSUMER: &str = "consents";

/// Which consents are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CustomerQuery {
    /// Only those that are so now.
    pub state: Option<CustomerConsent>,
    /// Only of members (`pair`) or of rooms (`room`).
    pub side: Option<String>,
    /// A part of an id or a name; empty for all.
    pub q: String,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// What a customer said in the course of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerStates {
    /// The entries, by when they happened.
    pub items: Vec<CustomerConsentView>,
}

/// Lists what customers said last.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::BadRequest`], [`ProblemCode::Forbidden`].
pub async fn list_customers(
    ctx: &Ctx,
    services: &Services,
    query: &CustomerQuery,
) -> AppResult<CustomerConsentPage> {
    ctx.authorize(Permission::ManageNotices)?;
    let side = query.side.as_deref().map(|word| ConsentSide::parse(word).ok_or(ProblemCode::BadRequest));
    let text = query.q.trim();
    let list = format!("consents {:?} {:?} {text}", query.state, query.side);
    let after = query.after.as_deref().map(|after| decode(services, &list, after)).transpose()?;
    let filter = CustomerFilter {
        state: query.state,
        side: side.transpose()?,
        text: (!text.is_empty()).then(|| text.to_owned()),
        after,
    };
    let object = serde_json::json!({ "state": query.state, "side": query.side });
    let admission = audit::admit(ctx, services, "list_customer_consents", object).await?;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let (mut rows, total) = services.store.customer_summaries(&services.corp, &filter, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| encode(services, &list, &row.last.tie)).transpose()?;
    let rows = rows.into_iter().map(|row| (row.last, row.entries)).collect();
    let items = views(services, rows).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(CustomerConsentPage { items, next, total, check: last_check(services).await? })
}

/// Lists everything that a customer said to a member or in a room.
///
/// # Errors
/// [`ProblemCode::BadRequest`], [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn history(
    ctx: &Ctx,
    services: &Services,
    side: &str,
    owner: &str,
    customer: &PartyId,
) -> AppResult<CustomerStates> {
    ctx.authorize(Permission::ManageNotices)?;
    let side = ConsentSide::parse(side).ok_or(ProblemCode::BadRequest)?;
    let tie = CustomerTie { side, owner: owner.to_owned(), customer: customer.clone() };
    let rows = services.store.customer_history(&services.corp, &tie).await?;
    if rows.is_empty() {
        return Err(ProblemCode::NotFound.into());
    }
    let object = serde_json::json!({ "side": side.as_str(), "owner": owner, "customer": customer });
    let admission = audit::admit(ctx, services, "read_customer_consent", object).await?;
    let count = rows.len() as u64;
    let items = views(services, rows.into_iter().map(|row| (row, count)).collect()).await?;
    admission.finish(services, "answered", count).await?;
    Ok(CustomerStates { items })
}

async fn views(
    services: &Services,
    rows: Vec<(CustomerConsentRow, u64)>,
) -> AppResult<Vec<CustomerConsentView>> {
    let parties = rows.iter().flat_map(|(row, _)| {
        let owner = (row.tie.side == ConsentSide::Pair).then(|| PartyId::new(row.tie.owner.clone()));
        owner.into_iter().chain([row.tie.customer.clone()])
    });
    let names = Names::of(services, parties.collect()).await?;
    let view = |(row, entries): (CustomerConsentRow, u64)| CustomerConsentView {
        side: row.tie.side.as_str().to_owned(),
        owner_name: match row.tie.side {
            ConsentSide::Pair => names.get(&PartyId::new(row.tie.owner.clone())).name,
            ConsentSide::Room => None,
        },
        owner: row.tie.owner,
        customer: names.get(&row.tie.customer),
        state: row.said.state,
        at: row.said.at,
        learnt_at: row.said.learnt_at,
        source: row.source,
        entries,
    };
    Ok(rows.into_iter().map(view).collect())
}

fn encode(services: &Services, list: &str, tie: &CustomerTie) -> AppResult<String> {
    let parts = (tie.side.as_str(), &tie.owner, tie.customer.as_str());
    let state = serde_json::to_vec(&parts).map_err(std::io::Error::from)?;
    token::encode(&services.ring, list, &state)
}

fn decode(services: &Services, list: &str, text: &str) -> AppResult<CustomerTie> {
    let state = token::decode(&services.ring, list, text)?;
    let parts = serde_json::from_slice::<(String, String, String)>(&state);
    let (side, owner, customer) = parts.map_err(|_| ProblemCode::BadPageToken)?;
    let side = ConsentSide::parse(&side).ok_or(ProblemCode::BadPageToken)?;
    Ok(CustomerTie { side, owner, customer: PartyId::new(customer) })
}

/// Asks WeCom about everybody now.
///
/// # Errors
/// [`ProblemCode::Conflict`] where it is being asked, [`ProblemCode::AppNotConnected`] without a connection,
/// [`ProblemCode::Forbidden`].
pub async fn check_now(ctx: &Ctx, services: &Services) -> AppResult<CheckView> {
    ctx.authorize(Permission::ManageNotices)?;
    if secret_of(services).is_none() {
        return Err(ProblemCode::AppNotConnected.into());
    }
    if last_row(services).await?.is_some_and(|row| is_active(&row)) {
        return Err(ProblemCode::Conflict.into());
    }
    let admission = audit::admit(ctx, services, "check_consents", serde_json::json!({})).await?;
    let id = enqueue(ctx, services).await?;
    admission.finish(services, "queued", 0).await?;
    let row = services.store.job(&services.corp, id).await?.ok_or(ProblemCode::NotFound)?;
    Ok(view_of(&row))
}

/// Begins a round where the last one is a day old.
pub(crate) async fn keep_house(services: &Services) -> AppResult<()> {
    if secret_of(services).is_none() {
        return Ok(());
    }
    let last = last_row(services).await?;
    if last.is_none_or(|row| !is_active(&row) && row.created_at + EVERY <= services.now()) {
        enqueue(&Ctx::system(), services).await?;
    }
    Ok(())
}

async fn enqueue(ctx: &Ctx, services: &Services) -> AppResult<JobId> {
    let id = JobId(Uuid::now_v7());
    let new = NewJob {
        id,
        kind: CHECK_JOB.to_owned(),
        payload: Vec::new(),
        created_by: ctx.operator(),
        created_at: services.now(),
    };
    services.store.enqueue_job(&services.corp, &new).await?;
    jobs::wake();
    Ok(id)
}

fn secret_of(services: &Services) -> Option<(Arc<Connection>, Sealed)> {
    let wecom = services.wecom.connection()?;
    let secret = wecom.archive_secret.clone()?;
    Some((wecom, secret))
}

fn is_active(row: &JobRow) -> bool {
    matches!(row.state, JobState::Queued | JobState::Running)
}

async fn last_row(services: &Services) -> AppResult<Option<JobRow>> {
    Ok(services.store.jobs(&services.corp, CHECK_JOB, 1).await?.into_iter().next())
}

async fn last_check(services: &Services) -> AppResult<Option<CheckView>> {
    Ok(last_row(services).await?.as_ref().map(view_of))
}

fn view_of(row: &JobRow) -> CheckView {
    CheckView {
        state: row.state.as_str().to_owned(),
        done: row.done,
        problem: row.problem.clone(),
        created_at: row.created_at,
        finished_at: row.finished_at,
    }
}

/// One round: what messages say, then every pair, then every room. What was asked about since the round began is not
/// asked about again, so that a round that was cut off goes on.
///
/// # Errors
/// WeCom's refusals that do not pass; the store's failures.
pub(crate) async fn check(services: &Services, row: &JobRow, progress: &Progressing) -> AppResult<String> {
    let (wecom, secret) = secret_of(services).ok_or(ProblemCode::AppNotConnected)?;
    let before = row.created_at;
    let mut round = Round { services, wecom: &wecom, secret: &secret, asked: 0, added: 0, unknown: 0 };
    round.added += learn_from_messages(services).await?;
    let mut pace = pace(PAIR_PACE);
    loop {
        let pairs = services.store.pairs_to_check(&services.corp, before, AT_ONCE).await?;
        if pairs.is_empty() {
            break;
        }
        for chunk in pairs.chunks(PAIRS_AT_ONCE) {
            round.ask_pairs(chunk, &mut pace).await?;
            progress.note(round.asked, round.asked);
        }
    }
    let mut pace = self::pace(ROOM_PACE);
    loop {
        let rooms = services.store.rooms_to_check(&services.corp, before, AT_ONCE).await?;
        if rooms.is_empty() {
            break;
        }
        for room in rooms {
            round.ask_room(room, &mut pace).await?;
            progress.note(round.asked, round.asked);
        }
    }
    let (asked, added, unknown) = (round.asked, round.added, round.unknown);
    let object = serde_json::json!({ "asked": asked, "new": added, "unknown": unknown });
    audit::record(&Ctx::system(), services, "consents_checked", object.clone(), "done").await?;
    Ok(object.to_string())
}

fn pace(every: Duration) -> Interval {
    let mut pace = tokio::time::interval_at(Instant::now(), every);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    pace
}

struct Round<'a> {
    services: &'a Services,
    wecom: &'a Connection,
    secret: &'a Sealed,
    asked: u64,
    added: u64,
    unknown: u64,
}

impl Round<'_> {
    /// Asks about pairs. One that WeCom does not know makes it refuse all: they are halved until it is found.
    async fn ask_pairs(&mut self, pairs: &[CustomerTie], pace: &mut Interval) -> AppResult<()> {
        let mut open = vec![pairs];
        while let Some(part) = open.pop() {
            pace.tick().await;
            let asked: Vec<(PartyId, PartyId)> =
                part.iter().map(|tie| (PartyId::new(tie.owner.clone()), tie.customer.clone())).collect();
            let problem = match self.wecom.client.single_agreements(self.secret.expose(), &asked).await {
                Ok(found) => {
                    self.added += keep_pairs(self.services, &found, ConsentSource::Check).await?;
                    None
                }
                Err(error) if error.errcode == PARTY_UNKNOWN && part.len() > 1 => {
                    let (first, second) = part.split_at(part.len() / 2);
                    open.extend([second, first]);
                    continue;
                }
                Err(error) if error.errcode == PARTY_UNKNOWN => {
                    self.unknown += 1;
                    Some("unknown")
                }
                Err(error) => return Err(error.into()),
            };
            let checked: Vec<(ConsentSide, String, String)> = part
                .iter()
                .map(|tie| (tie.side, tie.owner.clone(), tie.customer.as_str().to_owned()))
                .collect();
            self.note(&checked, problem).await?;
        }
        Ok(())
    }

    async fn ask_room(&mut self, room: String, pace: &mut Interval) -> AppResult<()> {
        /// The room is dissolved, is not known, or is none of the corp's.
        const NO_SUCH_ROOM: [i64; 3] = [86_003, 40_050, 301_059];
        pace.tick().await;
        let problem = match self.wecom.client.room_agreements(self.secret.expose(), &room).await {
            Ok(found) => {
                let rows: Vec<CustomerConsentRow> = found
                    .iter()
                    .map(|said| row(self.services, ConsentSide::Room, &room, said, ConsentSource::Check))
                    .collect();
                let store = &self.services.store;
                self.added += store.add_customer_consents(&self.services.corp, &rows).await?;
                None
            }
            Err(error) if NO_SUCH_ROOM.contains(&error.errcode) => {
                self.unknown += 1;
                Some("unknown")
            }
            Err(error) => return Err(error.into()),
        };
        self.note(&[(ConsentSide::Room, room, String::new())], problem).await
    }

    async fn note(
        &mut self,
        checked: &[(ConsentSide, String, String)],
        problem: Option<&str>,
    ) -> AppResult<()> {
        self.asked += checked.len() as u64;
        let now = self.services.now();
        Ok(self.services.store.note_checked(&self.services.corp, checked, problem, now).await?)
    }
}

fn row(
    services: &Services,
    side: ConsentSide,
    owner: &str,
    said: &Agreement,
    source: ConsentSource,
) -> CustomerConsentRow {
    CustomerConsentRow {
        tie: CustomerTie { side, owner: owner.to_owned(), customer: said.customer.clone() },
        said: Said { at: said.at, learnt_at: services.now(), state: said.state },
        source,
    }
}

/// Keeps what customers said to members. Returns how much was new.
pub(super) async fn keep_pairs(
    services: &Services,
    found: &[Agreement],
    source: ConsentSource,
) -> AppResult<u64> {
    let rows: Vec<CustomerConsentRow> = found
        .iter()
        .filter_map(|said| {
            let member = said.member.as_ref()?;
            Some(row(services, ConsentSide::Pair, member.as_str(), said, source))
        })
        .collect();
    Ok(services.store.add_customer_consents(&services.corp, &rows).await?)
}

/// Draws agreements and refusals from the messages that came since the last time. Returns how much was new.
async fn learn_from_messages(services: &Services) -> AppResult<u64> {
    let (store, corp) = (&services.store, &services.corp);
    let last = store.last_position(corp).await?;
    let mut after = store.consumer_position(corp, CONSUMER).await?;
    let mut added = 0;
    loop {
        let rows = store.consent_messages_after(corp, after, AT_ONCE).await?;
        let Some(newest) = rows.last().map(|row| row.position) else { break };
        let said: Vec<CustomerConsentRow> = rows
            .iter()
            .filter_map(|row| open_message(&services.ring, corp, row))
            .flat_map(|message| said_in(services, &message))
            .collect();
        added += store.add_customer_consents(corp, &said).await?;
        after = Position(newest.0);
        store.set_consumer_position(corp, CONSUMER, after).await?;
    }
    store.set_consumer_position(corp, CONSUMER, last.max(after)).await?;
    Ok(added)
}

/// What a message says about consent: to everybody it was sent to, or in its room.
fn said_in(services: &Services, message: &huicun_domain::message::Message) -> Vec<CustomerConsentRow> {
    let (customer, at, state) = match &message.content {
        Content::Agree { party, at } => (party, *at, CustomerConsent::Agree),
        Content::Disagree { party, at } => (party, *at, CustomerConsent::Disagree),
        _ => return Vec::new(),
    };
    let owners: Vec<(ConsentSide, String)> = match &message.room {
        Some(room) => vec![(ConsentSide::Room, room.as_str().to_owned())],
        None => {
            let members = message.recipients.iter().filter(|id| *id != customer);
            members.map(|id| (ConsentSide::Pair, id.as_str().to_owned())).collect()
        }
    };
    let said = Said { at: at.unwrap_or(message.sent_at), learnt_at: services.now(), state };
    owners
        .into_iter()
        .map(|(side, owner)| CustomerConsentRow {
            tie: CustomerTie { side, owner, customer: customer.clone() },
            said,
            source: ConsentSource::Message,
        })
        .collect()
}
