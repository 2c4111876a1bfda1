-- An id's digest has the corp in it, and a conversation's id too: the corp in every entry would only make them larger.
INSERT INTO msgid (digest, seq) SELECT digest, seq FROM msgid_recent WHERE true
  ORDER BY digest, seq ON CONFLICT (digest, seq) DO NOTHING;
DROP TABLE msgid_recent;
CREATE TABLE msgid_recent (digest INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (digest, seq)) STRICT, WITHOUT ROWID;
DELETE FROM counter WHERE name = 'unmerged';
DROP INDEX message_conversation;
CREATE INDEX message_conversation ON message (conversation_id, sent_at, seq);
