//! The service (服务): opening it, ordering, paying, and what it takes.
//!
//! Whatever happens to an order goes through [`books::happen`], which reads the order, lets the domain decide, and writes
//! what changed in one transaction; where somebody else was faster, it reads again.

mod books;
mod job;
mod offline;
mod orders;
mod prices;
mod refunds;
mod state;
mod terms;
mod usage;
mod view;
mod wechat;

pub use huicun_wechatpay::NoticeHead;
pub use job::{run, tick};
pub use offline::{Confirmation, VoucherFile, confirm_voucher, refuse_voucher, upload_voucher, voucher_file};
pub use orders::{close_order, issue_invoice, list_orders, order, place_order, put_invoice, quote_order};
pub use prices::{NewPrice, set_price, set_settings};
pub use refunds::{NewRefund, refund, transfer_refunded};
pub use state::state;
pub use terms::{AcceptTerms, accept_terms, terms_text};
pub use usage::{count, previews_stopped, usage};
pub(crate) use usage::{current_period, warnings};
pub use view::{
    AcceptanceView, Channels, HistoryView, InvoiceView, OrderView, PaymentView, PeriodView, PriceView,
    RefundView, ServiceView, SubscriptionView, TermsText, TermsView, UsageForecast, UsageMonth, UsageView,
    VoucherState, VoucherView,
};
pub use wechat::{pay_by_wechat, receive_notice};
