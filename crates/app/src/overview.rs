//! The archive at a glance: figures, without content.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::Language;
use huicun_domain::conversation::ConversationKind;
use huicun_domain::horizon;
use huicun_domain::ids::PartyKind;
use huicun_store::{Counters, DayRow};

use crate::calendar;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::ingest::{IngestStatus, Phase};
use crate::media;
use crate::search::KindCount;
use crate::services::Services;
use crate::view::{
    DiskView, IndexView, IngestHealth, IngestView, LossHorizon, MessageFigures, OverviewView, ParkedView,
    PeopleFigures, ProblemView, TrendDay, WaitingView,
};

/// For how long WeCom keeps text, in milliseconds: five days.
const WINDOW_MS: Millis = 5 * calendar::DAY_MS;
/// How many days the trend shows.
const TREND_DAYS: i64 = 30;

/// Shows the archive at a glance.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`], the store's failures.
pub async fn overview(ctx: &Ctx, services: &Services, language: Language) -> AppResult<OverviewView> {
    ctx.authorize(Permission::ViewOverview)?;
    let counters = services.store.counters(&services.corp).await?;
    let today = calendar::today(services);
    let days = services.store.message_days(&services.corp, today - TREND_DAYS + 1, today).await?;
    let on = |day: i64| {
        days.iter().find(|row| row.day == day).map_or(0, |row: &DayRow| row.internal + row.external)
    };
    let kinds = services.store.kind_counts(&services.corp).await?;
    let media = media::figures(services).await?;
    Ok(OverviewView {
        as_of: services.now(),
        messages: MessageFigures { total: counters.messages, today: on(today), yesterday: on(today - 1) },
        people: people(services).await?,
        scope: crate::scope::figures(services, language),
        ingest: ingest(services, language).await?,
        loss_horizon: loss_horizon(&services.ingest.status(), media.first_deadline, services.now()),
        index: index(services),
        waiting: WaitingView {
            unsealing: counters.unsealing(),
            parked: parked(&counters),
            poison: counters.poison + counters.broken,
            quarantined: counters.quarantined,
            gaps_open: counters.gaps_open,
        },
        media,
        disk: disk(services),
        trend: trend(&days, today),
        kinds: kinds.into_iter().map(|(kind, count)| KindCount { kind, count }).collect(),
    })
}

async fn people(services: &Services) -> AppResult<PeopleFigures> {
    let (store, corp) = (&services.store, &services.corp);
    let rooms = store.conversation_count(corp, ConversationKind::Room).await?;
    let direct = store.conversation_count(corp, ConversationKind::Direct).await?;
    Ok(PeopleFigures {
        archived: store.archived_member_count(corp).await?,
        members: store.party_count(corp, PartyKind::Member).await?,
        external_contacts: store.party_count(corp, PartyKind::ExternalContact).await?,
        rooms,
        conversations: rooms + direct,
    })
}

async fn ingest(services: &Services, language: Language) -> AppResult<IngestView> {
    let status = services.ingest.status();
    let of_index = || services.index.problem().map(|(code, since)| (code, since, String::new()));
    let problem = status.problem.or_else(of_index).map(|(code, since, detail)| {
        let wording = code.wording(language);
        ProblemView {
            code: code.as_str().to_owned(),
            title: wording.title.to_owned(),
            detail,
            fix: wording.fix.to_owned(),
            since,
        }
    });
    Ok(IngestView {
        state: health_of(status.phase),
        last_pull_at: status.last_pull_at,
        last_pull_messages: status.last_pull_messages,
        cursor: services.store.cursor(&services.corp).await?,
        problem,
    })
}

/// Names how ingest is, for people.
pub(crate) fn health_of(phase: Phase) -> IngestHealth {
    match phase {
        Phase::Stopped => IngestHealth::Stopped,
        Phase::Busy => IngestHealth::Ok,
        Phase::Idle => IngestHealth::Idle,
        Phase::Failing => IngestHealth::Failing,
    }
}

/// What was sent right after the archive last had everything is the first to be lost: five days after that moment.
pub(crate) fn loss_horizon(
    status: &IngestStatus,
    first_deadline: Option<Millis>,
    now: Millis,
) -> LossHorizon {
    let text = status.caught_up_at.map(|at| (at.saturating_add(WINDOW_MS) - now).max(0));
    let media = first_deadline.map(|deadline| (deadline - now).max(0));
    LossHorizon {
        text_seconds: text.map(|left| left / 1_000),
        media_seconds: media.map(|left| left / 1_000),
        text_alarm_hours: text.and_then(horizon::alarm),
        media_alarm_hours: media.and_then(horizon::alarm),
        window_seconds: WINDOW_MS / 1_000,
    }
}

/// How much room the disk has.
pub(crate) fn disk(services: &Services) -> Option<DiskView> {
    let space = services.disk.space()?;
    Some(DiskView { size: space.size, free: space.free, room: space.room() })
}

/// How far the index is, by the positions that it reached.
pub(crate) fn index(services: &Services) -> IndexView {
    IndexView {
        indexed: services.index.reached().0.unsigned_abs(),
        lag_messages: services.tail.len() as u64,
        lag_ms: services.tail.waiting_since().map_or(0, |since| (services.now() - since).max(0)),
    }
}

/// What waits for which key.
pub(crate) fn parked(counters: &Counters) -> Vec<ParkedView> {
    counters
        .parked
        .iter()
        .map(|(key_version, count)| ParkedView { key_version: *key_version, count: *count })
        .collect()
}

fn trend(days: &[DayRow], today: i64) -> Vec<TrendDay> {
    (today - TREND_DAYS + 1..=today)
        .map(|day| {
            let row = days.iter().find(|row| row.day == day);
            TrendDay {
                day: calendar::day_text(day),
                internal: row.map_or(0, |row| row.internal),
                external: row.map_or(0, |row| row.external),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_horizon_is_five_days_behind_the_last_complete_pull() {
        let at = |caught_up_at, now| {
            let status = IngestStatus { caught_up_at, ..IngestStatus::default() };
            loss_horizon(&status, None, now).text_seconds
        };
        assert_eq!(at(None, 5), None);
        assert_eq!(at(Some(1_000), 1_000), Some(432_000));
        assert_eq!(at(Some(0), WINDOW_MS - 10_000), Some(10));
        assert_eq!(at(Some(0), 3 * WINDOW_MS), Some(0));
    }

    #[test]
    fn the_trend_has_every_day() {
        let days = trend(&[DayRow { day: 20_665, internal: 2, external: 3 }], 20_666);
        assert_eq!((days.len(), days[29].day.as_str()), (30, "2026-08-01"));
        assert_eq!((days[28].internal, days[28].external, days[29].internal), (2, 3, 0));
    }
}
