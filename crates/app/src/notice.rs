//! Notices and consents (告知与同意): texts and versions, deliveries, receipts, consents, the employee's own page.
//!
//! Texts that were published and answers that were given are never changed. What an answer proves lies beside it.

mod answer;
mod compose;
mod customers;
mod deliver;
mod employee;
mod entrance;
mod event;
mod links;
mod people;
mod questions;
mod recipients;
mod register;
mod remind;
mod send;
mod texts;
mod view;

pub use answer::{PaperReceipt, record_paper};
pub use customers::{CHECK_JOB, CustomerQuery, CustomerStates, check_now, history, list_customers};
pub(crate) use customers::{check as check_customers, keep_house};
pub use deliver::{DELIVERY_JOB, DeliveryRequest, deliver, resume};
pub use employee::{MeAnswer, MeWish, answer_own, ask, me};
pub use entrance::{Entered, authenticate, begin_oauth, finish_oauth, leave, open_link};
pub(crate) use event::handle;
pub use links::{LinkRequest, make_links};
pub use people::{Group, PeopleQuery, list_people};
pub use questions::{answer_question, list_questions};
pub use recipients::Recipients;
pub use register::{register, register_csv};
pub use remind::remind;
pub(crate) use send::send;
pub(crate) use texts::rule_since;
pub use texts::{NewNotice, create, get, list, public, publish, refusal_rule, save_draft, set_refusal_rule};
pub use view::*;
