//! The archive scope (存档范围): who is archived, on what basis, by what that is decided; and whether WeCom's list of
//! seats agrees with it (席位对账).
//!
//! Rules are never changed: saving a draft lets some end and others begin, so that a question about a moment in the past
//! has one answer for ever.

mod book;
mod member;
mod people;
mod quarantine;
mod reconcile;
mod report;
mod right;
mod rules;
mod run;
mod save;
mod state;
mod view;

pub use book::{ScopeBook, book};
pub use member::of_member;
pub(crate) use member::standing;
pub(crate) use quarantine::destroy_due;
pub use quarantine::quarantine;
pub use reconcile::{reconcile, reconcile_now};
pub use report::{ReconcileList, ReconcileQuery, reconciled, reconciled_csv};
pub(crate) use report::{figures, urgent};
pub(crate) use right::Decider;
pub use rules::{candidates, choices, show};
pub(crate) use rules::{find_parties, list_choices, resolved};
pub use run::run;
pub use save::{ScopeDraft, ScopeDraftRule, preview, save};
pub use state::{Reconciliation, ScopeState};
pub use view::{
    DepartmentChoice, EditionSeats, MissingCount, ReconcileItem, ReconcileSeats, ReconcileView,
    ScopeCandidates, ScopeChoices, ScopeDraftFlaw, ScopeDraftWarning, ScopeMemberView, ScopePeople,
    ScopePreview, ScopeRuleStanding, ScopeRuleView, ScopeRuleWarning, ScopeSeats, ScopeTurn, ScopeView,
    SurplusCount, TagChoice,
};
