//! Writing notices and publishing their versions; what a refusal does.

use aws_lc_rs::digest;
use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::ids::{NoticeId, OperatorId};
use huicun_domain::notice::refusal::{MAX_NOTE, RefusalRule};
use huicun_domain::notice::{Asks, Audience, NoticeKind, NoticeText};
use huicun_store::{NoticeRow, NoticeVersionRow};
use serde::Deserialize;
use uuid::Uuid;

use super::people::Count;
use super::view::{NoticeSummary, NoticeVersionView, NoticeView, PublicNotice};
use super::{deliver, recipients};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::OperatorRef;

/// The most characters of a notice's name.
const MAX_NAME: usize = 60;
/// Under which name the rule is kept.
const RULE: &str = "refusal_rule";

/// A notice to be begun.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewNotice {
    /// Its form, which also says whom it is for.
    pub kind: NoticeKind,
    /// What it asks.
    pub asks: Asks,
    /// What operators call it.
    pub name: String,
}

/// Begins a notice.
///
/// # Errors
/// [`ProblemCode::BadRequest`] without a name, or for a consent that customers would give here: they give it in WeCom;
/// [`ProblemCode::Forbidden`].
pub async fn create(ctx: &Ctx, services: &Services, new: &NewNotice) -> AppResult<NoticeView> {
    ctx.authorize(Permission::ManageNotices)?;
    let name = new.name.trim().to_owned();
    let is_named = (1..=MAX_NAME).contains(&name.chars().count());
    if !is_named || (new.kind.audience() == Audience::Customer && new.asks == Asks::Consent) {
        return Err(ProblemCode::BadRequest.into());
    }
    let row = NoticeRow {
        id: NoticeId(Uuid::now_v7()),
        kind: new.kind,
        asks: new.asks,
        name,
        created_at: services.now(),
    };
    let object = serde_json::json!({ "notice": row.id, "kind": row.kind, "asks": row.asks });
    let admission = audit::admit(ctx, services, "create_notice", object).await?;
    services.store.insert_notice(&services.corp, &row).await?;
    admission.finish(services, "done", 1).await?;
    view(services, row).await
}

/// Lists notices, the oldest first.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn list(ctx: &Ctx, services: &Services) -> AppResult<Vec<NoticeSummary>> {
    ctx.authorize(Permission::ManageNotices)?;
    let mut summaries = Vec::new();
    for row in services.store.notices(&services.corp).await? {
        let versions = services.store.notice_versions(&services.corp, row.id).await?;
        summaries.push(summary(services, &row, &versions).await?);
    }
    Ok(summaries)
}

/// Shows a notice with all its versions and deliveries.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn get(ctx: &Ctx, services: &Services, id: NoticeId) -> AppResult<NoticeView> {
    view(services, find(ctx, services, id).await?).await
}

/// Writes the draft of the next version.
///
/// # Errors
/// [`ProblemCode::NoticeIncomplete`] for what is too long, [`ProblemCode::Conflict`] where it was published meanwhile,
/// else as [`get`].
pub async fn save_draft(
    ctx: &Ctx,
    services: &Services,
    id: NoticeId,
    text: &NoticeText,
) -> AppResult<NoticeView> {
    let row = find(ctx, services, id).await?;
    let text = text.trimmed();
    if !text.fits() {
        return Err(ProblemCode::NoticeIncomplete.into());
    }
    let versions = services.store.notice_versions(&services.corp, id).await?;
    let version = match versions.last() {
        Some(last) if last.published_at.is_none() => last.version,
        Some(last) => last.version + 1,
        None => 1,
    };
    let draft = NoticeVersionRow {
        notice: id,
        version,
        sha256: sha256(&text),
        text,
        edited_at: services.now(),
        published_at: None,
        published_by: None,
    };
    let object = serde_json::json!({ "notice": id, "version": version, "sha256": draft.sha256 });
    let admission = audit::admit(ctx, services, "write_notice", object).await?;
    let written = services.store.put_notice_draft(&services.corp, &draft).await?;
    admission.finish(services, if written { "done" } else { "conflict" }, u64::from(written)).await?;
    if written { view(services, row).await } else { Err(ProblemCode::Conflict.into()) }
}

/// Publishes the draft. `sha256` names the text that was read before: another one is refused.
///
/// # Errors
/// [`ProblemCode::NoticeIncomplete`], [`ProblemCode::NoticeChanged`], else as [`get`].
pub async fn publish(ctx: &Ctx, services: &Services, id: NoticeId, sha256: &str) -> AppResult<NoticeView> {
    let row = find(ctx, services, id).await?;
    let versions = services.store.notice_versions(&services.corp, id).await?;
    let draft = versions.last().filter(|last| last.published_at.is_none());
    let draft = draft.ok_or(ProblemCode::Conflict)?;
    if draft.sha256 != sha256 {
        return Err(ProblemCode::NoticeChanged.into());
    }
    if !draft.text.is_complete() {
        return Err(ProblemCode::NoticeIncomplete.into());
    }
    let object = serde_json::json!({ "notice": id, "version": draft.version, "sha256": sha256 });
    let admission = audit::admit(ctx, services, "publish_notice", object).await?;
    let place = (id, draft.version);
    let (by, now) = (ctx.operator(), services.now());
    let published = services.store.publish_notice(&services.corp, place, sha256, by, now).await?;
    admission.finish(services, if published { "done" } else { "conflict" }, u64::from(published)).await?;
    if published { view(services, row).await } else { Err(ProblemCode::NoticeChanged.into()) }
}

/// Shows the newest published version of a notice to everybody.
///
/// # Errors
/// [`ProblemCode::NotFound`], also for a notice that was never published.
pub async fn public(services: &Services, id: NoticeId) -> AppResult<PublicNotice> {
    let versions = services.store.notice_versions(&services.corp, id).await?;
    let last = versions.into_iter().rev().find(|version| version.published_at.is_some());
    let last = last.ok_or(ProblemCode::NotFound)?;
    Ok(PublicNotice {
        corp: corp_name(services).await?,
        version: last.version,
        text: last.text,
        sha256: last.sha256,
        published_at: last.published_at.unwrap_or_default(),
    })
}

/// Tells what a refusal does.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub async fn refusal_rule(ctx: &Ctx, services: &Services) -> AppResult<RefusalRule> {
    ctx.authorize(Permission::ManageNotices)?;
    rule(services).await
}

/// Sets what a refusal does.
///
/// # Errors
/// [`ProblemCode::RefusalContradictory`], [`ProblemCode::Forbidden`].
pub async fn set_refusal_rule(ctx: &Ctx, services: &Services, rule: &RefusalRule) -> AppResult<()> {
    ctx.authorize(Permission::ManageNotices)?;
    if rule.is_contradictory() {
        return Err(ProblemCode::RefusalContradictory.into());
    }
    if rule.note.chars().count() > MAX_NOTE {
        return Err(ProblemCode::BadRequest.into());
    }
    let text = serde_json::to_string(rule).map_err(std::io::Error::from)?;
    let object = serde_json::json!({ "rule": rule });
    let admission = audit::admit(ctx, services, "set_refusal_rule", object).await?;
    services.store.set_notice_setting(&services.corp, RULE, &text, services.now()).await?;
    admission.finish(services, "done", 1).await
}

pub(super) async fn rule(services: &Services) -> AppResult<RefusalRule> {
    Ok(rule_since(services).await?.0)
}

/// What a refusal does, and since when.
pub(crate) async fn rule_since(services: &Services) -> AppResult<(RefusalRule, Millis)> {
    let kept = services.store.notice_setting(&services.corp, RULE).await?;
    // A rule that this version does not know must not become one that archives more.
    let known = kept.and_then(|(text, since)| Some((serde_json::from_str(&text).ok()?, since)));
    Ok(known.unwrap_or_default())
}

/// Finds a notice for an operator.
pub(super) async fn find(ctx: &Ctx, services: &Services, id: NoticeId) -> AppResult<NoticeRow> {
    ctx.authorize(Permission::ManageNotices)?;
    Ok(services.store.notice(&services.corp, id).await?.ok_or(ProblemCode::NotFound)?)
}

/// The newest published version of a notice.
pub(super) async fn current(services: &Services, id: NoticeId) -> AppResult<NoticeVersionRow> {
    let versions = services.store.notice_versions(&services.corp, id).await?;
    let last = versions.into_iter().rev().find(|version| version.published_at.is_some());
    Ok(last.ok_or(ProblemCode::NoticeNotPublished)?)
}

pub(super) async fn corp_name(services: &Services) -> AppResult<String> {
    let corps = services.store.corps().await?;
    Ok(corps.into_iter().find(|corp| corp.id == services.corp).map(|corp| corp.name).unwrap_or_default())
}

pub(super) async fn operator_ref(
    services: &Services,
    id: Option<OperatorId>,
) -> AppResult<Option<OperatorRef>> {
    let Some(id) = id else { return Ok(None) };
    let row = services.store.operator(id).await?;
    Ok(row.map(|row| OperatorRef { id: row.id, name: row.name, display_name: row.display_name }))
}

fn sha256(text: &NoticeText) -> String {
    let digest = digest::digest(&digest::SHA256, text.canonical().as_bytes());
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn summary(
    services: &Services,
    row: &NoticeRow,
    versions: &[NoticeVersionRow],
) -> AppResult<NoticeSummary> {
    let published = versions.iter().rev().find(|version| version.published_at.is_some());
    let figures = match published {
        Some(version) if row.kind.audience() == Audience::Employee => {
            let should = recipients::Recipients::Directory.list(services).await?;
            Some(Count::of(services, row.id, version.version, &should).await?.figures)
        }
        _ => None,
    };
    Ok(NoticeSummary {
        id: row.id,
        kind: row.kind,
        audience: row.kind.audience(),
        asks: row.asks,
        name: row.name.clone(),
        created_at: row.created_at,
        version: published.map(|version| version.version),
        published_at: published.and_then(|version| version.published_at),
        has_draft: versions.last().is_some_and(|last| last.published_at.is_none()),
        figures,
    })
}

pub(super) async fn version_view(services: &Services, row: NoticeVersionRow) -> AppResult<NoticeVersionView> {
    Ok(NoticeVersionView {
        version: row.version,
        text: row.text,
        sha256: row.sha256,
        edited_at: row.edited_at,
        published_at: row.published_at,
        published_by: operator_ref(services, row.published_by).await?,
    })
}

async fn view(services: &Services, row: NoticeRow) -> AppResult<NoticeView> {
    let rows = services.store.notice_versions(&services.corp, row.id).await?;
    let summary = summary(services, &row, &rows).await?;
    let mut versions = Vec::with_capacity(rows.len());
    for version in rows.into_iter().rev() {
        versions.push(version_view(services, version).await?);
    }
    let base = services.wecom.connection().and_then(|wecom| wecom.public_url.clone());
    Ok(NoticeView {
        summary,
        versions,
        deliveries: deliver::list(services, row.id).await?,
        public_url: base.map(|base| format!("{base}/terms/{}", row.id)),
    })
}
