//! PDF: its first page as a picture, its text, how many pages it has. By the tools of poppler.

use std::fs::File;

use crate::made::{Derived, Limits, PictureRole, Problem, TextSource};
use crate::{picture, tool};

/// Makes a picture of the first page and draws the text.
pub(crate) fn derive(
    file: &impl Fn() -> Result<File, Problem>,
    derived: &mut Derived,
) -> Result<(), Problem> {
    let about = tool::run("pdfinfo", &["-"], file()?)?;
    if !about.complete {
        // Whoever wrote it keeps others from reading: its head says so, and no tool opens it without the password.
        return Err(if is_encrypted(file()?) { Problem::Encrypted } else { Problem::Damaged });
    }
    derived.facts.pages = pages(&String::from_utf8_lossy(&about.bytes));
    let text = tool::run("pdftotext", &["-enc", "UTF-8", "-nopgbrk", "-q", "-", "-"], file()?);
    match text {
        Ok(answer) => {
            derived.add_text(TextSource::File, &String::from_utf8_lossy(&answer.bytes));
            derived.note(if answer.complete { Ok(()) } else { Err(Problem::Damaged) });
        }
        Err(problem) => derived.note(Err(problem)),
    }
    let longest = "1600";
    let page = ["-f", "1", "-l", "1", "-singlefile", "-scale-to", longest, "-jpeg", "-q", "-"];
    let answer = tool::run("pdftoppm", &page, file()?)?;
    picture::add(&picture::decode(&answer.bytes)?, PictureRole::FirstPage, derived)
}

fn pages(about: &str) -> Option<u32> {
    about.lines().find_map(|line| line.strip_prefix("Pages:")?.trim().parse().ok())
}

fn is_encrypted(file: File) -> bool {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = file.take(Limits::INPUT).read_to_end(&mut bytes);
    let mark = b"/Encrypt";
    read.is_ok() && bytes.windows(mark.len()).any(|window| window == mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_read_from_what_is_told() {
        assert_eq!(pages("Title: x\nPages:           12\nEncrypted: no\n"), Some(12));
        assert_eq!(pages("Title: Pages: 3"), None);
    }
}
