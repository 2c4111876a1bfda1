//! The range of the archive (开启范围) as an administrator sets it in WeCom's console, and the seats that were bought.

use serde::{Deserialize, Serialize};

use crate::corp::{Corp, Member};

/// Whose conversations are opened, and for how many there are seats. Without any of it, everybody has the seat that the
/// corp was drawn with.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArchiveRange {
    /// How many seats were bought; enough for all where absent.
    #[serde(default)]
    pub seats: Option<usize>,
    /// How many members are opened: the first of those who are here, all with a seat of the service edition.
    #[serde(default)]
    pub members: Option<usize>,
}

/// The edition of everybody whom a set range opens.
const SERVICE: u8 = 2;

impl ArchiveRange {
    /// Lists who is opened, with the edition, in the order of joining, whether there is a seat or not.
    #[must_use]
    pub fn opened<'a>(&self, corp: &'a Corp) -> Vec<(&'a Member, u8)> {
        match self.members {
            Some(count) => corp.present().take(count).map(|member| (member, SERVICE)).collect(),
            None => {
                let archived = corp.members.iter().filter(|member| member.is_archived());
                archived.map(|member| (member, member.edition)).collect()
            }
        }
    }

    /// Lists who has an effective seat, with its edition: seats go to those who joined first, and who is beyond them is
    /// simply not listed.
    #[must_use]
    pub fn permitted<'a>(&self, corp: &'a Corp) -> Vec<(&'a Member, u8)> {
        let mut permitted = self.opened(corp);
        permitted.truncate(self.seats.unwrap_or(usize::MAX));
        permitted
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corp::CorpSize;

    #[test]
    fn seats_go_to_the_first_and_the_others_are_left_out() {
        let corp = Corp::build(3, CorpSize::for_messages(30, 3), 1_785_636_000);
        let ids = |range: ArchiveRange| -> Vec<String> {
            range.permitted(&corp).iter().map(|(member, _)| member.userid.to_string()).collect()
        };
        let all = ids(ArchiveRange::default());
        assert!(all.len() > 30);
        let half = ids(ArchiveRange { seats: Some(30), members: None });
        assert_eq!(half, all[..30]);
        let range = ArchiveRange { seats: Some(30), members: Some(50) };
        let opened = range.opened(&corp);
        assert_eq!((opened.len(), ids(range).len()), (50, 30));
        assert!(opened.iter().all(|(_, edition)| *edition == SERVICE));
        assert_eq!(ids(range), ids(range), "the same every time");
    }
}
