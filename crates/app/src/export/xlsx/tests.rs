use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use proptest::prelude::*;

use super::*;

const SMALL: Limits = Limits { rows: 3, sheet_bytes: 1 << 20, cell: 10 };

fn cells(text: &str) -> [String; COLUMNS] {
    std::array::from_fn(|index| if index == TEXT { text.to_owned() } else { format!("{index}") })
}

fn workbook(rows: &[[String; COLUMNS]], limits: Limits) -> Xlsx<Cursor<Vec<u8>>> {
    let mut writer = XlsxWriter::new(Vec::new(), Language::Chinese, "2026-08-01T03:00:37Z", limits).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    let cover = [("名称".to_owned(), "=1+1".to_owned())];
    Xlsx::new(Cursor::new(writer.finish(&cover).unwrap())).unwrap()
}

fn sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Range<Data> {
    book.worksheet_range(name).unwrap()
}

/// The text of a row: its cell and those that continue it.
fn text_of(row: &[Data]) -> String {
    let more = row.iter().skip(COLUMNS).map(ToString::to_string);
    std::iter::once(row[TEXT].to_string()).chain(more).collect()
}

fn all_strings(range: &Range<Data>) -> bool {
    range.cells().all(|(_, _, cell)| matches!(cell, Data::String(_) | Data::Empty))
}

#[test]
fn the_cover_comes_first_and_every_cell_is_text() {
    let mut book = workbook(&[cells("=1+1"), cells("@SUM(A1)")], Limits::EXCEL);
    assert_eq!(book.sheet_names(), ["说明", "消息"]);
    for name in ["说明", "消息"] {
        assert!(all_strings(&sheet(&mut book, name)), "{name}");
        assert_eq!(book.worksheet_formula(name).unwrap().cells().count(), 0, "{name}");
    }
    assert_eq!(sheet(&mut book, "说明").get((0, 1)), Some(&Data::String("=1+1".into())));
    let range = sheet(&mut book, "消息");
    assert_eq!(range.get((0, 0)), Some(&Data::String("时间".into())));
    assert_eq!(range.get((1, TEXT)), Some(&Data::String("=1+1".into())));
    assert_eq!(range.get((2, 15)), Some(&Data::String("15".into())));
}

#[test]
fn rows_beyond_a_sheet_go_to_the_next() {
    let rows: Vec<_> = (0..8).map(|number| cells(&number.to_string())).collect();
    let mut book = workbook(&rows, SMALL);
    assert_eq!(book.sheet_names(), ["说明", "消息", "消息 2", "消息 3"]);
    let mut texts = Vec::new();
    for name in ["消息", "消息 2", "消息 3"] {
        let range = sheet(&mut book, name);
        assert_eq!(range.get((0, TEXT)), Some(&Data::String("内容".into())));
        texts.extend(range.rows().skip(1).map(text_of));
    }
    assert_eq!(texts, ["0", "1", "2", "3", "4", "5", "6", "7"]);
}

#[test]
fn a_sheet_that_grows_too_large_ends() {
    let rows: Vec<_> = (0..50).map(|_| cells(&"长".repeat(3_000))).collect();
    let limits = Limits { rows: 1_000, sheet_bytes: 200 << 10, cell: 32_767 };
    let book = workbook(&rows, limits);
    assert!(book.sheet_names().len() > 2, "{:?}", book.sheet_names());
}

#[test]
fn a_long_text_goes_on_in_further_cells() {
    let long: String = "😀=好".repeat(9);
    let mut book = workbook(&[cells(&long), cells("短")], SMALL);
    let range = sheet(&mut book, "消息");
    let rows: Vec<_> = range.rows().collect();
    assert_eq!(text_of(rows[1]), long);
    assert_eq!(text_of(rows[2]), "短");
    assert!(rows[1].iter().all(|cell| cell.to_string().encode_utf16().count() <= SMALL.cell));
    assert_eq!(rows[0][COLUMNS], Data::String("内容（续）".into()));
}

#[test]
fn an_archive_that_is_given_up_is_not_completed() {
    let sink = std::cell::RefCell::new(Vec::new());
    struct Into<'a>(&'a std::cell::RefCell<Vec<u8>>);
    impl Write for Into<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    let mut writer = XlsxWriter::new(Into(&sink), Language::English, "", Limits::EXCEL).unwrap();
    writer.write(&cells("x")).unwrap();
    drop(writer);
    assert!(!sink.borrow().is_empty());
    assert!(!sink.borrow().windows(4).any(|bytes| bytes == b"PK\x05\x06"), "no directory was written");
}

#[test]
fn columns_are_lettered() {
    let names: Vec<String> = [0, 25, 26, 701, 702, 16_383].into_iter().map(column_name).collect();
    assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
}

fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[<>&\"'=_x0-9A-F\r\n\t ]{1,6}",
        Just("_x0041_".to_owned()),
        Just("]]>".to_owned()),
        Just("\0".to_owned()),
        Just("\u{ffff}".to_owned()),
        Just("&#0;".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn every_text_comes_back(texts in prop::collection::vec(hostile_text(), 1..4), cell in 2_usize..40) {
        let rows: Vec<_> = texts.iter().map(|text| cells(text)).collect();
        let mut book = workbook(&rows, Limits { cell, ..Limits::EXCEL });
        let range = sheet(&mut book, "消息");
        prop_assert!(all_strings(&range));
        let read: Vec<String> = range.rows().skip(1).map(text_of).collect();
        prop_assert_eq!(read, texts);
    }
}
