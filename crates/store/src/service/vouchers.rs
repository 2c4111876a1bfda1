//! Vouchers (付款凭证): files that show that a bank transfer was made, sealed.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{CorpId, OperatorId};
use uuid::Uuid;

use crate::db::{read, within};
use crate::{Store, StoreResult};

/// What became of a voucher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum VoucherState {
    /// It waits for a second person.
    Waiting,
    /// A second person saw the money.
    Confirmed,
    /// A second person did not accept it.
    Refused,
}

impl VoucherState {
    /// The word stored.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed => "confirmed",
            Self::Refused => "refused",
        }
    }

    /// Reads the word; one that is not known is refused.
    #[must_use]
    pub fn parse(word: &str) -> Self {
        [Self::Waiting, Self::Confirmed]
            .into_iter()
            .find(|state| state.as_str() == word)
            .unwrap_or(Self::Refused)
    }
}

/// A voucher as stored, without its file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoucherRow {
    /// The id.
    pub id: Uuid,
    /// The order.
    pub order: Uuid,
    /// What kind of file.
    pub media_type: String,
    /// How large.
    pub bytes: u64,
    /// The SHA-256 of the file, in hex.
    pub sha256: String,
    /// When it was uploaded.
    pub uploaded_at: Millis,
    /// By whom.
    pub uploaded_by: OperatorId,
    /// What became of it.
    pub state: VoucherState,
    /// When that was decided.
    pub decided_at: Option<Millis>,
    /// By whom.
    pub decided_by: Option<OperatorId>,
}

type VoucherFields = (Uuid, Uuid, String, i64, String, i64, Uuid, String, Option<i64>, Option<Uuid>);

const VOUCHER: &str =
    "id, order_id, media_type, bytes, sha256, uploaded_at, uploaded_by, state, decided_at, decided_by";

fn voucher(fields: VoucherFields) -> VoucherRow {
    let (id, order, media_type, bytes, sha256, uploaded_at, uploaded_by, state, decided_at, decided_by) =
        fields;
    VoucherRow {
        id,
        order,
        media_type,
        bytes: bytes.unsigned_abs(),
        sha256,
        uploaded_at,
        uploaded_by: OperatorId(uploaded_by),
        state: VoucherState::parse(&state),
        decided_at,
        decided_by: decided_by.map(OperatorId),
    }
}

impl Store {
    /// Keeps a voucher that waits, with its sealed file.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn insert_voucher(&self, corp: &CorpId, row: &VoucherRow, sealed: &[u8]) -> StoreResult<()> {
        const SQL: &str = "INSERT INTO service_voucher (corp_id, id, order_id, media_type, bytes, sha256, sealed, \
             uploaded_at, uploaded_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')";
        let mut tx = self.0.db.begin().await?;
        within!(&mut tx, |c| {
            let query = sqlx::query(SQL).bind(corp.as_str()).bind(row.id).bind(row.order);
            let query =
                query.bind(row.media_type.as_str()).bind(i64::try_from(row.bytes).unwrap_or(i64::MAX));
            let query = query.bind(row.sha256.as_str()).bind(sealed).bind(row.uploaded_at);
            query.bind(row.uploaded_by.0).execute(c).await.map(|_| ())
        })?;
        tx.commit().await
    }

    /// Lists the vouchers of an order, the oldest first.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn vouchers(&self, corp: &CorpId, order: Uuid) -> StoreResult<Vec<VoucherRow>> {
        let sql = format!(
            "SELECT {VOUCHER} FROM service_voucher WHERE corp_id = $1 AND order_id = $2 ORDER BY uploaded_at, id"
        );
        let rows = read!(self, |db| {
            let query = sqlx::query_as::<_, VoucherFields>(sqlx::AssertSqlSafe(sql.as_str()));
            query.bind(corp.as_str()).bind(order).fetch_all(db).await
        })?;
        Ok(rows.into_iter().map(voucher).collect())
    }

    /// Gives the sealed file of a voucher.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn voucher_file(&self, corp: &CorpId, id: Uuid) -> StoreResult<Option<Vec<u8>>> {
        const SQL: &str = "SELECT sealed FROM service_voucher WHERE corp_id = $1 AND id = $2";
        read!(self, |db| {
            sqlx::query_scalar::<_, Vec<u8>>(SQL).bind(corp.as_str()).bind(id).fetch_optional(db).await
        })
    }

    /// Notes what a second person decided; `false` where it was decided before.
    ///
    /// # Errors
    /// The database's failures.
    pub async fn decide_voucher(
        &self,
        corp: &CorpId,
        id: Uuid,
        state: VoucherState,
        by: OperatorId,
        now: Millis,
    ) -> StoreResult<bool> {
        const SQL: &str = "UPDATE service_voucher SET state = $1, decided_at = $2, decided_by = $3 \
             WHERE corp_id = $4 AND id = $5 AND state = 'waiting' AND uploaded_by <> $3";
        let mut tx = self.0.db.begin().await?;
        let decided = within!(&mut tx, |c| {
            let query =
                sqlx::query(SQL).bind(state.as_str()).bind(now).bind(by.0).bind(corp.as_str()).bind(id);
            query.execute(c).await.map(|done| done.rows_affected())
        })?;
        tx.commit().await?;
        Ok(decided == 1)
    }
}
