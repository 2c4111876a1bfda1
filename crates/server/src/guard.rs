//! What every request passes on its way in and every answer on its way out.

mod anti_forgery;
mod headers;
mod limits;
mod problems;
mod trace;

pub use anti_forgery::anti_forgery;
pub use headers::secure;
pub use limits::{MAX_BODY, MAX_CALLBACK, compress, panicked, within_time};
pub use problems::{explain, no_such_method, no_such_route};
pub use trace::{RequestId, trace};
