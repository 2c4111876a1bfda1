//! Fonts found on the machine: one that has Chinese, and a few that fill its gaps.
//!
//! No font is part of the program: a Chinese one is larger than all of it. What is embedded in a document is the
//! glyphs it shows.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use huicun_domain::code::ProblemCode;
use krilla::text::Font;
use skrifa::instance::{LocationRef, Size};
use skrifa::string::StringId;
use skrifa::{FontRef, MetadataProvider};

use crate::error::{AppError, AppResult};

/// What a font must have to be taken for a Chinese one.
const NEEDED: &str = "会存档案消息说话，。《》國灣";
/// Fonts by the beginnings of their files' names, the best first.
const CHINESE: [&str; 12] = [
    "notosanscjk-regular",
    "notosanscjksc-regular",
    "notosanssc",
    "sourcehansans",
    "notosanscjk",
    "wqy-microhei",
    "wqy-zenhei",
    "droidsansfallback",
    "msyh",
    "pingfang",
    "notoserifcjk-regular",
    "uming",
];
/// Fonts that fill gaps.
const OTHERS: [&str; 4] = ["dejavusans.", "notosanssymbols2", "notoemoji-", "freesans."];
/// How deep folders are looked into, and how many files.
const DEPTH: usize = 6;
const FILES: usize = 20_000;
/// Files larger than this are no fonts.
const LARGEST: u64 = 64 << 20;

/// A character as drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Drawn {
    /// The place of its font in the set.
    pub(super) face: usize,
    pub(super) glyph: u32,
    /// How far it moves on, in parts of the font's size.
    pub(super) advance: f32,
}

struct Face {
    font: Font,
    data: Arc<Vec<u8>>,
    index: u32,
}

/// The fonts of a document.
pub(super) struct Fonts {
    faces: Vec<Face>,
    known: HashMap<char, Option<Drawn>>,
}

impl Fonts {
    /// Finds fonts in folders and files.
    ///
    /// # Errors
    /// [`ProblemCode::FontsMissing`] where none has Chinese.
    pub(super) fn find(places: &[PathBuf]) -> AppResult<Self> {
        let mut files = Vec::new();
        for place in places {
            list(place, DEPTH, &mut files);
        }
        let chinese = best(&files, &CHINESE).chain(best(&files, &[""]));
        let main = chinese.filter_map(|path| open(path).ok().flatten()).find(Face::has_chinese);
        let mut faces = vec![main.ok_or(AppError::Problem(ProblemCode::FontsMissing))?];
        for name in OTHERS {
            faces.extend(best(&files, &[name]).find_map(|path| open(path).ok().flatten()));
        }
        Ok(Self { faces, known: HashMap::new() })
    }

    /// The font at a place.
    pub(super) fn font(&self, face: usize) -> Option<Font> {
        self.faces.get(face).map(|face| face.font.clone())
    }

    /// How a character is drawn; one that no font has is a box, one that nobody sees is nothing.
    pub(super) fn drawn(&mut self, c: char) -> Option<Drawn> {
        if let Some(known) = self.known.get(&c) {
            return *known;
        }
        let drawn = if is_unseen(c) { None } else { self.look_up(c).or_else(|| self.look_up('□')) };
        self.known.insert(c, drawn);
        drawn
    }

    fn look_up(&self, c: char) -> Option<Drawn> {
        self.faces.iter().enumerate().find_map(|(index, face)| {
            let (glyph, advance) = face.drawn(c)?;
            Some(Drawn { face: index, glyph, advance })
        })
    }

    /// How wide a text is in a size.
    pub(super) fn width(&mut self, text: &str, size: f32) -> f32 {
        text.chars().filter_map(|c| self.drawn(c)).map(|drawn| drawn.advance).sum::<f32>() * size
    }
}

impl Face {
    fn has_chinese(&self) -> bool {
        NEEDED.chars().all(|c| self.drawn(c).is_some())
    }

    fn drawn(&self, c: char) -> Option<(u32, f32)> {
        let font = FontRef::from_index(&self.data, self.index).ok()?;
        let glyph = font.charmap().map(c)?;
        let metrics = font.glyph_metrics(Size::unscaled(), LocationRef::default());
        let units = f32::from(font.metrics(Size::unscaled(), LocationRef::default()).units_per_em);
        Some((glyph.to_u32(), metrics.advance_width(glyph)? / units))
    }
}

/// The files whose names begin so, in the order of the beginnings.
fn best<'f>(files: &'f [PathBuf], beginnings: &'f [&str]) -> impl Iterator<Item = &'f PathBuf> {
    let named = |path: &Path| {
        path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    };
    beginnings
        .iter()
        .flat_map(move |beginning| files.iter().filter(move |path| named(path).starts_with(beginning)))
}

/// Lists the fonts of a folder, or the one file.
fn list(place: &Path, depth: usize, files: &mut Vec<PathBuf>) {
    let Ok(found) = std::fs::metadata(place) else { return };
    if found.is_dir() {
        let entries = std::fs::read_dir(place).into_iter().flatten().flatten().filter(|_| depth > 0);
        let mut below: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        below.sort();
        for path in below {
            list(&path, depth - 1, files);
        }
        return;
    }
    let extension = place.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
    let is_font = matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc"));
    if is_font && found.len() <= LARGEST && files.len() < FILES {
        files.push(place.to_path_buf());
    }
}

/// Opens a font; of a collection, the one for simplified Chinese.
fn open(path: &Path) -> io::Result<Option<Face>> {
    let data = Arc::new(std::fs::read(path)?);
    let mut index = 0;
    for (number, font) in (0..).zip(FontRef::fonts(&data).flatten()) {
        let name: String = font
            .localized_strings(StringId::FAMILY_NAME)
            .english_or_first()
            .map(|name| name.chars().collect())
            .unwrap_or_default();
        if name.ends_with(" SC") && !name.contains("Mono") {
            index = number;
            break;
        }
    }
    Ok(Font::new(data.clone().into(), index).map(|font| Face { font, data, index }))
}

/// Tells whether a character has no shape of its own: controls, joiners, marks of direction and variation.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
        || matches!(u32::from(c), 0xe0000..=0xe0fff)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_a_chinese_font_is_told_so() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("notosanscjk-regular.ttf"), b"no font").unwrap();
        let found = Fonts::find(&[folder.path().to_path_buf(), "/nowhere".into()]);
        assert_eq!(found.err().unwrap().code(), ProblemCode::FontsMissing);
    }

    #[test]
    fn what_nobody_sees_takes_no_room() {
        for c in ['\0', '\u{200b}', '\u{202e}', '\u{fe0f}', '\u{e0041}'] {
            assert!(is_unseen(c), "{c:?}");
        }
        assert!(!is_unseen(' ') && !is_unseen('会'));
    }
}
