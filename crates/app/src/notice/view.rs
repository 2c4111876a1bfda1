//! What the console and the employee's page are shown of notices and consents.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{JobId, NoticeId, PartyId, QuestionId};
use huicun_domain::notice::consent::{ConsentSource, CustomerConsent, MemberConsent};
use huicun_domain::notice::refusal::RefusalRule;
use huicun_domain::notice::remind::Reminders;
use huicun_domain::notice::{Answer, Asks, Audience, How, NoticeKind, NoticeText};
use huicun_domain::scope::Mode;
use serde::{Deserialize, Serialize};

use crate::view::{OperatorRef, PartyRef};

/// In which form a notice is delivered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Channel {
    /// A text.
    Text,
    /// A card that opens the employee's page.
    TextCard,
    /// A card with buttons to answer by.
    Buttons,
}

/// Where a member stands with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum ReceiptStanding {
    /// Confirmed, or agreed.
    Confirmed,
    /// Declined.
    Declined,
    /// It was sent, and not answered.
    Waiting,
    /// WeCom could not deliver it.
    Refused,
    /// It was not sent.
    NotTold,
}

/// How many members stand where with a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeFigures {
    /// How many should answer: the members of the directory who have not left.
    pub recipients: u64,
    /// To how many it was delivered.
    pub sent: u64,
    /// How many confirmed or agreed.
    pub confirmed: u64,
    /// How many declined.
    pub declined: u64,
    /// How many have not answered.
    pub without: u64,
    /// How many WeCom could not reach.
    pub refused: u64,
}

/// A notice in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeSummary {
    /// The id.
    pub id: NoticeId,
    /// Its form.
    pub kind: NoticeKind,
    /// Whom it is for.
    pub audience: Audience,
    /// What it asks.
    pub asks: Asks,
    /// What operators call it.
    pub name: String,
    /// When it was begun.
    pub created_at: Millis,
    /// The newest published version.
    pub version: Option<i64>,
    /// When that was published.
    pub published_at: Option<Millis>,
    /// Whether a draft waits to be published.
    pub has_draft: bool,
    /// Who answered the newest published version; absent for notices to customers.
    pub figures: Option<NoticeFigures>,
}

/// A version of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeVersionView {
    /// The number, from 1.
    pub version: i64,
    /// The text.
    pub text: NoticeText,
    /// The SHA-256 of the text, in hex.
    pub sha256: String,
    /// When it was last written.
    pub edited_at: Millis,
    /// When it was published; absent for a draft.
    pub published_at: Option<Millis>,
    /// Who published it.
    pub published_by: Option<OperatorRef>,
}

/// A notice with its versions and deliveries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NoticeView {
    /// What lists show of it.
    pub summary: NoticeSummary,
    /// Its versions, the newest first; the first may be a draft.
    pub versions: Vec<NoticeVersionView>,
    /// Its deliveries, the newest first.
    pub deliveries: Vec<DeliveryView>,
    /// The address at which everybody can read it; absent where none is configured.
    pub public_url: Option<String>,
}

/// A delivery: a job that sends a version to members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DeliveryView {
    /// The job.
    pub id: JobId,
    /// The version.
    pub version: i64,
    /// In which form.
    pub channel: Channel,
    /// Whether it reminds those who have not answered.
    pub reminder: bool,
    /// How those who have not answered are reminded later.
    pub reminders: Option<Reminders>,
    /// `queued`, `running`, `done`, `cancelled` or `failed`.
    pub state: String,
    /// How many are still to be sent.
    pub waiting: u64,
    /// How many were sent.
    pub sent: u64,
    /// How many WeCom could not reach.
    pub refused: u64,
    /// Whom, at most 200.
    pub refused_members: Vec<RefusedView>,
    /// Why it stopped.
    pub problem: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
    /// Who asked for it.
    pub operator: Option<OperatorRef>,
}

/// A member whom WeCom could not reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedView {
    /// Who.
    pub member: PartyRef,
    /// `invalid` (WeCom does not know them, or they are not in the app's range) or `unlicensed`.
    pub problem: String,
}

/// A member, and where they stand with a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonView {
    /// Who.
    pub member: PartyRef,
    /// Where.
    pub standing: ReceiptStanding,
    /// When it was first sent.
    pub sent_at: Option<Millis>,
    /// How often it was sent.
    pub times_sent: u64,
    /// When the last answer was given.
    pub answered_at: Option<Millis>,
    /// In which way.
    pub how: Option<How>,
    /// What the member's consent is now.
    pub consent: MemberConsent,
}

/// One page of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeoplePage {
    /// The members, by id.
    pub items: Vec<PersonView>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
    /// How many stand where.
    pub figures: NoticeFigures,
}

/// A personal link that was made. Its address is shown here and never again.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LinkView {
    /// Whose it is.
    pub member: PartyRef,
    /// The address; without a host where none is configured. It opens once.
    pub url: String,
    /// Until when it opens.
    pub expires_at: Millis,
}

impl std::fmt::Debug for LinkView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "LinkView({})", self.member.id)
    }
}

/// What a customer said last, to a member or in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerConsentView {
    /// `pair` or `room`.
    pub side: String,
    /// The member's id, or the room's.
    pub owner: String,
    /// The member's name, or the room's.
    pub owner_name: Option<String>,
    /// The customer.
    pub customer: PartyRef,
    /// What.
    pub state: CustomerConsent,
    /// When it happened.
    pub at: Millis,
    /// When the archive learnt of it.
    pub learnt_at: Millis,
    /// Where from.
    pub source: ConsentSource,
    /// How many things were said in all.
    pub entries: u64,
}

/// One page of customers' consents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerConsentPage {
    /// What counts now.
    pub items: Vec<CustomerConsentView>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
    /// When WeCom was last asked about all of them, or is being asked.
    pub check: Option<CheckView>,
}

/// A round of asking WeCom what customers said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CheckView {
    /// `queued`, `running`, `done` or `failed`.
    pub state: String,
    /// How many pairs and rooms were asked about.
    pub done: u64,
    /// Why it stopped.
    pub problem: Option<String>,
    /// When it was asked for.
    pub created_at: Millis,
    /// When it ended.
    pub finished_at: Option<Millis>,
}

/// A question of a member.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionView {
    /// The id.
    pub id: QuestionId,
    /// Who asked.
    pub member: PartyRef,
    /// When.
    pub asked_at: Millis,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Millis>,
    /// By whom.
    pub answered_by: Option<OperatorRef>,
}

impl std::fmt::Debug for QuestionView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "QuestionView({}, {} bytes)", self.id, self.question.len())
    }
}

/// Whether a member is archived, and what is there of theirs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ArchivedView {
    /// What the rules of the archive say of the member; absent until there are rules.
    pub standing: Option<MeStanding>,
    /// Whether messages of the member are in the archive.
    pub seen: bool,
    /// When the first was sent.
    pub since: Option<Millis>,
    /// When the last was sent.
    pub until: Option<Millis>,
    /// How many there are in the conversations that the member took part in.
    pub messages: u64,
    /// In how many conversations.
    pub conversations: u64,
}

/// What the rules of the archive say of a member now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeStanding {
    /// Whether any of the member's conversations are archived now, the consent counted.
    pub archived: bool,
    /// Since when the rules include the member without a break.
    pub since: Option<Millis>,
    /// On what basis conversations within the corp are archived; absent where they are not.
    pub internal: Option<Mode>,
    /// On what basis conversations with somebody outside are archived; absent where they are not.
    pub external: Option<Mode>,
    /// The rules that say so.
    pub rules: Vec<MeRule>,
}

/// A rule as the member it includes is told of it: never who else it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeRule {
    /// By what it includes the member.
    pub by: MeRuleGround,
    /// The name of the department or tag.
    pub name: Option<String>,
    /// On what basis.
    pub mode: Mode,
    /// Since when it counts.
    pub from: Millis,
    /// Until when.
    pub until: Option<Millis>,
}

/// By what a rule includes a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum MeRuleGround {
    /// All members are.
    Everybody,
    /// It names the member.
    Named,
    /// The member belongs to a department.
    Department,
    /// The member carries a tag.
    Tag,
}

/// A notice as an employee reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeNotice {
    /// The id.
    pub id: NoticeId,
    /// Its form.
    pub kind: NoticeKind,
    /// What it asks.
    pub asks: Asks,
    /// The version.
    pub version: i64,
    /// The text.
    pub text: NoticeText,
    /// The SHA-256 of the text, in hex.
    pub sha256: String,
    /// When it was published.
    pub published_at: Millis,
    /// What the member answered last.
    pub answer: Option<Answer>,
    /// When.
    pub answered_at: Option<Millis>,
}

/// Something that a member decided.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeDecision {
    /// When.
    pub at: Millis,
    /// `confirmed`, `declined`, `agreed`, `refused` or `withdrawn`.
    pub what: String,
    /// In which way.
    pub how: How,
    /// What the notice is called.
    pub notice: String,
    /// Its version.
    pub version: i64,
}

/// The employee's own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MeView {
    /// Who.
    pub member: PartyRef,
    /// The corp's name.
    pub corp: String,
    /// The IANA name of the time zone in which times are shown.
    pub time_zone: String,
    /// Whether the member is archived, as far as is known.
    pub archived: ArchivedView,
    /// What the member's consent is now.
    pub consent: MemberConsent,
    /// What a refusal does, and what archiving rests on.
    pub rule: RefusalRule,
    /// The notices that are in force.
    pub notices: Vec<MeNotice>,
    /// What the member decided, the newest first.
    pub decisions: Vec<MeDecision>,
    /// What the member asked, the newest first.
    pub questions: Vec<QuestionView>,
}

/// A notice as everybody may read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicNotice {
    /// The corp's name.
    pub corp: String,
    /// The version.
    pub version: i64,
    /// The text.
    pub text: NoticeText,
    /// The SHA-256 of the text, in hex.
    pub sha256: String,
    /// When it was published.
    pub published_at: Millis,
}

/// The register: what was told to whom, and what they answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterView {
    /// The corp's name.
    pub corp: String,
    /// When the register was drawn.
    pub drawn_at: Millis,
    /// Who drew it.
    pub drawn_by: String,
    /// What a refusal does, and what archiving rests on.
    pub rule: RefusalRule,
    /// Every published version, with its figures.
    pub notices: Vec<RegisterNotice>,
    /// Answers and consents of members, at most 2,000; the CSV file has all.
    pub entries: Vec<RegisterEntry>,
    /// How many entries there are in all.
    pub entry_count: u64,
    /// How many customers' consents are in each state now.
    pub customers: Vec<CustomerCount>,
}

/// How many customers' consents are in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CustomerCount {
    /// The state.
    pub state: CustomerConsent,
    /// How many.
    pub count: u64,
}

/// A published version in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterNotice {
    /// What operators call it.
    pub name: String,
    /// Its form.
    pub kind: NoticeKind,
    /// The version.
    pub version: NoticeVersionView,
    /// Who answered it; absent for notices to customers.
    pub figures: Option<NoticeFigures>,
}

/// An answer or a consent in the register.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegisterEntry {
    /// Who.
    pub member: PartyId,
    /// The name.
    pub name: Option<String>,
    /// `confirmed`, `declined`, `agreed`, `refused` or `withdrawn`.
    pub what: String,
    /// What the notice is called.
    pub notice: String,
    /// Its version.
    pub version: i64,
    /// When it happened.
    pub at: Millis,
    /// When the archive learnt of it.
    pub learnt_at: Millis,
    /// In which way it came.
    pub how: How,
    /// What proves it, as JSON.
    pub evidence: String,
}
