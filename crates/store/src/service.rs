//! The service (服务): prices, settings, accepted terms, invoices, vouchers, the subscription.

mod history;
mod orders;
mod usage;
mod vouchers;

pub use history::HistoryRow;
pub use orders::{OrderRow, OrderSave, OrderSaved};
pub use usage::UsageRow;
pub use vouchers::{VoucherRow, VoucherState};

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId};
use huicun_domain::service::{Invoice, InvoiceKind, Item, Money, Price};
use uuid::Uuid;

use crate::db::{read, within};
use crate::{Store, StoreResult};

/// Settings as they were set once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceSettingRow {
    /// When.
    pub set_at: Millis,
    /// What, as JSON.
    pub body: String,
    /// The name of the operator.
    pub set_by: String,
}

/// Terms that were accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermsRow {
    /// The version.
    pub version: String,
    /// The language of the text that was shown.
    pub language: String,
    /// The SHA-256 of that text, in hex.
    pub sha256: String,
    /// When.
    pub accepted_at: Millis,
    /// By whom.
    pub operator: OperatorId,
    /// What the operator was called then.
    pub operator_name: String,
    /// From which address.
    pub address: Option<String>,
}

/// An invoice that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// What is written on it.
    pub invoice: Invoice,
    /// When it was asked for.
    pub asked_at: Millis,
    /// Its number, once it was issued.
    pub number: Option<String>,
    /// When it was issued.
    pub issued_at: Option<Millis>,
}

/// The subscription as it was added up last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubscriptionRow {
    /// Its stretches, as JSON.
    pub periods: String,
    /// When it ends.
    pub ends_at: Option<Millis>,
    /// When it was added up.
    pub updated_at: Millis,
}

type TermsFields = (String, String, String, i64, Uuid, String, Option<String>);
type InvoiceFields = (String, String, String, i64, Option<String>, Option<i64>);

impl Store {
    /// Sets a price from a moment on; what was set before stays in the history.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn add_price(&self, corp: &CorpId, price: &Price) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO service_price (corp_id, item, valid_from, set_at, fen, set_by) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (corp_id, item, valid_from, set_at) \
             DO UPDATE SET fen = excluded.fen, set_by = excluded.set_by";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(price.item.as_str()).bind(price.valid_from);
            let query = query.bind(price.set_at).bind(price.amount.fen()).bind(price.set_by.as_str());
            query.execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists every price ever set, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn prices(&self, corp: &CorpId) -> StoreResult<Vec<Price>> {
        const SQL: &str = "SELECT item, valid_from, set_at, fen, set_by FROM service_price WHERE corp_id = $1 \
             ORDER BY valid_from DESC, set_at DESC, item";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, i64, i64, i64, String)>(SQL);
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        let price = |(item, valid_from, set_at, fen, set_by): (String, i64, i64, i64, String)| {
            let item = Item::parse(&item)?;
            Some(Price { item, amount: Money::from_fen(fen), valid_from, set_at, set_by })
        };
        Ok(rows.into_iter().filter_map(price).collect())
    }

    /// Keeps settings; those of before stay in the history.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn add_service_setting(&self, corp: &CorpId, row: &ServiceSettingRow) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO service_setting (corp_id, set_at, body, set_by) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (corp_id, set_at) DO UPDATE SET body = excluded.body, set_by = excluded.set_by";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.set_at).bind(row.body.as_str());
            query.bind(row.set_by.as_str()).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists settings, those that hold first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn service_settings(&self, corp: &CorpId) -> StoreResult<Vec<ServiceSettingRow>> {
        const SQL: &str =
            "SELECT set_at, body, set_by FROM service_setting WHERE corp_id = $1 ORDER BY set_at DESC";
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, (i64, String, String)>(SQL);
            query.bind(corp.as_str()).fetch_all(db).await
        })?;
        let row = |(set_at, body, set_by)| ServiceSettingRow { set_at, body, set_by };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Puts on record that terms were accepted; `false` where they were before, which stays as it was.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn accept_terms(&self, corp: &CorpId, row: &TermsRow) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO terms_acceptance (corp_id, version, language, sha256, accepted_at, operator_id, \
             operator_name, address) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
             ON CONFLICT (corp_id, version) DO NOTHING";
        let mut tx = self.0.db.begin().await?;
        let added = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.version.as_str());
            let query = query.bind(row.language.as_str()).bind(row.sha256.as_str()).bind(row.accepted_at);
            let query =
                query.bind(row.operator.0).bind(row.operator_name.as_str()).bind(row.address.as_deref());
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(added == 1)
    }

    /// Lists the terms that were accepted, the newest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn accepted_terms(&self, corp: &CorpId) -> StoreResult<Vec<TermsRow>> {
        const SQL: &str = "SELECT version, language, sha256, accepted_at, operator_id, operator_name, address \
             FROM terms_acceptance WHERE corp_id = $1 ORDER BY accepted_at DESC, version DESC";
        let rows = read!(self, |db| {
            sqlx::query_as::<_, TermsFields>(SQL).bind(corp.as_str()).fetch_all(db).await
        })?;
        let row =
            |(version, language, sha256, accepted_at, operator, operator_name, address): TermsFields| {
                TermsRow {
                    version,
                    language,
                    sha256,
                    accepted_at,
                    operator: OperatorId(operator),
                    operator_name,
                    address,
                }
            };
        Ok(rows.into_iter().map(row).collect())
    }

    /// Keeps what is to be written on the invoice of an order; `false` where it was issued already.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_invoice(
        &self,
        corp: &CorpId,
        order: Uuid,
        invoice: &Invoice,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "INSERT INTO service_invoice (corp_id, order_id, kind, title, tax_number, asked_at) \
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (corp_id, order_id) DO UPDATE SET kind = excluded.kind, \
             title = excluded.title, tax_number = excluded.tax_number, asked_at = excluded.asked_at \
             WHERE service_invoice.number IS NULL";
        let mut tx = self.0.db.begin().await?;
        let kept = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(order).bind(invoice.kind.as_str());
            let query = query.bind(invoice.title.as_str()).bind(invoice.tax_number.as_str()).bind(now);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(kept == 1)
    }

    /// Notes that the invoice of an order was issued; `false` where none was asked for.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn issue_invoice(
        &self,
        corp: &CorpId,
        order: Uuid,
        number: &str,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str =
            "UPDATE service_invoice SET number = $1, issued_at = $2 WHERE corp_id = $3 AND order_id = $4";
        let mut tx = self.0.db.begin().await?;
        let kept = within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(number).bind(now).bind(corp.as_str()).bind(order);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(kept == 1)
    }

    /// Finds the invoice of an order.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn invoice(&self, corp: &CorpId, order: Uuid) -> StoreResult<Option<InvoiceRow>> {
        const SQL: &str = "SELECT kind, title, tax_number, asked_at, number, issued_at FROM service_invoice \
             WHERE corp_id = $1 AND order_id = $2";
        let row = read!(self, |db| {
            sqlx::query_as::<_, InvoiceFields>(SQL).bind(corp.as_str()).bind(order).fetch_optional(db).await
        })?;
        Ok(row.and_then(|(kind, title, tax_number, asked_at, number, issued_at)| {
            let invoice = Invoice { kind: InvoiceKind::parse(&kind)?, title, tax_number };
            Some(InvoiceRow { invoice, asked_at, number, issued_at })
        }))
    }

    /// Keeps the subscription as it was added up.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn put_subscription(&self, corp: &CorpId, row: &SubscriptionRow) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO subscription (corp_id, periods, ends_at, updated_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (corp_id) DO UPDATE SET periods = excluded.periods, ends_at = excluded.ends_at, \
             updated_at = excluded.updated_at";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.periods.as_str()).bind(row.ends_at);
            query.bind(row.updated_at).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Gives the subscription as it was added up last.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn subscription(&self, corp: &CorpId) -> StoreResult<Option<SubscriptionRow>> {
        const SQL: &str = "SELECT periods, ends_at, updated_at FROM subscription WHERE corp_id = $1";
        let row = read!(self, |db| {
            let query = sqlx::query_as::<_, (String, Option<i64>, i64)>(SQL);
            query.bind(corp.as_str()).fetch_optional(db).await
        })?;
        Ok(row.map(|(periods, ends_at, updated_at)| SubscriptionRow { periods, ends_at, updated_at }))
    }
}
