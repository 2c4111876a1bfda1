//! How this installation sells: settings of whoever operates it.

use serde::{Deserialize, Serialize};

/// The settings; each change is kept with its date.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ServiceSettings {
    /// How many days a trial lasts, up to 365; with 0 there is none.
    pub trial_days: u32,
    /// How many days the service goes on after its end, up to 365.
    pub grace_days: u32,
    /// How many hours an order waits for its payment, 1 to 2,160.
    pub unpaid_hours: u32,
    /// By how many percent more members than seats are in use before that is a warning, up to 100.
    pub overage_percent: u32,
    /// Where bank transfers go, as text for whoever pays, up to 500 characters.
    pub payee: String,
}

impl Default for ServiceSettings {
    fn default() -> Self {
        Self { trial_days: 30, grace_days: 30, unpaid_hours: 72, overage_percent: 0, payee: String::new() }
    }
}

impl ServiceSettings {
    /// Names the first field that is out of its range.
    #[must_use]
    pub fn wrong_field(&self) -> Option<&'static str> {
        let fields = [
            ("trial_days", self.trial_days <= 365),
            ("grace_days", self.grace_days <= 365),
            ("unpaid_hours", (1..=2_160).contains(&self.unpaid_hours)),
            ("overage_percent", self.overage_percent <= 100),
            ("payee", self.payee.chars().count() <= 500),
        ];
        fields.into_iter().find(|(_, good)| !good).map(|(name, _)| name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_has_its_range() {
        let good = ServiceSettings::default();
        assert_eq!(good.wrong_field(), None);
        assert_eq!(ServiceSettings { unpaid_hours: 0, ..good.clone() }.wrong_field(), Some("unpaid_hours"));
        assert_eq!(ServiceSettings { grace_days: 366, ..good.clone() }.wrong_field(), Some("grace_days"));
        assert_eq!(ServiceSettings { payee: "行".repeat(501), ..good }.wrong_field(), Some("payee"));
    }
}
