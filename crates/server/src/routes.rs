//! One file per endpoint.

mod access;
pub mod callback;
mod connection;
mod consents;
mod conversations;
mod directory;
mod exports;
pub mod files;
mod health;
pub mod me;
mod messages;
mod notices;
pub mod openapi;
mod overview;
mod parties;
mod quarantine;
mod questions;
mod scope;
mod search;
mod service;
mod session;
mod setup;
mod status;
mod stretch;
pub mod wechat_pay;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Every endpoint under `/api/v1`, with its description.
pub fn all() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(session::get::get, session::create::create, session::delete::delete))
        .routes(routes!(session::password::password))
        .routes(routes!(setup::get::get, setup::create::create))
        .routes(routes!(overview::get))
        .routes(routes!(parties::list::list))
        .routes(routes!(parties::get::get))
        .routes(routes!(parties::messages::messages))
        .routes(routes!(parties::days::days))
        .routes(routes!(conversations::list::list))
        .routes(routes!(conversations::get::get))
        .routes(routes!(conversations::days::days))
        .routes(routes!(conversations::seats::seats))
        .routes(routes!(conversations::stays::stays))
        .routes(routes!(conversations::messages::messages))
        .routes(routes!(conversations::hits::hits))
        .routes(routes!(conversations::reading::reading))
        .routes(routes!(messages::get::get))
        .routes(routes!(messages::raw::raw))
        .routes(routes!(files::link::link))
        .routes(routes!(files::texts::texts))
        .routes(routes!(search::search))
        .routes(routes!(exports::list::list, exports::create::create))
        .routes(routes!(exports::estimate::estimate))
        .routes(routes!(exports::get::get, exports::delete::delete))
        .routes(routes!(exports::cancel::cancel))
        .routes(routes!(exports::resume::resume))
        .routes(routes!(exports::file::file))
        .merge(notices())
        .routes(routes!(quarantine::get))
        .routes(routes!(status::get))
        .routes(routes!(health::get))
        .merge(service::routes())
        .merge(connection::routes())
        .merge(directory::routes())
        .merge(scope::routes())
        .merge(access::routes())
}

/// Notices, consents, and the employee's own page.
fn notices() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(notices::list::list, notices::create::create))
        .routes(routes!(notices::get::get))
        .routes(routes!(notices::draft::draft))
        .routes(routes!(notices::publish::publish))
        .routes(routes!(notices::deliver::deliver))
        .routes(routes!(notices::resume::resume))
        .routes(routes!(notices::people::people))
        .routes(routes!(notices::paper::paper))
        .routes(routes!(notices::links::links))
        .routes(routes!(notices::register::register))
        .routes(routes!(notices::register::csv))
        .routes(routes!(notices::rule::get, notices::rule::put))
        .routes(routes!(notices::public::public))
        .routes(routes!(consents::list::list))
        .routes(routes!(consents::history::history))
        .routes(routes!(consents::check::check))
        .routes(routes!(questions::list::list))
        .routes(routes!(questions::answer::answer))
        .routes(routes!(me::get::get))
        .routes(routes!(me::enter::enter, me::leave::leave))
        .routes(routes!(me::answer::answer))
        .routes(routes!(me::ask::ask))
}
