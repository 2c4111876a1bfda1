//! The company: departments, members, tags, external contacts, rooms and robots, all out of one seed.

mod build;
mod change;
mod index;
mod names;
mod range;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use change::CorpChange;
pub(crate) use index::CorpIndex;
use index::LazyIndex;
pub(crate) use names::{CITIES, SURNAMES, given_name};
pub use range::ArchiveRange;

/// The line of business of a unit and of its customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trade {
    /// Insurance sales and claims.
    Insurance,
    /// Brokerage and wealth advice.
    Securities,
    /// Shops, orders and after-sales.
    Retail,
    /// An out-patient clinic.
    Clinic,
    /// Business software and its support.
    Software,
}

impl Trade {
    /// Lists the five trades.
    pub const ALL: [Trade; 5] =
        [Trade::Insurance, Trade::Securities, Trade::Retail, Trade::Clinic, Trade::Software];
}

/// A node of the department tree; the root has id 1.
#[derive(Debug, Clone)]
pub struct Department {
    /// The department's id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// The parent's id, 0 for the root.
    pub parent: u32,
    /// Its place among its siblings, larger first.
    pub order: u32,
    /// Who leads it, as an index into [`Corp::members`].
    pub leader: Option<usize>,
}

/// What a member is to the company today, with WeCom's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MemberStatus {
    /// Activated (1).
    Active,
    /// Disabled by the administrator (2).
    Disabled,
    /// Invited, never activated (4).
    Invited,
    /// Left the company (5).
    Left,
}

impl MemberStatus {
    /// Gives WeCom's number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            MemberStatus::Active => 1,
            MemberStatus::Disabled => 2,
            MemberStatus::Invited => 4,
            MemberStatus::Left => 5,
        }
    }
}

/// An internal person.
#[derive(Debug, Clone)]
pub struct Member {
    /// The id used everywhere, at most 64 characters.
    pub userid: Arc<str>,
    /// The person's name.
    pub name: Arc<str>,
    /// The other name, often empty.
    pub alias: String,
    /// The departments, main one first.
    pub departments: Vec<u32>,
    /// The job title.
    pub position: String,
    /// The mobile number (invented).
    pub mobile: String,
    /// 1 male, 2 female.
    pub gender: u8,
    /// Whether the person is still here.
    pub status: MemberStatus,
    /// The archive edition of the seat: 0 none, 1 office, 2 service, 3 enterprise.
    pub edition: u8,
    /// The unit's trade; back-office people have none.
    pub trade: Option<Trade>,
}

impl Member {
    /// Says whether the member is on the permit list: an effective seat of somebody still here.
    #[must_use]
    pub fn is_archived(&self) -> bool {
        self.edition > 0 && self.status == MemberStatus::Active
    }
}

/// A label on members.
#[derive(Debug, Clone)]
pub struct Tag {
    /// The tag's id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Who carries it, as indexes into [`Corp::members`].
    pub members: Vec<usize>,
    /// Departments that carry it.
    pub departments: Vec<u32>,
}

/// Whether a customer lets the conversation be archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    /// Agreed, or never refused.
    Agree,
    /// Refused; the conversation is absent from the archive.
    Disagree,
}

/// A customer or partner.
#[derive(Debug, Clone)]
pub struct Contact {
    /// `wm…` (WeChat) or `wo…` (WeCom), 32 characters.
    pub external_userid: Arc<str>,
    /// The nickname.
    pub name: Arc<str>,
    /// How staff address the person (`王先生`).
    pub address: String,
    /// The other company's name for WeCom contacts.
    pub corp_name: Option<String>,
    /// 0 unknown, 1 male, 2 female.
    pub gender: u8,
    /// What the person buys.
    pub trade: Trade,
    /// The members who serve the contact, as indexes; the first one does most of the talking.
    pub owners: Vec<usize>,
    /// The note staff keep as the contact's name.
    pub remark: String,
    /// Names of the customer tags.
    pub tags: Vec<&'static str>,
    /// WeCom's number for how the contact was added.
    pub add_way: u32,
    /// When the contact was added, UTC seconds.
    pub created_at: i64,
    /// Whether archiving was accepted.
    pub consent: Consent,
    /// When that last changed, UTC seconds.
    pub consent_at: i64,
    /// The customer deleted the member: the HTTP API answers 84061.
    pub is_lost: bool,
}

/// One who sits in a room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    /// A member, as an index into [`Corp::members`].
    Member(usize),
    /// An external contact, as an index into [`Corp::contacts`].
    Contact(usize),
    /// A robot, as an index into [`Corp::robots`].
    Robot(usize),
}

/// A group chat.
#[derive(Debug, Clone)]
pub struct Room {
    /// `wr…`, 32 characters.
    pub roomid: Arc<str>,
    /// The name, empty for unnamed groups.
    pub name: String,
    /// Whether customers sit in it.
    pub is_external: bool,
    /// The owner, as an index into [`Corp::members`].
    pub owner: usize,
    /// Everybody in it, the owner first.
    pub seats: Vec<Seat>,
    /// When it was made, UTC seconds.
    pub created_at: i64,
    /// The announcement, often empty.
    pub notice: String,
    /// What is talked about.
    pub trade: Option<Trade>,
}

/// A group robot.
#[derive(Debug, Clone)]
pub struct Robot {
    /// `wb…`, 32 characters.
    pub robot_id: Arc<str>,
    /// Its name.
    pub name: String,
    /// Who made it, as an index into [`Corp::members`].
    pub creator: usize,
    /// The secret key of its webhook.
    pub webhook_key: String,
}

/// How large a corp is built; kept with the state so that a later start builds the same one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorpSize {
    /// How many members.
    pub members: usize,
    /// How many external contacts.
    pub contacts: usize,
    /// How many customer rooms.
    pub customer_rooms: usize,
    /// How many departments at least: further teams are put below those that every corp has.
    #[serde(default)]
    pub departments: usize,
}

impl CorpSize {
    /// Chooses a size that suits `messages` messages.
    #[must_use]
    pub fn for_messages(messages: u64, seed: u64) -> Self {
        let contacts = usize::try_from(messages / 60).unwrap_or(usize::MAX).clamp(240, 6_000);
        let members = 64 + crate::rng::mix(seed) as usize % 48 + contacts / 70;
        Self { members, contacts, customer_rooms: (contacts / 15).clamp(16, 240), departments: 0 }
    }

    /// The same, enlarged until that many members are here.
    #[must_use]
    pub fn with_present(mut self, seed: u64, present: usize, now_s: i64) -> Self {
        if present == 0 {
            return self;
        }
        loop {
            let missing = present.saturating_sub(Corp::build(seed, self, now_s).present().count());
            if missing == 0 {
                return self;
            }
            self.members += missing;
        }
    }
}

/// The whole company.
#[derive(Debug, Clone)]
pub struct Corp {
    /// The corp id (`ww…`).
    pub corp_id: String,
    /// The company's name.
    pub name: String,
    /// The department tree, parents before children.
    pub departments: Vec<Department>,
    /// The members, in no order.
    pub members: Vec<Member>,
    /// The member tags.
    pub tags: Vec<Tag>,
    /// The external contacts.
    pub contacts: Vec<Contact>,
    /// The rooms: internal ones first.
    pub rooms: Vec<Room>,
    /// The robots.
    pub robots: Vec<Robot>,
    /// Where all of them stand.
    index: LazyIndex,
}

impl Corp {
    /// Looks the company up by ids.
    pub(crate) fn index(&self) -> &CorpIndex {
        self.index.get(self)
    }

    /// Builds the company of `seed`; `now_s` anchors the dates of joining and of consent.
    #[must_use]
    pub fn build(seed: u64, size: CorpSize, now_s: i64) -> Self {
        build::build(seed, size, now_s)
    }

    /// Gives the id under which a seat's holder appears in messages.
    #[must_use]
    pub fn seat_id(&self, seat: Seat) -> Arc<str> {
        match seat {
            Seat::Member(at) => self.members[at].userid.clone(),
            Seat::Contact(at) => self.contacts[at].external_userid.clone(),
            Seat::Robot(at) => self.robots[at].robot_id.clone(),
        }
    }

    /// Gives the name of a seat's holder.
    #[must_use]
    pub fn seat_name(&self, seat: Seat) -> &str {
        match seat {
            Seat::Member(at) => &self.members[at].name,
            Seat::Contact(at) => &self.contacts[at].name,
            Seat::Robot(at) => &self.robots[at].name,
        }
    }

    /// Lists the members who are here, in the order of joining.
    pub fn present(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.status == MemberStatus::Active)
    }

    /// Finds a member by id, whatever its case, as WeCom's interfaces do.
    #[must_use]
    pub fn member(&self, userid: &str) -> Option<&Member> {
        self.members.get(*self.index().members.get(&userid.to_ascii_lowercase())?)
    }

    /// Finds a contact by id.
    #[must_use]
    pub fn contact(&self, external_userid: &str) -> Option<&Contact> {
        self.contacts.get(*self.index().contacts.get(external_userid)?)
    }

    /// Finds a room by id.
    #[must_use]
    pub fn room(&self, roomid: &str) -> Option<&Room> {
        self.rooms.get(*self.index().rooms.get(roomid)?)
    }
}
