//! Alarms (告警): what somebody has to be told of who is not looking.

use crate::code::Language;

/// Something that somebody has to do something about, soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Messages are lost in so many hours at most.
    Messages {
        /// The mark that was passed.
        hours: i64,
    },
    /// Files are lost in so many hours at most.
    Files {
        /// The mark that was passed.
        hours: i64,
    },
    /// Members should be archived and are not.
    Members {
        /// How many.
        count: u64,
    },
    /// More is stored than was bought.
    Storage,
    /// What was bought ends in so many days.
    Ending {
        /// The mark that was reached.
        days: i64,
    },
    /// The disk runs short.
    Disk {
        /// Whether files are fetched no more.
        stopped: bool,
    },
}

/// What changed since somebody was told last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It began, or has become worse.
    Begun(Alarm),
    /// It is over.
    Over(Alarm),
}

impl Alarm {
    /// Tells whether both are about the same thing.
    fn is_about(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }

    /// Tells whether it has become worse than it was when it was told.
    fn is_worse_than(self, told: Self) -> bool {
        match (self, told) {
            (Self::Messages { hours }, Self::Messages { hours: told })
            | (Self::Files { hours }, Self::Files { hours: told })
            | (Self::Ending { days: hours }, Self::Ending { days: told }) => hours < told,
            (Self::Members { count }, Self::Members { count: told }) => count > told,
            (Self::Disk { stopped }, Self::Disk { stopped: told }) => stopped && !told,
            _ => false,
        }
    }

    fn words(self, language: Language) -> String {
        let (chinese, english) = match self {
            Self::Messages { hours } => (
                format!("消息不足 {hours} 小时就会被企业微信删除，请检查采集。"),
                format!("Messages are lost in less than {hours} hours: look at ingest."),
            ),
            Self::Files { hours } => (
                format!("有文件不足 {hours} 小时就会被企业微信删除，请检查文件下载。"),
                format!("Files are lost in less than {hours} hours: look at what hinders fetching."),
            ),
            Self::Members { count } => (
                format!("{count} 人在存档范围内而未存档，请查看席位对账。"),
                format!("{count} in scope are not archived: see the seats."),
            ),
            Self::Storage => (
                "已超出购买的存储：原件照常保存，预览不再生成。请扩容。".to_owned(),
                "More is stored than was bought: originals are kept, previews are not made. Buy storage."
                    .to_owned(),
            ),
            Self::Ending { days } => (
                format!("服务将在 {days} 天内到期，请续费。"),
                format!("The service ends within {days} days: renew it."),
            ),
            Self::Disk { stopped: false } => (
                "磁盘空间不足：预览不再生成，请清理或扩容。".to_owned(),
                "The disk runs short: previews are not made. Make room.".to_owned(),
            ),
            Self::Disk { stopped: true } => (
                "磁盘空间即将用尽：文件不再下载，只保存消息。请立即清理或扩容。".to_owned(),
                "The disk is nearly full: files are not fetched, only messages are kept. Make room now."
                    .to_owned(),
            ),
        };
        match language {
            Language::Chinese => chinese,
            Language::English => english,
        }
    }
}

impl News {
    /// Says it in one line.
    ///
    /// ```
    /// use huicun_domain::alarm::{Alarm, News};
    /// use huicun_domain::code::Language;
    ///
    /// let over = News::Over(Alarm::Ending { days: 7 });
    /// assert_eq!(over.words(Language::English), "Over: The service ends within 7 days: renew it.");
    /// ```
    #[must_use]
    pub fn words(self, language: Language) -> String {
        match (self, language) {
            (Self::Begun(alarm), _) => alarm.words(language),
            (Self::Over(alarm), Language::Chinese) => format!("已解除：{}", alarm.words(language)),
            (Self::Over(alarm), Language::English) => format!("Over: {}", alarm.words(language)),
        }
    }
}

/// Tells what is new, and what has been told then. What becomes better but is not over is no news.
#[must_use]
pub fn news(told: &[Alarm], present: &[Alarm]) -> (Vec<News>, Vec<Alarm>) {
    let before = |alarm: &Alarm| told.iter().find(|told| told.is_about(*alarm)).copied();
    let is_new = |alarm: &&Alarm| before(alarm).is_none_or(|told| alarm.is_worse_than(told));
    let begun = present.iter().filter(is_new).map(|alarm| News::Begun(*alarm));
    let over = told.iter().filter(|told| present.iter().all(|alarm| !alarm.is_about(**told)));
    let news = begun.chain(over.map(|alarm| News::Over(*alarm))).collect();
    (news, present.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_becomes_worse_and_ends_is_told_once() {
        let mut told = Vec::new();
        let steps: [(&[Alarm], &[News]); 8] = [
            (&[], &[]),
            (&[Alarm::Messages { hours: 96 }], &[News::Begun(Alarm::Messages { hours: 96 })]),
            (&[Alarm::Messages { hours: 96 }], &[]),
            (
                &[Alarm::Messages { hours: 72 }, Alarm::Files { hours: 96 }],
                &[News::Begun(Alarm::Messages { hours: 72 }), News::Begun(Alarm::Files { hours: 96 })],
            ),
            (&[Alarm::Messages { hours: 96 }], &[News::Over(Alarm::Files { hours: 96 })]),
            (&[Alarm::Messages { hours: 72 }], &[News::Begun(Alarm::Messages { hours: 72 })]),
            (&[Alarm::Storage], &[News::Begun(Alarm::Storage), News::Over(Alarm::Messages { hours: 72 })]),
            (&[], &[News::Over(Alarm::Storage)]),
        ];
        for (number, (present, expected)) in steps.into_iter().enumerate() {
            let (found, now) = news(&told, present);
            assert_eq!(found, expected, "step {number}");
            told = now;
        }
    }

    #[test]
    fn worse_is_fewer_hours_and_days_more_people_and_no_files() {
        let worse = [
            (Alarm::Ending { days: 30 }, Alarm::Ending { days: 7 }),
            (Alarm::Members { count: 1 }, Alarm::Members { count: 2 }),
            (Alarm::Disk { stopped: false }, Alarm::Disk { stopped: true }),
        ];
        for (less, more) in worse {
            assert!(more.is_worse_than(less) && !less.is_worse_than(more), "{less:?} {more:?}");
            assert!(!less.is_worse_than(Alarm::Storage));
        }
    }
}
