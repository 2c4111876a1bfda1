//! What an order costs: its lines, by the prices of the day.

use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::calendar::remaining_share;
use super::plan::{Edition, Item, Price, price_at};
use super::{Money, ServiceSettings, Status, Subscription};
use crate::clock::Millis;

/// The most seats that one order has.
pub const MAX_SEATS: u32 = 1_000_000;
/// The most units of storage that one order has.
pub const MAX_STORAGE: u32 = 100_000;
/// The most years that one order is for.
pub const MAX_YEARS: u32 = 5;

/// What an order is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderKind {
    /// A first look that costs nothing, once.
    Trial,
    /// A subscription where there is none.
    New,
    /// More seats or storage until the end of the term.
    Addition,
    /// A term that follows the present one, with seats of its own.
    Renewal,
    /// A larger edition for all seats until the end of the term.
    Upgrade,
}

impl OrderKind {
    /// Every kind.
    pub const ALL: [Self; 5] = [Self::Trial, Self::New, Self::Addition, Self::Renewal, Self::Upgrade];

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trial => "trial",
            Self::New => "new",
            Self::Addition => "addition",
            Self::Renewal => "renewal",
            Self::Upgrade => "upgrade",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderRequest {
    /// What the order is for.
    pub kind: OrderKind,
    /// The edition of the seats; of an addition, that of the subscription is taken.
    pub edition: Edition,
    /// How many seats: of the term, or added.
    pub seats: u32,
    /// How many units of 100 GiB of storage: of the term, or added.
    pub storage: u32,
    /// For how many years; nothing to additions, upgrades and trials.
    pub years: u32,
}

/// A line of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderQuoteLine))]
pub struct QuoteLine {
    /// What.
    pub item: Item,
    /// How many.
    pub count: u32,
    /// The price of one for a year; of an upgrade, what the larger one costs more.
    pub annual: Money,
    /// From when.
    pub from: Millis,
    /// Until when; for whole years that begin with the payment, nothing.
    pub until: Option<Millis>,
    /// What the line costs.
    pub amount: Money,
}

/// What an order costs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = OrderQuote))]
pub struct Quote {
    /// The order, with what is not asked for filled in.
    pub request: OrderRequest,
    /// How long: years, or days of a trial.
    pub term: u32,
    /// Its lines.
    pub lines: Vec<QuoteLine>,
    /// Their sum.
    pub amount: Money,
}

/// Why something cannot be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuoteError {
    /// A figure of the request is out of its range: the field.
    OutOfRange(&'static str),
    /// What is ordered does not go with where the subscription stands.
    NotNow,
    /// Nobody has set a price.
    NoPrice,
    /// The sum is too large to be written.
    TooMuch,
}

/// Prices an order.
///
/// # Errors
/// [`QuoteError`].
pub fn quote(
    request: OrderRequest,
    subscription: &Subscription,
    settings: &ServiceSettings,
    prices: &[Price],
    now: Millis,
    zone: &TimeZone,
) -> Result<Quote, QuoteError> {
    check(&request)?;
    let status = subscription.status(now, settings.grace_days);
    let is_possible = match request.kind {
        OrderKind::Trial => status == Status::None && settings.trial_days > 0,
        OrderKind::New => matches!(status, Status::None | Status::Trial | Status::Ended),
        OrderKind::Addition | OrderKind::Upgrade => status == Status::Active,
        OrderKind::Renewal => matches!(status, Status::Active | Status::Grace),
    };
    if !is_possible {
        return Err(QuoteError::NotNow);
    }
    let asked = |item| price_at(prices, item, now).ok_or(QuoteError::NoPrice);
    let lines = match request.kind {
        OrderKind::Trial => Vec::new(),
        OrderKind::New | OrderKind::Renewal => {
            let from = if request.kind == OrderKind::New { now } else { subscription.end().unwrap_or(now) };
            [(Item::seat(request.edition), request.seats), (Item::Storage, request.storage)]
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(item, count)| {
                    let annual = asked(item)?;
                    let amount = annual.checked_mul(count).and_then(|year| year.checked_mul(request.years));
                    let amount = amount.ok_or(QuoteError::TooMuch)?;
                    Ok(QuoteLine { item, count, annual, from, until: None, amount })
                })
                .collect::<Result<_, _>>()?
        }
        OrderKind::Addition => addition(&request, subscription, &asked, now, zone)?,
        OrderKind::Upgrade => upgrade(&request, subscription, &asked, now, zone)?,
    };
    let amount = Money::sum(lines.iter().map(|line| line.amount)).ok_or(QuoteError::TooMuch)?;
    let term = if request.kind == OrderKind::Trial { settings.trial_days } else { request.years };
    Ok(Quote { request, term, lines, amount })
}

fn check(request: &OrderRequest) -> Result<(), QuoteError> {
    let (has_seats, has_storage) = (request.seats > 0, request.storage > 0);
    let fields = match request.kind {
        OrderKind::Trial => [("seats", has_seats), ("storage", true), ("years", request.years == 0)],
        OrderKind::New | OrderKind::Renewal => {
            [("seats", has_seats), ("storage", true), ("years", (1..=MAX_YEARS).contains(&request.years))]
        }
        OrderKind::Addition => {
            [("seats", has_seats || has_storage), ("storage", true), ("years", request.years == 0)]
        }
        OrderKind::Upgrade => {
            [("seats", !has_seats), ("storage", !has_storage), ("years", request.years == 0)]
        }
    };
    let limits = [("seats", request.seats <= MAX_SEATS), ("storage", request.storage <= MAX_STORAGE)];
    match fields.into_iter().chain(limits).find(|(_, good)| !good) {
        Some((field, _)) => Err(QuoteError::OutOfRange(field)),
        None => Ok(()),
    }
}

type Asked<'a> = &'a dyn Fn(Item) -> Result<Money, QuoteError>;

/// More seats and storage in what runs and in what follows, each at the price of its edition.
fn addition(
    request: &OrderRequest,
    subscription: &Subscription,
    asked: Asked<'_>,
    now: Millis,
    zone: &TimeZone,
) -> Result<Vec<QuoteLine>, QuoteError> {
    let mut lines = Vec::new();
    for period in subscription.periods.iter().filter(|period| period.until > now) {
        for (item, count) in [(Item::seat(period.edition), request.seats), (Item::Storage, request.storage)] {
            if count > 0 {
                lines.push(line(item, count, asked(item)?, period.from.max(now), period.until, zone)?);
            }
        }
    }
    Ok(lines)
}

/// The difference in price to a larger edition, for all seats in what runs and in what follows.
fn upgrade(
    request: &OrderRequest,
    subscription: &Subscription,
    asked: Asked<'_>,
    now: Millis,
    zone: &TimeZone,
) -> Result<Vec<QuoteLine>, QuoteError> {
    let item = Item::seat(request.edition);
    let mut lines = Vec::new();
    for period in subscription.periods.iter().filter(|period| period.until > now) {
        if period.edition < request.edition {
            let more = asked(item)?.checked_sub(asked(Item::seat(period.edition))?);
            let more = more.filter(|more| *more >= Money::ZERO).ok_or(QuoteError::NoPrice)?;
            lines.push(line(item, period.seats, more, period.from.max(now), period.until, zone)?);
        }
    }
    if lines.is_empty() { Err(QuoteError::OutOfRange("edition")) } else { Ok(lines) }
}

fn line(
    item: Item,
    count: u32,
    annual: Money,
    from: Millis,
    until: Millis,
    zone: &TimeZone,
) -> Result<QuoteLine, QuoteError> {
    // Rounded once, for all together.
    let together = annual.checked_mul(count).ok_or(QuoteError::TooMuch)?;
    let amount = remaining_share(together, from, until, zone).ok_or(QuoteError::TooMuch)?;
    Ok(QuoteLine { item, count, annual, from, until: Some(until), amount })
}

#[cfg(test)]
mod tests;
