//! External contacts: who they are, who serves them, what they said to being archived.

use std::collections::HashMap;

use huicun_domain::access::Permission;
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::ContactFilter;
use huicun_domain::ids::{PartyId, PartyKind, RoomId};
use huicun_domain::notice::consent::CustomerConsent;
use huicun_store::{ConsentSide, CustomerConsentRow, ListContacts, PartyRow};

use super::view::{ConsentTie, DirectoryContact, DirectoryContactPage, DirectoryContactView, SaidCounts};
use super::{began, continued, cut, ended, wanted};
use crate::audit;
use crate::browse::{LIST_LIMIT, Names, SHOWN_PARTIES, page_limit};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::{Extent, PartyName, SeatView};

/// Which external contacts are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ContactQuery {
    /// Only those whom this member serves now.
    pub member: Option<PartyId>,
    /// Only these.
    pub only: Option<ContactFilter>,
    /// A part of the name, of a former one, of the company or of the id; empty for all.
    pub q: String,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Lists external contacts by id.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn contacts(
    ctx: &Ctx,
    services: &Services,
    query: &ContactQuery,
) -> AppResult<DirectoryContactPage> {
    ctx.authorize(Permission::ViewDirectory)?;
    let ContactQuery { member, only, q, .. } = query;
    let list = format!("contacts {:?} {member:?} {only:?} {q}", ctx.operator());
    let wanted = ListContacts {
        text: wanted(q),
        served_by: member.clone(),
        only: *only,
        after: continued(services, &list, query.after.as_deref())?.map(PartyId::new),
    };
    let object = serde_json::json!({ "part": "contacts", "member": member, "state": only });
    let admission = audit::admit(ctx, services, "list_directory", object).await?;
    let limit = page_limit(query.limit, LIST_LIMIT);
    let (mut rows, total) = services.store.contacts(&services.corp, &wanted, limit + 1).await?;
    let next = cut(services, &list, &mut rows, limit, |row| row.id.as_str().into())?;
    let items = views(services, rows).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(DirectoryContactPage { items, next, total })
}

async fn views(services: &Services, rows: Vec<PartyRow>) -> AppResult<Vec<DirectoryContact>> {
    let ids: Vec<PartyId> = rows.iter().map(|row| row.id.clone()).collect();
    let mut serving: HashMap<PartyId, Vec<PartyId>> = HashMap::new();
    for (member, contact) in services.store.who_serves(&services.corp, &ids).await? {
        serving.entry(contact).or_default().push(member);
    }
    let mut said: HashMap<PartyId, SaidCounts> = HashMap::new();
    for (contact, state, count) in services.store.consent_counts(&services.corp, &ids).await? {
        let counts = said.entry(contact).or_default();
        match state {
            CustomerConsent::Agree => counts.agree = count,
            CustomerConsent::DefaultAgree => counts.default_agree = count,
            CustomerConsent::Disagree => counts.disagree = count,
        }
    }
    let shown = serving.values().flat_map(|members| members.iter().take(SHOWN_PARTIES).cloned());
    let names = Names::of(services, shown.collect()).await?;
    let view = |row: PartyRow| {
        let members = serving.get(&row.id).map(Vec::as_slice).unwrap_or_default();
        DirectoryContact {
            served_by: members.iter().take(SHOWN_PARTIES).map(|member| names.get(member)).collect(),
            servers: members.len() as u64,
            said: said.get(&row.id).copied().unwrap_or_default(),
            id: row.id,
            name: row.name,
            company: row.detail,
            lost: row.left,
            messages: row.messages,
            last_at: row.last_at,
        }
    };
    Ok(rows.into_iter().map(view).collect())
}

/// Shows everything about an external contact.
///
/// # Errors
/// [`ProblemCode::NotFound`], also for a party that is none; [`ProblemCode::Forbidden`].
pub async fn contact(ctx: &Ctx, services: &Services, id: &PartyId) -> AppResult<DirectoryContactView> {
    ctx.authorize(Permission::ViewDirectory)?;
    let (store, corp, ids) = (&services.store, &services.corp, std::slice::from_ref(id));
    let row = store.party_refs(corp, ids).await?.remove(id);
    let row = row.filter(|row| row.kind == PartyKind::ExternalContact).ok_or(ProblemCode::NotFound)?;
    let admission =
        audit::admit(ctx, services, "view_directory", serde_json::json!({ "contact": id })).await?;
    let contact = views(services, vec![row]).await?.pop().ok_or(ProblemCode::NotFound)?;
    let names = store.party_names(corp, ids).await?.remove(id).unwrap_or_default();
    let extent = store.party_extent(corp, id).await?;
    let mut served = store.who_served(corp, id).await?;
    served.sort_by_key(|(_, span)| std::cmp::Reverse((span.until, span.from)));
    let members = Names::of(services, served.iter().map(|(member, _)| member.clone()).collect()).await?;
    let view = DirectoryContactView {
        contact,
        names: names.into_iter().map(|(from, name)| PartyName { from, name }).collect(),
        served: served
            .iter()
            .map(|(member, span)| SeatView {
                party: members.get(member),
                from: began(*span),
                until: ended(*span),
            })
            .collect(),
        consents: ties(services, store.consents_of(corp, id).await?).await?,
        extent: extent.map(|(message_count, first_at, last_at)| Extent { message_count, first_at, last_at }),
        rooms: store.ties_of(corp, id).await?.1,
    };
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

/// Names those to whom a customer said something.
async fn ties(services: &Services, rows: Vec<CustomerConsentRow>) -> AppResult<Vec<ConsentTie>> {
    let owners = |side| rows.iter().filter(move |row| row.tie.side == side).map(|row| row.tie.owner.as_str());
    let members = Names::of(services, owners(ConsentSide::Pair).map(PartyId::from).collect()).await?;
    let rooms: Vec<RoomId> = owners(ConsentSide::Room).map(RoomId::from).collect();
    let rooms = services.store.rooms_by_id(&services.corp, &rooms).await?;
    let tie = |row: &CustomerConsentRow| ConsentTie {
        side: row.tie.side.as_str(),
        owner: row.tie.owner.clone(),
        owner_name: match row.tie.side {
            ConsentSide::Pair => members.get(&PartyId::from(row.tie.owner.as_str())).name,
            ConsentSide::Room => {
                rooms.get(&RoomId::from(row.tie.owner.as_str())).and_then(|room| room.name.clone())
            }
        },
        state: row.said.state,
        at: row.said.at,
    };
    Ok(rows.iter().map(tie).collect())
}
