//! Who sees a conversation, by the command line.

use serde_json::{Value, json as value};

use crate::harness::{Demo, json, run};

fn reason<'v>(answer: &'v Value, operator: &str) -> &'v str {
    let rows = answer["operators"].as_array().unwrap();
    let row = rows.iter().find(|row| row["operator"]["name"] == operator).unwrap();
    row["reason"].as_str().unwrap()
}

#[test]
fn it_is_told_who_sees_a_conversation_and_who_did_before_anybody_was_appointed() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = data.to_str().unwrap();
    let demo = Demo::start(&data, 60, &[]);
    let found = json(&["search", "--data", path, "--from", "2020-01-01", "--limit", "1", "--json"]);
    let id = found["hits"][0]["conversation"]["id"].as_str().unwrap_or_else(|| panic!("{found}"));

    let explain = |more: &[&str]| {
        let mut arguments = vec!["access", "explain", "--data", path, "--conversation", id, "--json"];
        arguments.extend(more);
        json(&arguments)
    };
    let now = explain(&[]);
    assert_eq!(reason(&now, "reviewer"), "granted");
    assert_eq!(reason(&now, "sysadmin"), "role_lacks");
    let then = explain(&["--at", "2020-01-01", "--operator", "reviewer"]);
    assert_eq!((reason(&then, "reviewer"), &then["messages"]), ("not_begun", &value!(0)));
    let wrong = run(&["access", "explain", "--data", path, "--conversation", id, "--operator", "nobody"]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(demo.interrupt());
}
