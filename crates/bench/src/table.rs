//! The table that a run prints: ratios first.

/// Rows of the table.
#[derive(Default)]
pub struct Table {
    ratios: Vec<[String; 3]>,
    figures: Vec<[String; 3]>,
}

impl Table {
    /// Adds a ratio with the floor that it must reach.
    pub fn ratio(&mut self, name: &str, value: impl Into<String>, floor: &str) {
        self.ratios.push([name.to_owned(), value.into(), floor.to_owned()]);
    }

    /// Adds a plain figure.
    pub fn figure(&mut self, name: &str, value: impl Into<String>, note: &str) {
        self.figures.push([name.to_owned(), value.into(), note.to_owned()]);
    }

    /// Prints both parts.
    pub fn print(&self) {
        let rows = || self.ratios.iter().chain(&self.figures);
        let width = |column: usize| rows().map(|row| row[column].chars().count()).max().unwrap_or_default();
        let (first, second) = (width(0), width(1));
        for (title, rows) in [("RATIOS", &self.ratios), ("FIGURES", &self.figures)] {
            println!("\n{title}");
            for [name, value, note] in rows {
                println!("{name:<first$}  {value:>second$}  {note}");
            }
        }
    }
}

/// Formats a duration in milliseconds.
pub fn millis(seconds: f64) -> String {
    format!("{:.2} ms", seconds * 1_000.0)
}

/// Picks a percentile (0 to 100) of sorted values.
pub fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let at = (sorted.len().saturating_sub(1)) * percent / 100;
    sorted.get(at).copied().unwrap_or_default()
}
