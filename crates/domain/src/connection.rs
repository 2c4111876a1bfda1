//! The connection to WeCom (接入): the steps that lead to it.

use serde::{Deserialize, Serialize};

/// One step of connecting the archive to WeCom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ConnectionStep))]
pub enum Step {
    /// Whose archive it is: the corp's id and name.
    Corp,
    /// The way to WeCom: a proxy, and the address at which others reach this archive.
    Network,
    /// WeCom's library.
    Library,
    /// The secret of the archive page.
    Archive,
    /// The RSA keys that messages are closed with.
    Key,
    /// A real page pulled and a real message opened.
    Rehearsal,
    /// The shares of the keys that two people keep.
    Escrow,
    /// The secret that reads members and departments.
    Contact,
    /// The secret that reads external contacts.
    Customer,
    /// The corp's own app.
    App,
    /// The receiver of events.
    Callback,
}

impl Step {
    /// Every step, in the order in which they are taken.
    pub const ALL: &'static [Self] = &[
        Self::Corp,
        Self::Network,
        Self::Library,
        Self::Archive,
        Self::Key,
        Self::Rehearsal,
        Self::Escrow,
        Self::Contact,
        Self::Customer,
        Self::App,
        Self::Callback,
    ];

    /// The word in addresses and records.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Corp => "corp",
            Self::Network => "network",
            Self::Library => "library",
            Self::Archive => "archive",
            Self::Key => "key",
            Self::Rehearsal => "rehearsal",
            Self::Escrow => "escrow",
            Self::Contact => "contact",
            Self::Customer => "customer",
            Self::App => "app",
            Self::Callback => "callback",
        }
    }

    /// Reads the word in addresses and records.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|step| step.as_str() == word)
    }

    /// Tells whether nothing is archived without it.
    #[must_use]
    pub fn is_required(self) -> bool {
        matches!(self, Self::Corp | Self::Library | Self::Archive | Self::Key | Self::Rehearsal)
    }

    /// Tells whether something is filled in at it; the others are done, not filled in.
    #[must_use]
    pub fn has_form(self) -> bool {
        !matches!(self, Self::Key | Self::Rehearsal | Self::Escrow)
    }
}

/// Reads the address from which WeCom says that a refused call came (`… from ip: 203.0.113.7, …`).
#[must_use]
pub fn address_refused(words: &str) -> Option<std::net::IpAddr> {
    let (_, rest) = words.split_once("from ip:")?;
    let rest = rest.trim_start();
    let end = rest.find(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':'))).unwrap_or(rest.len());
    rest[..end].trim_end_matches(['.', ':']).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_steps_belong_together() {
        for step in Step::ALL {
            assert_eq!(Step::parse(step.as_str()), Some(*step));
        }
        assert_eq!(Step::parse("master"), None);
    }

    #[test]
    fn the_refused_address_is_found_in_wecoms_words() {
        let told = |words: &str| address_refused(words).map(|address| address.to_string());
        let long = "not allow to access from your ip, hint: [1785553201123456789012345], from ip: 203.0.113.7, more info at https://open.work.weixin.qq.com/devtool/query?e=60020";
        assert_eq!(told(long).as_deref(), Some("203.0.113.7"));
        assert_eq!(told("ip not match, from ip:198.51.100.9").as_deref(), Some("198.51.100.9"));
        assert_eq!(told("whiteip not match, from ip: 2001:db8::7.").as_deref(), Some("2001:db8::7"));
        for none in ["", "from ip: ", "from ip: here", "invalid credential", "from ip: 203.0.113.700"] {
            assert_eq!(told(none), None, "{none}");
        }
    }
}
