//! A demo of the archive scope: seats bought, members in scope, and seats that follow what is bought later.

use std::sync::Arc;
use std::time::Duration;

use huicun_app::access::Rights;
use huicun_app::scope::{ScopeDraft, ScopeDraftRule};
use huicun_app::service::{self, AcceptTerms, NewPrice};
use huicun_app::{Actor, AppError, Ctx, Services, scope};
use huicun_domain::access::Role;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::ids::PartyId;
use huicun_domain::scope::{Effect, Mode, Selector};
use huicun_domain::service::{Edition, Item, Money, OrderKind, OrderRequest};
use huicun_sim::{ArchiveRange, Payer, Sim};

use crate::cli::Demo;

/// How often it is seen whether directory and seats are as expected.
const LOOK: Duration = Duration::from_millis(500);
/// What a seat or a unit of storage costs in the demo, in fen a year.
const PRICES: [(Item, i64); 4] = [
    (Item::SeatOffice, 12_000),
    (Item::SeatService, 24_000),
    (Item::SeatEnterprise, 36_000),
    (Item::Storage, 60_000),
];

/// The range that the virtual corp is told, where the demo is one of the scope.
pub fn range(arguments: &Demo) -> Option<ArchiveRange> {
    let range = ArchiveRange { seats: arguments.seats, members: arguments.scope_members };
    (range != ArchiveRange::default()).then_some(range)
}

/// Buys the seats and saves the scope, where the archive has none yet.
///
/// # Errors
/// What the archive refuses.
pub async fn set_up(arguments: &Demo, sim: &Sim, services: &Services) -> anyhow::Result<()> {
    if let Some(seats) = arguments.seats {
        buy(seats, sim, services).await?;
    }
    if arguments.scope_members.is_some() {
        let opened: Vec<PartyId> = {
            let corp = sim.company();
            sim.range().opened(&corp).iter().map(|(member, _)| PartyId::from(&*member.userid)).collect()
        };
        put_in_scope(opened, services).await?;
    }
    Ok(())
}

/// Lets the virtual corp have the seats that the archive's console sold, for as long as the demo runs.
pub async fn follow(arguments: &Demo, sim: &Sim, services: &Services) {
    if arguments.seats.is_none() {
        std::future::pending::<()>().await;
    }
    loop {
        match bought(services).await {
            Ok(seats) => {
                let range = sim.range();
                if seats.is_some()
                    && range.seats != seats
                    && let Err(error) = sim.set_range(ArchiveRange { seats, ..range })
                {
                    tracing::warn!("the virtual corp could not be told of its seats: {error:#}");
                }
            }
            Err(error) => tracing::warn!("the seats could not be read: {error:#}"),
        }
        tokio::time::sleep(LOOK).await;
    }
}

async fn bought(services: &Services) -> anyhow::Result<Option<usize>> {
    let view = service::state(&Ctx::system(), services).await?;
    Ok(view.subscription.current.map(|period| usize::try_from(period.seats).unwrap_or(usize::MAX)))
}

async fn buy(seats: usize, sim: &Sim, services: &Services) -> anyhow::Result<()> {
    let has_orders = !services.store.orders(&services.corp).await.map_err(AppError::from)?.is_empty();
    if has_orders {
        return Ok(());
    }
    let ctx = owner(services).await?;
    let terms = service::terms_text(&ctx, Language::Chinese)?;
    let accepted = AcceptTerms { version: terms.version, sha256: terms.sha256 };
    service::accept_terms(&ctx, services, &accepted).await?;
    for (item, fen) in PRICES {
        let price = NewPrice { item, amount: Money::from_fen(fen), valid_from: None };
        service::set_price(&ctx, services, &price).await?;
    }
    let request = OrderRequest {
        kind: OrderKind::New,
        edition: Edition::Service,
        seats: u32::try_from(seats).unwrap_or(u32::MAX),
        storage: 1,
        years: 1,
    };
    let order = service::place_order(&ctx, services, request).await?;
    let order = service::pay_by_wechat(&ctx, services, order.id).await?;
    let notices = sim.pay().pay(&order.number, Payer::Once)?;
    sim.pay().send(&order.number, &notices).await?;
    Ok(())
}

async fn put_in_scope(members: Vec<PartyId>, services: &Services) -> anyhow::Result<()> {
    let ctx = owner(services).await?;
    let present = || async { services.store.present_members(&services.corp).await.map_err(AppError::from) };
    // Rules are about members of the directory: it is read first.
    while present().await?.is_empty() {
        tokio::time::sleep(LOOK).await;
    }
    let view = scope::show(&ctx, services).await?;
    if view.ruled {
        return Ok(());
    }
    let rule = ScopeDraftRule {
        id: None,
        selector: Selector::Members { members: members.into_iter().collect() },
        effect: Effect::Include {
            mode: Mode::Forced,
            beats_consent: true,
            internal: true,
            external: true,
            edition: Edition::Service,
        },
        from: None,
        until: None,
        note: "演示：开启范围内的成员".to_owned(),
    };
    scope::save(&ctx, services, &ScopeDraft { version: view.version, rules: vec![rule] }).await?;
    Ok(())
}

/// The demo's owner: whoever orders and signs is a person.
async fn owner(services: &Services) -> anyhow::Result<Ctx> {
    let row = services.store.operator_by_name("owner").await.map_err(AppError::from)?;
    let row = row.ok_or(AppError::Problem(ProblemCode::Internal))?;
    let rights = Arc::new(Rights::of_role(row.id, Role::Owner));
    let actor = Actor::Operator { id: row.id, name: row.name, display_name: row.display_name, rights };
    Ok(Ctx { actor, ..Ctx::command_line() })
}
