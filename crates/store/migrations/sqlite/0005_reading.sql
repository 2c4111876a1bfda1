CREATE TABLE reading (
  corp_id TEXT NOT NULL, operator_id BLOB NOT NULL, conversation_id BLOB NOT NULL, read_at INTEGER, read_seq INTEGER,
  pinned_at INTEGER, PRIMARY KEY (corp_id, operator_id, conversation_id)
) STRICT, WITHOUT ROWID;
