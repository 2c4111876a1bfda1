CREATE TABLE notice (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, asks TEXT NOT NULL, name TEXT NOT NULL,
  created_at INTEGER NOT NULL, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE TABLE notice_version (
  corp_id TEXT NOT NULL, notice_id BLOB NOT NULL, version INTEGER NOT NULL, title_zh TEXT NOT NULL, body_zh TEXT NOT NULL,
  title_en TEXT NOT NULL, body_en TEXT NOT NULL, sha256 TEXT NOT NULL, edited_at INTEGER NOT NULL, published_at INTEGER,
  published_by BLOB, PRIMARY KEY (corp_id, notice_id, version)
) STRICT;
CREATE TABLE notice_delivery (
  corp_id TEXT NOT NULL, job_id BLOB NOT NULL, member TEXT NOT NULL, notice_id BLOB NOT NULL, version INTEGER NOT NULL,
  channel TEXT NOT NULL, batch INTEGER NOT NULL, task_id TEXT NOT NULL, state TEXT NOT NULL, problem TEXT, msgid TEXT,
  sent_at INTEGER, PRIMARY KEY (corp_id, job_id, member)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_delivery_batch ON notice_delivery (corp_id, job_id, batch, state);
CREATE INDEX notice_delivery_version ON notice_delivery (corp_id, notice_id, version, member);
CREATE INDEX notice_delivery_task ON notice_delivery (corp_id, task_id, member);
CREATE TABLE notice_receipt (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, notice_id BLOB NOT NULL, version INTEGER NOT NULL, member TEXT NOT NULL,
  answer TEXT NOT NULL, at INTEGER NOT NULL, learnt_at INTEGER NOT NULL, how TEXT NOT NULL, evidence TEXT NOT NULL,
  operator_id BLOB, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE INDEX notice_receipt_version ON notice_receipt (corp_id, notice_id, version, member, at);
CREATE INDEX notice_receipt_member ON notice_receipt (corp_id, member, at);
CREATE TABLE member_consent (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, member TEXT NOT NULL, state TEXT NOT NULL, at INTEGER NOT NULL,
  learnt_at INTEGER NOT NULL, how TEXT NOT NULL, evidence TEXT NOT NULL, notice_id BLOB NOT NULL, version INTEGER NOT NULL,
  operator_id BLOB, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE INDEX member_consent_member ON member_consent (corp_id, member, at);
CREATE TABLE customer_consent (
  corp_id TEXT NOT NULL, side TEXT NOT NULL, owner TEXT NOT NULL, customer TEXT NOT NULL, at INTEGER NOT NULL,
  state TEXT NOT NULL, learnt_at INTEGER NOT NULL, source TEXT NOT NULL,
  PRIMARY KEY (corp_id, side, owner, customer, at, state)
) STRICT, WITHOUT ROWID;
CREATE TABLE consent_check (
  corp_id TEXT NOT NULL, side TEXT NOT NULL, owner TEXT NOT NULL, customer TEXT NOT NULL, checked_at INTEGER NOT NULL,
  problem TEXT, PRIMARY KEY (corp_id, side, owner, customer)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_question (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, member TEXT NOT NULL, asked_at INTEGER NOT NULL, sealed BLOB NOT NULL,
  answer_sealed BLOB, answered_at INTEGER, answered_by BLOB, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE INDEX member_question_member ON member_question (corp_id, member, asked_at);
CREATE TABLE personal_link (
  corp_id TEXT NOT NULL, token_hash BLOB NOT NULL, member TEXT NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, used_at INTEGER, created_by BLOB, PRIMARY KEY (corp_id, token_hash)
) STRICT;
CREATE TABLE member_session (
  corp_id TEXT NOT NULL, token_hash BLOB NOT NULL, member TEXT NOT NULL, how TEXT NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, address TEXT, PRIMARY KEY (corp_id, token_hash)
) STRICT;
CREATE TABLE notice_setting (
  corp_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, changed_at INTEGER NOT NULL, PRIMARY KEY (corp_id, name)
) STRICT;
