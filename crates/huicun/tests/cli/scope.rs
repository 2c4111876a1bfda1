//! The archive scope by the command line, beside a demo that has fewer seats than members in scope.

use std::fs;

use serde_json::{Value, json as value};

use crate::harness::{Demo, json, run};

fn ids(rows: &Value) -> Vec<&str> {
    rows.as_array().unwrap().iter().map(|row| row["userid"].as_str().unwrap()).collect()
}

#[test]
fn those_beyond_the_seats_are_named_and_a_draft_is_weighed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, 60, &["--seats", "100", "--scope-members", "120"]);

    let found = json(&["scope", "reconcile", "--data", path, "--json"]);
    let missing = ids(&found["missing"]);
    assert_eq!((missing.len(), &found["seats"], &found["archived"]), (20, &value!(100), &value!(120)));
    assert!(found["missing"].as_array().unwrap().iter().all(|row| row["reason"] == "over_seats"), "{found}");
    assert_eq!(found["surplus"], value!([]));
    let again = json(&["scope", "reconcile", "--data", path, "--json"]);
    assert_eq!(ids(&again["missing"]), missing, "the same every time");

    let shown = json(&["scope", "show", "--data", path, "--json"]);
    assert_eq!((&shown["archived"], &shown["seats"]["lacking"]), (&value!(120), &value!(20)));
    let rule = &shown["rules"][0];
    let draft = value!({ "version": shown["version"], "rules": [
        { "id": rule["id"], "selector": rule["selector"], "effect": rule["effect"], "from": rule["from"],
          "note": rule["note"] },
        { "selector": { "by": "members", "members": missing }, "effect": { "does": "exclude" } },
    ] });
    let file = folder.path().join("draft.json");
    fs::write(&file, draft.to_string()).unwrap();
    let preview = json(&["scope", "preview", "--data", path, "--draft", file.to_str().unwrap(), "--json"]);
    assert_eq!((&preview["archived"], &preview["leaves"]["total"]), (&value!(100), &value!(20)));
    assert_eq!((&preview["joins"]["total"], &preview["seats"]["lacking"]), (&value!(0), &value!(0)));
    assert_eq!(json(&["scope", "show", "--data", path, "--json"])["rules"].as_array().unwrap().len(), 1);

    fs::write(&file, "{").unwrap();
    let wrong = run(&["scope", "preview", "--data", path, "--draft", file.to_str().unwrap()]);
    let text = String::from_utf8_lossy(&wrong.stderr);
    assert!(
        wrong.status.code() == Some(1) && text.contains("bad_request") && text.contains("draft.json"),
        "{text}"
    );
    assert!(demo.interrupt());
    let away = run(&["scope", "reconcile", "--data", path, "--json"]);
    let text = String::from_utf8_lossy(&away.stderr);
    assert!(away.status.code() == Some(1) && text.contains("network_failed"), "{text}");
}
