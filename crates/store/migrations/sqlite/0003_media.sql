CREATE TABLE media_file (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, slot INTEGER NOT NULL, kind TEXT NOT NULL, sent_at INTEGER NOT NULL,
  deadline INTEGER NOT NULL, deadline_hour INTEGER NOT NULL, expected_size INTEGER NOT NULL, state TEXT NOT NULL,
  attempts INTEGER NOT NULL, next_at INTEGER NOT NULL, problem TEXT, parts INTEGER NOT NULL, received INTEGER NOT NULL,
  next_index BLOB, blob_id BLOB, size INTEGER, sha256 TEXT, media_type TEXT,
  PRIMARY KEY (corp_id, seq, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX media_file_due ON media_file (corp_id, deadline_hour, expected_size, seq, slot) WHERE state = 'waiting';
CREATE INDEX media_file_blob ON media_file (corp_id, blob_id) WHERE blob_id IS NOT NULL;
CREATE INDEX media_file_parts ON media_file (corp_id, seq, slot) WHERE parts > 0;
CREATE TABLE media_variant (
  corp_id TEXT NOT NULL, seq INTEGER NOT NULL, slot INTEGER NOT NULL, sha256 TEXT NOT NULL, blob_id BLOB NOT NULL,
  size INTEGER NOT NULL, media_type TEXT NOT NULL, seen INTEGER NOT NULL,
  PRIMARY KEY (corp_id, seq, slot, sha256)
) STRICT, WITHOUT ROWID;
