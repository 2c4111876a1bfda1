//! Who answered a version, and who did not.

use std::collections::BTreeMap;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{NoticeId, PartyId};
use huicun_domain::notice::consent::{MemberConsent, Said, member_state_at};
use huicun_domain::notice::{Answer, How};
use huicun_store::DeliveryState;
use serde::Deserialize;

use super::recipients::Recipients;
use super::texts;
use super::view::{NoticeFigures, PeoplePage, PersonView, ReceiptStanding};
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::token;

/// What a page of people holds unless told, and at most.
const LIMIT: usize = 50;
const MAX_LIMIT: usize = 200;

/// Who is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Group {
    /// Who confirmed.
    Confirmed,
    /// Who declined.
    Declined,
    /// Who has not answered.
    Without,
    /// Whom WeCom could not reach.
    Refused,
}

/// Which people are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeopleQuery {
    /// Only these.
    pub group: Option<Group>,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Where a member stands with a version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) answer: Option<(Answer, Millis, How)>,
    pub(super) sent_at: Option<Millis>,
    pub(super) times_sent: u64,
    pub(super) refused: bool,
    /// Whether they should answer.
    pub(super) should: bool,
}

impl Person {
    fn standing(&self) -> ReceiptStanding {
        match &self.answer {
            Some((Answer::Confirmed, ..)) => ReceiptStanding::Confirmed,
            Some((Answer::Declined, ..)) => ReceiptStanding::Declined,
            None if self.times_sent > 0 => ReceiptStanding::Waiting,
            None if self.refused => ReceiptStanding::Refused,
            None => ReceiptStanding::NotTold,
        }
    }

    fn is_in(&self, group: Group) -> bool {
        match group {
            Group::Confirmed => self.standing() == ReceiptStanding::Confirmed,
            Group::Declined => self.standing() == ReceiptStanding::Declined,
            Group::Without => self.should && self.answer.is_none(),
            Group::Refused => self.standing() == ReceiptStanding::Refused,
        }
    }
}

/// Everybody whom a version concerns.
#[derive(Debug, Default)]
pub(super) struct Count {
    pub(super) people: BTreeMap<PartyId, Person>,
    pub(super) figures: NoticeFigures,
}

impl Count {
    /// Looks at the deliveries and receipts of a version; `should` lists who should answer.
    pub(super) async fn of(
        services: &Services,
        notice: NoticeId,
        version: i64,
        should: &[PartyId],
    ) -> AppResult<Self> {
        let mut people: BTreeMap<PartyId, Person> = BTreeMap::new();
        for id in should {
            people.entry(id.clone()).or_default().should = true;
        }
        for row in services.store.deliveries_of(&services.corp, notice, version).await? {
            let person = people.entry(row.member).or_default();
            match row.state {
                DeliveryState::Waiting => {}
                DeliveryState::Refused => person.refused = true,
                DeliveryState::Sent => {
                    person.times_sent += 1;
                    person.sent_at = person.sent_at.into_iter().chain(row.sent_at).min();
                }
            }
        }
        // They come by when they happened: the last one counts.
        for row in services.store.receipts_of(&services.corp, notice, version).await? {
            people.entry(row.member).or_default().answer = Some((row.answer, row.at, row.how));
        }
        let count = |is: &dyn Fn(&Person) -> bool| people.values().filter(|person| is(person)).count() as u64;
        let figures = NoticeFigures {
            recipients: count(&|person| person.should),
            sent: count(&|person| person.times_sent > 0),
            confirmed: count(&|person| person.is_in(Group::Confirmed)),
            declined: count(&|person| person.is_in(Group::Declined)),
            without: count(&|person| person.is_in(Group::Without)),
            refused: count(&|person| person.is_in(Group::Refused)),
        };
        Ok(Self { people, figures })
    }
}

/// Lists the members whom the newest published version of a notice concerns, by id.
///
/// # Errors
/// [`ProblemCode::NoticeNotPublished`], [`ProblemCode::BadPageToken`], [`ProblemCode::NotFound`],
/// [`ProblemCode::Forbidden`].
pub async fn list_people(
    ctx: &Ctx,
    services: &Services,
    id: NoticeId,
    query: &PeopleQuery,
) -> AppResult<PeoplePage> {
    ctx.authorize(Permission::ManageNotices)?;
    texts::find(ctx, services, id).await?;
    let version = texts::current(services, id).await?.version;
    let list = format!("notice people {id} {version} {:?}", query.group);
    let after = query.after.as_deref().map(|text| token::decode(&services.ring, &list, text)).transpose()?;
    let after = after.map(String::from_utf8).transpose().map_err(|_| ProblemCode::BadPageToken)?;
    let object = serde_json::json!({ "notice": id, "version": version });
    let admission = audit::admit(ctx, services, "list_receipts", object).await?;
    let should = Recipients::Directory.list(services).await?;
    let count = Count::of(services, id, version, &should).await?;
    let in_group = |person: &Person| query.group.is_none_or(|group| person.is_in(group));
    let total = count.people.values().filter(|person| in_group(person)).count() as u64;
    let limit = query.limit.unwrap_or(LIMIT).clamp(1, MAX_LIMIT);
    let mut page: Vec<(&PartyId, &Person)> = count
        .people
        .iter()
        .filter(|(id, person)| {
            after.as_ref().is_none_or(|after| id.as_str() > after.as_str()) && in_group(person)
        })
        .take(limit + 1)
        .collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let last = page.last().filter(|_| more).map(|(id, _)| id.as_str().as_bytes());
    let next = last.map(|state| token::encode(&services.ring, &list, state)).transpose()?;
    let items = views(services, &page).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(PeoplePage { items, next, total, figures: count.figures })
}

async fn views(services: &Services, page: &[(&PartyId, &Person)]) -> AppResult<Vec<PersonView>> {
    let names = Names::of(services, page.iter().map(|(id, _)| (*id).clone()).collect()).await?;
    let mut views = Vec::with_capacity(page.len());
    for (id, person) in page {
        views.push(PersonView {
            member: names.get(id),
            standing: person.standing(),
            sent_at: person.sent_at,
            times_sent: person.times_sent,
            answered_at: person.answer.as_ref().map(|(_, at, _)| *at),
            how: person.answer.as_ref().map(|(.., how)| *how),
            consent: consent_now(services, id).await?,
        });
    }
    Ok(views)
}

/// What a member said, in the order in which it happened.
pub(super) async fn said(services: &Services, member: &PartyId) -> AppResult<Vec<Said<MemberConsent>>> {
    let rows = services.store.member_consents(&services.corp, member).await?;
    Ok(rows.into_iter().map(|row| row.said).collect())
}

pub(super) async fn consent_now(services: &Services, member: &PartyId) -> AppResult<MemberConsent> {
    Ok(member_state_at(&said(services, member).await?, services.now()))
}
