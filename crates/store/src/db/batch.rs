//! Statements that take many rows: one statement for a hundred rows costs little more than one for a single row.

use super::Tx;

/// The numbers of rows that one statement takes. Powers of two: any number of rows is a few statements, and there are
/// few texts, so that prepared statements are used again.
const SIZES: [usize; 9] = [256, 128, 64, 32, 16, 8, 4, 2, 1];

/// Cuts rows into batches of the sizes that statements are prepared for.
pub(crate) fn batches<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = SIZES.into_iter().find(|size| *size <= rows.len())?;
        let (batch, rest) = rows.split_at(size);
        rows = rest;
        Some(batch)
    })
}

/// Writes a statement's placeholders in the order in which its values are bound.
pub(crate) struct Places {
    style: Style,
    used: usize,
}

/// How placeholders are written.
#[derive(Clone, Copy)]
enum Style {
    /// `?`: SQLite looks a numbered one up in a list, which takes quadratic time in a long statement.
    Plain,
    /// `$1`, `$2`: PostgreSQL knows no other.
    Numbered,
}

impl Places {
    /// Begins a statement for the engine of a transaction.
    pub(crate) fn of(tx: &Tx) -> Self {
        let style = match tx {
            Tx::Sqlite(..) => Style::Plain,
            Tx::Postgres(_) => Style::Numbered,
        };
        Self { style, used: 0 }
    }

    /// Writes one more.
    pub(crate) fn one(&mut self) -> String {
        self.list(1)
    }

    /// Writes `count` more with commas between them.
    pub(crate) fn list(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 6);
        self.write(&mut text, count);
        text
    }

    /// Writes `rows` rows of `columns` each, in parentheses.
    pub(crate) fn rows(&mut self, rows: usize, columns: usize) -> String {
        let mut text = String::with_capacity(rows * (columns * 6 + 4));
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ", (" });
            self.write(&mut text, columns);
            text.push(')');
        }
        text
    }

    fn write(&mut self, text: &mut String, count: usize) {
        use std::fmt::Write as _;
        for place in 0..count {
            if place > 0 {
                text.push_str(", ");
            }
            self.used += 1;
            match self.style {
                Style::Plain => text.push('?'),
                Style::Numbered => {
                    let _ = write!(text, "${}", self.used);
                }
            }
        }
    }
}

/// Writes `$3, $4, $5` for `count` places from `first`, which both engines read.
pub(crate) fn numbered(first: usize, count: usize) -> String {
    Places { style: Style::Numbered, used: first - 1 }.list(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_number_of_rows_is_a_few_batches() {
        let rows: Vec<usize> = (0..1_000).collect();
        let sizes: Vec<usize> = batches(&rows).map(<[usize]>::len).collect();
        assert_eq!(sizes, [256, 256, 256, 128, 64, 32, 8]);
        assert_eq!(batches(&rows).flatten().copied().collect::<Vec<_>>(), rows);
        assert_eq!(batches(&rows[..0]).count(), 0);
    }

    #[test]
    fn places_are_numbered_on_through_a_statement() {
        let mut places = Places { style: Style::Numbered, used: 0 };
        assert_eq!((places.one().as_str(), places.rows(2, 2).as_str()), ("$1", "($2, $3), ($4, $5)"));
        let mut places = Places { style: Style::Plain, used: 0 };
        assert_eq!(places.rows(2, 2), "(?, ?), (?, ?)");
        assert_eq!(numbered(2, 3), "$2, $3, $4");
    }
}
