//! Everything that knows WeCom's field names: the Finance SDK and its child process, pages, messages.

pub mod api;
pub mod callback;
pub mod decode;
pub mod event;
pub mod page;
pub mod sdk;
