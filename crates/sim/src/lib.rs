//! A virtual WeCom corp: a company that talks, and every interface through which an archive listens to it.
//!
//! [`Sim::start`] makes (or takes up) a corp in a folder and serves it on a loopback port: WeCom's HTTP interfaces
//! under `/cgi-bin`, a private plane under `/sim/sdk/v1` for the look-alike C library (`sim-sdk`), and
//! `/sim/control` to make messages, rotate keys and let things go wrong. Everything ever said is written to
//! `oracle.jsonl`, so that anybody can check an archive against it. It serves demos, training and acceptance runs;
//! people, companies and conversations are invented.

mod book;
mod callback;
mod config;
mod corp;
mod corpus;
mod credentials;
mod factory;
mod faults;
mod grammar;
mod json;
mod media;
mod pay;
mod plane;
mod produce;
mod rng;
mod sim;
mod sync;

pub use callback::{CallbackCrypto, CallbackError, Event};
pub use config::{History, LiveRate, Progress, SimClock, SimConfig, wall_clock};
pub use corp::{
    ArchiveRange, Consent, Contact, Corp, CorpChange, CorpSize, Department, Member, MemberStatus, Robot,
    Room, Seat, Tag, Trade,
};
pub use credentials::CorpCredentials;
pub use faults::{Effect, FaultPoint, FaultRule, FaultScript, ProduceFaults, Rotation};
pub use pay::{PayCredentials, PayNotice, Payer, VirtualPay};
pub use plane::{Agreement, SAID};
pub use rng::Rng;
pub use sim::{Sim, VirtualSdk, last_address};
