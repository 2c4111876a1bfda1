CREATE TABLE scope_rule (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, selector TEXT NOT NULL, effect TEXT NOT NULL, from_at INTEGER NOT NULL,
  until_at INTEGER, note TEXT NOT NULL, saved_at INTEGER NOT NULL, saved_by BLOB, PRIMARY KEY (corp_id, id)
) STRICT;
