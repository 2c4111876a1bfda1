CREATE TABLE assignment (
  id BLOB NOT NULL PRIMARY KEY, operator_id BLOB NOT NULL, role TEXT NOT NULL, scope TEXT NOT NULL, from_at INTEGER NOT NULL,
  until_at INTEGER, reason TEXT NOT NULL, granted_by BLOB, granted_at INTEGER NOT NULL, ended_at INTEGER, ended_by BLOB,
  end_reason TEXT
) STRICT;
CREATE INDEX assignment_operator ON assignment (operator_id, granted_at);
INSERT INTO assignment (id, operator_id, role, scope, from_at, reason, granted_at)
  SELECT id, id, role, '{}', created_at, '', created_at FROM operator;
ALTER TABLE operator DROP COLUMN role;
ALTER TABLE operator ADD COLUMN disabled_at INTEGER;
UPDATE operator SET disabled_at = created_at WHERE disabled = 1;
ALTER TABLE operator DROP COLUMN disabled;
ALTER TABLE operator ADD COLUMN member TEXT;
CREATE TABLE protected_member (
  corp_id TEXT NOT NULL, member TEXT NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER, reason TEXT NOT NULL,
  protected_by BLOB, ended_by BLOB, PRIMARY KEY (corp_id, member, from_at)
) STRICT;
