//! Where a member stands with the archive: one word for what the directory, the scope and the consent say together.

use serde::{Deserialize, Serialize};

use crate::notice::consent::MemberConsent;
use crate::scope::{Coverage, Mode};

/// Whether the directory lists a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listing {
    /// It never did: the member is known from messages only.
    Never,
    /// It did once.
    Once,
    /// It does.
    Now,
}

/// Where a member stands with the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ArchiveStanding {
    /// Conversations are archived: all, or those of one kind.
    Archived,
    /// The scope asks for a consent, and nothing was said yet.
    AwaitsConsent,
    /// The scope asks for a consent, and the member refused it or took it back.
    Refused,
    /// No rule of the scope is about the member.
    OutOfScope,
    /// The member left the corp.
    Left,
    /// The directory never listed the member, so that no rule can be about it.
    Unlisted,
}

impl ArchiveStanding {
    /// All of them.
    pub const ALL: &'static [Self] =
        &[Self::Archived, Self::AwaitsConsent, Self::Refused, Self::OutOfScope, Self::Left, Self::Unlisted];

    /// Tells where a member stands; `coverage` is absent where no rule of the scope was ever saved, and then everybody
    /// is archived who did not leave.
    #[must_use]
    pub fn of(listing: Listing, coverage: Option<&Coverage>, consent: MemberConsent) -> Self {
        let Some(coverage) = coverage else {
            return if listing == Listing::Once { Self::Left } else { Self::Archived };
        };
        match listing {
            Listing::Never => return Self::Unlisted,
            Listing::Once => return Self::Left,
            Listing::Now => {}
        }
        if !coverage.is_any() {
            return Self::OutOfScope;
        }
        if [coverage.internal, coverage.external].contains(&Some(Mode::Forced)) {
            return Self::Archived;
        }
        match consent {
            MemberConsent::Agreed => Self::Archived,
            MemberConsent::Pending => Self::AwaitsConsent,
            MemberConsent::Refused | MemberConsent::Withdrawn => Self::Refused,
        }
    }

    /// Tells whether the scope is about the member, whatever the member said.
    #[must_use]
    pub fn is_in_scope(self) -> bool {
        matches!(self, Self::Archived | Self::AwaitsConsent | Self::Refused)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_directory_comes_before_the_scope_and_the_scope_before_the_consent() {
        use ArchiveStanding as Is;
        use MemberConsent::{Agreed, Pending, Refused, Withdrawn};
        let covered = |internal, external| Coverage { internal, external, ..Coverage::default() };
        let (asked, forced) = (Some(Mode::Consent), Some(Mode::Forced));
        let table = [
            (Listing::Never, None, Pending, Is::Archived),
            (Listing::Now, None, Refused, Is::Archived),
            (Listing::Once, None, Pending, Is::Left),
            (Listing::Never, Some(covered(forced, forced)), Pending, Is::Unlisted),
            (Listing::Once, Some(covered(forced, forced)), Agreed, Is::Left),
            (Listing::Now, Some(covered(None, None)), Agreed, Is::OutOfScope),
            (Listing::Now, Some(covered(asked, None)), Pending, Is::AwaitsConsent),
            (Listing::Now, Some(covered(asked, asked)), Agreed, Is::Archived),
            (Listing::Now, Some(covered(None, asked)), Refused, Is::Refused),
            (Listing::Now, Some(covered(None, asked)), Withdrawn, Is::Refused),
            (Listing::Now, Some(covered(forced, None)), Refused, Is::Archived),
            (Listing::Now, Some(covered(asked, forced)), Withdrawn, Is::Archived),
        ];
        for (listing, coverage, consent, expected) in table {
            let standing = Is::of(listing, coverage.as_ref(), consent);
            assert_eq!(standing, expected, "{listing:?} {coverage:?} {consent:?}");
        }
        let within: Vec<bool> = Is::ALL.iter().map(|standing| standing.is_in_scope()).collect();
        assert_eq!(within, [true, true, true, false, false, false]);
    }
}
