//! The register (告知与同意登记册): what was told to whom, what they answered, and what proves it.

use huicun_domain::access::Permission;
use huicun_domain::code::Language;
use huicun_domain::ids::{NoticeId, PartyId};
use huicun_domain::notice::consent::CustomerConsent;
use huicun_domain::notice::{Asks, Audience};
use huicun_store::{CustomerFilter, NoticeRow};

use super::people::Count;
use super::recipients::Recipients;
use super::texts;
use super::view::{CustomerCount, RegisterEntry, RegisterNotice, RegisterView};
use crate::audit;
use crate::browse::Names;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::export::{CsvWriter, actor_name, encode_csv, moment};
use crate::services::Services;

/// How many entries the page shows.
const SHOWN: usize = 2_000;

/// Draws the register for reading and printing.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn register(ctx: &Ctx, services: &Services) -> AppResult<RegisterView> {
    ctx.authorize(Permission::ManageNotices)?;
    let admission = audit::admit(ctx, services, "read_register", serde_json::json!({})).await?;
    let notices = services.store.notices(&services.corp).await?;
    let mut entries = entries(services, &notices).await?;
    let entry_count = entries.len() as u64;
    entries.truncate(SHOWN);
    let view = RegisterView {
        corp: texts::corp_name(services).await?,
        drawn_at: services.now(),
        drawn_by: actor_name(ctx),
        rule: texts::rule(services).await?,
        notices: versions(services, &notices).await?,
        entries,
        entry_count,
        customers: customers(services).await?,
    };
    admission.finish(services, "answered", entry_count).await?;
    Ok(view)
}

/// Writes every entry of the register as CSV, the newest first.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn register_csv(ctx: &Ctx, services: &Services, language: Language) -> AppResult<Vec<u8>> {
    ctx.authorize(Permission::ManageNotices)?;
    let admission = audit::admit(ctx, services, "export_register", serde_json::json!({})).await?;
    let notices = services.store.notices(&services.corp).await?;
    let entries = entries(services, &notices).await?;
    let headings = match language {
        Language::Chinese => ["账号", "姓名", "内容", "告知", "版本", "发生时间", "登记时间", "方式", "凭据"],
        Language::English => {
            ["Account", "Name", "What", "Notice", "Version", "Happened", "Learnt", "How", "Evidence"]
        }
    };
    let mut writer = CsvWriter::new(Vec::new(), &headings)?;
    let mut canonical = Vec::new();
    for entry in &entries {
        let cells = [
            entry.member.as_str().to_owned(),
            entry.name.clone().unwrap_or_default(),
            what(&entry.what, language).to_owned(),
            entry.notice.clone(),
            format!("V{}", entry.version),
            moment(entry.at, &services.zone),
            moment(entry.learnt_at, &services.zone),
            how(entry.how.as_str(), language).to_owned(),
            entry.evidence.clone(),
        ];
        canonical.clear();
        encode_csv(&cells, &mut canonical);
        writer.write(&cells, &canonical)?;
    }
    let file = writer.finish()?;
    admission.finish(services, "answered", entries.len() as u64).await?;
    Ok(file)
}

fn what(word: &str, language: Language) -> &str {
    match (language, word) {
        (Language::Chinese, "confirmed") => "已确认",
        (Language::Chinese, "declined") => "未同意",
        (Language::Chinese, "agreed") => "同意",
        (Language::Chinese, "refused") => "拒绝",
        (Language::Chinese, "withdrawn") => "撤回同意",
        (_, word) => word,
    }
}

fn how(word: &str, language: Language) -> &str {
    match (language, word) {
        (Language::Chinese, "card") => "卡片按钮",
        (Language::Chinese, "link") => "个人链接",
        (Language::Chinese, "oauth") => "企业微信登录",
        (Language::Chinese, "paper") => "纸质登记",
        (_, word) => word,
    }
}

async fn versions(services: &Services, notices: &[NoticeRow]) -> AppResult<Vec<RegisterNotice>> {
    let should = Recipients::Directory.list(services).await?;
    let mut versions = Vec::new();
    for notice in notices {
        for row in services.store.notice_versions(&services.corp, notice.id).await? {
            if row.published_at.is_none() {
                continue;
            }
            let figures = match notice.kind.audience() {
                Audience::Employee => {
                    Some(Count::of(services, notice.id, row.version, &should).await?.figures)
                }
                Audience::Customer => None,
            };
            let version = texts::version_view(services, row).await?;
            versions.push(RegisterNotice { name: notice.name.clone(), kind: notice.kind, version, figures });
        }
    }
    Ok(versions)
}

/// Every answer to a notice that asks for receipt, and every consent, the newest first.
async fn entries(services: &Services, notices: &[NoticeRow]) -> AppResult<Vec<RegisterEntry>> {
    let name = |id: NoticeId| {
        notices.iter().find(|row| row.id == id).map(|row| row.name.clone()).unwrap_or_default()
    };
    let mut entries = Vec::new();
    for notice in notices.iter().filter(|notice| notice.asks == Asks::Receipt) {
        for version in services.store.notice_versions(&services.corp, notice.id).await? {
            for row in services.store.receipts_of(&services.corp, notice.id, version.version).await? {
                entries.push(RegisterEntry {
                    member: row.member,
                    name: None,
                    what: row.answer.as_str().to_owned(),
                    notice: notice.name.clone(),
                    version: row.version,
                    at: row.at,
                    learnt_at: row.learnt_at,
                    how: row.how,
                    evidence: row.evidence,
                });
            }
        }
    }
    for row in services.store.all_member_consents(&services.corp).await? {
        entries.push(RegisterEntry {
            member: row.member,
            name: None,
            what: row.said.state.as_str().to_owned(),
            notice: name(row.notice),
            version: row.version,
            at: row.said.at,
            learnt_at: row.said.learnt_at,
            how: row.how,
            evidence: row.evidence,
        });
    }
    entries.sort_by(|one, other| (other.at, &other.member).cmp(&(one.at, &one.member)));
    let ids: Vec<PartyId> = entries.iter().map(|entry| entry.member.clone()).collect();
    let names = Names::of(services, ids).await?;
    for entry in &mut entries {
        entry.name = names.get(&entry.member).name;
    }
    Ok(entries)
}

async fn customers(services: &Services) -> AppResult<Vec<CustomerCount>> {
    let mut counts = Vec::new();
    for state in CustomerConsent::ALL {
        let filter = CustomerFilter { state: Some(*state), ..CustomerFilter::default() };
        let (_, count) = services.store.customer_summaries(&services.corp, &filter, 0).await?;
        counts.push(CustomerCount { state: *state, count });
    }
    Ok(counts)
}
