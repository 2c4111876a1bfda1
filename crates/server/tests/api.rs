//! The interface in process: every endpoint, what it refuses, and what every answer carries.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "api/access.rs"]
mod access;
#[path = "api/access_export.rs"]
mod access_export;
#[path = "api/access_relations.rs"]
mod access_relations;
#[path = "api/access_search.rs"]
mod access_search;
#[path = "api/alarms.rs"]
mod alarms;
#[path = "api/archive.rs"]
mod archive;
#[path = "api/browse.rs"]
mod browse;
#[path = "api/callback.rs"]
mod callback;
#[path = "api/client.rs"]
mod client;
#[path = "api/connection.rs"]
mod connection;
#[path = "api/consents.rs"]
mod consents;
#[path = "api/denial.rs"]
mod denial;
#[path = "api/directory.rs"]
mod directory;
#[path = "api/directory_events.rs"]
mod directory_events;
#[path = "api/employee.rs"]
mod employee;
#[path = "api/exports.rs"]
mod exports;
#[path = "api/files.rs"]
mod files;
#[path = "api/guards.rs"]
mod guards;
#[path = "api/notices.rs"]
mod notices;
#[path = "api/quarantine.rs"]
mod quarantine;
#[path = "api/scope.rs"]
mod scope;
#[path = "api/scope_seats.rs"]
mod scope_seats;
#[path = "api/search.rs"]
mod search;
#[path = "api/secrecy.rs"]
mod secrecy;
#[path = "api/service.rs"]
mod service;
#[path = "api/service_forged.rs"]
mod service_forged;
#[path = "api/service_wechat.rs"]
mod service_wechat;
#[path = "api/session.rs"]
mod session;
#[path = "api/setup.rs"]
mod setup;
#[path = "api/system.rs"]
mod system;
