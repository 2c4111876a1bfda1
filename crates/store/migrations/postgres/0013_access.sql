CREATE TABLE assignment (
  id UUID NOT NULL PRIMARY KEY, operator_id UUID NOT NULL, role TEXT COLLATE "C" NOT NULL, scope TEXT COLLATE "C" NOT NULL, from_at BIGINT NOT NULL,
  until_at BIGINT, reason TEXT COLLATE "C" NOT NULL, granted_by UUID, granted_at BIGINT NOT NULL, ended_at BIGINT, ended_by UUID,
  end_reason TEXT COLLATE "C"
);
CREATE INDEX assignment_operator ON assignment (operator_id, granted_at);
INSERT INTO assignment (id, operator_id, role, scope, from_at, reason, granted_at)
  SELECT id, id, role, '{}', created_at, '', created_at FROM operator;
ALTER TABLE operator DROP COLUMN role;
ALTER TABLE operator ADD COLUMN disabled_at BIGINT;
UPDATE operator SET disabled_at = created_at WHERE disabled = 1;
ALTER TABLE operator DROP COLUMN disabled;
ALTER TABLE operator ADD COLUMN member TEXT COLLATE "C";
CREATE TABLE protected_member (
  corp_id TEXT COLLATE "C" NOT NULL, member TEXT COLLATE "C" NOT NULL, from_at BIGINT NOT NULL, until_at BIGINT, reason TEXT COLLATE "C" NOT NULL,
  protected_by UUID, ended_by UUID, PRIMARY KEY (corp_id, member, from_at)
);
