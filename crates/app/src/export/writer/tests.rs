use std::io::Cursor;

use aws_lc_rs::digest::digest;
use calamine::{Reader, Xlsx};

use super::*;
use crate::export::row::{COLUMNS, TEXT};

fn row(number: usize, text: &str) -> Row {
    Row(std::array::from_fn(
        |index| if index == TEXT { text.to_owned() } else { format!("{number}.{index}") },
    ))
}

fn write(format: TableFormat, rows: &[Row], limits: Limits) -> (ExportSummary, Vec<u8>) {
    let about = About { cover: vec![("企业".into(), "测试".into())], ..About::default() };
    let mut writer = RowWriter::with_limits(format, Vec::new(), about, limits).unwrap();
    for row in rows {
        writer.write(row).unwrap();
    }
    writer.finish().unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Computes the hash as the documentation tells it, from rows that a parser read.
fn documented_hash(rows: &[Vec<String>]) -> String {
    let mut text = String::new();
    for row in rows {
        let cells: Vec<String> =
            row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    }
    hex(digest(&SHA256, text.as_bytes()).as_ref())
}

#[test]
fn anybody_can_compute_the_hash_from_either_file() {
    let limits = Limits { rows: 2, cell: 16, ..Limits::EXCEL };
    let rows =
        [row(1, "=1+1"), row(2, "他说：\"好\"\r\n'"), row(3, &"长文".repeat(20)), row(4, ""), row(5, "'x")];
    let (csv, csv_file) = write(TableFormat::Csv, &rows, limits);
    let (xlsx, xlsx_file) = write(TableFormat::Xlsx, &rows, limits);
    assert_eq!(csv, xlsx);
    assert_eq!(csv.rows, 5);

    let text = csv_file.strip_prefix("\u{feff}".as_bytes()).unwrap();
    let read: Vec<Vec<String>> = ::csv::Reader::from_reader(text)
        .records()
        .map(|record| {
            record.unwrap().iter().map(|cell| cell.strip_prefix('\'').unwrap_or(cell).to_owned()).collect()
        })
        .collect();
    assert_eq!(documented_hash(&read), csv.sha256);

    let mut book = Xlsx::new(Cursor::new(xlsx_file)).unwrap();
    let mut read = Vec::new();
    for name in book.sheet_names().into_iter().skip(1) {
        for cells in book.worksheet_range(&name).unwrap().rows().skip(1) {
            let mut row: Vec<String> = cells.iter().take(COLUMNS).map(ToString::to_string).collect();
            row[TEXT].extend(cells.iter().skip(COLUMNS).map(ToString::to_string));
            read.push(row);
        }
    }
    assert_eq!(documented_hash(&read), xlsx.sha256);
}

#[test]
fn the_cover_tells_counts_and_hash() {
    let (summary, file) = write(TableFormat::Xlsx, &[row(1, "一"), row(2, "二")], Limits::EXCEL);
    let mut book = Xlsx::new(Cursor::new(file)).unwrap();
    let cover = book.worksheet_range("说明").unwrap();
    let told: Vec<(String, String)> =
        cover.rows().map(|row| (row[0].to_string(), row[1].to_string())).collect();
    for expected in [("企业", "测试"), ("消息条数", "2"), ("各行的 SHA-256", summary.sha256.as_str())]
    {
        assert!(told.contains(&(expected.0.to_owned(), expected.1.to_owned())), "{expected:?} of {told:?}");
    }
}

#[test]
fn an_export_without_rows_is_a_file_too() {
    let (summary, file) = write(TableFormat::Xlsx, &[], Limits::EXCEL);
    assert_eq!(summary.rows, 0);
    assert_eq!(summary.sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let mut book = Xlsx::new(Cursor::new(file)).unwrap();
    assert_eq!(book.worksheet_range("消息").unwrap().rows().count(), 1);
    let (_, file) = write(TableFormat::Csv, &[], Limits::EXCEL);
    assert_eq!(::csv::Reader::from_reader(&file[3..]).records().count(), 0);
}
