//! Invoices (发票): what the one who pays wants written on them.

use serde::{Deserialize, Serialize};

/// A kind of invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum InvoiceKind {
    /// 增值税普通发票
    Ordinary,
    /// 增值税专用发票
    Special,
}

impl InvoiceKind {
    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Special => "special",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        [Self::Ordinary, Self::Special].into_iter().find(|kind| kind.as_str() == word)
    }
}

/// What is written on an invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invoice {
    /// The kind.
    pub kind: InvoiceKind,
    /// 发票抬头: whom it is made out to.
    pub title: String,
    /// 纳税人识别号: 15, 17, 18 or 20 digits and capital letters.
    pub tax_number: String,
}

/// What is wrong with an invoice's data: the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvoiceProblem(pub &'static str);

impl Invoice {
    /// Takes blanks away and checks it.
    ///
    /// # Errors
    /// [`InvoiceProblem`].
    pub fn checked(mut self) -> Result<Self, InvoiceProblem> {
        self.title = self.title.trim().to_owned();
        self.tax_number = self.tax_number.replace(char::is_whitespace, "").to_ascii_uppercase();
        let length = self.title.chars().count();
        if length == 0 || length > 100 || self.title.chars().any(char::is_control) {
            return Err(InvoiceProblem("title"));
        }
        let is_known_length = matches!(self.tax_number.len(), 15 | 17 | 18 | 20);
        if !is_known_length || !self.tax_number.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return Err(InvoiceProblem("tax_number"));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_taken_with_blanks_and_refused_with_other_lengths() {
        let invoice = |title: &str, tax_number: &str| {
            Invoice { kind: InvoiceKind::Special, title: title.into(), tax_number: tax_number.into() }
                .checked()
        };
        let good = invoice(" 示例公司 ", "9144 0300 ma5f 8k2q 1x").unwrap();
        assert_eq!((good.title.as_str(), good.tax_number.as_str()), ("示例公司", "91440300MA5F8K2Q1X"));
        assert_eq!(invoice("", "91440300MA5F8K2Q1X"), Err(InvoiceProblem("title")));
        assert_eq!(invoice("a\nb", "91440300MA5F8K2Q1X"), Err(InvoiceProblem("title")));
        for number in ["", "1234", "91440300MA5F8K2Q1é", "91440300MA5F8K2Q1"] {
            let expected = number.len() == 17 && number.is_ascii();
            assert_eq!(invoice("a", number).is_ok(), expected, "{number}");
        }
    }
}
