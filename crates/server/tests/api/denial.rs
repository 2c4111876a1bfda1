//! The denial sweep: every operation of the description, by nobody and by every role.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use axum::http::Method;
use huicun_domain::access::Role;
use serde_json::{Value, json};

use crate::archive::{ZHANG, small};
use crate::client::{Api, Client};

/// What anybody may call. A new line here is a decision.
const PUBLIC: [&str; 6] = ["get_health", "get_setup", "get_terms", "open_personal_link", "set_up", "sign_in"];
/// Any id of a job or a conversation that does not exist.
const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

struct Operation {
    id: String,
    method: Method,
    path: String,
    body: Option<Value>,
}

fn operations() -> Vec<Operation> {
    let document: Value = serde_json::from_str(&huicun_server::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap().to_owned();
            let described_public = !operation["security"].to_string().contains("session");
            assert_eq!(described_public, PUBLIC.contains(&id.as_str()), "{id}");
            let body = operation.get("requestBody").map(|_| body(&id));
            let method = method.to_uppercase().parse().unwrap();
            let needed = match id.as_str() {
                "get_customer_consent" => "?side=pair&owner=x&customer=x",
                "find_access_parties" => "?kind=member",
                _ => "",
            };
            let path =
                path.replace("{seq}", "1").replace("{slot}", "0").replace("{id}", example(path)) + needed;
            let path = path.replace("{step}", "library").replace("{version}", "1").replace("{number}", "1");
            let path = path.replace("{voucher}", NOWHERE).replace("{refund}", NOWHERE);
            operations.push(Operation { id, method, path, body });
        }
    }
    operations.sort_by(|one, other| one.id.cmp(&other.id));
    operations
}

fn example(path: &str) -> &'static str {
    if path.starts_with("/parties") || path.starts_with("/directory/members") { ZHANG } else { NOWHERE }
}

/// A body that is understood, so that only the right to send it decides.
fn body(id: &str) -> Value {
    match id {
        "sign_in" => json!({ "name": "nobody", "password": "nothing" }),
        "set_up" => json!({ "token": "x", "name": "x", "display_name": "x", "password": "x" }),
        "change_password" => json!({ "current": "x", "new": "long enough to be one" }),
        "search" | "list_hits" => json!({ "q": "收到" }),
        "set_reading" => json!({ "pinned": true }),
        "create_notice" => json!({ "kind": "app_message", "asks": "receipt", "name": "x" }),
        "write_notice" => json!({ "title_zh": "x", "body_zh": "x" }),
        "publish_notice" => json!({ "sha256": "x" }),
        "deliver_notice" => json!({ "channel": "text" }),
        "record_paper_receipts" => json!({ "members": ["x"], "answer": "confirmed", "at": 1, "note": "x" }),
        "make_personal_links" => json!({ "members": ["x"] }),
        "set_refusal_rule" => {
            json!({ "member": "not_archived", "customer": "not_archived", "basis": "consent", "note": "" })
        }
        "answer_question" | "ask_question" => json!({ "text": "x" }),
        "open_personal_link" => json!({ "token": "x" }),
        "answer_notice" => json!({ "notice": NOWHERE, "version": 1, "wish": "confirm" }),
        "create_export" | "estimate_export" => json!({ "format": "csv", "search": { "q": "收到" } }),
        "accept_terms" => json!({ "version": "x", "sha256": "x" }),
        "set_price" => json!({ "item": "storage", "amount": 1, "valid_from": null }),
        "set_service_settings" => json!({ "trial_days": 0, "grace_days": 0, "unpaid_hours": 1,
            "overage_percent": 0, "payee": "" }),
        "quote_order" | "place_order" => {
            json!({ "kind": "new", "edition": "office", "seats": 1, "storage": 0, "years": 1 })
        }
        "upload_voucher" | "upload_library" => json!({}),
        "save_connection_step" => json!({ "library": "/nonexistent" }),
        "make_key" => json!({ "version": null }),
        "import_key" => json!({ "version": 1, "pem": "x" }),
        "renumber_key" => json!({ "version": 2 }),
        "take_key_share" => json!({ "holder": "x" }),
        "confirm_voucher" => json!({ "amount": 1, "reference": "x", "paid_at": 1 }),
        "refund" => json!({ "payment": NOWHERE, "amount": 1, "reason": "x" }),
        "put_invoice" => json!({ "kind": "ordinary", "title": "x", "tax_number": "91440300MA5F8K2Q1X" }),
        "preview_scope" | "save_scope" => json!({ "version": 0, "rules": [] }),
        "issue_invoice" => json!({ "number": "1" }),
        "create_operator" => {
            json!({ "name": "new", "display_name": "x", "right": { "role": "reviewer", "reason": "x" } })
        }
        "link_operator" => json!({ "member": "nobody" }),
        "disable_operator" | "end_right" | "protect_member" => json!({ "reason": "x" }),
        "grant_right" => json!({ "role": "reviewer", "reason": "x" }),
        "preview_right" => json!({ "change": "end", "assignment": NOWHERE }),
        "separate_duties" => json!({ "separation": "small_team" }),
        other => panic!("say what body {other} takes"),
    }
}

async fn call(client: &Client, operation: &Operation) -> crate::client::Answer {
    let body = operation.body.as_ref().map(Value::to_string);
    client.send(operation.method.clone(), &operation.path, body).await
}

#[tokio::test]
async fn nobody_gets_anything() {
    let api = Api::start(small()).await;
    for operation in operations() {
        let answer = call(&api.nobody(), &operation).await;
        if PUBLIC.contains(&operation.id.as_str()) {
            assert!(!answer.text().contains("signed_out"), "{}", operation.id);
        } else {
            answer.refused(401, "signed_out");
        }
    }
    api.finish().await;
}

#[tokio::test]
async fn each_role_may_what_the_matrix_says() {
    let api = Api::start(small()).await;
    let mut matrix: BTreeMap<String, String> = BTreeMap::new();
    for role in Role::ALL {
        let client = api.client(*role).await;
        let (sign_out, others): (Vec<Operation>, Vec<Operation>) =
            operations().into_iter().partition(|operation| operation.id == "sign_out");
        // What ends the session comes last.
        for operation in others.into_iter().chain(sign_out) {
            let answer = call(&client, &operation).await;
            // A member's page is for members: an operator's session opens nothing there.
            let refused = match answer.status {
                401 => answer.json()["code"] == "signed_out",
                403 => answer.json()["code"] == "forbidden",
                _ => false,
            };
            assert!(answer.status < 500, "{}: {}", operation.id, answer.text());
            let row = matrix.entry(operation.id.clone()).or_default();
            let _ = write!(row, " {:>5}", if refused { "-" } else { "yes" });
        }
    }
    let mut text = String::from("operation               ");
    for role in Role::ALL {
        let _ = write!(text, " {:>5}", &role.as_str()[..5]);
    }
    for (operation, row) in matrix {
        let _ = write!(text, "\n{operation:<24}{row}");
    }
    text.push('\n');
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/api/permissions.txt");
    if std::env::vars_os().any(|(name, _)| name == "UPDATE_PERMISSIONS") {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap_or_default(), "see UPDATE_PERMISSIONS");
    api.finish().await;
}
