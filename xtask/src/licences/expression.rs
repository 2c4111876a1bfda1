//! Licence expressions as SPDX writes them: `MIT OR (Apache-2.0 AND BSD-3-Clause)`.
//!
//! Source: SPDX specification 2.3, annex D. Old crates write `/` for `OR`.

use std::collections::BTreeSet;

/// Tells whether a person may choose only accepted licences; an expression that is empty or malformed gives no choice.
///
/// An identifier with an exception (`A WITH B`) counts as accepted where `A` is, since exceptions only add permissions.
pub fn is_satisfied(expression: &str, accepted: &BTreeSet<String>) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut parser = Parser { words: &words, accepted };
    parser.any() == Some(true) && parser.words.is_empty()
}

struct Parser<'a> {
    words: &'a [&'a str],
    accepted: &'a BTreeSet<String>,
}

impl Parser<'_> {
    fn any(&mut self) -> Option<bool> {
        let mut satisfied = self.all()?;
        while self.take("OR") {
            satisfied |= self.all()?;
        }
        Some(satisfied)
    }

    fn all(&mut self) -> Option<bool> {
        let mut satisfied = self.one()?;
        while self.take("AND") {
            satisfied &= self.one()?;
        }
        Some(satisfied)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let inner = self.any()?;
            return self.take(")").then_some(inner);
        }
        let (name, rest) = self.words.split_first()?;
        if matches!(*name, "OR" | "AND" | "WITH" | ")") {
            return None;
        }
        self.words = rest;
        if self.take("WITH") {
            let (_, rest) = self.words.split_first()?;
            self.words = rest;
        }
        Some(self.accepted.contains(*name))
    }

    fn take(&mut self, word: &str) -> bool {
        match self.words.split_first() {
            Some((first, rest)) if *first == word => {
                self.words = rest;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_satisfied_by_choice() {
        let accepted = ["MIT", "Apache-2.0", "ISC"].map(str::to_owned).into();
        for expression in [
            "MIT",
            "GPL-3.0 OR MIT",
            "Unlicense/MIT",
            "ISC AND (Apache-2.0 OR GPL-3.0)",
            "GPL-3.0 WITH x OR Apache-2.0 WITH LLVM-exception",
            "MIT AND ISC OR GPL-3.0",
        ] {
            assert!(is_satisfied(expression, &accepted), "{expression}");
        }
        for expression in
            ["", "GPL-3.0", "MIT AND GPL-3.0", "(MIT", "MIT ISC", "OR MIT", "MIT OR", "GPL-3.0 WITH MIT"]
        {
            assert!(!is_satisfied(expression, &accepted), "{expression}");
        }
    }
}
