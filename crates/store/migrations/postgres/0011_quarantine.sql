ALTER TABLE message ADD COLUMN consent TEXT COLLATE "C";
CREATE TABLE quarantine (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, conversation_id UUID NOT NULL, sender TEXT COLLATE "C" NOT NULL,  sent_at BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, external BIGINT NOT NULL, received_at BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL, held_at BIGINT NOT NULL, indexed BIGINT NOT NULL, sealed BYTEA NOT NULL,
  PRIMARY KEY (corp_id, seq)
);
CREATE INDEX quarantine_sent ON quarantine (corp_id, sent_at, seq);
CREATE INDEX quarantine_held ON quarantine (corp_id, held_at, seq);
CREATE INDEX quarantine_indexed ON quarantine (corp_id, seq) WHERE indexed = 1;
CREATE TABLE quarantine_party (
  corp_id TEXT COLLATE "C" NOT NULL, party_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (corp_id, party_id, seq)
);
CREATE INDEX quarantine_party_seq ON quarantine_party (corp_id, seq);
CREATE TABLE quarantine_event (
  corp_id TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, outcome TEXT COLLATE "C" NOT NULL, reason TEXT COLLATE "C" NOT NULL, count BIGINT NOT NULL,
  first_sent_at BIGINT NOT NULL, last_sent_at BIGINT NOT NULL, PRIMARY KEY (corp_id, at, outcome, reason)
);
CREATE TABLE doubt (
  corp_id TEXT COLLATE "C" NOT NULL, party_id TEXT COLLATE "C" NOT NULL, since BIGINT NOT NULL, times BIGINT NOT NULL,
  PRIMARY KEY (corp_id, party_id)
);
