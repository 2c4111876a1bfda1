ALTER TABLE message ADD COLUMN consent TEXT;
CREATE TABLE quarantine (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, conversation_id BLOB NOT NULL, sender TEXT NOT NULL,
  sent_at INTEGER NOT NULL, kind TEXT NOT NULL, external INTEGER NOT NULL, received_at INTEGER NOT NULL,
  reason TEXT NOT NULL, held_at INTEGER NOT NULL, indexed INTEGER NOT NULL, sealed BLOB NOT NULL,
  PRIMARY KEY (corp_id, seq)
) STRICT;
CREATE INDEX quarantine_sent ON quarantine (corp_id, sent_at, seq);
CREATE INDEX quarantine_held ON quarantine (corp_id, held_at, seq);
CREATE INDEX quarantine_indexed ON quarantine (corp_id, seq) WHERE indexed = 1;
CREATE TABLE quarantine_party (
  corp_id TEXT NOT NULL, party_id TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (corp_id, party_id, seq)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_party_seq ON quarantine_party (corp_id, seq);
CREATE TABLE quarantine_event (
  corp_id TEXT NOT NULL, at INTEGER NOT NULL, outcome TEXT NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL,
  first_sent_at INTEGER NOT NULL, last_sent_at INTEGER NOT NULL, PRIMARY KEY (corp_id, at, outcome, reason)
) STRICT, WITHOUT ROWID;
CREATE TABLE doubt (
  corp_id TEXT NOT NULL, party_id TEXT NOT NULL, since INTEGER NOT NULL, times INTEGER NOT NULL,
  PRIMARY KEY (corp_id, party_id)
) STRICT, WITHOUT ROWID;
