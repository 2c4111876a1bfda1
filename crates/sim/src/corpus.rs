//! Message texts from a file instead of the grammar.

use std::{fs, ops::Range, path::Path};

use anyhow::{Context as _, bail};

use crate::corp::Corp;

/// The texts of a file of `source<TAB>text` lines.
#[derive(Debug)]
pub(crate) struct Corpus {
    text: String,
    lines: Vec<Range<usize>>,
}

impl Corpus {
    /// Reads the file; lines without a tab are taken whole, empty texts are left out.
    pub(crate) fn load(path: &Path) -> anyhow::Result<Self> {
        let text =
            fs::read_to_string(path).with_context(|| format!("cannot read the corpus {}", path.display()))?;
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            let body = line.trim_end_matches(['\n', '\r']);
            let from = body.find('\t').map_or(0, |tab| tab + 1);
            if body.len() > from {
                lines.push(start + from..start + body.len());
            }
            start += line.len();
        }
        if lines.is_empty() {
            bail!("the corpus {} has no line of text", path.display());
        }
        Ok(Self { text, lines })
    }

    /// Gives line `number`, beginning again after the last.
    pub(crate) fn line(&self, number: u64) -> &str {
        let at = (number % self.lines.len() as u64) as usize;
        &self.text[self.lines[at].clone()]
    }

    /// Names everybody and everything of a corp by lines, each by another one.
    pub(crate) fn name(&self, corp: &mut Corp) {
        let mut number = 0..;
        let mut next = || self.line(number.next().unwrap_or_default()).to_owned();
        for member in &mut corp.members {
            member.name = next().into();
            member.position = next();
        }
        for contact in &mut corp.contacts {
            contact.name = next().into();
            contact.remark = next();
            contact.corp_name = contact.corp_name.as_ref().map(|_| next());
        }
        for room in &mut corp.rooms {
            room.name = next();
        }
        for robot in &mut corp.robots {
            robot.name = next();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_in_order_and_round_again() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("c.tsv");
        fs::write(&path, "a\t一\nb\t二\ttab\n\nc\t\n三\r\n").unwrap();
        let corpus = Corpus::load(&path).unwrap();
        let all: Vec<&str> = (0..4).map(|number| corpus.line(number)).collect();
        assert_eq!(all, ["一", "二\ttab", "三", "一"]);
    }

    #[test]
    fn an_empty_corpus_is_refused_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("none.tsv");
        fs::write(&path, "\n").unwrap();
        assert!(Corpus::load(&path).unwrap_err().to_string().contains("none.tsv"));
    }
}
