//! The directory (通讯录) as it is looked at: departments, members, tags, external contacts and rooms, each with how it
//! stands with the archive.

mod contacts;
mod departments;
mod members;
mod rooms;
mod standings;
mod view;

pub use contacts::{ContactQuery, contact, contacts};
pub use departments::{departments, tags};
pub use members::{MemberQuery, member, members};
pub(crate) use rooms::stays;
pub use rooms::{RoomQuery, room, room_stays, rooms};
pub use standings::Standings;
pub use view::{
    ConsentTie, DepartmentNode, DepartmentStay, DepartmentTree, DirectoryContact, DirectoryContactPage,
    DirectoryContactView, DirectoryDepartment, DirectoryFigures, DirectoryMember, DirectoryMemberPage,
    DirectoryMemberView, DirectoryRoom, DirectoryRoomPage, DirectoryTag, DirectoryTagList, MemberStay,
    SaidCounts, StayPage, TagStay,
};

use huicun_domain::clock::Millis;
use huicun_domain::code::ProblemCode;
use huicun_domain::directory::Span;

use crate::error::AppResult;
use crate::services::Services;
use crate::token;

/// Where a list in the order of ids continues.
fn continued(services: &Services, list: &str, after: Option<&str>) -> AppResult<Option<String>> {
    let Some(text) = after else { return Ok(None) };
    let state = token::decode(&services.ring, list, text)?;
    Ok(Some(String::from_utf8(state).map_err(|_| ProblemCode::BadPageToken)?))
}

/// Cuts rows that were read with one more than the page holds, and tells where the list continues, if it does.
fn cut<R>(
    services: &Services,
    list: &str,
    rows: &mut Vec<R>,
    limit: usize,
    state: impl Fn(&R) -> Vec<u8>,
) -> AppResult<Option<String>> {
    let more = rows.len() > limit;
    rows.truncate(limit);
    let last = rows.last().filter(|_| more).map(state);
    last.map(|state| token::encode(&services.ring, list, &state)).transpose()
}

/// Since when something is so, where that is known.
pub(super) fn began(span: Span) -> Option<Millis> {
    (span.from != Millis::MIN).then_some(span.from)
}

/// Until when something was so, where it ended.
pub(super) fn ended(span: Span) -> Option<Millis> {
    (!span.is_open()).then_some(span.until)
}

/// The text that is looked for, where there is one.
fn wanted(q: &str) -> Option<String> {
    let text = q.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
