//! What is shown of the directory.

use huicun_domain::clock::Millis;
use huicun_domain::directory::{ArchiveStanding, DepartmentId, TagId};
use huicun_domain::ids::{ConversationId, PartyId, RoomId};
use huicun_domain::notice::consent::{CustomerConsent, MemberConsent};
use huicun_domain::scope::{Mode, RuleId};
use huicun_domain::service::Edition;
use serde::Serialize;

use crate::view::{Extent, PartyName, PartyRef};

/// How many members there are, and how they stand with the archive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryFigures {
    /// Members who are listed now.
    pub members: u64,
    /// Those of them whom the scope is about.
    pub in_scope: u64,
    /// Those of them who are archived.
    pub archived: u64,
}

impl DirectoryFigures {
    pub(super) fn add(&mut self, standing: ArchiveStanding) {
        self.members += 1;
        self.in_scope += u64::from(standing.is_in_scope());
        self.archived += u64::from(standing == ArchiveStanding::Archived);
    }
}

/// A department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentNode {
    /// WeCom's number.
    pub id: DepartmentId,
    /// The name.
    pub name: String,
    /// The department above it; 0 for the corp itself.
    pub parent: DepartmentId,
    /// Since when WeCom lists it no more; absent where it does.
    pub gone_at: Option<Millis>,
    /// Its members, those of departments below it included.
    pub figures: DirectoryFigures,
}

/// All departments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentTree {
    /// Whether a rule of the scope was ever saved. Until then everything that WeCom delivers is archived.
    pub ruled: bool,
    /// The departments: of siblings the one that WeCom shows first comes first.
    pub departments: Vec<DepartmentNode>,
}

/// A tag on members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryTag {
    /// WeCom's number.
    pub id: TagId,
    /// The name.
    pub name: String,
    /// Since when WeCom lists it no more; absent where it does.
    pub gone_at: Option<Millis>,
    /// Those who carry it, by themselves or by a department.
    pub figures: DirectoryFigures,
    /// The departments that carry it.
    pub departments: Vec<DirectoryDepartment>,
}

/// All tags.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryTagList {
    /// Whether a rule of the scope was ever saved.
    pub ruled: bool,
    /// The tags.
    pub tags: Vec<DirectoryTag>,
}

/// A department by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryDepartment {
    /// WeCom's number.
    pub id: DepartmentId,
    /// The name; the number where no name is known.
    pub name: String,
}

/// A member in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryMember {
    /// The id.
    pub id: PartyId,
    /// The name, where known.
    pub name: Option<String>,
    /// Where the member stands with the archive.
    pub standing: ArchiveStanding,
    /// On what basis conversations within the corp are archived; absent where they are not, or no rule was ever saved.
    pub internal: Option<Mode>,
    /// On what basis conversations with somebody outside are archived.
    pub external: Option<Mode>,
    /// What the member said last to being archived.
    pub consent: MemberConsent,
    /// The departments that the member belongs to.
    pub departments: Vec<DirectoryDepartment>,
    /// How many messages the member sent.
    pub messages: u64,
    /// When the member last sent one.
    pub last_at: Option<Millis>,
}

/// One page of members.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryMemberPage {
    /// Whether a rule of the scope was ever saved.
    pub ruled: bool,
    /// The members, by id.
    pub items: Vec<DirectoryMember>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}

/// When a member was listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberStay {
    /// Since when; absent where that is not known.
    pub from: Option<Millis>,
    /// Until when; absent where it goes on.
    pub until: Option<Millis>,
}

/// When a member belonged to a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DepartmentStay {
    /// The department and those above it today, the corp first.
    pub path: Vec<DirectoryDepartment>,
    /// Since when; absent where that is not known.
    pub from: Option<Millis>,
    /// Until when; absent where it goes on.
    pub until: Option<Millis>,
}

/// When a member carried a tag.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TagStay {
    /// WeCom's number.
    pub id: TagId,
    /// The name.
    pub name: String,
    /// Whether a department brings it, and not the member itself.
    pub by_department: bool,
    /// Since when; absent where that is not known, or a department brings it.
    pub from: Option<Millis>,
    /// Until when; absent where it goes on.
    pub until: Option<Millis>,
}

/// Everything about a member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryMemberView {
    /// As in lists.
    pub member: DirectoryMember,
    /// Whether a rule of the scope was ever saved.
    pub ruled: bool,
    /// The rules of the scope that say how the member is archived.
    pub rules: Vec<RuleId>,
    /// Whether rules that force meet rules that ask.
    pub contradicted: bool,
    /// The edition of the seat that is needed.
    pub edition: Option<Edition>,
    /// The names it had, the first one first.
    pub names: Vec<PartyName>,
    /// The ids it had before.
    pub former_ids: Vec<PartyId>,
    /// When it was listed, the earliest first.
    pub listed: Vec<MemberStay>,
    /// Where it belongs and belonged, the latest first.
    pub departments: Vec<DepartmentStay>,
    /// What it carries and carried, the latest first.
    pub tags: Vec<TagStay>,
    /// What its conversations hold together; absent where it has none.
    pub extent: Option<Extent>,
    /// How many external contacts it serves now.
    pub customers: u64,
    /// In how many rooms it sits now.
    pub rooms: u64,
}

/// What customers said, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SaidCounts {
    /// To how many members, and in how many rooms, it agreed.
    pub agree: u64,
    /// It said nothing against it.
    pub default_agree: u64,
    /// It did not agree.
    pub disagree: u64,
}

/// An external contact in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryContact {
    /// The id.
    pub id: PartyId,
    /// The name, where known.
    pub name: Option<String>,
    /// The company, of those who use WeCom themselves.
    pub company: Option<String>,
    /// Whether nobody serves it any more.
    pub lost: bool,
    /// Who serves it now: at most eight in lists.
    pub served_by: Vec<PartyRef>,
    /// How many serve it now.
    pub servers: u64,
    /// What it said last to being archived, to members and in rooms.
    pub said: SaidCounts,
    /// How many messages it sent.
    pub messages: u64,
    /// When it last sent one.
    pub last_at: Option<Millis>,
}

/// One page of external contacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryContactPage {
    /// The external contacts, by id.
    pub items: Vec<DirectoryContact>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}

/// What a customer said last to a member or in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentTie {
    /// `pair` or `room`.
    pub side: &'static str,
    /// The member's id, or the room's.
    pub owner: String,
    /// The member's name, or the room's.
    pub owner_name: Option<String>,
    /// What.
    pub state: CustomerConsent,
    /// When it happened.
    pub at: Millis,
}

/// Everything about an external contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryContactView {
    /// As in lists.
    pub contact: DirectoryContact,
    /// The names it had, the first one first.
    pub names: Vec<PartyName>,
    /// Who serves and served it, the latest first.
    pub served: Vec<crate::view::SeatView>,
    /// What it said last, the latest first.
    pub consents: Vec<ConsentTie>,
    /// What its conversations hold together; absent where it has none.
    pub extent: Option<Extent>,
    /// In how many rooms it sits now.
    pub rooms: u64,
}

/// A room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryRoom {
    /// The id.
    pub id: RoomId,
    /// The name, where it has one that is known.
    pub name: Option<String>,
    /// Whether somebody outside sits in it.
    pub external: bool,
    /// Who owns it, where known.
    pub owner: Option<PartyRef>,
    /// How many sit in it now, as far as the directory tells.
    pub seats: u64,
    /// How many ever sat in it.
    pub seats_ever: u64,
    /// How many messages it has.
    pub messages: u64,
    /// When its first was sent.
    pub first_at: Option<Millis>,
    /// When its last was sent.
    pub last_at: Option<Millis>,
    /// Its conversation; absent where nobody wrote yet.
    pub conversation: Option<ConversationId>,
}

/// One page of rooms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DirectoryRoomPage {
    /// The rooms, by id.
    pub items: Vec<DirectoryRoom>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}

/// One page of those who sat in a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StayPage {
    /// The last stay of each: who sits there still, then who left, the last first.
    pub items: Vec<crate::view::SeatView>,
    /// Where the next page continues.
    pub next: Option<String>,
    /// How many there are in all pages.
    pub total: u64,
}
