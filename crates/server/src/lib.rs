//! The HTTP interface: routes, their description, problem details, and what every request passes.
//!
//! It holds no SQL, no policy and no field of WeCom's: a handler reads the request, calls one use case and answers.
//! `router` is what a process serves, `openapi` the description of it that is committed as `openapi/api.json`.

#![forbid(unsafe_code)]

mod caller;
mod cookie;
mod extract;
mod guard;
mod openapi;
mod problem;
mod router;
mod routes;
mod settings;
mod state;

pub use openapi::openapi;
pub use router::router;
pub use settings::{CallbackKeys, ServerSettings};
