//! The directory: departments, members, tags, external contacts, rooms.

pub mod contact;
pub mod contacts;
pub mod departments;
pub mod member;
pub mod members;
pub mod room;
pub mod room_seats;
pub mod rooms;
pub mod tags;

use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

/// Which page of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub struct PageParams {
    /// Where the page continues: `next` of the page before.
    pub after: Option<String>,
    /// How many to return, 50 unless told, at most 200.
    pub limit: Option<usize>,
}

/// Every endpoint of the directory.
pub fn routes() -> OpenApiRouter<AppState> {
    OpenApiRouter::default()
        .routes(routes!(departments::departments))
        .routes(routes!(tags::tags))
        .routes(routes!(members::members))
        .routes(routes!(member::member))
        .routes(routes!(contacts::contacts))
        .routes(routes!(contact::contact))
        .routes(routes!(rooms::rooms))
        .routes(routes!(room::room))
        .routes(routes!(room_seats::room_seats))
}
