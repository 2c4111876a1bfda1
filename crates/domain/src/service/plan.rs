//! Plans (套餐): what is sold, and what it costs since when.

use serde::{Deserialize, Serialize};

use super::Money;
use crate::clock::Millis;

/// An edition of a seat (席位), as WeCom sells them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Edition {
    /// 办公版: internal conversations.
    Office,
    /// 服务版: internal and external conversations.
    Service,
    /// 企业版: both, and voice calls.
    Enterprise,
}

impl Edition {
    /// Every edition, the smallest first.
    pub const ALL: [Self; 3] = [Self::Office, Self::Service, Self::Enterprise];

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Service => "service",
            Self::Enterprise => "enterprise",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|edition| edition.as_str() == word)
    }

    /// Tells whether conversations with external contacts are archived.
    #[must_use]
    pub fn archives_external(self) -> bool {
        self >= Self::Service
    }

    /// Tells whether voice calls are archived.
    #[must_use]
    pub fn archives_calls(self) -> bool {
        self == Self::Enterprise
    }
}

/// Something that has a price for a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = PriceItem))]
pub enum Item {
    /// A seat of the edition for internal conversations.
    SeatOffice,
    /// A seat of the edition for internal and external conversations.
    SeatService,
    /// A seat of the edition with voice calls.
    SeatEnterprise,
    /// 100 GiB of storage.
    Storage,
}

impl Item {
    /// The whole catalogue.
    pub const ALL: [Self; 4] = [Self::SeatOffice, Self::SeatService, Self::SeatEnterprise, Self::Storage];

    /// The seat of an edition.
    #[must_use]
    pub fn seat(edition: Edition) -> Self {
        match edition {
            Edition::Office => Self::SeatOffice,
            Edition::Service => Self::SeatService,
            Edition::Enterprise => Self::SeatEnterprise,
        }
    }

    /// The word stored in the database.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SeatOffice => "seat_office",
            Self::SeatService => "seat_service",
            Self::SeatEnterprise => "seat_enterprise",
            Self::Storage => "storage",
        }
    }

    /// Reads the word stored in the database.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|item| item.as_str() == word)
    }
}

/// A price for one unit and one year, from a moment on. An older one stays in the history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    /// What it is the price of.
    pub item: Item,
    /// How much.
    pub amount: Money,
    /// Since when it is asked.
    pub valid_from: Millis,
    /// When it was set.
    pub set_at: Millis,
    /// The name of the operator who set it.
    pub set_by: String,
}

/// The price asked at a moment: the one that became valid last, and of two for the same moment the one set last.
#[must_use]
pub fn price_at(prices: &[Price], item: Item, at: Millis) -> Option<Money> {
    let valid = prices.iter().filter(|price| price.item == item && price.valid_from <= at);
    valid.max_by_key(|price| (price.valid_from, price.set_at)).map(|price| price.amount)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_price_that_became_valid_last_is_asked() {
        let price = |fen, valid_from, set_at| Price {
            item: Item::SeatOffice,
            amount: Money::from_fen(fen),
            valid_from,
            set_at,
            set_by: "a".into(),
        };
        let prices = [price(100, 10, 1), price(300, 30, 2), price(200, 10, 3)];
        for (at, fen) in [(9, None), (10, Some(200)), (29, Some(200)), (30, Some(300))] {
            assert_eq!(price_at(&prices, Item::SeatOffice, at), fen.map(Money::from_fen), "{at}");
        }
        assert_eq!(price_at(&prices, Item::Storage, 99), None);
    }

    #[test]
    fn editions_grow_and_words_are_read_back() {
        assert!(Edition::ALL.is_sorted());
        assert_eq!(Edition::ALL.map(Edition::archives_external), [false, true, true]);
        assert_eq!(Edition::ALL.map(Edition::archives_calls), [false, false, true]);
        assert!(Edition::ALL.iter().all(|edition| Edition::parse(edition.as_str()) == Some(*edition)));
        assert!(Item::ALL.iter().all(|item| Item::parse(item.as_str()) == Some(*item)));
    }
}
