CREATE TABLE meta (name TEXT COLLATE "C" NOT NULL PRIMARY KEY, value TEXT COLLATE "C" NOT NULL);
CREATE TABLE corp (id TEXT COLLATE "C" NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE lease (
  name TEXT COLLATE "C" NOT NULL PRIMARY KEY, holder TEXT COLLATE "C" NOT NULL, token BIGINT NOT NULL, expires_at BIGINT NOT NULL
);
CREATE TABLE counter (
  corp_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, value BIGINT NOT NULL, PRIMARY KEY (corp_id, name)
);

CREATE TABLE envelope (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, msgid TEXT COLLATE "C" NOT NULL, key_version BIGINT NOT NULL,
  received_at BIGINT NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (corp_id, seq)
);
CREATE TABLE msgid (digest BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (digest, seq));
CREATE TABLE msgid_recent (
  corp_id TEXT COLLATE "C" NOT NULL, digest BIGINT NOT NULL, seq BIGINT NOT NULL, PRIMARY KEY (corp_id, digest, seq)
);
CREATE TABLE waiting (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, since BIGINT NOT NULL, PRIMARY KEY (corp_id, seq)
);
CREATE TABLE held (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, state TEXT COLLATE "C" NOT NULL, key_version BIGINT NOT NULL,
  reason TEXT COLLATE "C" NOT NULL, PRIMARY KEY (corp_id, seq)
);
CREATE INDEX held_state ON held (corp_id, state, key_version, seq);
CREATE TABLE broken_item (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, reason TEXT COLLATE "C" NOT NULL, received_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL, PRIMARY KEY (corp_id, seq)
);
CREATE TABLE envelope_conflict (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, msgid TEXT COLLATE "C" NOT NULL, received_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL, PRIMARY KEY (corp_id, seq, msgid)
);
CREATE TABLE gap (
  corp_id TEXT COLLATE "C" NOT NULL, from_seq BIGINT NOT NULL, to_seq BIGINT NOT NULL, first_seen BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL, PRIMARY KEY (corp_id, from_seq, state)
);

CREATE TABLE message (
  corp_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, seq BIGINT NOT NULL, conversation_id UUID NOT NULL,
  sender TEXT COLLATE "C" NOT NULL, sent_at BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, external BIGINT NOT NULL,
  received_at BIGINT NOT NULL, recalled_by TEXT COLLATE "C", recalled_at BIGINT, sealed BYTEA NOT NULL,
  PRIMARY KEY (corp_id, seq)
);
CREATE UNIQUE INDEX message_position ON message (corp_id, position);
CREATE INDEX message_conversation ON message (corp_id, conversation_id, sent_at, seq);
CREATE INDEX message_recalled ON message (corp_id, seq) WHERE recalled_at IS NOT NULL;
CREATE TABLE recall (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, msgid TEXT COLLATE "C" NOT NULL, original_seq BIGINT,
  sender TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (corp_id, seq)
);
CREATE INDEX recall_open ON recall (corp_id, msgid) WHERE original_seq IS NULL;
CREATE TABLE message_day (
  corp_id TEXT COLLATE "C" NOT NULL, day BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL, external BIGINT NOT NULL, count BIGINT NOT NULL,
  PRIMARY KEY (corp_id, day, kind, external)
);

CREATE TABLE conversation (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, kind TEXT COLLATE "C" NOT NULL, room_id TEXT COLLATE "C", first_party TEXT COLLATE "C", second_party TEXT COLLATE "C",
  external BIGINT NOT NULL, message_count BIGINT NOT NULL, first_at BIGINT NOT NULL, last_at BIGINT NOT NULL,
  last_seq BIGINT NOT NULL, PRIMARY KEY (corp_id, id)
);
CREATE INDEX conversation_last ON conversation (corp_id, last_at, id);
CREATE TABLE participation (
  corp_id TEXT COLLATE "C" NOT NULL, party_id TEXT COLLATE "C" NOT NULL, conversation_id UUID NOT NULL,
  PRIMARY KEY (corp_id, party_id, conversation_id)
);
CREATE INDEX participation_conversation ON participation (corp_id, conversation_id, party_id);
CREATE TABLE party (
  corp_id TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C", detail TEXT COLLATE "C", departed BIGINT NOT NULL,
  message_count BIGINT NOT NULL, last_at BIGINT, updated_at BIGINT NOT NULL, PRIMARY KEY (corp_id, id)
);
CREATE TABLE party_name (
  corp_id TEXT COLLATE "C" NOT NULL, party_id TEXT COLLATE "C" NOT NULL, from_at BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL,
  PRIMARY KEY (corp_id, party_id, from_at)
);
CREATE TABLE room (
  corp_id TEXT COLLATE "C" NOT NULL, id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C", updated_at BIGINT NOT NULL, PRIMARY KEY (corp_id, id)
);

CREATE TABLE operator (
  id UUID NOT NULL PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, display_name TEXT COLLATE "C" NOT NULL, password_hash TEXT COLLATE "C" NOT NULL,
  locale TEXT COLLATE "C" NOT NULL, role TEXT COLLATE "C" NOT NULL, disabled BIGINT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE session (
  token_hash BYTEA NOT NULL PRIMARY KEY, operator_id UUID NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, address TEXT COLLATE "C"
);
CREATE TABLE audit_entry (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, at BIGINT NOT NULL, actor TEXT COLLATE "C" NOT NULL, address TEXT COLLATE "C",
  request_id TEXT COLLATE "C" NOT NULL, action TEXT COLLATE "C" NOT NULL, object TEXT COLLATE "C" NOT NULL, outcome TEXT COLLATE "C" NOT NULL, count BIGINT NOT NULL,
  PRIMARY KEY (corp_id, id)
);
CREATE TABLE job (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, kind TEXT COLLATE "C" NOT NULL, payload BYTEA NOT NULL, state TEXT COLLATE "C" NOT NULL,
  holder TEXT COLLATE "C", lease_until BIGINT NOT NULL, attempts BIGINT NOT NULL, progress_done BIGINT NOT NULL,
  progress_total BIGINT, result TEXT COLLATE "C", problem TEXT COLLATE "C", created_by UUID, created_at BIGINT NOT NULL,
  finished_at BIGINT, PRIMARY KEY (corp_id, id)
);
CREATE TABLE rsa_key (
  corp_id TEXT COLLATE "C" NOT NULL, version BIGINT NOT NULL, sealed BYTEA NOT NULL, fingerprint TEXT COLLATE "C" NOT NULL,
  added_at BIGINT NOT NULL, PRIMARY KEY (corp_id, version)
);
CREATE TABLE secret (
  corp_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, sealed BYTEA NOT NULL, PRIMARY KEY (corp_id, name)
);
CREATE TABLE consumer (
  corp_id TEXT COLLATE "C" NOT NULL, name TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, PRIMARY KEY (corp_id, name)
);
