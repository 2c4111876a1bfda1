//! What tests share: an archive with a real database, a real index and messages in it.
//!
//! ```no_run
//! # async fn example() {
//! use huicun_domain::access::Role;
//! use huicun_testkit::{Line, START, TestApp};
//!
//! let app = TestApp::builder()
//!     .line(Line::text(1, "ZhangWei", &["LiNa"], "你好").at(START))
//!     .start()
//!     .await;
//! let reader = app.ctx(Role::Reviewer).await;
//! let answer = huicun_app::browse::messages::get(&reader, &app.services, huicun_domain::ids::Seq(1)).await;
//! assert!(answer.is_ok());
//! app.finish().await;
//! # }
//! ```

#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot be set up fails")]

mod app;
mod files;
mod library;
mod line;
mod pay;
mod rights;
mod virtual_corp;

pub use app::{CORP, NOW, PASSWORD, START, TestApp, TestAppBuilder, operator_name};
pub use huicun_sim::{Agreement, ArchiveRange, CorpChange, PayNotice, Payer};
pub use huicun_store::{
    ConsentSide, CustomerConsentRow, CustomerTie, MemberConsentRow, PartyInfo, ScopeRuleRow,
};
pub use library::{public_of_shares, shares_fail};
pub use line::Line;
pub use pay::TestPay;
pub use rights::department;
pub use virtual_corp::VirtualCorp;
