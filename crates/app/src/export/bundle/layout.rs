//! How messages stand one below the other, as in the reading room: sides, days, runs of one sender.

use huicun_domain::clock::Millis;
use huicun_domain::ids::{PartyId, PartyKind};
use huicun_domain::message::MessageKind;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::view::MessageView;

/// Messages of one sender this close together share one head.
const RUN_MS: i64 = 3 * 60_000;

/// Who is at the right.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Viewpoint {
    /// Every member: somebody from outside takes part.
    Members,
    /// One of them, among members.
    One(PartyId),
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// At the right.
    Own,
    /// At the left.
    Other,
    /// In the middle: something that happened to the conversation.
    System,
}

/// How one message stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) side: Side,
    /// The civil day that begins with it, `2026-08-01`.
    pub(super) day: Option<String>,
    /// Whether name and picture are shown.
    pub(super) opens: bool,
}

/// Lays the messages of a conversation out, one after the other.
pub(super) struct Layout {
    viewpoint: Viewpoint,
    zone: TimeZone,
    before: Option<(Side, PartyId, Millis, String)>,
}

impl Layout {
    /// Begins a page.
    pub(super) fn new(viewpoint: Viewpoint, zone: TimeZone) -> Self {
        Self { viewpoint, zone, before: None }
    }

    /// Forgets what was above: a new page tells its day and its sender anew.
    pub(super) fn begin_page(&mut self) {
        self.before = None;
    }

    /// Places the next message.
    pub(super) fn place(&mut self, message: &MessageView) -> Placed {
        let side = self.side(message);
        let day = self.day(message.sent_at);
        let before = self.before.as_ref();
        let new_day = before.is_none_or(|(.., before)| *before != day);
        let continues = !new_day
            && before.is_some_and(|(before, sender, at, _)| {
                *before == side
                    && *sender == message.sender.id
                    && message.sent_at.saturating_sub(*at) <= RUN_MS
            });
        self.before = Some((side, message.sender.id.clone(), message.sent_at, day.clone()));
        Placed { side, day: new_day.then_some(day), opens: side != Side::System && !continues }
    }

    fn side(&self, message: &MessageView) -> Side {
        let system = matches!(
            message.kind,
            MessageKind::Revoke
                | MessageKind::Agree
                | MessageKind::Disagree
                | MessageKind::Switch
                | MessageKind::MeetingNotification
        );
        match (&self.viewpoint, message.sender.kind) {
            _ if system => Side::System,
            (Viewpoint::Members, PartyKind::Member) => Side::Own,
            (Viewpoint::One(id), PartyKind::Member) if *id == message.sender.id => Side::Own,
            _ => Side::Other,
        }
    }

    fn day(&self, at: Millis) -> String {
        let Ok(moment) = Timestamp::from_millisecond(at) else { return at.to_string() };
        let civil = self.zone.to_datetime(moment);
        format!("{:04}-{:02}-{:02}", civil.year(), civil.month(), civil.day())
    }
}

/// The letters of a picture: the last two characters of a Chinese name, the first letters of another.
pub(super) fn initials(name: &str) -> String {
    let trimmed = name.split(['·', '・', '|', '(', '（']).next().unwrap_or_default().trim();
    let trimmed = if trimmed.is_empty() { name.trim() } else { trimmed };
    let han: Vec<char> = trimmed.chars().filter(|c| is_han(*c)).collect();
    if !han.is_empty() {
        return han[han.len().saturating_sub(2)..].iter().collect();
    }
    let words: Vec<&str> = trimmed.split([' ', '_', '.', '-']).filter(|word| !word.is_empty()).collect();
    let letters: String = match words.as_slice() {
        [first, second, ..] => first.chars().take(1).chain(second.chars().take(1)).collect(),
        _ => trimmed.chars().take(2).collect(),
    };
    letters.to_uppercase()
}

fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_letters() {
        let names = ["王小明", "欧阳娜·顾问", "Anna Maria Smith", "lina", "（客户）", "", "zhang_wei"];
        let letters: Vec<String> = names.into_iter().map(initials).collect();
        assert_eq!(letters, ["小明", "阳娜", "AM", "LI", "客户", "", "ZW"]);
    }
}
