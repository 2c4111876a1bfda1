//! One order with all that was paid and given back for it: the state machine of orders.
//!
//! | what comes | while it waits | paid | closed | expired |
//! |---|---|---|---|---|
//! | its amount, in time | paid | credit: twice | credit: after closing | paid |
//! | its amount, after its time | credit: late, and it expires | credit: twice | credit: after closing | credit: late |
//! | another amount | credit: other amount | credit | credit | credit |
//! | a payment known already | nothing | nothing | nothing | nothing |
//!
//! In time is told by when the payer paid, not by when the news came: however late and in whatever order notices come, they
//! end alike. A credit (款项待退) is money that bought nothing; it stays on record until it is given back.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Money;
use crate::clock::Millis;

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum OrderState {
    /// It was priced and not placed.
    Draft,
    /// It waits for its payment.
    AwaitingPayment,
    /// It was paid, and what it bought counts.
    Paid,
    /// Somebody closed it.
    Closed,
    /// Its time ran out.
    Expired,
    /// Its payment was given back in whole: what it bought counts no more.
    Refunded,
}

impl OrderState {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::AwaitingPayment, Self::Paid, Self::Closed, Self::Expired, Self::Refunded];

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::AwaitingPayment => "awaiting_payment",
            Self::Paid => "paid",
            Self::Closed => "closed",
            Self::Expired => "expired",
            Self::Refunded => "refunded",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// How money came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum PaymentChannel {
    /// By bank transfer.
    Transfer,
    /// By WeChat Pay.
    Wechat,
}

impl PaymentChannel {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Transfer => "transfer",
            Self::Wechat => "wechat",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Transfer, Self::Wechat].into_iter().find(|channel| channel.as_str() == word)
    }
}

/// What a payment is to its order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Standing {
    /// It paid the order.
    Applied,
    /// A credit: the payer paid after the order's time.
    Late,
    /// A credit: the order had been paid.
    Twice,
    /// A credit: the order had been closed.
    AfterClosing,
    /// A credit: it is not the order's amount.
    OtherAmount,
}

impl Standing {
    const ALL: [Self; 5] = [Self::Applied, Self::Late, Self::Twice, Self::AfterClosing, Self::OtherAmount];

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Late => "late",
            Self::Twice => "twice",
            Self::AfterClosing => "after_closing",
            Self::OtherAmount => "other_amount",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }
}

/// News of a payment, checked to be genuine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentNotice {
    /// How it came.
    pub channel: PaymentChannel,
    /// What the channel calls it; it comes once, however often the news does.
    pub reference: String,
    /// How much was paid.
    pub amount: Money,
    /// When the payer paid.
    pub paid_at: Millis,
}

/// Money that came for an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    /// The id.
    pub id: Uuid,
    /// How it came.
    pub channel: PaymentChannel,
    /// What the channel calls it.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// When the payer paid.
    pub paid_at: Millis,
    /// When it was noted.
    pub noted_at: Millis,
    /// What it is to the order.
    pub standing: Standing,
}

/// How far a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum RefundState {
    /// It was asked for, and the money is under way.
    Requested,
    /// The payer has the money.
    Done,
    /// It came to nothing; the money is still here.
    Failed,
}

impl RefundState {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Requested, Self::Done, Self::Failed].into_iter().find(|state| state.as_str() == word)
    }
}

/// Money that goes back to the payer of one payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The id.
    pub id: Uuid,
    /// The payment.
    pub payment: Uuid,
    /// How much.
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

/// Something that happens to an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It is placed and waits until then.
    Place(Millis),
    /// Somebody closes it.
    Close,
    /// The time has come to look whether it ran out.
    Expire,
    /// Money came; the id is for the payment, should it be a new one.
    Pay(Uuid, PaymentNotice),
    /// Somebody asks for money back: an id for the refund, the payment, how much, and why.
    AskRefund(Uuid, Uuid, Money, String),
    /// The payer has the money of a refund.
    RefundDone(Uuid),
    /// A refund came to nothing.
    RefundFailed(Uuid),
}

/// What an event changed, for the store and the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The order has another state.
    State(OrderState),
    /// Money is on record.
    Payment(Payment),
    /// A refund is on record, or has another state.
    Refund(Refund),
}

/// Why an event is refused; nothing changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The order's state does not allow it.
    NotNow,
    /// There is no such payment or refund.
    Unknown,
    /// It is more than what is left of the payment, or nothing.
    Amount,
}

/// An order with its payments and refunds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ledger {
    /// What became of the order.
    pub state: OrderState,
    /// What it costs.
    pub amount: Money,
    /// Until when it waits.
    pub due_at: Option<Millis>,
    /// When it was paid.
    pub paid_at: Option<Millis>,
    /// What was paid.
    pub payments: Vec<Payment>,
    /// What was, or is to be, given back.
    pub refunds: Vec<Refund>,
}

impl Ledger {
    /// An order that was priced.
    #[must_use]
    pub fn draft(amount: Money) -> Self {
        Self {
            state: OrderState::Draft,
            amount,
            due_at: None,
            paid_at: None,
            payments: Vec::new(),
            refunds: Vec::new(),
        }
    }

    /// Lets something happen. An event that happened before changes nothing.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn apply(&mut self, event: Event, now: Millis) -> Result<Vec<Change>, Refusal> {
        match event {
            Event::Place(due) => self.place(due, now),
            Event::Close => match self.state {
                OrderState::Draft | OrderState::AwaitingPayment => Ok(vec![self.turn(OrderState::Closed)]),
                OrderState::Closed => Ok(Vec::new()),
                _ => Err(Refusal::NotNow),
            },
            Event::Expire => {
                let over =
                    self.state == OrderState::AwaitingPayment && self.due_at.is_some_and(|due| due <= now);
                Ok(if over { vec![self.turn(OrderState::Expired)] } else { Vec::new() })
            }
            Event::Pay(id, notice) => self.pay(id, notice, now),
            Event::AskRefund(id, payment, amount, reason) => {
                self.ask_refund(id, payment, amount, reason, now)
            }
            Event::RefundDone(id) => self.end_refund(id, RefundState::Done, now),
            Event::RefundFailed(id) => self.end_refund(id, RefundState::Failed, now),
        }
    }

    /// All that came.
    #[must_use]
    pub fn received(&self) -> Money {
        Money::sum(self.payments.iter().map(|payment| payment.amount)).unwrap_or_default()
    }

    /// All that went back.
    #[must_use]
    pub fn refunded(&self) -> Money {
        let done = self.refunds.iter().filter(|refund| refund.state == RefundState::Done);
        Money::sum(done.map(|refund| refund.amount)).unwrap_or_default()
    }

    /// All that came and did not go back.
    #[must_use]
    pub fn kept(&self) -> Money {
        self.received().checked_sub(self.refunded()).unwrap_or_default()
    }

    /// What is left of a payment: neither given back nor on its way.
    #[must_use]
    pub fn left_of(&self, payment: &Payment) -> Money {
        let taken = self.refunds.iter().filter(|refund| refund.payment == payment.id);
        let taken = taken.filter(|refund| refund.state != RefundState::Failed).map(|refund| refund.amount);
        let taken = Money::sum(taken).unwrap_or_default();
        payment.amount.checked_sub(taken).unwrap_or_default()
    }

    /// What bought nothing and is still to be given back.
    #[must_use]
    pub fn credit(&self) -> Money {
        let credits = self.payments.iter().filter(|payment| payment.standing != Standing::Applied);
        Money::sum(credits.map(|payment| self.left_of(payment))).unwrap_or_default()
    }

    fn turn(&mut self, state: OrderState) -> Change {
        self.state = state;
        Change::State(state)
    }

    fn place(&mut self, due: Millis, now: Millis) -> Result<Vec<Change>, Refusal> {
        if self.state != OrderState::Draft {
            return Err(Refusal::NotNow);
        }
        self.due_at = Some(due);
        if self.amount.is_positive() {
            return Ok(vec![self.turn(OrderState::AwaitingPayment)]);
        }
        // What costs nothing waits for nothing.
        self.paid_at = Some(now);
        Ok(vec![self.turn(OrderState::Paid)])
    }

    fn pay(&mut self, id: Uuid, notice: PaymentNotice, now: Millis) -> Result<Vec<Change>, Refusal> {
        let is_same =
            |payment: &Payment| payment.channel == notice.channel && payment.reference == notice.reference;
        if self.payments.iter().any(is_same) {
            return Ok(Vec::new());
        }
        if !notice.amount.is_positive() || self.state == OrderState::Draft {
            return Err(Refusal::Amount);
        }
        let is_late = self.due_at.is_some_and(|due| notice.paid_at > due);
        let standing = match self.state {
            _ if notice.amount != self.amount => Standing::OtherAmount,
            OrderState::Paid | OrderState::Refunded => Standing::Twice,
            OrderState::Closed => Standing::AfterClosing,
            _ if is_late => Standing::Late,
            _ => Standing::Applied,
        };
        let PaymentNotice { channel, reference, amount, paid_at } = notice;
        let payment = Payment { id, channel, reference, amount, paid_at, noted_at: now, standing };
        self.payments.push(payment.clone());
        let mut changes = vec![Change::Payment(payment)];
        match standing {
            Standing::Applied => {
                self.paid_at = Some(paid_at);
                changes.push(self.turn(OrderState::Paid));
            }
            Standing::Late if self.state == OrderState::AwaitingPayment => {
                changes.push(self.turn(OrderState::Expired));
            }
            _ => {}
        }
        Ok(changes)
    }

    fn ask_refund(
        &mut self,
        id: Uuid,
        payment: Uuid,
        amount: Money,
        reason: String,
        now: Millis,
    ) -> Result<Vec<Change>, Refusal> {
        if let Some(known) = self.refunds.iter().find(|refund| refund.id == id) {
            return if known.payment == payment && known.amount == amount {
                Ok(Vec::new())
            } else {
                Err(Refusal::Amount)
            };
        }
        let paid = self.payments.iter().find(|paid| paid.id == payment).ok_or(Refusal::Unknown)?;
        if !amount.is_positive() || amount > self.left_of(paid) {
            return Err(Refusal::Amount);
        }
        let state = RefundState::Requested;
        let refund = Refund { id, payment, amount, state, reason, requested_at: now, ended_at: None };
        self.refunds.push(refund.clone());
        Ok(vec![Change::Refund(refund)])
    }

    fn end_refund(&mut self, id: Uuid, state: RefundState, now: Millis) -> Result<Vec<Change>, Refusal> {
        let refund = self.refunds.iter_mut().find(|refund| refund.id == id).ok_or(Refusal::Unknown)?;
        if refund.state == state {
            return Ok(Vec::new());
        }
        if refund.state != RefundState::Requested {
            return Err(Refusal::NotNow);
        }
        refund.state = state;
        refund.ended_at = Some(now);
        let mut changes = vec![Change::Refund(refund.clone())];
        if self.state == OrderState::Paid && self.is_given_back() {
            changes.push(self.turn(OrderState::Refunded));
        }
        Ok(changes)
    }

    /// Tells whether all that paid the order went back.
    fn is_given_back(&self) -> bool {
        let Some(applied) = self.payments.iter().find(|payment| payment.standing == Standing::Applied) else {
            return false;
        };
        let done = self.refunds.iter().filter(|refund| refund.payment == applied.id);
        let done = done.filter(|refund| refund.state == RefundState::Done).map(|refund| refund.amount);
        Money::sum(done) == Some(applied.amount)
    }
}

#[cfg(test)]
mod tests;
