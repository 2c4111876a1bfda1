//! Accepting the terms: which text, by whom, when, from where.

use aws_lc_rs::digest;
use huicun_domain::access::Permission;
use huicun_domain::code::{Language, ProblemCode};
use huicun_domain::service::{TERMS_VERSION, terms};
use huicun_store::TermsRow;
use serde::Deserialize;

use super::books::actor_name;
use super::view::{ServiceView, TermsText};
use crate::audit;
use crate::ctx::Ctx;
use crate::error::AppResult;
use crate::services::Services;

/// That somebody accepts the terms that they were shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AcceptTerms {
    /// The version shown.
    pub version: String,
    /// The SHA-256 of the text shown.
    pub sha256: String,
}

/// Gives the terms in force.
///
/// # Errors
/// [`ProblemCode::Forbidden`].
pub fn terms_text(ctx: &Ctx, language: Language) -> AppResult<TermsText> {
    ctx.authorize(Permission::ManageService)?;
    let text = terms(language);
    Ok(TermsText {
        version: TERMS_VERSION.to_owned(),
        sha256: sha256(text.as_bytes()),
        text: text.to_owned(),
    })
}

/// Puts on record that the operator accepts the terms in force. Accepting them again changes nothing.
///
/// # Errors
/// [`ProblemCode::Conflict`] where another text was shown, [`ProblemCode::Forbidden`].
pub async fn accept_terms(ctx: &Ctx, services: &Services, request: &AcceptTerms) -> AppResult<ServiceView> {
    ctx.authorize(Permission::ManageService)?;
    // Whoever signs is a person.
    let operator = ctx.operator().ok_or(ProblemCode::Forbidden)?;
    let shown = [(Language::Chinese, "zh-CN"), (Language::English, "en")]
        .into_iter()
        .find(|(language, _)| sha256(terms(*language).as_bytes()) == request.sha256);
    let Some((_, language)) = shown.filter(|_| request.version == TERMS_VERSION) else {
        return Err(ProblemCode::Conflict.into());
    };
    let object = serde_json::json!({ "version": request.version, "sha256": request.sha256 });
    let admission = audit::admit(ctx, services, "accept_terms", object).await?;
    let row = TermsRow {
        version: request.version.clone(),
        language: language.to_owned(),
        sha256: request.sha256.clone(),
        accepted_at: services.now(),
        operator,
        operator_name: actor_name(ctx),
        address: ctx.address.clone(),
    };
    let added = services.store.accept_terms(&services.corp, &row).await?;
    admission.finish(services, if added { "done" } else { "known" }, u64::from(added)).await?;
    super::state(ctx, services).await
}

/// Refuses where the terms in force were not accepted.
pub(super) async fn must_be_accepted(services: &Services) -> AppResult<()> {
    let accepted = services.store.accepted_terms(&services.corp).await?;
    if accepted.iter().any(|row| row.version == TERMS_VERSION) {
        Ok(())
    } else {
        Err(ProblemCode::TermsNotAccepted.into())
    }
}

/// The SHA-256 of bytes, in hex.
pub(super) fn sha256(bytes: &[u8]) -> String {
    digest::digest(&digest::SHA256, bytes).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What was accepted is a hash: a text that is changed is a new version.
    #[test]
    fn the_texts_of_this_version_never_change() {
        assert_eq!(TERMS_VERSION, "2026-11");
        assert_eq!(
            sha256(terms(Language::Chinese).as_bytes()),
            "42dbd152f828b56a1c95fb376b4f5217133540cb555b8b6daf0d638a925651ab"
        );
        assert_eq!(
            sha256(terms(Language::English).as_bytes()),
            "cbfb144c936791acc3336e3304246d81cf24c2b980fac90654b956417fcfabdd"
        );
    }
}
