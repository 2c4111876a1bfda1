//! The description of the interface: what `openapi/api.json` holds and the console's client is generated from.

use huicun_app::browse::messages::Edge;
use huicun_domain::message::RecordItem;
use serde_json::{Map, Value, json};
use utoipa::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::problem::ProblemDetails;
use crate::routes;
use crate::state::AppState;

/// What is not said beside a route.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Huicun 会存",
        description = "The interface of a WeCom conversation archive. Times are milliseconds since 1970 UTC. \
                       Problems come as `application/problem+json`, in Chinese or English by `Accept-Language`.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    servers((url = "/api/v1")),
    components(schemas(Edge, ProblemDetails, RecordItem)),
)]
struct Description;

/// Schemas that callers send: what they leave out has a default.
const SENT: [&str; 25] = [
    "ConnectionKeyImport",
    "ConnectionKeyVersion",
    "ConnectionShareKeeper",
    "ConnectionStepForm",
    "DeliveryRequest",
    "ExportRequest",
    "Filters",
    "HitsRequest",
    "LinkRequest",
    "MeAnswer",
    "MeQuestion",
    "NewAssignment",
    "NewNotice",
    "NewOperatorRequest",
    "OperatorLink",
    "PaperReceipt",
    "PasswordChange",
    "PersonalLink",
    "Publication",
    "QuestionAnswer",
    "SearchRequest",
    "SeparationChoice",
    "SetupRequest",
    "SignIn",
    "WhyRequest",
];

/// Describes the interface as OpenAPI 3.1, pretty and in a stable order.
#[must_use]
pub fn openapi() -> String {
    let mut router = OpenApiRouter::<AppState>::with_openapi(Description::openapi()).merge(routes::all());
    let mut document = serde_json::to_value(router.to_openapi()).unwrap_or_default();
    document["info"]["version"] = json!(env!("CARGO_PKG_VERSION"));
    document["components"]["securitySchemes"] = security_schemes();
    for (method, operation) in operations(&mut document) {
        secure(&method, operation);
        operation["responses"]["default"] = json!({
            "description": "A problem",
            "content": { "application/problem+json": {
                "schema": { "$ref": "#/components/schemas/ProblemDetails" }
            } },
        });
    }
    finish_schemas(&mut document["components"]["schemas"]);
    // `Millis` is another name for a number, and derived schemas see through it.
    let text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.replace("#/components/schemas/i64\"", "#/components/schemas/Millis\"")
}

fn security_schemes() -> Value {
    json!({
        "session": {
            "type": "apiKey", "in": "cookie", "name": "huicun",
            "description": "Set by signing in; `__Host-huicun` where the archive is reached by HTTPS."
        },
        "member_session": {
            "type": "apiKey", "in": "cookie", "name": "huicun-me",
            "description": "A member's, set by a personal link or by signing in with WeCom; `__Host-huicun-me` where the \
                            archive is reached by HTTPS."
        },
        "anti_forgery": {
            "type": "apiKey", "in": "header", "name": "X-Huicun",
            "description": "`1`, with every method that changes something."
        },
    })
}

fn finish_schemas(schemas: &mut Value) {
    let Some(schemas) = schemas.as_object_mut() else { return };
    for (name, schema) in schemas.iter_mut() {
        if SENT.contains(&name.as_str()) { forget_defaults(schema) } else { require_all(schema) }
    }
    if let Some(mut millis) = schemas.remove("i64") {
        millis["description"] = json!("Milliseconds since 1970-01-01T00:00:00Z.");
        schemas.insert("Millis".into(), millis);
    }
    // The filters lie flat among the other fields of a search: only the whole knows what is unknown.
    if let Some(filters) = schemas.get_mut("Filters").and_then(Value::as_object_mut) {
        filters.remove("additionalProperties");
    }
    if let Some(search) = schemas.get_mut("SearchRequest") {
        search["unevaluatedProperties"] = json!(false);
    }
}

fn operations(document: &mut Value) -> Vec<(String, &mut Value)> {
    let paths = document["paths"].as_object_mut().into_iter().flat_map(Map::values_mut);
    paths
        .filter_map(Value::as_object_mut)
        .flat_map(|path| path.iter_mut().map(|(method, operation)| (method.clone(), operation)))
        .collect()
}

/// Says what an operation asks for: a session, unless it is marked as public, and the header where it changes something.
fn secure(method: &str, operation: &mut Value) {
    let told = operation.get("security").map(Value::to_string);
    let mut needed = Map::new();
    match told {
        None => drop(needed.insert("session".into(), json!([]))),
        Some(told) if told.contains("member_session") => {
            drop(needed.insert("member_session".into(), json!([])));
        }
        Some(_) => {}
    }
    if !matches!(method, "get" | "head") {
        needed.insert("anti_forgery".into(), json!([]));
    }
    operation["security"] = if needed.is_empty() { json!([]) } else { json!([needed]) };
}

/// Marks every property of what the server sends as present: it leaves none out.
fn require_all(schema: &mut Value) {
    if let Some(parts) = schema.as_object_mut() {
        if let Some(properties) = parts.get("properties").and_then(Value::as_object) {
            let names: Vec<Value> = properties.keys().map(|name| json!(name)).collect();
            parts.insert("required".into(), Value::Array(names));
        }
        for part in parts.values_mut() {
            require_all(part);
        }
    } else if let Some(parts) = schema.as_array_mut() {
        parts.iter_mut().for_each(require_all);
    }
}

/// Leaves out default values, which generators of clients read as "always there".
fn forget_defaults(schema: &mut Value) {
    if let Some(parts) = schema.as_object_mut() {
        parts.remove("default");
        parts.values_mut().for_each(forget_defaults);
    } else if let Some(parts) = schema.as_array_mut() {
        parts.iter_mut().for_each(forget_defaults);
    }
}
