//! What was sold: settings, prices and orders read together, and the one way in which an order changes.

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{
    Bought, Change, Event, Ledger, Money, OrderState, Price, Quote, Refusal, ServiceSettings, Standing,
    Subscription,
};
use huicun_store::{HistoryRow, OrderRow, OrderSave, OrderSaved, SubscriptionRow};
use uuid::Uuid;

use crate::ctx::{Actor, Ctx};
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// How often an order is read again where somebody else changed it meanwhile.
const TRIES: u32 = 10;

/// Everything that was sold and how.
pub(super) struct Books {
    pub(super) settings: ServiceSettings,
    pub(super) prices: Vec<Price>,
    pub(super) orders: Vec<OrderRow>,
    pub(super) subscription: Subscription,
}

/// Reads the books.
pub(super) async fn read(services: &Services) -> AppResult<Books> {
    let (store, corp) = (&services.store, &services.corp);
    let settings = settings(services).await?;
    let prices = store.prices(corp).await?;
    let orders = store.orders(corp).await?;
    let bought: Vec<Bought> = orders.iter().filter_map(bought).collect();
    let subscription = Subscription::of(&bought, settings.grace_days, &services.zone);
    Ok(Books { settings, prices, orders, subscription })
}

/// Reads the settings that hold.
pub(super) async fn settings(services: &Services) -> AppResult<ServiceSettings> {
    let rows = services.store.service_settings(&services.corp).await?;
    match rows.first() {
        Some(row) => Ok(serde_json::from_str(&row.body).map_err(std::io::Error::from)?),
        None => Ok(ServiceSettings::default()),
    }
}

/// Reads the price that an order was made with.
pub(super) fn quote_of(row: &OrderRow) -> AppResult<Quote> {
    Ok(serde_json::from_str(&row.quote).map_err(std::io::Error::from)?)
}

fn bought(row: &OrderRow) -> Option<Bought> {
    let paid_at = row.ledger.paid_at.filter(|_| row.ledger.state == OrderState::Paid)?;
    let quote = quote_of(row)
        .inspect_err(|error| tracing::error!(order = row.number, %error, "an order's price does not read"))
        .ok()?;
    let request = quote.request;
    Some(Bought {
        kind: request.kind,
        edition: request.edition,
        seats: request.seats,
        storage: request.storage,
        term: quote.term,
        paid_at,
    })
}

/// Keeps the subscription as the orders add up to, for whoever asks without the books.
pub(super) async fn settle(services: &Services) -> AppResult<()> {
    let subscription = read(services).await?.subscription;
    let row = SubscriptionRow {
        periods: serde_json::to_string(&subscription.periods).map_err(std::io::Error::from)?,
        ends_at: subscription.end(),
        updated_at: services.now(),
    };
    services.store.put_subscription(&services.corp, &row).await?;
    // Whoever had no seat may have one now.
    services.scope.ask_to_reconcile();
    Ok(())
}

/// Finds an order.
pub(super) async fn find(services: &Services, id: Uuid) -> AppResult<OrderRow> {
    let row = services.store.order(&services.corp, id).await?;
    Ok(row.ok_or(ProblemCode::NotFound)?)
}

/// Lets something happen to an order: what is told by the order as it is when it happens.
///
/// Gives the order as it is then, and what changed.
pub(super) async fn happen(
    ctx: &Ctx,
    services: &Services,
    id: Uuid,
    mut event: impl FnMut(&Ledger) -> AppResult<Event>,
) -> AppResult<(OrderRow, Vec<Change>)> {
    for _ in 0..TRIES {
        let mut row = find(services, id).await?;
        let now = services.now();
        let event = event(&row.ledger)?;
        let changes = row.ledger.apply(event, now).map_err(refused)?;
        if changes.is_empty() {
            return Ok((row, changes));
        }
        let history: Vec<HistoryRow> = changes.iter().map(|change| line(ctx, change, now)).collect();
        let save =
            OrderSave { id, version: row.version, ledger: &row.ledger, changes: &changes, history: &history };
        match services.store.save_order(&services.corp, &save).await? {
            OrderSaved::Saved => {
                row.version += 1;
                settle(services).await?;
                return Ok((row, changes));
            }
            OrderSaved::ReferenceTaken => return Err(ProblemCode::PaymentReferenceTaken.into()),
            OrderSaved::Stale => {}
        }
    }
    Err(ProblemCode::Conflict.into())
}

fn refused(refusal: Refusal) -> AppError {
    match refusal {
        Refusal::NotNow => ProblemCode::Conflict,
        Refusal::Unknown => ProblemCode::NotFound,
        Refusal::Amount => ProblemCode::RefundTooLarge,
    }
    .into()
}

fn line(ctx: &Ctx, change: &Change, now: Millis) -> HistoryRow {
    let (what, amount) = match change {
        Change::State(state) => (state.as_str().to_owned(), None),
        Change::Payment(payment) if payment.standing == Standing::Applied => {
            ("payment".to_owned(), Some(payment.amount))
        }
        Change::Payment(payment) => (format!("credit_{}", payment.standing.as_str()), Some(payment.amount)),
        Change::Refund(refund) => (format!("refund_{}", refund.state.as_str()), Some(refund.amount)),
    };
    history(ctx, &what, amount, now)
}

/// A line of an order's history.
pub(super) fn history(ctx: &Ctx, what: &str, amount: Option<Money>, now: Millis) -> HistoryRow {
    HistoryRow { id: Uuid::now_v7(), at: now, what: what.to_owned(), amount, actor: actor_name(ctx) }
}

/// Names who acts, as others know them.
pub(super) fn actor_name(ctx: &Ctx) -> String {
    match &ctx.actor {
        Actor::Operator { display_name, .. } => display_name.clone(),
        Actor::Member { id } => id.to_string(),
        Actor::CommandLine => "cli".to_owned(),
        Actor::System => "system".to_owned(),
    }
}
