//! What is wrong with rules before they are saved, and what is odd about them.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{Effect, Rule, RuleId, Scope, Selector};
use crate::clock::Millis;
use crate::directory::{DepartmentId, History, TagId};

/// Why rules cannot be saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeFlaw))]
pub enum Flaw {
    /// A rule ends before it begins.
    EndsBeforeItBegins,
    /// A rule names nobody.
    NamesNobody,
    /// A rule includes nothing: neither conversations within the corp nor such with somebody outside.
    IncludesNothing,
    /// A rule wants conversations with somebody outside of an edition that has none.
    EditionWithoutExternal,
    /// Exclusions leave nobody of those that rules include.
    NobodyIsLeft,
}

/// What is odd about a rule, and may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ScopeWarning))]
pub enum Warning {
    /// The department is no more.
    DepartmentGone,
    /// The tag is no more.
    TagGone,
    /// Nobody is selected at present.
    SelectsNobody,
    /// It names members who are not listed.
    MembersNotListed,
}

/// Finds why rules cannot be saved; each with its rule, or with none where it is about all of them.
#[must_use]
pub fn flaws(scope: &Scope, history: &History, now: Millis) -> Vec<(Option<RuleId>, Flaw)> {
    let mut found: Vec<_> =
        scope.rules.iter().filter_map(|rule| Some((Some(rule.id), flaw(rule)?))).collect();
    let is_included = |rule: &&Rule| matches!(rule.effect, Effect::Include { .. });
    let included = Scope { rules: scope.rules.iter().filter(is_included).cloned().collect() };
    let is_emptied = |at| !included.resolve(history, at).is_empty() && scope.resolve(history, at).is_empty();
    if found.is_empty() && is_emptied(now) {
        found.push((None, Flaw::NobodyIsLeft));
    }
    found
}

fn flaw(rule: &Rule) -> Option<Flaw> {
    if rule.until.is_some_and(|until| until < rule.from) {
        return Some(Flaw::EndsBeforeItBegins);
    }
    if matches!(&rule.selector, Selector::Members { members } if members.is_empty()) {
        return Some(Flaw::NamesNobody);
    }
    match rule.effect {
        Effect::Include { internal: false, external: false, .. } => Some(Flaw::IncludesNothing),
        Effect::Include { external: true, edition, .. } if !edition.archives_external() => {
            Some(Flaw::EditionWithoutExternal)
        }
        _ => None,
    }
}

/// Finds what is odd about the rules that count at present or will.
#[must_use]
pub fn warnings(
    scope: &Scope,
    history: &History,
    departments: &BTreeSet<DepartmentId>,
    tags: &BTreeSet<TagId>,
    now: Millis,
) -> Vec<(RuleId, Warning)> {
    let counts = |rule: &&Rule| rule.until.is_none_or(|until| until > now);
    let warning = |rule: &Rule| {
        let warning = match &rule.selector {
            Selector::Department { department, .. } if !departments.contains(department) => {
                Warning::DepartmentGone
            }
            Selector::Tag { tag } if !tags.contains(tag) => Warning::TagGone,
            Selector::Members { members }
                if members.iter().any(|member| !history.is_employed(member, now)) =>
            {
                Warning::MembersNotListed
            }
            selector if !history.members_at(now).any(|member| selector.selects(history, member, now)) => {
                Warning::SelectsNobody
            }
            _ => return None,
        };
        Some((rule.id, warning))
    };
    scope.rules.iter().filter(counts).filter_map(warning).collect()
}
