ALTER TABLE media_file ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
CREATE INDEX media_file_unheard ON media_file (corp_id, sent_at, seq, slot)
  WHERE heard = 0 AND derived > 0 AND media_type LIKE 'audio/%';
