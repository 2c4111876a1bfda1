//! The service (服务): plans and their prices, orders and how they are paid, what was bought and until when.
//!
//! Money is whole fen. A [`Ledger`] is one order with all that was paid and given back for it, and the only place that
//! decides what a payment means: paid late, twice, after closing or with another amount, money becomes a credit that can
//! be given back, and is never lost. [`Subscription::of`] adds up what the paid orders bought.

mod calendar;
mod invoice;
mod ledger;
mod money;
mod plan;
mod quote;
mod settings;
mod subscription;
mod terms;

pub use calendar::{remaining_share, whole_days};
pub use invoice::{Invoice, InvoiceKind, InvoiceProblem};
pub use ledger::{
    Change, Event, Ledger, OrderState, Payment, PaymentChannel, PaymentNotice, Refund, RefundState, Refusal,
    Standing,
};
pub use money::Money;
pub use plan::{Edition, Item, Price, price_at};
pub use quote::{
    MAX_SEATS, MAX_STORAGE, MAX_YEARS, OrderKind, OrderRequest, Quote, QuoteError, QuoteLine, quote,
};
pub use settings::ServiceSettings;
pub use subscription::{Bought, COUNTDOWN, Period, Status, Stop, Subscription};
pub use terms::{TERMS_VERSION, terms};
