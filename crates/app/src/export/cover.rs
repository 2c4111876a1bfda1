//! The cover: what a file holds, asked by whom, when and how.

use huicun_domain::code::Language;
use huicun_domain::ids::{ConversationId, PartyId, Position};
use huicun_domain::message::MessageKind;
use huicun_domain::query::{Direction, Order, Recalled, Side};

use super::time::moment;
use super::words::{kind, say};
use crate::access::Sight;
use crate::browse;
use crate::browse::Names;
use crate::error::AppResult;
use crate::search::SearchRequest;
use crate::services::Services;

/// What the cover tells besides the search.
pub(super) struct Occasion<'a> {
    pub(super) language: Language,
    /// Who asked, as shown.
    pub(super) operator: &'a str,
    /// The export's id; absent for a command.
    pub(super) id: Option<String>,
    pub(super) created_at: i64,
    pub(super) snapshot: Position,
}

/// Writes the cover: pairs of a name and a text.
pub(super) async fn cover(
    services: &Services,
    occasion: &Occasion<'_>,
    sight: &Sight,
    search: &SearchRequest,
) -> AppResult<Vec<(String, String)>> {
    let language = occasion.language;
    let zone = services.zone.iana_name().unwrap_or("UTC");
    let corps = services.store.corps().await?;
    let corp = corps.into_iter().find(|corp| corp.id == services.corp);
    let corp = corp.map_or_else(String::new, |corp| named(&corp.name, services.corp.as_str()));
    let mut lines = Lines { language, lines: Vec::new() };
    lines.add("文件", "File", say(language, "会存 · 会话导出", "Huicun conversation export"));
    lines.add("企业", "Corp", &corp);
    lines.add("导出编号", "Export id", occasion.id.as_deref().unwrap_or_default());
    lines.add("操作员", "Operator", occasion.operator);
    lines.add("创建时间", "Created at", &moment(occasion.created_at, &services.zone));
    lines.add("时区", "Time zone", zone);
    lines.add("程序版本", "Product version", concat!("Huicun ", env!("CARGO_PKG_VERSION")));
    lines.add("归档位置", "Archive position", &occasion.snapshot.0.to_string());
    add_query(&mut lines, search);
    add_parties(&mut lines, services, sight, search).await?;
    add_filters(&mut lines, services, search);
    Ok(lines.lines)
}

struct Lines {
    language: Language,
    lines: Vec<(String, String)>,
}

impl Lines {
    /// Adds a line; none where there is nothing to tell.
    fn add(&mut self, chinese: &'static str, english: &'static str, text: &str) {
        if !text.is_empty() {
            self.lines.push((say(self.language, chinese, english).to_owned(), text.to_owned()));
        }
    }
}

fn add_query(lines: &mut Lines, search: &SearchRequest) {
    let language = lines.language;
    let nothing = say(language, "（无，按筛选条件列出）", "(none: listed by filters)");
    lines.add("搜索内容", "Query", if search.q.is_empty() { nothing } else { &search.q });
    let way = match search.fold {
        true => say(language, "忽略全角半角、大小写与繁简", "width, case and script do not matter"),
        false => say(language, "逐字节相同", "byte for byte"),
    };
    lines.add("匹配方式", "Matching", way);
    let order = match search.order {
        Order::Newest => say(language, "从新到旧", "newest first"),
        Order::Oldest => say(language, "从旧到新", "oldest first"),
    };
    lines.add("顺序", "Order", order);
}

/// Names whom the search is about; of those who are not seen only the id that was asked for.
async fn add_parties(
    lines: &mut Lines,
    services: &Services,
    sight: &Sight,
    search: &SearchRequest,
) -> AppResult<()> {
    let filters = &search.filters;
    let roles: [(&'static str, &'static str, &Option<PartyId>); 4] = [
        ("参与方", "Party", &filters.party),
        ("成员", "Member", &filters.member),
        ("外部联系人", "External contact", &filters.contact),
        ("发送人", "Sender", &filters.sender),
    ];
    let ids: Vec<PartyId> = roles.iter().filter_map(|(_, _, party)| (*party).clone()).collect();
    let took_part = services.store.participations(&services.corp, &ids).await?;
    let is_seen = |id: &PartyId| {
        !sight.is_part()
            || took_part
                .iter()
                .any(|(conversation, party)| party == id && sight.sees_conversation(*conversation))
    };
    let ids = ids.iter().filter(|id| is_seen(id)).cloned().collect();
    let names = Names::of(services, ids).await?;
    for (chinese, english, party) in roles {
        if let Some(party) = party {
            lines.add(chinese, english, &named(&names.text(party), party.as_str()));
        }
    }
    if let Some(id) = filters.conversation {
        let title = match sight.sees_conversation(id) {
            true => conversation(services, id).await?,
            false => id.to_string(),
        };
        lines.add("会话", "Conversation", &title);
    }
    Ok(())
}

async fn conversation(services: &Services, id: ConversationId) -> AppResult<String> {
    let mut known = browse::conversations::refs(services, &[id]).await?;
    Ok(known.remove(&id).map_or_else(|| id.to_string(), |known| named(&known.title, &id.to_string())))
}

fn add_filters(lines: &mut Lines, services: &Services, search: &SearchRequest) {
    let (language, filters) = (lines.language, &search.filters);
    let chosen = filters.seqs.len();
    lines.add("逐条选定", "Chosen one by one", &if chosen == 0 { String::new() } else { chosen.to_string() });
    let kinds: Vec<&str> = filters.kinds.iter().map(|each: &MessageKind| kind(*each, language)).collect();
    lines.add("消息类型", "Message kinds", &kinds.join(say(language, "、", ", ")));
    let time = |at: Option<i64>| at.map(|at| moment(at, &services.zone)).unwrap_or_default();
    lines.add("发送时间不早于", "Sent at or after", &time(filters.from));
    lines.add("发送时间早于", "Sent before", &time(filters.to));
    let side = filters.side.map_or("", |side| match side {
        Side::Internal => say(language, "仅内部", "internal only"),
        Side::External => say(language, "有外部人员", "with somebody outside"),
    });
    lines.add("内部/外部", "Internal/external", side);
    let direction = filters.direction.map_or("", |direction| match direction {
        Direction::Sent => say(language, "发出", "sent"),
        Direction::Received => say(language, "收到", "received"),
    });
    lines.add("方向", "Direction", direction);
    let recalled = filters.recalled.map_or("", |recalled| match recalled {
        Recalled::Only => say(language, "仅已撤回", "recalled only"),
        Recalled::Hide => say(language, "不含已撤回", "without recalled"),
    });
    lines.add("撤回", "Recalled", recalled);
}

/// A name with its id behind it, once where they are the same.
fn named(name: &str, id: &str) -> String {
    if name == id || name.is_empty() { id.to_owned() } else { format!("{name} ({id})") }
}
