//! The child: reads a file, makes what can be made, answers, and waits for the next.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};
use std::panic::catch_unwind;
use std::process::ExitCode;

use rustix::fs::{MemfdFlags, memfd_create};

use crate::made::{Depth, Derived, Limits, PictureRole, Problem, TextSource, Wanted};
use crate::{document, frame, listing, office, picture, sandbox, sound, text, tool, video};

/// Serves until the parent closes its end. The process must do nothing else: it gives up its rights for good.
#[must_use]
pub fn serve() -> ExitCode {
    match sandbox::enter() {
        Ok(sandbox::DiskRules::Closed) => {}
        Ok(sandbox::DiskRules::Unknown) => {
            eprintln!(
                "this kernel has no Landlock: the process that looks into files can read what its user can"
            );
        }
        Err(error) => {
            eprintln!("the sandbox of files could not be entered: {error}");
            return ExitCode::from(3);
        }
    }
    // A decoder that panics is a damaged file; its words are about a stranger's bytes.
    std::panic::set_hook(Box::new(|_| {}));
    match answer_all() {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::from(2),
    }
}

fn answer_all() -> io::Result<()> {
    let mut source = BufReader::new(io::stdin().lock());
    let mut sink = BufWriter::new(io::stdout().lock());
    while let Some(wanted) = frame::read_head::<Wanted>(&mut source)? {
        let file = receive(&mut source, wanted.size)?;
        let made = catch_unwind(|| derive(&wanted, &file));
        let derived = made.unwrap_or_else(|_| Derived::lacking(Problem::Damaged));
        frame::write_answer(&mut sink, &derived)?;
    }
    Ok(())
}

/// Keeps the file in memory that tools can read like a file, so that it never touches the disk.
fn receive(source: &mut impl Read, size: u64) -> io::Result<File> {
    let mut file = File::from(memfd_create(c"file", MemfdFlags::CLOEXEC)?);
    let copied = io::copy(&mut source.take(size), &mut file)?;
    if copied != size {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    file.flush()?;
    Ok(file)
}

fn derive(wanted: &Wanted, file: &File) -> Derived {
    let mut derived = Derived::default();
    let outcome = by_type(wanted, file, &mut derived);
    derived.note(outcome);
    if wanted.depth == Depth::Letters {
        let outcome = recognise(&mut derived);
        derived.note(outcome);
    }
    derived
}

fn by_type(wanted: &Wanted, file: &File, derived: &mut Derived) -> Result<(), Problem> {
    let again = || reopened(file);
    let bytes = || -> Result<Vec<u8>, Problem> {
        let mut bytes = Vec::new();
        again()?.take(Limits::INPUT).read_to_end(&mut bytes).map_err(|_| Problem::Damaged)?;
        Ok(bytes)
    };
    match wanted.media_type.as_str() {
        _ if wanted.size == 0 => Err(Problem::Damaged),
        "image/jpeg" | "image/png" | "image/gif" | "image/webp" | "image/bmp" | "image/tiff" => {
            match wanted.depth {
                Depth::Thumbnail => picture::thumbnail(&bytes()?, derived),
                Depth::Whole | Depth::Letters => picture::derive(&bytes()?, derived),
            }
        }
        "audio/silk" => sound::silk(&bytes()?, derived),
        kind if kind.starts_with("audio/") => sound::other(again()?, derived),
        kind if kind.starts_with("video/") => video::derive(&again, derived),
        "application/pdf" => document::derive(&again, derived),
        kind if kind.starts_with("application/vnd.openxmlformats") => office::derive(again()?, derived),
        "application/zip" => listing::derive(again()?, derived),
        "text/plain" | "text/csv" | "application/octet-stream" | "application/json" => {
            text::derive(&bytes()?, derived)
        }
        _ => Err(Problem::NotSupported),
    }
}

/// The file once more, from its beginning and with a place of its own.
fn reopened(file: &File) -> Result<File, Problem> {
    let mut again = file.try_clone().map_err(|_| Problem::OverLimit)?;
    again.rewind().map_err(|_| Problem::OverLimit)?;
    Ok(again)
}

/// Recognises letters in the largest picture that was made of an image or of a page without text.
fn recognise(derived: &mut Derived) -> Result<(), Problem> {
    let has_text = derived.texts.iter().any(|text| text.source == TextSource::File);
    let readable = |role: PictureRole| matches!(role, PictureRole::Preview | PictureRole::FirstPage);
    let Some(picture) = derived.pictures.iter().find(|picture| readable(picture.role)).filter(|_| !has_text)
    else {
        return Ok(());
    };
    let mut input =
        File::from(memfd_create(c"picture", MemfdFlags::CLOEXEC).map_err(|_| Problem::OverLimit)?);
    input.write_all(&picture.bytes).and_then(|()| input.rewind()).map_err(|_| Problem::OverLimit)?;
    let answer = tool::run("tesseract", &["stdin", "stdout", "-l", "chi_sim+eng", "--psm", "11"], input)?;
    derived.add_text(TextSource::Ocr, &joined(&String::from_utf8_lossy(&answer.bytes)));
    // Without its Chinese letters it ends with a failure and says nothing.
    if answer.complete { Ok(()) } else { Err(Problem::ToolMissing) }
}

/// Chinese letters are told apart by blanks that nobody wrote; a search would stumble over them.
fn joined(text: &str) -> String {
    let wide = |character: char| {
        ('\u{2e80}'..='\u{9fff}').contains(&character) || ('\u{ff00}'..='\u{ffef}').contains(&character)
    };
    let letters: Vec<char> = text.chars().collect();
    let keeps = |at: usize| {
        let beside =
            |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|letter| wide(*letter));
        !(letters[at] == ' ' && (beside(at.checked_sub(1)) && beside(Some(at + 1))))
    };
    (0..letters.len()).filter(|at| keeps(*at)).map(|at| letters[at]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_between_chinese_letters_are_dropped() {
        assert_eq!(joined("合 同 编 号 HT 7\nWe Com 企 业"), "合同编号 HT 7\nWe Com 企业");
    }
}
