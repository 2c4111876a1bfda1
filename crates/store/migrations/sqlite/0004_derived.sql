ALTER TABLE media_file ADD COLUMN derived INTEGER NOT NULL DEFAULT 0;
CREATE INDEX media_file_underived ON media_file (corp_id, derived, sent_at, seq, slot) WHERE blob_id IS NOT NULL;
CREATE TABLE derivation (
  corp_id TEXT NOT NULL, blob_id BLOB NOT NULL, attempts INTEGER NOT NULL, sealed BLOB,
  PRIMARY KEY (corp_id, blob_id)
) STRICT;
CREATE TABLE file_text (
  corp_id TEXT NOT NULL, position INTEGER NOT NULL, seq INTEGER NOT NULL, slot INTEGER NOT NULL, source TEXT NOT NULL,
  sealed BLOB NOT NULL, PRIMARY KEY (corp_id, position)
) STRICT;
CREATE INDEX file_text_message ON file_text (corp_id, seq, slot);
