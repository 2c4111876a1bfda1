//! Where the service stands.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::service::{OrderState, Period, Price, ServiceSettings, Subscription, TERMS_VERSION};

use super::books;
use super::view::{
    AcceptanceView, Channels, PeriodView, PriceView, ServiceView, SubscriptionView, TermsView,
};
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// Shows where the service stands: terms, prices, subscription, and the order that waits.
///
/// # Errors
/// [`huicun_domain::code::ProblemCode::Forbidden`].
pub async fn state(ctx: &Ctx, services: &Services) -> AppResult<ServiceView> {
    ctx.authorize(Permission::ManageService)?;
    let books = books::read(services).await?;
    let now = services.now();
    let accepted = services.store.accepted_terms(&services.corp).await?;
    let accepted = accepted.into_iter().find(|row| row.version == TERMS_VERSION).map(|row| AcceptanceView {
        sha256: row.sha256,
        at: row.accepted_at,
        operator: row.operator_name,
        address: row.address,
    });
    let waiting = books.orders.iter().find(|row| row.ledger.state == OrderState::AwaitingPayment);
    Ok(ServiceView {
        terms: TermsView { version: TERMS_VERSION.to_owned(), accepted },
        prices: books.prices.iter().map(|price| price_view(price, &books.prices, now)).collect(),
        subscription: subscription_view(services, &books.subscription, &books.settings, now),
        waiting: waiting.map(|row| row.id),
        channels: Channels {
            transfer: !books.settings.payee.trim().is_empty(),
            wechat: services.wechat_pay.is_some(),
        },
        settings: books.settings,
    })
}

fn price_view(price: &Price, prices: &[Price], now: Millis) -> PriceView {
    let valid = prices.iter().filter(|other| other.item == price.item && other.valid_from <= now);
    let asked = valid.max_by_key(|other| (other.valid_from, other.set_at));
    PriceView {
        item: price.item,
        amount: price.amount,
        valid_from: price.valid_from,
        set_at: price.set_at,
        set_by: price.set_by.clone(),
        current: asked == Some(price),
    }
}

fn subscription_view(
    services: &Services,
    subscription: &Subscription,
    settings: &ServiceSettings,
    now: Millis,
) -> SubscriptionView {
    let (at_end, after_grace) = Subscription::stops();
    SubscriptionView {
        status: subscription.status(now, settings.grace_days),
        current: subscription.period_at(now, settings.grace_days).map(period_view),
        periods: subscription.periods.iter().map(period_view).collect(),
        until: subscription.end(),
        grace_until: subscription.grace_end(settings.grace_days),
        days_left: subscription.days_left(now, &services.zone),
        countdown: subscription.countdown(now, &services.zone),
        stops_at_end: at_end.to_vec(),
        stops_after_grace: after_grace.to_vec(),
    }
}

fn period_view(period: &Period) -> PeriodView {
    let Period { from, until, edition, seats, storage, trial } = *period;
    PeriodView { from, until, edition, seats, storage, trial }
}
