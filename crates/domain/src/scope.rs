//! Archive scope (存档范围): whose conversations are archived, of which kind, on what basis, from when until when.
//!
//! Rules are never changed: one that is edited ends and another begins. What was in scope at a moment in the past is
//! therefore told by the same rules, and a question about it has one answer for ever.

mod check;
mod draft;
mod reconcile;
mod right;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use check::{Flaw, Warning, flaws, warnings};
pub use draft::{Change, Drafted};
pub use reconcile::{MissingReason, Permits, Reconciled, SurplusReason, reconcile};
pub use right::{ConsentState, Consents, Party, QuarantineReason, Right, Subject, right_to_archive};

use crate::clock::Millis;
use crate::directory::{DepartmentId, History, Span, TagId};
use crate::ids::PartyId;
use crate::service::Edition;

/// A rule of the scope.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleId(pub Uuid);

/// On what basis a member's conversations are archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeMode))]
pub enum Mode {
    /// Only while the member agrees.
    Consent,
    /// Whatever the member says.
    Forced,
}

/// Whom a rule is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeSelector))]
pub enum Selector {
    /// All members.
    Everybody,
    /// These members.
    Members {
        /// Their ids.
        members: BTreeSet<PartyId>,
    },
    /// Those who belong to a department.
    Department {
        /// The department.
        department: DepartmentId,
        /// Whether those of departments below it belong too.
        children: bool,
    },
    /// Those who carry a tag, or whose department does.
    Tag {
        /// The tag.
        tag: TagId,
    },
}

/// What a rule does with those it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "does", rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeEffect))]
pub enum Effect {
    /// Their conversations are archived.
    Include {
        /// On what basis.
        mode: Mode,
        /// Whether this rule counts where another one asks the same member for consent: else whoever may refuse by one
        /// rule may refuse. Means something for rules that force.
        beats_consent: bool,
        /// Whether conversations within the corp are.
        internal: bool,
        /// Whether conversations with somebody outside are.
        external: bool,
        /// The edition of the seat that they need.
        edition: Edition,
    },
    /// They are left out, whatever other rules say.
    Exclude,
}

/// One rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Rule {
    /// Its name.
    pub id: RuleId,
    /// Whom it is about.
    pub selector: Selector,
    /// What it does.
    pub effect: Effect,
    /// The first moment at which it counts.
    pub from: Millis,
    /// The first moment at which it counts no more, where it ends.
    pub until: Option<Millis>,
}

/// All rules there ever were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The rules, those that ended too.
    pub rules: Vec<Rule>,
}

/// How a member is archived at a moment.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeCoverage))]
pub struct Coverage {
    /// On what basis conversations within the corp are archived, if they are.
    pub internal: Option<Mode>,
    /// On what basis conversations with somebody outside are archived, if they are.
    pub external: Option<Mode>,
    /// The edition of the seat that is needed.
    pub edition: Option<Edition>,
    /// The rules that say so.
    pub rules: Vec<RuleId>,
    /// Whether rules that force meet rules that ask.
    pub contradicted: bool,
}

impl Coverage {
    /// Tells whether anything is archived.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.internal.is_some() || self.external.is_some()
    }
}

impl Rule {
    /// When the rule counts.
    #[must_use]
    pub fn span(&self) -> Span {
        Span { from: self.from, until: self.until.unwrap_or(Span::OPEN) }
    }

    /// Tells whether the rule is about a member at a moment.
    #[must_use]
    pub fn concerns(&self, history: &History, member: &PartyId, at: Millis) -> bool {
        self.span().contains(at) && self.selector.selects(history, member, at)
    }
}

impl Selector {
    /// Tells whether a member is selected at a moment. Whoever is not listed then is selected by no rule.
    #[must_use]
    pub fn selects(&self, history: &History, member: &PartyId, at: Millis) -> bool {
        if !history.is_employed(member, at) {
            return false;
        }
        match self {
            Self::Everybody => true,
            Self::Members { members } => {
                let present = history.present_id(member);
                members.iter().any(|named| history.present_id(named) == present)
            }
            Self::Department { department, children: false } => {
                history.departments_of(member, at).contains(department)
            }
            Self::Department { department, children: true } => {
                let own = history.departments_of(member, at);
                own.into_iter().any(|belongs| history.is_within(belongs, *department, at))
            }
            Self::Tag { tag } => history.tags_of(member, at).contains(tag),
        }
    }
}

/// What rules say of one kind of a member's conversations.
#[derive(Clone, Copy, Debug, Default)]
struct Said {
    asks: bool,
    forces: bool,
    beats: bool,
}

impl Said {
    fn hear(&mut self, mode: Mode, beats_consent: bool) {
        match mode {
            Mode::Consent => self.asks = true,
            Mode::Forced => {
                self.forces = true;
                self.beats |= beats_consent;
            }
        }
    }

    fn mode(self) -> Option<Mode> {
        match self {
            Self { asks: false, forces: false, .. } => None,
            Self { asks: true, beats: false, .. } => Some(Mode::Consent),
            _ => Some(Mode::Forced),
        }
    }
}

impl Scope {
    /// The moment at which the first rule ever began: before it, everything that WeCom delivered is archived.
    #[must_use]
    pub fn begins(&self) -> Option<Millis> {
        self.rules.iter().map(|rule| rule.from).min()
    }

    /// Tells how a member is archived at a moment.
    #[must_use]
    pub fn coverage(&self, history: &History, member: &PartyId, at: Millis) -> Coverage {
        let mut coverage = Coverage::default();
        let (mut within, mut outside) = (Said::default(), Said::default());
        for rule in self.rules.iter().filter(|rule| rule.concerns(history, member, at)) {
            let Effect::Include { mode, beats_consent, internal, external, edition } = rule.effect else {
                return Coverage::default();
            };
            if internal {
                within.hear(mode, beats_consent);
            }
            if external {
                outside.hear(mode, beats_consent);
            }
            coverage.edition = coverage.edition.max(Some(edition));
            coverage.rules.push(rule.id);
        }
        (coverage.internal, coverage.external) = (within.mode(), outside.mode());
        coverage.contradicted = [within, outside].iter().any(|said| said.asks && said.forces);
        coverage
    }

    /// Lists everybody who is archived at a moment, by the ids of today, in their order.
    #[must_use]
    pub fn resolve(&self, history: &History, at: Millis) -> Vec<(PartyId, Coverage)> {
        let covered =
            history.members_at(at).map(|member| (member.clone(), self.coverage(history, member, at)));
        let mut covered: Vec<_> = covered.filter(|(_, coverage)| coverage.is_any()).collect();
        covered.sort_by(|one, other| one.0.cmp(&other.0));
        covered
    }

    /// Tells since when a member has been archived without a break, where it is at a moment.
    #[must_use]
    pub fn archived_since(&self, history: &History, member: &PartyId, at: Millis) -> Option<Millis> {
        let is_archived = |at| self.coverage(history, member, at).is_any();
        if !is_archived(at) {
            return None;
        }
        // Nothing changes between two turns: what is so at one is so until the next.
        let turns = self.rules.iter().flat_map(|rule| [Some(rule.from), rule.until]).flatten();
        let turns: BTreeSet<Millis> = turns.chain(history.turns(member)).filter(|turn| *turn <= at).collect();
        let archived = turns.into_iter().rev().take_while(|turn| is_archived(*turn));
        archived.last()
    }

    /// Lists the moments after `after` at which a rule begins or ends.
    #[must_use]
    pub fn turns_after(&self, after: Millis) -> BTreeSet<Millis> {
        let turns = self.rules.iter().flat_map(|rule| [Some(rule.from), rule.until]);
        turns.flatten().filter(|turn| *turn > after).collect()
    }
}

#[cfg(test)]
mod tests;
