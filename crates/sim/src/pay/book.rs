//! What the virtual WeChat Pay knows: orders, payments, refunds.

use std::collections::BTreeMap;

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Payer;
use super::identity::{hex, moment, random_bytes};

/// An answer that is none: a status and WeChat Pay's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) code: &'static str,
}

impl Refusal {
    pub(super) const fn new(status: u16, code: &'static str) -> Self {
        Self { status, code }
    }
}

/// Money that a payer paid.
#[derive(Debug, Clone)]
pub(super) struct Transaction {
    pub(super) id: String,
    pub(super) amount: i64,
    pub(super) paid_at: i64,
}

/// An order.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) amount: i64,
    pub(super) closed: bool,
    pub(super) transactions: Vec<Transaction>,
    expires_at: i64,
    notify_url: String,
    code_url: String,
}

/// A refund.
#[derive(Debug, Clone)]
struct Refund {
    transaction: String,
    amount: i64,
    at: i64,
}

/// All of it.
#[derive(Debug, Default)]
pub(super) struct Book {
    orders: BTreeMap<String, Order>,
    refunds: BTreeMap<String, Refund>,
}

const PARAM: Refusal = Refusal::new(400, "PARAM_ERROR");

impl Book {
    /// Makes an order known. The same again gives the same code; another amount under the same number is refused.
    pub(super) fn prepay(&mut self, asked: &Value, now: i64) -> Result<Value, Refusal> {
        let text = |name: &str| asked[name].as_str().filter(|text| !text.is_empty()).ok_or(PARAM);
        let number = text("out_trade_no")?;
        let amount = asked["amount"]["total"].as_i64().filter(|total| *total > 0).ok_or(PARAM)?;
        let expires_at = text("time_expire")?.parse::<Timestamp>().map_err(|_| PARAM)?.as_millisecond();
        let good_number = (6..=32).contains(&number.len())
            && number.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-|*".contains(&byte));
        let is_short = text("description")?.chars().count() <= 127;
        if !good_number || !is_short || asked["amount"]["currency"] != "CNY" || expires_at <= now {
            return Err(PARAM);
        }
        if let Some(known) = self.orders.get(number) {
            if !known.transactions.is_empty() {
                return Err(Refusal::new(400, "ORDERPAID"));
            }
            if known.closed {
                return Err(Refusal::new(400, "ORDER_CLOSED"));
            }
            if known.amount != amount {
                return Err(Refusal::new(400, "OUT_TRADE_NO_USED"));
            }
            return Ok(json!({ "code_url": known.code_url }));
        }
        let random = random_bytes::<5>().map_err(|_| Refusal::new(500, "SYSTEM_ERROR"))?;
        let code_url = format!("weixin://wxpay/bizpayurl?pr={}", hex(&random));
        let notify_url = text("notify_url")?.to_owned();
        let order = Order {
            amount,
            closed: false,
            transactions: Vec::new(),
            expires_at,
            notify_url,
            code_url: code_url.clone(),
        };
        self.orders.insert(number.to_owned(), order);
        Ok(json!({ "code_url": code_url }))
    }

    pub(super) fn find(&self, number: &str) -> Result<&Order, Refusal> {
        self.orders.get(number).ok_or(Refusal::new(404, "ORDER_NOT_EXIST"))
    }

    pub(super) fn notify_url(&self, number: &str) -> Option<String> {
        self.orders.get(number).map(|order| order.notify_url.clone())
    }

    pub(super) fn close(&mut self, number: &str) -> Result<(), Refusal> {
        let order = self.orders.get_mut(number).ok_or(Refusal::new(404, "ORDER_NOT_EXIST"))?;
        if !order.transactions.is_empty() {
            return Err(Refusal::new(400, "ORDERPAID"));
        }
        order.closed = true;
        Ok(())
    }

    /// Lets a payer pay; gives what is to be told. The odd ways exist because they happen, rarely, in the world.
    pub(super) fn pay(&mut self, number: &str, payer: Payer, now: i64) -> anyhow::Result<Vec<Transaction>> {
        let order = self.orders.get_mut(number).context("there is no such order")?;
        let is_open = !order.closed && order.transactions.is_empty() && now <= order.expires_at;
        if matches!(payer, Payer::Once | Payer::Silent | Payer::OtherAmount) && !is_open {
            bail!("nobody can pay this order any more");
        }
        let random = random_bytes::<11>()?;
        let transaction = |number: u8, amount: i64, paid_at: i64| {
            let digits: String = random.iter().map(|byte| format!("{:02}", byte % 100)).collect();
            Transaction { id: format!("4200{number:02}{digits}"), amount, paid_at }
        };
        let paid = match payer {
            Payer::Once | Payer::Silent => vec![transaction(1, order.amount, now)],
            Payer::Twice if is_open => {
                vec![transaction(1, order.amount, now), transaction(2, order.amount, now)]
            }
            Payer::Twice => vec![transaction(2, order.amount, now)],
            Payer::OtherAmount => vec![transaction(1, order.amount - 1, now)],
            Payer::Late => vec![transaction(1, order.amount, now.max(order.expires_at + 60_000))],
            Payer::Forged => return Ok(vec![transaction(1, order.amount, now)]),
        };
        order.transactions.extend(paid.iter().cloned());
        Ok(paid)
    }

    pub(super) fn refund(&mut self, asked: &Value, now: i64) -> Result<Value, Refusal> {
        let text = |name: &str| asked[name].as_str().filter(|text| !text.is_empty()).ok_or(PARAM);
        let (transaction, number) = (text("transaction_id")?, text("out_refund_no")?);
        let amount = asked["amount"]["refund"].as_i64().filter(|amount| *amount > 0).ok_or(PARAM)?;
        let mut all = self.orders.values().flat_map(|order| order.transactions.iter());
        let paid = all.find(|paid| paid.id == transaction);
        let paid = paid.ok_or(Refusal::new(404, "RESOURCE_NOT_EXISTS"))?;
        if asked["amount"]["total"] != paid.amount {
            return Err(PARAM);
        }
        if let Some(known) = self.refunds.get(number) {
            let same = known.transaction == transaction && known.amount == amount;
            return if same { self.find_refund(number) } else { Err(PARAM) };
        }
        let of_it = self.refunds.values().filter(|refund| refund.transaction == transaction);
        let before: i64 = of_it.map(|refund| refund.amount).sum();
        if before + amount > paid.amount {
            return Err(Refusal::new(403, "NOT_ENOUGH"));
        }
        self.refunds
            .insert(number.to_owned(), Refund { transaction: transaction.to_owned(), amount, at: now });
        let mut answer = self.find_refund(number)?;
        answer["status"] = json!("PROCESSING");
        Ok(answer)
    }

    /// Shows a refund: the payer has it by the time somebody asks.
    pub(super) fn find_refund(&self, number: &str) -> Result<Value, Refusal> {
        let refund = self.refunds.get(number).ok_or(Refusal::new(404, "RESOURCE_NOT_EXISTS"))?;
        Ok(json!({
            "refund_id": format!("5030{number}"), "out_refund_no": number, "transaction_id": refund.transaction,
            "status": "SUCCESS", "success_time": moment(refund.at), "channel": "ORIGINAL",
            "amount": { "refund": refund.amount, "currency": "CNY" },
        }))
    }

    pub(super) fn list(&self) -> Value {
        let row = |(number, order): (&String, &Order)| {
            let paid: Vec<&str> = order.transactions.iter().map(|paid| paid.id.as_str()).collect();
            json!({
                "out_trade_no": number, "total": order.amount, "closed": order.closed, "transactions": paid,
                "code_url": order.code_url, "expires_at": order.expires_at,
            })
        };
        Value::Array(self.orders.iter().map(row).collect())
    }
}
