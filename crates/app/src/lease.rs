//! Leases of the work that only one process may do for a corp.

use std::time::Duration;

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_store::Lease;

use crate::error::{AppError, AppResult};
use crate::services::Services;

/// How long a lease is held without being renewed, in milliseconds.
const LEASE_MS: Millis = 15_000;

/// Takes the lease of some work.
///
/// # Errors
/// [`ProblemCode::DataInUse`] where another process holds it; the store's failures.
pub(crate) async fn take(services: &Services, work: &str, holder: &str) -> AppResult<Lease> {
    let name = format!("{work}:{}", services.corp);
    let lease = services.store.acquire_lease(&name, holder, LEASE_MS, services.now()).await?;
    Ok(lease.ok_or(ProblemCode::DataInUse)?)
}

/// Renews a lease until that fails: somebody else then holds it, and this process must write no more.
pub(crate) async fn renew(services: &Services, lease: &Lease) -> AppResult<()> {
    loop {
        tokio::time::sleep(Duration::from_millis(LEASE_MS.unsigned_abs() / 3)).await;
        match services.store.renew_lease(lease, LEASE_MS, services.now()).await {
            Ok(true) => {}
            Ok(false) => return Err(ProblemCode::DataInUse.into()),
            Err(error) => {
                let error = AppError::from(error);
                if error.is_fatal() {
                    return Err(error);
                }
                tracing::warn!(code = error.code().as_str(), "the lease could not be renewed");
            }
        }
    }
}
