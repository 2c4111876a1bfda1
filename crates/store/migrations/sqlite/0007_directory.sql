CREATE TABLE department (
  corp_id TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, parent_id INTEGER NOT NULL, rank INTEGER NOT NULL,
  gone_at INTEGER, PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE member_tag (
  corp_id TEXT NOT NULL, id INTEGER NOT NULL, name TEXT NOT NULL, gone_at INTEGER, PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE directory_fact (
  corp_id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, object TEXT NOT NULL, from_at INTEGER NOT NULL,
  until_at INTEGER NOT NULL, PRIMARY KEY (corp_id, kind, subject, object, from_at)
) STRICT, WITHOUT ROWID;
CREATE INDEX directory_fact_object ON directory_fact (corp_id, kind, object, subject);
CREATE TABLE party_rename (
  corp_id TEXT NOT NULL, former TEXT NOT NULL, present TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (corp_id, former)
) STRICT, WITHOUT ROWID;
CREATE TABLE directory_hint (
  corp_id TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL, renamed_to TEXT, at INTEGER NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (corp_id, kind, subject)
) STRICT, WITHOUT ROWID;
