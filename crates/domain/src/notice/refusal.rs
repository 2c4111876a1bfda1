//! What a refusal does: a setting of the corp, with the legal basis that it rests on.

use serde::{Deserialize, Serialize};

use super::words;

words! {
    /// What happens to the conversations of a member who refuses.
    MemberRefusal {
        /// They are not archived.
        NotArchived = "not_archived",
        /// They are archived all the same, on another basis than consent.
        ArchivedAllTheSame = "archived_all_the_same",
    }
}

words! {
    /// What happens to the conversations of a customer who refuses. It repeats what is set in WeCom's admin console
    /// (客户同意存档才能提供服务), which is where it is enforced.
    CustomerRefusal {
        /// They go on, and are not archived.
        NotArchived = "not_archived",
        /// They do not go on until the customer agrees.
        NoService = "no_service",
    }
}

words! {
    /// What archiving rests on, by article 13 of the Personal Information Protection Law (个人信息保护法).
    LegalBasis {
        /// Consent (第十三条第一项).
        Consent = "consent",
        /// Human resources management by lawful rules or a collective contract (第二项).
        LabourManagement = "labour_management",
        /// A statutory duty (第三项).
        StatutoryDuty = "statutory_duty",
    }
}

/// The most characters of the note.
pub const MAX_NOTE: usize = 2_000;

/// What a refusal does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusalRule {
    /// For members.
    pub member: MemberRefusal,
    /// For customers.
    pub customer: CustomerRefusal,
    /// What archiving rests on.
    pub basis: LegalBasis,
    /// The rule, contract or statute in words, for the register.
    #[serde(default)]
    pub note: String,
}

impl Default for RefusalRule {
    fn default() -> Self {
        Self {
            member: MemberRefusal::NotArchived,
            customer: CustomerRefusal::NotArchived,
            basis: LegalBasis::Consent,
            note: String::new(),
        }
    }
}

impl RefusalRule {
    /// Tells whether it contradicts itself: what rests on consent cannot go on without; what rests on something else
    /// names it.
    #[must_use]
    pub fn is_contradictory(&self) -> bool {
        let goes_on = self.member == MemberRefusal::ArchivedAllTheSame;
        goes_on && (self.basis == LegalBasis::Consent || self.note.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_rests_on_consent_ends_with_a_refusal() {
        let rule = |member, basis, note: &str| RefusalRule {
            member,
            basis,
            note: note.into(),
            ..RefusalRule::default()
        };
        assert!(!RefusalRule::default().is_contradictory());
        for (basis, note, contradictory) in [
            (LegalBasis::Consent, "员工手册第 7 条", true),
            (LegalBasis::LabourManagement, "员工手册第 7 条", false),
            (LegalBasis::StatutoryDuty, " ", true),
        ] {
            let rule = rule(MemberRefusal::ArchivedAllTheSame, basis, note);
            assert_eq!(rule.is_contradictory(), contradictory, "{basis:?}");
        }
    }
}
