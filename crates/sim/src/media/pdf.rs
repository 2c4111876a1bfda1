//! PDF of a page or more of Chinese text, in a font every reader has.

use std::fmt::Write as _;

use crate::{media::office, rng::Rng};

/// Lines of one page.
const LINES: usize = 30;

/// Makes a document of about `size` × 10 lines.
pub(super) fn make(rng: &mut Rng, size: usize) -> Vec<u8> {
    let lines: Vec<String> = (0..size * 10).map(|_| office::sentence(rng)).collect();
    let pages: Vec<&[String]> = lines.chunks(LINES).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        String::new(),
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>".to_owned(),
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 5 0 R /DW 1000 >>".to_owned(),
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>".to_owned(),
    ];
    let mut kids = String::new();
    for page in pages {
        let number = objects.len() + 1;
        let _ = write!(kids, "{number} 0 R ");
        objects.push(format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {} 0 R >>", number + 1));
        let content = content(page);
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let count = (objects.len() - 5) / 2;
    objects[1] = format!("<< /Type /Pages /Kids [{kids}] /Count {count} >>");
    assemble(&objects)
}

fn content(lines: &[String]) -> String {
    let mut out = String::from("BT /F1 12 Tf 56 780 Td 22 TL\n");
    for line in lines {
        out.push('<');
        for unit in line.encode_utf16() {
            let _ = write!(out, "{unit:04X}");
        }
        out.push_str("> Tj T*\n");
    }
    out.push_str("ET");
    out
}

fn assemble(objects: &[String]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xE2\xE3\xCF\xD3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", at + 1).into_bytes());
    }
    let start = out.len();
    out.extend(table.into_bytes());
    let trailer =
        format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1);
    out.extend(trailer.into_bytes());
    out
}
