use proptest::prelude::*;

use super::*;

fn file(rows: &[Vec<String>]) -> Vec<u8> {
    let headings: Vec<&str> = (0..rows.first().map_or(1, Vec::len)).map(|_| "列").collect();
    let mut writer = CsvWriter::new(Vec::new(), &headings).unwrap();
    for row in rows {
        let mut canonical = Vec::new();
        encode(row, &mut canonical);
        writer.write(row, &canonical).unwrap();
    }
    writer.finish().unwrap()
}

/// Reads a file with an independent parser.
fn parse(file: &[u8]) -> Vec<Vec<String>> {
    let text = file.strip_prefix(BYTE_ORDER_MARK).expect("the mark comes first");
    let mut reader = ::csv::ReaderBuilder::new().has_headers(true).flexible(false).from_reader(text);
    reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn lines_are_as_rfc_4180_has_them() {
    let written = file(&[vec!["a\"b".into(), "一,二\r\n三".into(), String::new()]]);
    let text = String::from_utf8(written).unwrap();
    assert_eq!(text, "\u{feff}\"列\",\"列\",\"列\"\r\n\"a\"\"b\",\"一,二\r\n三\",\"\"\r\n");
}

#[test]
fn nothing_that_begins_like_a_formula_stays_so() {
    let hostile = [
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\0=1",
        "＝1",
        "＋1",
        "－1",
        "＠A",
        " =1",
        "\u{3000}=1",
        "\u{200b}=1",
        "\u{feff}=1",
        "\u{202e}=1",
        "'=1",
        "\tblank",
        "\u{1}",
    ];
    for field in hostile {
        let rows = parse(&file(&[vec![field.to_owned()]]));
        assert_eq!(rows[0][0], format!("'{field}"), "{field:?}");
        assert_eq!(unguarded(&rows[0][0]), field);
    }
}

#[test]
fn everything_else_is_unchanged() {
    for field in
        ["", "好的", "a=b", "订单-1", "1+1", " 好 ", "“=”", "[微笑]", "a\0b", "2026-08-01", "😀", "a'b"]
    {
        assert_eq!(parse(&file(&[vec!["x".into(), field.to_owned()]]))[0][1], field);
    }
}

fn hostile_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        "[=+@'\",;\r\n\t -]{1,4}",
        Just("＝".to_owned()),
        Just("\u{feff}".to_owned()),
        Just("\0".to_owned()),
        Just("好".to_owned()),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn every_text_comes_back(rows in prop::collection::vec(prop::collection::vec(hostile_text(), 3), 1..6)) {
        let read = parse(&file(&rows));
        prop_assert_eq!(read.len(), rows.len());
        for (row, read) in rows.iter().zip(&read) {
            for (cell, read) in row.iter().zip(read) {
                prop_assert_eq!(unguarded(read), cell.as_str());
                let first = read.chars().find(|c| !is_skipped(*c));
                prop_assert!(!first.is_some_and(begins_formula), "{:?}", read);
            }
        }
    }
}
