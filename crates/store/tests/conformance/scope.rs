//! The rules of the archive scope.

use huicun_domain::directory::{DepartmentId, Fact};
use huicun_domain::scope::{Effect, Mode, Rule, RuleId, Selector};
use huicun_domain::service::Edition;
use huicun_store::{DirectoryWrite, ScopeRuleRow};
use uuid::Uuid;

use crate::harness::Home;

fn row(number: u128, selector: Selector, effect: Effect) -> ScopeRuleRow {
    let rule = Rule { id: RuleId(Uuid::from_u128(number)), selector, effect, from: 10, until: None };
    ScopeRuleRow { rule, note: "制度第 3 条".into(), saved_at: 5, saved_by: None }
}

pub async fn rules_end_and_begin_and_two_who_save_at_once_are_told(home: &Home) {
    let (store, corp) = (&home.store, &home.corp);
    let include = Effect::Include {
        mode: Mode::Consent,
        beats_consent: false,
        internal: true,
        external: true,
        edition: Edition::Service,
    };
    let department = Selector::Department { department: DepartmentId(2), children: true };
    let first = row(1, department, include);
    let without = row(2, Selector::Members { members: ["LiNa".into()].into() }, Effect::Exclude);
    assert!(store.save_scope(corp, 0, &[], &[first.clone(), without.clone()]).await.unwrap());
    assert_eq!(store.scope_rules(corp).await.unwrap(), [first.clone(), without.clone()]);

    let late = row(3, Selector::Everybody, include);
    assert!(!store.save_scope(corp, 0, &[(without.rule.id, 20)], &[late]).await.unwrap(), "it was changed");
    assert_eq!(store.scope_rules(corp).await.unwrap(), [first, without.clone()]);

    assert!(store.save_scope(corp, 1, &[(without.rule.id, 20)], &[]).await.unwrap());
    assert!(store.save_scope(corp, 2, &[(without.rule.id, 30)], &[]).await.unwrap());
    let rows = store.scope_rules(corp).await.unwrap();
    assert_eq!(rows[1].rule.until, Some(20), "what ended does not end later");
    let versions = store.scope_versions(corp).await.unwrap();
    assert_eq!((versions.scope, versions.directory), (3, 0));

    let begun = vec![(Fact::Employed("LiNa".into()), 10)];
    let write = DirectoryWrite { begun, ..DirectoryWrite::default() };
    store.write_directory(corp, &write, 10).await.unwrap();
    store.write_directory(corp, &DirectoryWrite::default(), 20).await.unwrap();
    assert_eq!(store.scope_versions(corp).await.unwrap().directory, 1, "what changes nothing is no change");
}
