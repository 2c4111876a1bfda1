CREATE TABLE service_price (
  corp_id TEXT NOT NULL, item TEXT NOT NULL, valid_from INTEGER NOT NULL, set_at INTEGER NOT NULL,
  fen INTEGER NOT NULL, set_by TEXT NOT NULL, PRIMARY KEY (corp_id, item, valid_from, set_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_setting (
  corp_id TEXT NOT NULL, set_at INTEGER NOT NULL, body TEXT NOT NULL, set_by TEXT NOT NULL,
  PRIMARY KEY (corp_id, set_at)
) STRICT, WITHOUT ROWID;
CREATE TABLE terms_acceptance (
  corp_id TEXT NOT NULL, version TEXT NOT NULL, language TEXT NOT NULL, sha256 TEXT NOT NULL,
  accepted_at INTEGER NOT NULL, operator_id BLOB NOT NULL, operator_name TEXT NOT NULL, address TEXT,
  PRIMARY KEY (corp_id, version)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_order (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, number TEXT NOT NULL, state TEXT NOT NULL, quote TEXT NOT NULL,
  amount INTEGER NOT NULL, created_at INTEGER NOT NULL, created_by BLOB NOT NULL, due_at INTEGER, paid_at INTEGER,
  code_url TEXT, asked_at INTEGER, version INTEGER NOT NULL, PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX service_order_number ON service_order (corp_id, number);
CREATE UNIQUE INDEX service_order_open ON service_order (corp_id) WHERE state = 'awaiting_payment';
CREATE TABLE service_payment (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, order_id BLOB NOT NULL, channel TEXT NOT NULL, reference TEXT NOT NULL,
  amount INTEGER NOT NULL, paid_at INTEGER NOT NULL, noted_at INTEGER NOT NULL, standing TEXT NOT NULL,
  PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX service_payment_reference ON service_payment (corp_id, channel, reference);
CREATE INDEX service_payment_order ON service_payment (corp_id, order_id, noted_at, id);
CREATE TABLE service_refund (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, order_id BLOB NOT NULL, payment_id BLOB NOT NULL, amount INTEGER NOT NULL,
  state TEXT NOT NULL, reason TEXT NOT NULL, requested_at INTEGER NOT NULL, ended_at INTEGER,
  PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX service_refund_order ON service_refund (corp_id, order_id, requested_at, id);
CREATE TABLE service_voucher (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, order_id BLOB NOT NULL, media_type TEXT NOT NULL, bytes INTEGER NOT NULL,
  sha256 TEXT NOT NULL, sealed BLOB NOT NULL, uploaded_at INTEGER NOT NULL, uploaded_by BLOB NOT NULL,
  state TEXT NOT NULL, decided_at INTEGER, decided_by BLOB, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE INDEX service_voucher_order ON service_voucher (corp_id, order_id, uploaded_at, id);
CREATE TABLE service_invoice (
  corp_id TEXT NOT NULL, order_id BLOB NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, tax_number TEXT NOT NULL,
  asked_at INTEGER NOT NULL, number TEXT, issued_at INTEGER, PRIMARY KEY (corp_id, order_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_history (
  corp_id TEXT NOT NULL, order_id BLOB NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, what TEXT NOT NULL,
  amount INTEGER, actor TEXT NOT NULL, PRIMARY KEY (corp_id, order_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE subscription (
  corp_id TEXT NOT NULL, periods TEXT NOT NULL, ends_at INTEGER, updated_at INTEGER NOT NULL, PRIMARY KEY (corp_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE service_usage (
  corp_id TEXT NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL, bytes INTEGER NOT NULL,
  PRIMARY KEY (corp_id, day, kind)
) STRICT, WITHOUT ROWID;
