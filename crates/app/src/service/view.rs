//! What operators are shown of the service.

use std::collections::HashMap;

use huicun_domain::clock::Millis;
use huicun_domain::ids::OperatorId;
use huicun_domain::service::{
    Edition, Invoice, Item, Money, OrderState, PaymentChannel, Quote, RefundState, ServiceSettings, Standing,
    Status, Stop,
};
use huicun_store::{OrderRow, VoucherState as StoredVoucherState};
use serde::Serialize;
use uuid::Uuid;

use super::books::quote_of;
use crate::error::AppResult;
use crate::services::Services;
use crate::view::OperatorRef;

/// Where the service stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceView {
    /// The terms in force, and who accepted them.
    pub terms: TermsView,
    /// The settings that hold.
    pub settings: ServiceSettings,
    /// Every price ever set, the newest first.
    pub prices: Vec<PriceView>,
    /// What was bought and until when.
    pub subscription: SubscriptionView,
    /// The order that waits for its payment.
    pub waiting: Option<Uuid>,
    /// How orders can be paid.
    pub channels: Channels,
}

/// The terms in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermsView {
    /// The version in force.
    pub version: String,
    /// Who accepted it.
    pub accepted: Option<AcceptanceView>,
}

/// Terms that were accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptanceView {
    /// The SHA-256 of the text that was shown.
    pub sha256: String,
    /// When.
    pub at: Millis,
    /// The name of the operator.
    pub operator: String,
    /// From which address.
    pub address: Option<String>,
}

/// The text of the terms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TermsText {
    /// The version.
    pub version: String,
    /// The SHA-256 of the text, in UTF-8.
    pub sha256: String,
    /// The text.
    pub text: String,
}

/// A price for one unit and one year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PriceView {
    /// What it is the price of.
    pub item: Item,
    /// How much, in fen.
    pub amount: Money,
    /// Since when it is asked.
    pub valid_from: Millis,
    /// When it was set.
    pub set_at: Millis,
    /// The name of the operator who set it.
    pub set_by: String,
    /// Whether it is asked now.
    pub current: bool,
}

/// How orders can be paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Channels {
    /// Whether it is said where bank transfers go.
    pub transfer: bool,
    /// Whether WeChat Pay is configured.
    pub wechat: bool,
}

/// A stretch of a subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeriodView {
    /// When it begins.
    pub from: Millis,
    /// When it ends.
    pub until: Millis,
    /// The edition of its seats.
    pub edition: Edition,
    /// How many members may be archived.
    pub seats: u32,
    /// Storage in units of 100 GiB.
    pub storage: u32,
    /// Whether it is a trial.
    pub trial: bool,
}

/// What was bought and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SubscriptionView {
    /// Where it stands.
    pub status: Status,
    /// The stretch that counts now.
    pub current: Option<PeriodView>,
    /// All its stretches, in order.
    pub periods: Vec<PeriodView>,
    /// When it ends.
    pub until: Option<Millis>,
    /// When the days of grace end.
    pub grace_until: Option<Millis>,
    /// How many days are left, the present one included.
    pub days_left: i64,
    /// The announcement that is due: 60, 30, 7 or 1 days before the end.
    pub countdown: Option<i64>,
    /// What stops with its end.
    pub stops_at_end: Vec<Stop>,
    /// What stops when the days of grace are over.
    pub stops_after_grace: Vec<Stop>,
}

/// An order with all that belongs to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrderView {
    /// The id.
    pub id: Uuid,
    /// The number that people know it by.
    pub number: String,
    /// What became of it.
    pub state: OrderState,
    /// What it is for, and what that costs.
    pub quote: Quote,
    /// When it was placed.
    pub created_at: Millis,
    /// By whom.
    pub created_by: OperatorRef,
    /// Until when it waits.
    pub due_at: Option<Millis>,
    /// When it was paid.
    pub paid_at: Option<Millis>,
    /// What a phone scans to pay it.
    pub code_url: Option<String>,
    /// All that came, in fen.
    pub received: Money,
    /// All that went back.
    pub refunded: Money,
    /// What bought nothing and is still to be given back.
    pub credit: Money,
    /// What was paid.
    pub payments: Vec<PaymentView>,
    /// What was, or is to be, given back.
    pub refunds: Vec<RefundView>,
    /// Vouchers of bank transfers.
    pub vouchers: Vec<VoucherView>,
    /// The invoice that was asked for.
    pub invoice: Option<InvoiceView>,
    /// What happened, the oldest first.
    pub history: Vec<HistoryView>,
}

/// Money that came for an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PaymentView {
    /// The id.
    pub id: Uuid,
    /// How it came.
    pub channel: PaymentChannel,
    /// What the channel calls it.
    pub reference: String,
    /// How much, in fen.
    pub amount: Money,
    /// When the payer paid.
    pub paid_at: Millis,
    /// What it is to the order.
    pub standing: Standing,
    /// What is left of it to be given back, in fen.
    pub left: Money,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefundView {
    /// The id.
    pub id: Uuid,
    /// The payment.
    pub payment: Uuid,
    /// How much, in fen.
    pub amount: Money,
    /// How far it is.
    pub state: RefundState,
    /// Why.
    pub reason: String,
    /// When it was asked for.
    pub requested_at: Millis,
    /// When it ended.
    pub ended_at: Option<Millis>,
}

/// What became of a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum VoucherState {
    /// It waits for a second person.
    Waiting,
    /// A second person saw the money.
    Confirmed,
    /// A second person did not accept it.
    Refused,
}

/// A file that shows a bank transfer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct VoucherView {
    /// The id.
    pub id: Uuid,
    /// What kind of file.
    pub media_type: String,
    /// How large, in bytes.
    pub bytes: u64,
    /// The SHA-256 of the file.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: Millis,
    /// By whom: somebody else must confirm it.
    pub uploaded_by: OperatorRef,
    /// What became of it.
    pub state: VoucherState,
    /// When that was decided.
    pub decided_at: Option<Millis>,
    /// By whom.
    pub decided_by: Option<OperatorRef>,
}

/// An invoice that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct InvoiceView {
    /// What is written on it.
    pub invoice: Invoice,
    /// When it was asked for.
    pub asked_at: Millis,
    /// Its number, once it was issued.
    pub number: Option<String>,
    /// When it was issued.
    pub issued_at: Option<Millis>,
}

/// Something that happened to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct HistoryView {
    /// When.
    pub at: Millis,
    /// What, as a word.
    pub what: String,
    /// How much, where money is concerned, in fen.
    pub amount: Option<Money>,
    /// Who.
    pub actor: String,
}

/// What the archive takes of what was bought.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageView {
    /// Members of whom the archive has messages.
    pub seats_used: u64,
    /// How many members may be archived; absent where nothing was bought.
    pub seats: Option<u32>,
    /// Whether more seats are in use than were bought, beyond what the settings allow.
    pub seats_over: bool,
    /// How many bytes the archive holds.
    pub bytes: u64,
    /// How many bytes it may hold; absent where no storage was bought.
    pub quota: Option<u64>,
    /// Whether it holds more: previews are not made then, and originals go on being kept.
    pub storage_over: bool,
    /// Bytes by month and kind, in the order of the months.
    pub months: Vec<UsageMonth>,
    /// When the quota will be reached.
    pub forecast: Option<UsageForecast>,
}

/// A month's bytes of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageMonth {
    /// `2026-08`
    pub month: String,
    /// `message`, or the kind of the messages whose files these are.
    pub kind: String,
    /// How many bytes.
    pub bytes: u64,
}

/// When the quota will be reached, as things go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UsageForecast {
    /// Bytes a day, over the last thirty days.
    pub bytes_per_day: u64,
    /// In how many days; absent where nothing is added, or the quota is out of sight.
    pub days: Option<u64>,
}

/// Puts an order together.
pub(super) async fn order_view(services: &Services, row: OrderRow) -> AppResult<OrderView> {
    let (store, corp) = (&services.store, &services.corp);
    let names: HashMap<OperatorId, OperatorRef> = store
        .operators()
        .await?
        .into_iter()
        .map(|row| (row.id, OperatorRef { id: row.id, name: row.name, display_name: row.display_name }))
        .collect();
    let named = |id: OperatorId| {
        let unknown = || OperatorRef { id, name: String::new(), display_name: String::new() };
        names.get(&id).cloned().unwrap_or_else(unknown)
    };
    let vouchers = store.vouchers(corp, row.id).await?.into_iter().map(|voucher| VoucherView {
        id: voucher.id,
        media_type: voucher.media_type,
        bytes: voucher.bytes,
        sha256: voucher.sha256,
        uploaded_at: voucher.uploaded_at,
        uploaded_by: named(voucher.uploaded_by),
        state: match voucher.state {
            StoredVoucherState::Waiting => VoucherState::Waiting,
            StoredVoucherState::Confirmed => VoucherState::Confirmed,
            StoredVoucherState::Refused => VoucherState::Refused,
        },
        decided_at: voucher.decided_at,
        decided_by: voucher.decided_by.map(named),
    });
    let invoice = store.invoice(corp, row.id).await?.map(|row| InvoiceView {
        invoice: row.invoice,
        asked_at: row.asked_at,
        number: row.number,
        issued_at: row.issued_at,
    });
    let history = store.order_history(corp, row.id).await?.into_iter().map(|line| HistoryView {
        at: line.at,
        what: line.what,
        amount: line.amount,
        actor: line.actor,
    });
    let ledger = &row.ledger;
    let waits = ledger.state == OrderState::AwaitingPayment;
    Ok(OrderView {
        id: row.id,
        number: row.number.clone(),
        state: ledger.state,
        quote: quote_of(&row)?,
        created_at: row.created_at,
        created_by: named(row.created_by),
        due_at: ledger.due_at,
        paid_at: ledger.paid_at,
        code_url: row.code_url.clone().filter(|_| waits),
        received: ledger.received(),
        refunded: ledger.refunded(),
        credit: ledger.credit(),
        payments: payments(&row),
        refunds: refunds(&row),
        vouchers: vouchers.collect(),
        invoice,
        history: history.collect(),
    })
}

fn payments(row: &OrderRow) -> Vec<PaymentView> {
    let view = |payment: &huicun_domain::service::Payment| PaymentView {
        id: payment.id,
        channel: payment.channel,
        reference: payment.reference.clone(),
        amount: payment.amount,
        paid_at: payment.paid_at,
        standing: payment.standing,
        left: row.ledger.left_of(payment),
    };
    row.ledger.payments.iter().map(view).collect()
}

fn refunds(row: &OrderRow) -> Vec<RefundView> {
    let view = |refund: &huicun_domain::service::Refund| RefundView {
        id: refund.id,
        payment: refund.payment,
        amount: refund.amount,
        state: refund.state,
        reason: refund.reason.clone(),
        requested_at: refund.requested_at,
        ended_at: refund.ended_at,
    };
    row.ledger.refunds.iter().map(view).collect()
}
