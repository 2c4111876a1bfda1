//! `huicun search`

use std::process::ExitCode;

use huicun_app::search::{Hit, SearchAnswer, SearchRequest};
use huicun_app::{AppError, Ctx};
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::query::{Filters, Order, Recalled, Side};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::cli::{self, RecalledArg, Search, SideArg};
use crate::config::Config;
use crate::open::{Access, Opened, with};

/// Searches and prints hits and coverage.
pub async fn run(arguments: Search) -> anyhow::Result<ExitCode> {
    let config = Config::load(&arguments.place.data, arguments.place.config.as_deref())?;
    let find = async |opened: &Opened| {
        let mut request = request(&arguments.filters, arguments.query, &config.zone)?;
        request.limit = arguments.limit;
        Ok(huicun_app::search::search_all(&Ctx::command_line(), &opened.services, &request).await?)
    };
    let answer = with(&config, Access::Read, None, find).await?;
    if arguments.json {
        println!("{}", serde_json::to_string(&json(&answer))?);
    } else {
        print(&answer, &config.zone);
    }
    Ok(ExitCode::SUCCESS)
}

/// Turns what was typed into a request.
pub fn request(filters: &cli::Filters, query: String, zone: &TimeZone) -> anyhow::Result<SearchRequest> {
    let side = filters.side.map(|side| match side {
        SideArg::Internal => Side::Internal,
        SideArg::External => Side::External,
    });
    let recalled = filters.recalled.map(|recalled| match recalled {
        RecalledArg::Only => Recalled::Only,
        RecalledArg::Hide => Recalled::Hide,
    });
    Ok(SearchRequest {
        q: query,
        fold: !filters.no_fold,
        filters: Filters {
            party: None,
            member: filters.member.as_deref().map(cli::party),
            contact: filters.contact.as_deref().map(cli::party),
            sender: filters.sender.as_deref().map(cli::party),
            conversation: filters.conversation,
            seqs: Vec::new(),
            kinds: filters.kind.clone(),
            from: filters.from.as_deref().map(|text| moment(text, zone, Edge::Begin)).transpose()?,
            to: filters.to.as_deref().map(|text| moment(text, zone, Edge::End)).transpose()?,
            side,
            direction: None,
            recalled,
        },
        order: if filters.oldest { Order::Oldest } else { Order::Newest },
        ..SearchRequest::default()
    })
}

/// The moment that was typed; of a date alone its beginning.
pub fn begin_of(text: &str, zone: &TimeZone) -> anyhow::Result<Millis> {
    moment(text, zone, Edge::Begin)
}

/// Which edge of a day a date alone means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Begin,
    End,
}

fn moment(text: &str, zone: &TimeZone, edge: Edge) -> anyhow::Result<Millis> {
    if let Ok(millis) = text.parse::<Millis>() {
        return Ok(millis);
    }
    // A date also reads from the beginning of a date and time: what is longer is no date alone.
    let date =
        Some(text).filter(|text| text.len() == "2026-08-01".len()).and_then(|text| text.parse::<Date>().ok());
    let civil = match date {
        Some(date) if edge == Edge::End => date.checked_add(1.day())?.at(0, 0, 0, 0),
        Some(date) => date.at(0, 0, 0, 0),
        None => text.replace(' ', "T").parse::<DateTime>().map_err(|_| unreadable(text))?,
    };
    Ok(civil.to_zoned_datetime(zone.clone())?.timestamp().as_millisecond())
}

fn unreadable(text: &str) -> AppError {
    let detail = format!(
        "{text}: 请写作 2026-08-01、2026-08-01T09:00 或毫秒数 / write 2026-08-01, 2026-08-01T09:00 or milliseconds"
    );
    AppError::Detailed(ProblemCode::BadRequest, detail)
}

/// The stable form for programs: `{"total", "coverage", "hits": [{"msgid", "seq", …}]}`.
fn json(answer: &SearchAnswer) -> serde_json::Value {
    let hits: Vec<serde_json::Value> = answer.hits.iter().map(hit_json).collect();
    serde_json::json!({
        "total": answer.total,
        "coverage": answer.coverage,
        "hits": hits,
        "took_ms": answer.took_ms,
    })
}

fn hit_json(hit: &Hit) -> serde_json::Value {
    let message = &hit.message;
    let snippet: String = hit.snippet.iter().map(|piece| piece.text.as_str()).collect();
    serde_json::json!({
        "msgid": message.msgid,
        "seq": message.seq,
        "conversation": hit.conversation,
        "sender": message.sender,
        "sent_at": message.sent_at,
        "kind": message.kind,
        "external": message.external,
        "recalled": message.recalled.is_some(),
        "snippet": snippet,
        "drawn_from": hit.drawn_from,
    })
}

fn print(answer: &SearchAnswer, zone: &TimeZone) {
    for hit in &answer.hits {
        let message = &hit.message;
        let time = jiff::Timestamp::from_millisecond(message.sent_at)
            .map(|moment| moment.to_zoned_datetime(zone.clone()).strftime("%Y-%m-%d %H:%M:%S").to_string())
            .unwrap_or_default();
        let sender = message.sender.name.as_deref().unwrap_or(message.sender.id.as_str());
        let snippet: String =
            hit.snippet.iter().map(|piece| piece.text.replace(char::is_control, " ")).collect();
        println!("{time}  {sender} @ {}  {snippet}  [{}]", hit.conversation.title, message.msgid);
    }
    let coverage = &answer.coverage;
    println!("{} / {} / {} · {} ms", answer.total, coverage.searched, coverage.visible, coverage.lag_ms);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_alone_is_a_whole_day() {
        let zone = TimeZone::get("Asia/Shanghai").unwrap();
        let from = moment("2026-08-01", &zone, Edge::Begin).unwrap();
        assert_eq!(from, 1_785_513_600_000);
        assert_eq!(moment("2026-08-01", &zone, Edge::End).unwrap() - from, 86_400_000);
        assert_eq!(moment("2026-08-01 09:00", &zone, Edge::End).unwrap() - from, 9 * 3_600_000);
        assert_eq!(moment("1785513600000", &zone, Edge::Begin).unwrap(), from);
        assert!(moment("gestern", &zone, Edge::Begin).is_err());
    }
}
