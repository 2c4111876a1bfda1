CREATE TABLE notice (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, kind TEXT COLLATE "C" NOT NULL, asks TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL,
  created_at BIGINT NOT NULL, PRIMARY KEY (corp_id, id)
);
CREATE TABLE notice_version (
  corp_id TEXT COLLATE "C" NOT NULL, notice_id UUID NOT NULL, version BIGINT NOT NULL, title_zh TEXT COLLATE "C" NOT NULL, body_zh TEXT COLLATE "C" NOT NULL,
  title_en TEXT COLLATE "C" NOT NULL, body_en TEXT COLLATE "C" NOT NULL, sha256 TEXT COLLATE "C" NOT NULL, edited_at BIGINT NOT NULL, published_at BIGINT,
  published_by UUID, PRIMARY KEY (corp_id, notice_id, version)
);
CREATE TABLE notice_delivery (
  corp_id TEXT COLLATE "C" NOT NULL, job_id UUID NOT NULL, member TEXT COLLATE "C" NOT NULL, notice_id UUID NOT NULL, version BIGINT NOT NULL,
  channel TEXT COLLATE "C" NOT NULL, batch BIGINT NOT NULL, task_id TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, problem TEXT COLLATE "C", msgid TEXT COLLATE "C",
  sent_at BIGINT, PRIMARY KEY (corp_id, job_id, member)
);
CREATE INDEX notice_delivery_batch ON notice_delivery (corp_id, job_id, batch, state);
CREATE INDEX notice_delivery_version ON notice_delivery (corp_id, notice_id, version, member);
CREATE INDEX notice_delivery_task ON notice_delivery (corp_id, task_id, member);
CREATE TABLE notice_receipt (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, notice_id UUID NOT NULL, version BIGINT NOT NULL, member TEXT COLLATE "C" NOT NULL,
  answer TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, learnt_at BIGINT NOT NULL, how TEXT COLLATE "C" NOT NULL, evidence TEXT COLLATE "C" NOT NULL,
  operator_id UUID, PRIMARY KEY (corp_id, id)
);
CREATE INDEX notice_receipt_version ON notice_receipt (corp_id, notice_id, version, member, at);
CREATE INDEX notice_receipt_member ON notice_receipt (corp_id, member, at);
CREATE TABLE member_consent (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, member TEXT COLLATE "C" NOT NULL, state TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
  learnt_at BIGINT NOT NULL, how TEXT COLLATE "C" NOT NULL, evidence TEXT COLLATE "C" NOT NULL, notice_id UUID NOT NULL, version BIGINT NOT NULL,
  operator_id UUID, PRIMARY KEY (corp_id, id)
);
CREATE INDEX member_consent_member ON member_consent (corp_id, member, at);
CREATE TABLE customer_consent (
  corp_id TEXT COLLATE "C" NOT NULL, side TEXT COLLATE "C" NOT NULL, owner TEXT COLLATE "C" NOT NULL, customer TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL, learnt_at BIGINT NOT NULL, source TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (corp_id, side, owner, customer, at, state)
);
CREATE TABLE consent_check (
  corp_id TEXT COLLATE "C" NOT NULL, side TEXT COLLATE "C" NOT NULL, owner TEXT COLLATE "C" NOT NULL, customer TEXT COLLATE "C" NOT NULL, checked_at BIGINT NOT NULL,
  problem TEXT COLLATE "C", PRIMARY KEY (corp_id, side, owner, customer)
);
CREATE TABLE member_question (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, member TEXT COLLATE "C" NOT NULL, asked_at BIGINT NOT NULL, sealed BYTEA NOT NULL,
  answer_sealed BYTEA, answered_at BIGINT, answered_by UUID, PRIMARY KEY (corp_id, id)
);
CREATE INDEX member_question_member ON member_question (corp_id, member, asked_at);
CREATE TABLE personal_link (
  corp_id TEXT COLLATE "C" NOT NULL, token_hash BYTEA NOT NULL, member TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, used_at BIGINT, created_by UUID, PRIMARY KEY (corp_id, token_hash)
);
CREATE TABLE member_session (
  corp_id TEXT COLLATE "C" NOT NULL, token_hash BYTEA NOT NULL, member TEXT COLLATE "C" NOT NULL, how TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, address TEXT COLLATE "C", PRIMARY KEY (corp_id, token_hash)
);
CREATE TABLE notice_setting (
  corp_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, value TEXT COLLATE "C" NOT NULL, changed_at BIGINT NOT NULL, PRIMARY KEY (corp_id, name)
);
