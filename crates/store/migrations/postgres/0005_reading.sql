CREATE TABLE reading (
  corp_id TEXT COLLATE "C" NOT NULL, operator_id UUID NOT NULL, conversation_id UUID NOT NULL, read_at BIGINT, read_seq BIGINT,
  pinned_at BIGINT, PRIMARY KEY (corp_id, operator_id, conversation_id)
);
