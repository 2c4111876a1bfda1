CREATE TABLE service_price (
  corp_id TEXT COLLATE "C" NOT NULL, item TEXT COLLATE "C" NOT NULL, valid_from BIGINT NOT NULL, set_at BIGINT NOT NULL,
  fen BIGINT NOT NULL, set_by TEXT COLLATE "C" NOT NULL, PRIMARY KEY (corp_id, item, valid_from, set_at)
);
CREATE TABLE service_setting (
  corp_id TEXT COLLATE "C" NOT NULL, set_at BIGINT NOT NULL, body TEXT COLLATE "C" NOT NULL, set_by TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (corp_id, set_at)
);
CREATE TABLE terms_acceptance (
  corp_id TEXT COLLATE "C" NOT NULL, version TEXT COLLATE "C" NOT NULL, language TEXT COLLATE "C" NOT NULL, sha256 TEXT COLLATE "C" NOT NULL,
  accepted_at BIGINT NOT NULL, operator_id UUID NOT NULL, operator_name TEXT COLLATE "C" NOT NULL, address TEXT COLLATE "C",
  PRIMARY KEY (corp_id, version)
);
CREATE TABLE service_order (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, number TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, quote TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL, created_at BIGINT NOT NULL, created_by UUID NOT NULL, due_at BIGINT, paid_at BIGINT,
  code_url TEXT COLLATE "C", asked_at BIGINT, version BIGINT NOT NULL, PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX service_order_number ON service_order (corp_id, number);
CREATE UNIQUE INDEX service_order_open ON service_order (corp_id) WHERE state = 'awaiting_payment';
CREATE TABLE service_payment (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, order_id UUID NOT NULL, channel TEXT COLLATE "C" NOT NULL, reference TEXT COLLATE "C" NOT NULL,
  amount BIGINT NOT NULL, paid_at BIGINT NOT NULL, noted_at BIGINT NOT NULL, standing TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (corp_id, id)
);
CREATE UNIQUE INDEX service_payment_reference ON service_payment (corp_id, channel, reference);
CREATE INDEX service_payment_order ON service_payment (corp_id, order_id, noted_at, id);
CREATE TABLE service_refund (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, order_id UUID NOT NULL, payment_id UUID NOT NULL, amount BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C" NOT NULL, requested_at BIGINT NOT NULL, ended_at BIGINT,
  PRIMARY KEY (corp_id, id)
);
CREATE INDEX service_refund_order ON service_refund (corp_id, order_id, requested_at, id);
CREATE TABLE service_voucher (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, order_id UUID NOT NULL, media_type TEXT COLLATE "C" NOT NULL, bytes BIGINT NOT NULL,
  sha256 TEXT COLLATE "C" NOT NULL, sealed BYTEA NOT NULL, uploaded_at BIGINT NOT NULL, uploaded_by UUID NOT NULL,
  state TEXT COLLATE "C" NOT NULL, decided_at BIGINT, decided_by UUID, PRIMARY KEY (corp_id, id)
);
CREATE INDEX service_voucher_order ON service_voucher (corp_id, order_id, uploaded_at, id);
CREATE TABLE service_invoice (
  corp_id TEXT COLLATE "C" NOT NULL, order_id UUID NOT NULL, kind TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL, tax_number TEXT COLLATE "C" NOT NULL,
  asked_at BIGINT NOT NULL, number TEXT COLLATE "C", issued_at BIGINT, PRIMARY KEY (corp_id, order_id)
);
CREATE TABLE service_history (
  corp_id TEXT COLLATE "C" NOT NULL, order_id UUID NOT NULL, id UUID NOT NULL, at BIGINT NOT NULL, what TEXT COLLATE "C" NOT NULL,
  amount BIGINT, actor TEXT COLLATE "C" NOT NULL, PRIMARY KEY (corp_id, order_id, id)
);
CREATE TABLE subscription (
  corp_id TEXT COLLATE "C" NOT NULL, periods TEXT COLLATE "C" NOT NULL, ends_at BIGINT, updated_at BIGINT NOT NULL, PRIMARY KEY (corp_id)
);
CREATE TABLE service_usage (
  corp_id TEXT COLLATE "C" NOT NULL, day BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, bytes BIGINT NOT NULL,
  PRIMARY KEY (corp_id, day, kind)
);
