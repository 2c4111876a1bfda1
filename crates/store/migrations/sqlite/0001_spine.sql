CREATE TABLE meta (name TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE corp (id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE lease (
  name TEXT NOT NULL PRIMARY KEY, holder TEXT NOT NULL, token INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE TABLE counter (
  corp_id TEXT NOT NULL, name TEXT NOT NULL, value INTEGER NOT NULL, PRIMARY KEY (corp_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE envelope (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, msgid TEXT NOT NULL, key_version INTEGER NOT NULL,
  received_at INTEGER NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (corp_id, seq)
) STRICT;
CREATE TABLE msgid (digest INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (digest, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE msgid_recent (
  corp_id TEXT NOT NULL, digest INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (corp_id, digest, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE waiting (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, since INTEGER NOT NULL, PRIMARY KEY (corp_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE held (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, state TEXT NOT NULL, key_version INTEGER NOT NULL,
  reason TEXT NOT NULL, PRIMARY KEY (corp_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_state ON held (corp_id, state, key_version, seq);
CREATE TABLE broken_item (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, reason TEXT NOT NULL, received_at INTEGER NOT NULL,
  sealed BLOB NOT NULL, PRIMARY KEY (corp_id, seq)
) STRICT;
CREATE TABLE envelope_conflict (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, msgid TEXT NOT NULL, received_at INTEGER NOT NULL,
  sealed BLOB NOT NULL, PRIMARY KEY (corp_id, seq, msgid)
) STRICT;
CREATE TABLE gap (
  corp_id TEXT NOT NULL, from_seq INTEGER NOT NULL, to_seq INTEGER NOT NULL, first_seen INTEGER NOT NULL,
  state TEXT NOT NULL, PRIMARY KEY (corp_id, from_seq, state)
) STRICT;

CREATE TABLE message (
  corp_id TEXT NOT NULL, position INTEGER NOT NULL, seq INTEGER NOT NULL, conversation_id BLOB NOT NULL,
  sender TEXT NOT NULL, sent_at INTEGER NOT NULL, kind TEXT NOT NULL, external INTEGER NOT NULL,
  received_at INTEGER NOT NULL, recalled_by TEXT, recalled_at INTEGER, sealed BLOB NOT NULL,
  PRIMARY KEY (corp_id, seq)
) STRICT;
CREATE UNIQUE INDEX message_position ON message (corp_id, position);
CREATE INDEX message_conversation ON message (corp_id, conversation_id, sent_at, seq);
CREATE INDEX message_recalled ON message (corp_id, seq) WHERE recalled_at IS NOT NULL;
CREATE TABLE recall (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, msgid TEXT NOT NULL, original_seq INTEGER,
  sender TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (corp_id, seq)
) STRICT;
CREATE INDEX recall_open ON recall (corp_id, msgid) WHERE original_seq IS NULL;
CREATE TABLE message_day (
  corp_id TEXT NOT NULL, day INTEGER NOT NULL, kind TEXT NOT NULL, external INTEGER NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (corp_id, day, kind, external)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversation (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, room_id TEXT, first_party TEXT, second_party TEXT,
  external INTEGER NOT NULL, message_count INTEGER NOT NULL, first_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
  last_seq INTEGER NOT NULL, PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversation_last ON conversation (corp_id, last_at, id);
CREATE TABLE participation (
  corp_id TEXT NOT NULL, party_id TEXT NOT NULL, conversation_id BLOB NOT NULL,
  PRIMARY KEY (corp_id, party_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX participation_conversation ON participation (corp_id, conversation_id, party_id);
CREATE TABLE party (
  corp_id TEXT NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT, detail TEXT, departed INTEGER NOT NULL,
  message_count INTEGER NOT NULL, last_at INTEGER, updated_at INTEGER NOT NULL, PRIMARY KEY (corp_id, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE party_name (
  corp_id TEXT NOT NULL, party_id TEXT NOT NULL, from_at INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (corp_id, party_id, from_at)
) STRICT;
CREATE TABLE room (
  corp_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT, updated_at INTEGER NOT NULL, PRIMARY KEY (corp_id, id)
) STRICT;

CREATE TABLE operator (
  id BLOB NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE, display_name TEXT NOT NULL, password_hash TEXT NOT NULL,
  locale TEXT NOT NULL, role TEXT NOT NULL, disabled INTEGER NOT NULL, created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE session (
  token_hash BLOB NOT NULL PRIMARY KEY, operator_id BLOB NOT NULL, created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL, last_seen_at INTEGER NOT NULL, address TEXT
) STRICT;
CREATE TABLE audit_entry (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, address TEXT,
  request_id TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL, outcome TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (corp_id, id)
) STRICT;
CREATE TABLE job (
  corp_id TEXT NOT NULL, id BLOB NOT NULL, kind TEXT NOT NULL, payload BLOB NOT NULL, state TEXT NOT NULL,
  holder TEXT, lease_until INTEGER NOT NULL, attempts INTEGER NOT NULL, progress_done INTEGER NOT NULL,
  progress_total INTEGER, result TEXT, problem TEXT, created_by BLOB, created_at INTEGER NOT NULL,
  finished_at INTEGER, PRIMARY KEY (corp_id, id)
) STRICT;
CREATE TABLE rsa_key (
  corp_id TEXT NOT NULL, version INTEGER NOT NULL, sealed BLOB NOT NULL, fingerprint TEXT NOT NULL,
  added_at INTEGER NOT NULL, PRIMARY KEY (corp_id, version)
) STRICT;
CREATE TABLE secret (
  corp_id TEXT NOT NULL, name TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (corp_id, name)
) STRICT;
CREATE TABLE consumer (
  corp_id TEXT NOT NULL, name TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (corp_id, name)
) STRICT;
