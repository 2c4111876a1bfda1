//! A named block of lines.

/// A line that opens with a name in brackets, and indented lines below it.
pub(super) struct Block(String);

impl Block {
    /// Opens a block.
    pub(super) fn named(name: &str) -> Self {
        Self(format!("[{name}]"))
    }

    /// Appends to the line after a blank; nothing where there is nothing to append.
    pub(super) fn word(mut self, word: &str) -> Self {
        if !word.is_empty() {
            self.0.push(' ');
            self.0.push_str(word);
        }
        self
    }

    /// Appends a line, or several where the text breaks, indented; nothing where there is nothing to append.
    pub(super) fn line(mut self, text: &str) -> Self {
        if text.is_empty() {
            return self;
        }
        for line in text.split('\n') {
            self.0.push_str("\n  ");
            self.0.push_str(line);
        }
        self
    }

    /// The block as written.
    pub(super) fn text(self) -> String {
        self.0
    }
}
