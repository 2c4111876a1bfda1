CREATE TABLE media_file (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, slot BIGINT NOT NULL, kind TEXT COLLATE "C" NOT NULL,
  sent_at BIGINT NOT NULL, deadline BIGINT NOT NULL, deadline_hour BIGINT NOT NULL, expected_size BIGINT NOT NULL,
  state TEXT COLLATE "C" NOT NULL, attempts BIGINT NOT NULL, next_at BIGINT NOT NULL, problem TEXT COLLATE "C",
  parts BIGINT NOT NULL, received BIGINT NOT NULL, next_index BYTEA, blob_id UUID, size BIGINT,
  sha256 TEXT COLLATE "C", media_type TEXT COLLATE "C",
  PRIMARY KEY (corp_id, seq, slot)
);
CREATE INDEX media_file_due ON media_file (corp_id, deadline_hour, expected_size, seq, slot) WHERE state = 'waiting';
CREATE INDEX media_file_blob ON media_file (corp_id, blob_id) WHERE blob_id IS NOT NULL;
CREATE INDEX media_file_parts ON media_file (corp_id, seq, slot) WHERE parts > 0;
CREATE TABLE media_variant (
  corp_id TEXT COLLATE "C" NOT NULL, seq BIGINT NOT NULL, slot BIGINT NOT NULL, sha256 TEXT COLLATE "C" NOT NULL,
  blob_id UUID NOT NULL, size BIGINT NOT NULL, media_type TEXT COLLATE "C" NOT NULL, seen BIGINT NOT NULL,
  PRIMARY KEY (corp_id, seq, slot, sha256)
);
