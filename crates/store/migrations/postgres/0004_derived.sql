ALTER TABLE media_file ADD COLUMN derived BIGINT NOT NULL DEFAULT 0;
CREATE INDEX media_file_underived ON media_file (corp_id, derived, sent_at, seq, slot) WHERE blob_id IS NOT NULL;
CREATE TABLE derivation (
  corp_id TEXT COLLATE "C" NOT NULL, blob_id UUID NOT NULL, attempts BIGINT NOT NULL, sealed BYTEA,
  PRIMARY KEY (corp_id, blob_id)
);
CREATE TABLE file_text (
  corp_id TEXT COLLATE "C" NOT NULL, position BIGINT NOT NULL, seq BIGINT NOT NULL, slot BIGINT NOT NULL, source TEXT COLLATE "C" NOT NULL,
  sealed BYTEA NOT NULL, PRIMARY KEY (corp_id, position)
);
CREATE INDEX file_text_message ON file_text (corp_id, seq, slot);
