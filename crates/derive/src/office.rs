//! Office files of the XML kind: the text of documents, workbooks and slides.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use zip::ZipArchive;

use crate::listing;
use crate::made::{Derived, Limits, Problem, TextSource};

/// Draws the text, and tells of macros.
pub(crate) fn derive(file: File, derived: &mut Derived) -> Result<(), Problem> {
    let mut archive = listing::open(file)?;
    let mut names: Vec<String> = archive.file_names().filter_map(Result::ok).map(Cow::into_owned).collect();
    // Slides and sheets in the order of their numbers: shorter names first.
    names.sort_by(|one, other| (one.len(), one).cmp(&(other.len(), other)));
    if names.iter().any(|name| name.ends_with("vbaProject.bin")) {
        derived.note(Err(Problem::Macros));
    }
    let (mut drawn, mut unpacked) = (String::new(), 0);
    let mut outcome = Ok(());
    for name in names.iter().filter(|name| holds_text(name)) {
        match part(&mut archive, name, &mut unpacked) {
            Ok(xml) => outcome = outcome.and(draw(&xml, &mut drawn)),
            Err(problem) => outcome = Err(problem),
        }
    }
    derived.add_text(TextSource::File, &drawn);
    outcome
}

fn holds_text(name: &str) -> bool {
    let is_xml = name.ends_with(".xml");
    let parts = ["word/document", "word/footnotes", "word/comments", "word/header", "word/footer"];
    let lists =
        ["xl/sharedStrings", "xl/worksheets/sheet", "xl/comments", "ppt/slides/slide", "ppt/notesSlides/"];
    is_xml && parts.iter().chain(&lists).any(|begin| name.starts_with(begin))
}

/// Reads one part, as long as it is not packed beyond all measure.
fn part(archive: &mut ZipArchive<File>, name: &str, unpacked: &mut u64) -> Result<Vec<u8>, Problem> {
    let entry = archive.by_name(name).map_err(|_| Problem::Damaged)?;
    if entry.encrypted() {
        return Err(Problem::Encrypted);
    }
    let most = (entry.compressed_size().max(1) * Limits::RATIO).min(Limits::UNPACKED - *unpacked);
    let mut bytes = Vec::new();
    entry.take(most + 1).read_to_end(&mut bytes).map_err(|_| Problem::Damaged)?;
    *unpacked = (*unpacked + bytes.len() as u64).min(Limits::UNPACKED);
    if bytes.len() as u64 > most { Err(Problem::OverLimit) } else { Ok(bytes) }
}

/// Collects the texts of a part, a line for each paragraph, row and cell. Entities of its own are refused: they are how
/// a small file becomes a large one.
fn draw(xml: &[u8], drawn: &mut String) -> Result<(), Problem> {
    let mut reader = Reader::from_reader(xml);
    let (mut buffer, mut within, mut is_number) = (Vec::new(), 0_u32, false);
    loop {
        match reader.read_event_into(&mut buffer).map_err(|_| Problem::Damaged)? {
            Event::DocType(_) => return Err(Problem::OverLimit),
            Event::Start(element) if element.local_name().as_ref() == "c" => is_number = is_shared(&element),
            Event::Start(element) if is_text(element.local_name().as_ref()) => within += 1,
            Event::End(element) if is_text(element.local_name().as_ref()) => {
                within = within.saturating_sub(1);
                if element.local_name().as_ref() == "v" && !is_number {
                    drawn.push('\t');
                }
            }
            Event::End(element) if is_line(element.local_name().as_ref()) => drawn.push('\n'),
            Event::Empty(element) if element.local_name().as_ref() == "tab" => drawn.push('\t'),
            Event::Text(_) if is_number => {}
            Event::Text(text) if within > 0 => drawn.push_str(&text),
            Event::GeneralRef(name) if within > 0 => drawn.push(known(&name)?),
            Event::Eof => return Ok(()),
            _ => {}
        }
        if drawn.len() > Limits::TEXT * 4 {
            return Ok(());
        }
        buffer.clear();
    }
}

/// Tells whether a cell holds the number of a shared text, which is drawn where it stands.
fn is_shared(cell: &BytesStart<'_>) -> bool {
    cell.attributes().flatten().any(|one| one.key.as_ref() == "t" && &*one.value == "s")
}

/// The five entities of XML and characters by their number.
fn known(name: &quick_xml::events::BytesRef<'_>) -> Result<char, Problem> {
    if let Ok(Some(character)) = name.resolve_char_ref() {
        return Ok(character);
    }
    match name.as_ref() {
        "amp" => Ok('&'),
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "quot" => Ok('"'),
        "apos" => Ok('\''),
        _ => Err(Problem::OverLimit),
    }
}

/// `t` holds letters in all three kinds, `v` a cell's number.
fn is_text(name: &str) -> bool {
    matches!(name, "t" | "v" | "delText")
}

fn is_line(name: &str) -> bool {
    matches!(name, "p" | "row" | "si" | "br")
}
