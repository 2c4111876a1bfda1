//! Members: by department, tag, standing, name and id; and everything about one.

use std::collections::{BTreeSet, HashSet};
use std::ops::Bound;

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::{ArchiveStanding, DepartmentId, Listing, TagId};
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_store::TagRow;

use super::departments::DepartmentNames;
use super::standings::{Standings, below, coverage, standing};
use super::view::{
    DepartmentStay, DirectoryMember, DirectoryMemberPage, DirectoryMemberView, MemberStay, TagStay,
};
use super::{began, continued, cut, ended, wanted};
use crate::audit;
use crate::browse::{LIST_LIMIT, page_limit};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::scope::{self, ScopeBook};
use crate::services::Services;
use crate::view::{Extent, PartyName};

/// Which members are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberQuery {
    /// Only those who belong to this department.
    pub department: Option<DepartmentId>,
    /// Whether those of departments below it belong too.
    pub children: bool,
    /// Only those who carry this tag, by themselves or by a department.
    pub tag: Option<TagId>,
    /// Only those who stand so with the archive.
    pub standing: Option<ArchiveStanding>,
    /// A part of the name, of a former one, or of an id; empty for all.
    pub q: String,
    /// Where the page continues.
    pub after: Option<String>,
    /// How many to return, at most 200.
    pub limit: Option<usize>,
}

/// Lists members by id, those who left too, with how they stand with the archive.
///
/// # Errors
/// [`ProblemCode::BadPageToken`], [`ProblemCode::Forbidden`].
pub async fn members(ctx: &Ctx, services: &Services, query: &MemberQuery) -> AppResult<DirectoryMemberPage> {
    ctx.authorize(Permission::ViewDirectory)?;
    let MemberQuery { department, children, tag, standing, q, .. } = query;
    let list = format!("members {:?} {department:?} {children} {tag:?} {standing:?} {q}", ctx.operator());
    let after = continued(services, &list, query.after.as_deref())?.map(PartyId::new);
    let object = serde_json::json!({
        "part": "members", "department": department, "children": children, "tag": tag, "state": standing,
    });
    let admission = audit::admit(ctx, services, "list_directory", object).await?;
    let standings = Standings::now(services).await?;
    let fitting = fitting(services, query, &standings).await?;
    let limit = page_limit(query.limit, LIST_LIMIT);
    let from = after.map_or(Bound::Unbounded, Bound::Excluded);
    let mut page: Vec<PartyId> = fitting.range((from, Bound::Unbounded)).take(limit + 1).cloned().collect();
    let next = cut(services, &list, &mut page, limit, |id| id.as_str().into())?;
    let names = DepartmentNames::of(services.store.departments(&services.corp).await?);
    let items = views(services, &standings.book, &names, &page).await?;
    admission.finish(services, "answered", items.len() as u64).await?;
    Ok(DirectoryMemberPage { ruled: standings.book.is_ruled(), items, next, total: fitting.len() as u64 })
}

/// Finds the ids of all members who fit.
async fn fitting(
    services: &Services,
    query: &MemberQuery,
    standings: &Standings,
) -> AppResult<BTreeSet<PartyId>> {
    let history = &standings.book.history;
    let found: Option<HashSet<PartyId>> = match wanted(&query.q) {
        Some(text) => {
            let ids = services.store.member_ids(&services.corp, Some(&text)).await?;
            Some(ids.iter().map(|(id, _)| history.present_id(id).clone()).collect())
        }
        None => None,
    };
    let departments = match query.department {
        Some(root) if query.children => Some(below(&services.store.departments(&services.corp).await?, root)),
        other => other.map(|root| BTreeSet::from([root])),
    };
    let now = services.now();
    let fits = |id: &PartyId, standing: ArchiveStanding| {
        query.standing.is_none_or(|wanted| wanted == standing)
            && found.as_ref().is_none_or(|found| found.contains(id))
            && departments.as_ref().is_none_or(|wanted| !history.departments_of(id, now).is_disjoint(wanted))
            && query.tag.is_none_or(|tag| {
                history.listing(id, now) == Listing::Now && history.tags_of(id, now).contains(&tag)
            })
    };
    let fitting = standings.members.iter().filter(|(id, standing)| fits(id, **standing));
    Ok(fitting.map(|(id, _)| id.clone()).collect())
}

/// Shows members as in lists.
async fn views(
    services: &Services,
    book: &ScopeBook,
    names: &DepartmentNames,
    ids: &[PartyId],
) -> AppResult<Vec<DirectoryMember>> {
    let (now, rows) = (services.now(), services.store.party_refs(&services.corp, ids).await?);
    let view = |id: &PartyId| {
        let (row, coverage) = (rows.get(id), coverage(book, id, now).unwrap_or_default());
        DirectoryMember {
            id: id.clone(),
            name: row.and_then(|row| row.name.clone()),
            standing: standing(book, id, row.is_some_and(|row| row.left), now),
            internal: coverage.internal,
            external: coverage.external,
            consent: book.member_consent(id, now),
            departments: book.history.departments_of(id, now).into_iter().map(|id| names.get(id)).collect(),
            messages: row.map_or(0, |row| row.messages),
            last_at: row.and_then(|row| row.last_at),
        }
    };
    Ok(ids.iter().map(view).collect())
}

/// Shows everything about a member; a former id leads to the present one.
///
/// # Errors
/// [`ProblemCode::NotFound`], also for a party that is no member; [`ProblemCode::Forbidden`].
pub async fn member(ctx: &Ctx, services: &Services, id: &PartyId) -> AppResult<DirectoryMemberView> {
    ctx.authorize(Permission::ViewDirectory)?;
    let (store, corp, now) = (&services.store, &services.corp, services.now());
    let book = scope::book(services).await?;
    let id = book.history.present_id(id);
    let ids = std::slice::from_ref(id);
    let rows = store.party_refs(corp, ids).await?;
    rows.get(id).filter(|row| row.kind == PartyKind::Member).ok_or(ProblemCode::NotFound)?;
    let admission =
        audit::admit(ctx, services, "view_directory", serde_json::json!({ "member": id })).await?;
    let departments = DepartmentNames::of(store.departments(corp).await?);
    let member = views(services, &book, &departments, ids).await?.pop().ok_or(ProblemCode::NotFound)?;
    let covered = coverage(&book, id, now).unwrap_or_default();
    let names = store.party_names(corp, ids).await?.remove(id).unwrap_or_default();
    let extent = store.party_extent(corp, id).await?;
    let (customers, rooms) = store.ties_of(corp, id).await?;
    let mut listed = book.history.employed(id).to_vec();
    listed.sort_unstable();
    let view = DirectoryMemberView {
        member,
        ruled: book.is_ruled(),
        rules: covered.rules,
        contradicted: covered.contradicted,
        edition: covered.edition,
        names: names.into_iter().map(|(from, name)| PartyName { from, name }).collect(),
        former_ids: book.history.former_ids(id).into_iter().collect(),
        listed: listed.into_iter().map(|span| MemberStay { from: began(span), until: ended(span) }).collect(),
        departments: department_stays(&book, &departments, id),
        tags: tag_stays(&book, &store.tags(corp).await?, id, now),
        extent: extent.map(|(message_count, first_at, last_at)| Extent { message_count, first_at, last_at }),
        customers,
        rooms,
    };
    admission.finish(services, "answered", 1).await?;
    Ok(view)
}

/// Where a member belongs and belonged, the latest first.
fn department_stays(book: &ScopeBook, names: &DepartmentNames, id: &PartyId) -> Vec<DepartmentStay> {
    let mut stays = book.history.departments_ever(id).to_vec();
    stays
        .sort_unstable_by_key(|(span, department)| (std::cmp::Reverse((span.until, span.from)), *department));
    let stay = |(span, department)| DepartmentStay {
        path: names.path(department),
        from: began(span),
        until: ended(span),
    };
    stays.into_iter().map(stay).collect()
}

/// What a member carries and carried itself, the latest first; then what its departments bring now.
fn tag_stays(book: &ScopeBook, rows: &[TagRow], id: &PartyId, now: Millis) -> Vec<TagStay> {
    let name = |tag: TagId| {
        rows.iter().find(|row| row.id == tag).map_or_else(|| tag.to_string(), |row| row.name.clone())
    };
    let mut own = book.history.tags_ever(id).to_vec();
    own.sort_unstable_by_key(|(span, tag)| (std::cmp::Reverse((span.until, span.from)), *tag));
    let carried = |tag: &TagId| own.iter().any(|(span, known)| known == tag && span.contains(now));
    let listed = book.history.listing(id, now) == Listing::Now;
    let now_carried = if listed { book.history.tags_of(id, now) } else { BTreeSet::new() };
    let brought: Vec<TagId> = now_carried.into_iter().filter(|tag| !carried(tag)).collect();
    let of_own = own.iter().map(|(span, tag)| TagStay {
        id: *tag,
        name: name(*tag),
        by_department: false,
        from: began(*span),
        until: ended(*span),
    });
    let of_departments = brought.into_iter().map(|tag| TagStay {
        id: tag,
        name: name(tag),
        by_department: true,
        from: None,
        until: None,
    });
    of_own.chain(of_departments).collect()
}
