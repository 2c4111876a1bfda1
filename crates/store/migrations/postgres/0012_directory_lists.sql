ALTER TABLE room ADD COLUMN owner TEXT COLLATE "C";
CREATE INDEX party_kind ON party (corp_id, kind, id);
CREATE INDEX conversation_room ON conversation (corp_id, room_id) WHERE room_id IS NOT NULL;
CREATE INDEX customer_consent_customer ON customer_consent (corp_id, customer);
