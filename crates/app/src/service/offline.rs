//! Bank transfers: one person uploads a voucher, a second one sees the money and confirms.

use huicun_domain::access::Permission;
use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::service::{Event, Money, OrderState, PaymentChannel, PaymentNotice};
use huicun_store::{VoucherRow, VoucherState};
use huicun_vault::RecordKind;
use serde::Deserialize;
use uuid::Uuid;

use super::books::{find, happen};
use super::orders::{note, shown};
use super::terms::sha256;
use super::view::OrderView;
use crate::audit;
use crate::ctx::Ctx;
use crate::error::{AppError, AppResult};
use crate::services::Services;

/// The largest voucher, in bytes.
pub const MAX_VOUCHER: usize = 2 << 20;
/// How many vouchers one order has.
const MAX_VOUCHERS: usize = 10;
/// The most characters of a bank's reference.
const REFERENCE_CHARS: usize = 64;

/// The file of a voucher.
#[derive(Clone, Debug)]
pub struct VoucherFile {
    /// What kind of file.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What the second person saw on the bank's statement.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Confirmation {
    /// How much came, in fen.
    pub amount: Money,
    /// The bank's reference: each comes once.
    pub reference: String,
    /// When the payer paid.
    pub paid_at: Millis,
}

/// Keeps a voucher for an order that waits; it is told by its bytes what kind of file it is.
///
/// # Errors
/// [`ProblemCode::VoucherUnacceptable`], [`ProblemCode::Conflict`] for an order that does not wait or has too many,
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn upload_voucher(ctx: &Ctx, services: &Services, id: Uuid, bytes: &[u8]) -> AppResult<OrderView> {
    ctx.authorize(Permission::ManageService)?;
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    let order = find(services, id).await?;
    let media_type = media_type(bytes).filter(|_| bytes.len() <= MAX_VOUCHER);
    let media_type = media_type.ok_or(ProblemCode::VoucherUnacceptable)?;
    let known = services.store.vouchers(&services.corp, id).await?;
    // Money may come after the order's time, too: it is then confirmed as a credit.
    let waits = matches!(order.ledger.state, OrderState::AwaitingPayment | OrderState::Expired);
    if !waits || known.len() >= MAX_VOUCHERS {
        return Err(ProblemCode::Conflict.into());
    }
    let now = services.now();
    let row = VoucherRow {
        id: Uuid::now_v7(),
        order: id,
        media_type: media_type.to_owned(),
        bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        sha256: sha256(bytes),
        uploaded_at: now,
        uploaded_by: operator,
        state: VoucherState::Waiting,
        decided_at: None,
        decided_by: None,
    };
    let object =
        serde_json::json!({ "order": id, "voucher": row.id, "sha256": row.sha256, "bytes": row.bytes });
    let admission = audit::admit(ctx, services, "upload_voucher", object).await?;
    let scope = services.period(now);
    let sealed = services.ring.seal_record(&scope, RecordKind::Voucher, row.id.as_bytes(), bytes)?;
    services.store.insert_voucher(&services.corp, &row, &sealed).await?;
    note(ctx, services, id, "voucher_uploaded").await?;
    admission.finish(services, "done", 1).await?;
    shown(services, id).await
}

/// Opens the file of a voucher, on record.
///
/// # Errors
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn voucher_file(ctx: &Ctx, services: &Services, id: Uuid, voucher: Uuid) -> AppResult<VoucherFile> {
    ctx.authorize(Permission::ManageService)?;
    let row = find_voucher(services, id, voucher).await?;
    let object = serde_json::json!({ "order": id, "voucher": voucher });
    let admission = audit::admit(ctx, services, "view_voucher", object).await?;
    let sealed = services.store.voucher_file(&services.corp, voucher).await?.ok_or(ProblemCode::NotFound)?;
    let bytes =
        services.ring.open_record(&services.corp, RecordKind::Voucher, voucher.as_bytes(), &sealed)?;
    admission.finish(services, "answered", 1).await?;
    Ok(VoucherFile { media_type: row.media_type, bytes })
}

/// Confirms that the money of a voucher came. Who uploaded it cannot.
///
/// # Errors
/// [`ProblemCode::SecondPersonNeeded`], [`ProblemCode::PaymentReferenceTaken`], [`ProblemCode::BadRequest`] that names
/// the field, [`ProblemCode::Conflict`] for a voucher that was decided, [`ProblemCode::NotFound`],
/// [`ProblemCode::Forbidden`].
pub async fn confirm_voucher(
    ctx: &Ctx,
    services: &Services,
    id: Uuid,
    voucher: Uuid,
    seen: &Confirmation,
) -> AppResult<OrderView> {
    let row = second_person(ctx, services, id, voucher).await?;
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    let reference = seen.reference.trim();
    let length = reference.chars().count();
    let wrong = [
        ("amount", !seen.amount.is_positive()),
        ("reference", length == 0 || length > REFERENCE_CHARS || reference.chars().any(char::is_control)),
        ("paid_at", seen.paid_at > services.now()),
    ];
    if let Some((field, _)) = wrong.into_iter().find(|(_, wrong)| *wrong) {
        return Err(AppError::Detailed(ProblemCode::BadRequest, field.into()));
    }
    let object = serde_json::json!({ "order": id, "voucher": row.id, "fen": seen.amount.fen() });
    let admission = audit::admit(ctx, services, "confirm_voucher", object).await?;
    let notice = PaymentNotice {
        channel: PaymentChannel::Transfer,
        reference: reference.to_owned(),
        amount: seen.amount,
        paid_at: seen.paid_at,
    };
    // The payment has the voucher's id: a voucher that two confirm at once is one payment.
    let paid = happen(ctx, services, id, |ledger| {
        let is_noted = ledger.payments.iter().any(|payment| payment.id == row.id);
        let is_other = is_noted.then_some(Err(ProblemCode::Conflict.into()));
        is_other.unwrap_or_else(|| Ok(Event::Pay(row.id, notice.clone())))
    })
    .await;
    match paid {
        Ok((_, changes)) if !changes.is_empty() => {
            let (store, now) = (&services.store, services.now());
            store.decide_voucher(&services.corp, row.id, VoucherState::Confirmed, operator, now).await?;
            admission.finish(services, "done", 1).await?;
            shown(services, id).await
        }
        Ok(_) => {
            admission.finish(services, "known", 0).await?;
            Err(ProblemCode::PaymentReferenceTaken.into())
        }
        Err(error) => {
            admission.finish(services, error.code().as_str(), 0).await?;
            Err(error)
        }
    }
}

/// Does not accept a voucher: the money did not come, or the file shows something else.
///
/// # Errors
/// [`ProblemCode::SecondPersonNeeded`], [`ProblemCode::Conflict`] for a voucher that was decided,
/// [`ProblemCode::NotFound`], [`ProblemCode::Forbidden`].
pub async fn refuse_voucher(ctx: &Ctx, services: &Services, id: Uuid, voucher: Uuid) -> AppResult<OrderView> {
    let row = second_person(ctx, services, id, voucher).await?;
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    let object = serde_json::json!({ "order": id, "voucher": row.id });
    let admission = audit::admit(ctx, services, "refuse_voucher", object).await?;
    let (store, now) = (&services.store, services.now());
    let decided = store.decide_voucher(&services.corp, row.id, VoucherState::Refused, operator, now).await?;
    admission.finish(services, if decided { "done" } else { "conflict" }, u64::from(decided)).await?;
    if !decided {
        return Err(ProblemCode::Conflict.into());
    }
    note(ctx, services, id, "voucher_refused").await?;
    shown(services, id).await
}

/// Finds a voucher that waits for this operator.
async fn second_person(ctx: &Ctx, services: &Services, id: Uuid, voucher: Uuid) -> AppResult<VoucherRow> {
    ctx.authorize(Permission::ManageService)?;
    let row = find_voucher(services, id, voucher).await?;
    if row.state != VoucherState::Waiting {
        return Err(ProblemCode::Conflict.into());
    }
    if ctx.operator() == Some(row.uploaded_by) {
        return Err(ProblemCode::SecondPersonNeeded.into());
    }
    Ok(row)
}

async fn find_voucher(services: &Services, id: Uuid, voucher: Uuid) -> AppResult<VoucherRow> {
    let rows = services.store.vouchers(&services.corp, id).await?;
    Ok(rows.into_iter().find(|row| row.id == voucher).ok_or(ProblemCode::NotFound)?)
}

/// Tells by its first bytes what a file is, where that is something a person can look at.
fn media_type(bytes: &[u8]) -> Option<&'static str> {
    let kinds: [(&[u8], &str); 3] =
        [(b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"%PDF-", "application/pdf")];
    kinds.into_iter().find(|(start, _)| bytes.starts_with(start)).map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(media_type(b"%PDF-1.7 "), Some("application/pdf"));
        assert_eq!(media_type(b"\x89PNG\r\n\x1a\n\0"), Some("image/png"));
        assert_eq!(media_type(b"\xff\xd8\xff\xe0"), Some("image/jpeg"));
        for other in [&b"<svg onload=alert(1)>"[..], b"GIF89a", b"", b"%PD"] {
            assert_eq!(media_type(other), None);
        }
    }
}
