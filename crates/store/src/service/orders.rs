//! Orders (订单), their payments and refunds. What one event changed is written in one transaction, or not at all.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId};
use huicun_domain::service::{
    Change, Ledger, Money, OrderState, Payment, PaymentChannel, Refund, RefundState, Standing,
};
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::history::{self, HistoryRow};
use crate::db::{Tx, read, within};
use crate::{Store, StoreResult};

/// An order as stored; its payments and refunds lie in its ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRow {
    /// The id.
    pub id: Uuid,
    /// The number that people and channels of payment know it by.
    pub number: String,
    /// Its price, as JSON.
    pub quote: String,
    /// What became of it, and all that was paid and given back.
    pub ledger: Ledger,
    /// When it was made.
    pub created_at: Millis,
    /// By whom.
    pub created_by: OperatorId,
    /// What a phone scans to pay it.
    pub code_url: Option<String>,
    /// When the channel was last asked about it.
    pub asked_at: Option<Millis>,
    /// How often it was changed.
    pub version: i64,
}

/// What is written of an order after an event.
#[derive(Clone, Debug)]
pub struct OrderSave<'a> {
    /// The order.
    pub id: Uuid,
    /// The version that was read.
    pub version: i64,
    /// What it is now.
    pub ledger: &'a Ledger,
    /// What the event changed.
    pub changes: &'a [Change],
    /// What the history says of it.
    pub history: &'a [HistoryRow],
}

/// What came of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrderSaved {
    /// It is written.
    Saved,
    /// Somebody else changed the order meanwhile: read it again.
    Stale,
    /// The channel's reference is that of another payment.
    ReferenceTaken,
}

type OrderFields = (
    Uuid,
    String,
    String,
    String,
    i64,
    i64,
    Uuid,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<i64>,
    i64,
);
type PaymentFields = (Uuid, String, String, i64, i64, i64, String);
type RefundFields = (Uuid, Uuid, i64, String, String, i64, Option<i64>);

const ORDER: &str = "id, number, quote, state, amount, created_at, created_by, due_at, paid_at, code_url, asked_at, \
                     version";

fn order(fields: OrderFields) -> OrderRow {
    let (
        id,
        number,
        quote,
        state,
        amount,
        created_at,
        created_by,
        due_at,
        paid_at,
        code_url,
        asked_at,
        version,
    ) = fields;
    // A state that this version does not know takes no event.
    let state = OrderState::parse(&state).unwrap_or(OrderState::Closed);
    let ledger = Ledger { state, due_at, paid_at, ..Ledger::draft(Money::from_fen(amount)) };
    OrderRow {
        id,
        number,
        quote,
        ledger,
        created_at,
        created_by: OperatorId(created_by),
        code_url,
        asked_at,
        version,
    }
}

impl Store {
    /// Keeps a new order; `false` where another one waits for its payment.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_order(&self, corp: &CorpId, row: &OrderRow, line: &HistoryRow) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO service_order (corp_id, id, number, state, quote, amount, created_at, created_by, \
             due_at, paid_at, version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) ON CONFLICT DO NOTHING";
        let mut tx = self.0.db.begin().await?;
        let ledger = &row.ledger;
        let added = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id).bind(row.number.as_str());
            let query = query.bind(ledger.state.as_str()).bind(row.quote.as_str()).bind(ledger.amount.fen());
            let query = query.bind(row.created_at).bind(row.created_by.0).bind(ledger.due_at);
            query.bind(ledger.paid_at).execute(c).await.map(|done| done.rows_affected())
        })?;
        if added == 0 {
            return Ok(false);
        }
        history::write(&mut tx, corp, row.id, line).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Finds an order with its payments and refunds.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn order(&self, corp: &CorpId, id: Uuid) -> StoreResult<Option<OrderRow>> {
        let sql = format!("SELECT {ORDER} FROM service_order WHERE corp_id = $1 AND id = $2");
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, OrderFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(id).fetch_optional(db).await
        })?;
        match row {
            Some(fields) => self.with_money(corp, order(fields)).await.map(Some),
            None => Ok(None),
        }
    }

    /// Finds the id of an order by its number.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn order_by_number(&self, corp: &CorpId, number: &str) -> StoreResult<Option<Uuid>> {
        const SQL: &str = "SELECT id FROM service_order WHERE corp_id = $1 AND number = $2";
        read!(self, |db| {
            sqlx::query_scalar::<_, Uuid>(SQL).bind(corp.as_str()).bind(number).fetch_optional(db).await
        })
    }

    /// Lists orders with their payments and refunds, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn orders(&self, corp: &CorpId) -> StoreResult<Vec<OrderRow>> {
        let sql =
            format!("SELECT {ORDER} FROM service_order WHERE corp_id = $1 ORDER BY created_at DESC, id DESC");
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, OrderFields>(AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        let mut found = Vec::with_capacity(rows.len());
        for fields in rows {
            found.push(self.with_money(corp, order(fields)).await?);
        }
        Ok(found)
    }

    async fn with_money(&self, corp: &CorpId, mut row: OrderRow) -> StoreResult<OrderRow> {
        const PAYMENTS: &str = "SELECT id, channel, reference, amount, paid_at, noted_at, standing FROM service_payment \
             WHERE corp_id = $1 AND order_id = $2 ORDER BY noted_at, id";
        const REFUNDS: &str = "SELECT id, payment_id, amount, state, reason, requested_at, ended_at FROM service_refund \
             WHERE corp_id = $1 AND order_id = $2 ORDER BY requested_at, id";
        let payments = read!(self, |db| {
            sqlx::query_as::<_, PaymentFields>(PAYMENTS).bind(corp.as_str()).bind(row.id).fetch_all(db).await
        })?;
        let refunds = read!(self, |db| {
            sqlx::query_as::<_, RefundFields>(REFUNDS).bind(corp.as_str()).bind(row.id).fetch_all(db).await
        })?;
        row.ledger.payments = payments.into_iter().map(payment).collect();
        row.ledger.refunds = refunds.into_iter().map(refund).collect();
        Ok(row)
    }

    /// Writes what an event changed, where nobody changed the order since it was read.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn save_order(&self, corp: &CorpId, save: &OrderSave<'_>) -> StoreResult<OrderSaved> {
        const SQL: &str = "UPDATE service_order SET state = $1, due_at = $2, paid_at = $3, version = version + 1 \
             WHERE corp_id = $4 AND id = $5 AND version = $6";
        let mut tx = self.0.db.begin().await?;
        let ledger = save.ledger;
        let changed = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(ledger.state.as_str()).bind(ledger.due_at).bind(ledger.paid_at);
            let query = query.bind(corp.as_str()).bind(save.id).bind(save.version);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        if changed == 0 {
            return Ok(OrderSaved::Stale);
        }
        for change in save.changes {
            let written = match change {
                Change::State(_) => true,
                Change::Payment(payment) => write_payment(&mut tx, corp, save.id, payment).await?,
                Change::Refund(refund) => write_refund(&mut tx, corp, save.id, refund).await?,
            };
            if !written {
                return Ok(OrderSaved::ReferenceTaken);
            }
        }
        for line in save.history {
            history::write(&mut tx, corp, save.id, line).await?;
        }
        tx.commit().await?;
        Ok(OrderSaved::Saved)
    }

    /// Keeps what a phone scans to pay an order.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn set_order_code(&self, corp: &CorpId, id: Uuid, code_url: &str) -> StoreResult<()> {
        const SQL: &str = "UPDATE service_order SET code_url = $1 WHERE corp_id = $2 AND id = $3";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            sqlx::query(SQL).bind(code_url).bind(corp.as_str()).bind(id).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Notes when the channel was asked about an order.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn note_order_asked(&self, corp: &CorpId, id: Uuid, at: Millis) -> StoreResult<()> {
        const SQL: &str = "UPDATE service_order SET asked_at = $1 WHERE corp_id = $2 AND id = $3";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| sqlx::query(SQL)
            .bind(at)
            .bind(corp.as_str())
            .bind(id)
            .execute(c)
            .await
            .map(|_| ()))?;
        tx.commit().await
    }
}

async fn write_payment(tx: &mut Tx, corp: &CorpId, order: Uuid, payment: &Payment) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO service_payment (corp_id, id, order_id, channel, reference, amount, paid_at, noted_at, \
         standing) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (corp_id, channel, reference) DO NOTHING";
    let added = within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(payment.id).bind(order);
        let query = query.bind(payment.channel.as_str()).bind(payment.reference.as_str());
        let query = query.bind(payment.amount.fen()).bind(payment.paid_at).bind(payment.noted_at);
        query.bind(payment.standing.as_str()).execute(c).await.map(|done| done.rows_affected())
    })?;
    Ok(added == 1)
}

async fn write_refund(tx: &mut Tx, corp: &CorpId, order: Uuid, refund: &Refund) -> StoreResult<bool> {
    const SQL: &str = "INSERT INTO service_refund (corp_id, id, order_id, payment_id, amount, state, reason, requested_at, \
         ended_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (corp_id, id) DO UPDATE \
         SET state = excluded.state, ended_at = excluded.ended_at";
    within!(tx, |c| {
        let query = sqlx::query(SQL).bind(corp.as_str()).bind(refund.id).bind(order).bind(refund.payment);
        let query = query.bind(refund.amount.fen()).bind(refund.state.as_str()).bind(refund.reason.as_str());
        query.bind(refund.requested_at).bind(refund.ended_at).execute(c).await.map(|_| true)
    })
}

fn payment((id, channel, reference, amount, paid_at, noted_at, standing): PaymentFields) -> Payment {
    Payment {
        id,
        channel: PaymentChannel::parse(&channel).unwrap_or(PaymentChannel::Transfer),
        reference,
        amount: Money::from_fen(amount),
        paid_at,
        noted_at,
        // What is not known to have paid is a credit.
        standing: Standing::parse(&standing).unwrap_or(Standing::OtherAmount),
    }
}

fn refund((id, payment, amount, state, reason, requested_at, ended_at): RefundFields) -> Refund {
    let state = RefundState::parse(&state).unwrap_or(RefundState::Requested);
    Refund { id, payment, amount: Money::from_fen(amount), state, reason, requested_at, ended_at }
}
