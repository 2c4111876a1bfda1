//! What operators are shown of the scope.

use huicun_domain::clock::Millis;
use huicun_domain::directory::{DepartmentId, TagId};
use huicun_domain::notice::consent::MemberConsent;
use huicun_domain::scope::{Coverage, Effect, Flaw, MissingReason, RuleId, Selector, SurplusReason, Warning};
use huicun_domain::service::Edition;
use serde::Serialize;

use crate::view::{OperatorRef, PartyRef, ProblemView};

/// The scope: its rules, and what they take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeView {
    /// How often the scope was changed; a draft names the version that it was made from.
    pub version: u64,
    /// When this was so.
    pub as_of: Millis,
    /// Whether any rule was ever saved: until then everything that WeCom delivers is archived.
    pub ruled: bool,
    /// Every rule there ever was, in the order in which they were saved.
    pub rules: Vec<ScopeRuleView>,
    /// How many members are in scope now.
    pub archived: u64,
    /// How many members are listed in the directory now.
    pub listed: u64,
    /// What the scope takes of the seats.
    pub seats: ScopeSeats,
    /// What is odd about rules that count.
    pub warnings: Vec<ScopeRuleWarning>,
}

/// Where a rule stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ScopeRuleStanding {
    /// It has not begun.
    Planned,
    /// It counts.
    Active,
    /// It counts, and its end is set.
    Ending,
    /// It counts no more.
    Ended,
}

/// A rule, with who saved it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeRuleView {
    /// The rule's name.
    pub id: RuleId,
    /// Whom it is about.
    pub selector: Selector,
    /// What it does.
    pub effect: Effect,
    /// From when on it counts.
    pub from: Millis,
    /// From when on it counts no more.
    pub until: Option<Millis>,
    /// Where it stands.
    pub standing: ScopeRuleStanding,
    /// How many members it selects now, whatever other rules say.
    pub selects: u64,
    /// The members it names, the first 200 of them.
    pub members: Vec<PartyRef>,
    /// The name of its department or tag.
    pub names: Option<String>,
    /// What was noted.
    pub note: String,
    /// When it was saved.
    pub saved_at: Millis,
    /// Who saved it; absent for the command line.
    pub saved_by: Option<OperatorRef>,
}

/// Something odd about a rule that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeRuleWarning {
    /// The rule.
    pub rule: RuleId,
    /// What is odd.
    pub warning: Warning,
}

/// What a scope takes of the seats that were bought.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeSeats {
    /// How many seats of each edition are needed; editions that none needs are left out.
    pub needed: Vec<EditionSeats>,
    /// How many seats are needed in all.
    pub total: u64,
    /// What was bought, where anything was.
    pub bought: Option<EditionSeats>,
    /// How many seats are lacking.
    pub lacking: u64,
}

/// Seats of an edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionSeats {
    /// The edition.
    pub edition: Edition,
    /// How many.
    pub seats: u64,
}

/// What a draft would change, with nothing saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopePreview {
    /// The moment that is looked at.
    pub at: Millis,
    /// Whether the draft changes any rule.
    pub changes: bool,
    /// How many members are in scope before.
    pub before: u64,
    /// How many members are in scope afterwards.
    pub archived: u64,
    /// Who comes in.
    pub joins: ScopePeople,
    /// Who goes out.
    pub leaves: ScopePeople,
    /// Who stays in, otherwise than before: on another basis, with other conversations, or of another edition.
    pub changed: ScopePeople,
    /// Who is asked by one rule and forced by another afterwards.
    pub contradicted: ScopePeople,
    /// What it takes of the seats.
    pub seats: ScopeSeats,
    /// When rules begin or end later, and how many members are in scope then; the next ten times.
    pub turns: Vec<ScopeTurn>,
    /// Why it cannot be saved.
    pub flaws: Vec<ScopeDraftFlaw>,
    /// What is odd, and may be meant.
    pub warnings: Vec<ScopeDraftWarning>,
}

/// People, counted and named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopePeople {
    /// How many.
    pub total: u64,
    /// The first 200 by id.
    pub first: Vec<PartyRef>,
}

/// A time at which rules begin or end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeTurn {
    /// When.
    pub at: Millis,
    /// How many members are in scope from then on, by the directory of today.
    pub archived: u64,
}

/// Why a draft cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeDraftFlaw {
    /// The place of the rule in the draft, from 0; absent where it is about all of them.
    pub index: Option<usize>,
    /// What is wrong.
    pub flaw: Flaw,
}

/// What is odd about a rule of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeDraftWarning {
    /// The place of the rule in the draft, from 0.
    pub index: usize,
    /// What is odd.
    pub warning: Warning,
}

/// Whether a member was in scope at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeMemberView {
    /// The member, by the id of today.
    pub member: PartyRef,
    /// The moment.
    pub at: Millis,
    /// Whether the member was listed in the directory then.
    pub listed: bool,
    /// Whether any rule had been saved: before that, everything that WeCom delivered is archived.
    pub ruled: bool,
    /// What the rules said.
    pub coverage: Coverage,
    /// Since when that was so without a break.
    pub since: Option<Millis>,
    /// The member's consent then.
    pub consent: MemberConsent,
    /// Whether conversations within the corp were to be archived, the consent counted.
    pub internal: bool,
    /// Whether conversations with somebody outside were to be archived, the consent counted.
    pub external: bool,
    /// The rules that included the member.
    pub rules: Vec<ScopeRuleView>,
    /// The rules that left the member out.
    pub excluded_by: Vec<ScopeRuleView>,
}

/// The departments and tags that rules may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeChoices {
    /// The departments, those that are gone too, since rules may name them.
    pub departments: Vec<DepartmentChoice>,
    /// The tags, those that are gone too.
    pub tags: Vec<TagChoice>,
}

/// A department that a rule may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentChoice {
    /// WeCom's number.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The department above it; 0 for the corp itself.
    pub parent: DepartmentId,
    /// Whether it is listed no more.
    pub gone: bool,
}

/// A tag that a rule may name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagChoice {
    /// WeCom's number.
    pub id: TagId,
    /// The name.
    pub name: String,
    /// Whether it is listed no more.
    pub gone: bool,
}

/// Members whose name or id was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScopeCandidates {
    /// The first twenty.
    pub items: Vec<PartyRef>,
    /// How many there are.
    pub total: u64,
}

/// The differences between the scope, the seats and WeCom's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconcileView {
    /// When they were last found; absent before the first time.
    pub at: Option<Millis>,
    /// Why they could not be found since, where that is so. What is shown is then older.
    pub failing: Option<ProblemView>,
    /// Whether any rule had been saved: before that nobody is missed.
    pub ruled: bool,
    /// How many members are in scope.
    pub archived: u64,
    /// The seats.
    pub seats: ReconcileSeats,
    /// How many should be archived and are not, by reason.
    pub missing: Vec<MissingCount>,
    /// How many should be archived and are not.
    pub missing_total: u64,
    /// How many are archived and should not be, by reason.
    pub surplus: Vec<SurplusCount>,
    /// How many are archived and should not be.
    pub surplus_total: u64,
    /// How many wrote lately, are in no rule and have no seat: their messages came by others.
    pub unscoped_total: u64,
    /// The people of the list that was asked for, by id.
    pub items: Vec<ReconcileItem>,
    /// How many people that list has.
    pub total: u64,
    /// Where the list continues.
    pub next: Option<String>,
}

/// Seats as WeCom has them and as they were bought.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconcileSeats {
    /// What was bought, where anything was.
    pub bought: Option<EditionSeats>,
    /// How many seats WeCom says are effective.
    pub effective: u64,
    /// The same by edition; editions without any are left out.
    pub by_edition: Vec<EditionSeats>,
    /// How many seats the scope needs.
    pub needed: u64,
}

/// How many are not archived for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingCount {
    /// The reason.
    pub reason: MissingReason,
    /// How many.
    pub count: u64,
}

/// How many are archived that should not be, for a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SurplusCount {
    /// The reason.
    pub reason: SurplusReason,
    /// How many.
    pub count: u64,
}

/// One of those who are not archived as they should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReconcileItem {
    /// Who.
    pub member: PartyRef,
    /// The department, where known.
    pub department: Option<String>,
    /// Why, by the word of the reason; `unscoped` for those who wrote and are in no rule.
    pub reason: String,
    /// When the member last wrote, as far as the archive knows.
    pub last_at: Option<Millis>,
}
