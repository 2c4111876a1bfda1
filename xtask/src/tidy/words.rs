//! Words that do not belong into the repository: notes to self, and the machine it was written on.

use super::{Finding, SourceFile};

/// Work that was put off is filed, not left in the text.
const NOTES_TO_SELF: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X")];

/// The project speaks of itself alone, wherever and by whomever it is worked on.
const PLACES: [&str; 5] = [
    concat!("/wo", "rk/"),
    concat!("/.lib", "rary"),
    concat!("iss", "ues show"),
    concat!("lang", "uage model"),
    concat!("coding ", "agent"),
];

const TEXT: [&str; 14] =
    ["rs", "toml", "md", "ts", "tsx", "js", "mjs", "css", "html", "sql", "sh", "json", "yml", "yaml"];

/// Checks every file that people write.
pub fn check(files: &[SourceFile]) -> Vec<Finding> {
    files.iter().filter(|file| is_written_here(file)).flat_map(check_file).collect()
}

fn is_written_here(file: &SourceFile) -> bool {
    let locked = file.path.ends_with("package-lock.json");
    !locked && (file.has_extension(&TEXT) || file.is_under(".ci"))
}

fn check_file(file: &SourceFile) -> impl Iterator<Item = Finding> {
    file.lines().filter_map(|(number, line)| {
        let mut words = line.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
        let note = words.find(|word| NOTES_TO_SELF.contains(word));
        let place = PLACES.into_iter().find(|place| line.contains(place));
        note.or(place).map(|found| file.finding(number, format!("`{found}` does not belong here")))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{file, shown};
    use super::*;

    #[test]
    fn notes_to_self_are_found() {
        for note in NOTES_TO_SELF {
            let files = [file("crates/a/src/b.rs", &format!("//! A.\n// {note}: later\n"))];
            assert_eq!(
                shown(&check(&files)),
                [format!("crates/a/src/b.rs:2: `{note}` does not belong here")]
            );
        }
    }

    #[test]
    fn places_of_one_machine_are_found() {
        for place in PLACES {
            assert_eq!(check(&[file("docs/a.md", &format!("See {place} there.\n"))]).len(), 1, "{place}");
        }
    }

    #[test]
    fn parts_of_words_and_foreign_files_are_not() {
        let [note, ..] = NOTES_TO_SELF;
        let files = [
            file("web/src/a.ts", &format!("const {note}S = []; // https://work.weixin.qq.com/\n")),
            file("web/package-lock.json", note),
            file("crates/a/golden/b.bin", note),
        ];
        assert!(check(&files).is_empty());
    }
}
