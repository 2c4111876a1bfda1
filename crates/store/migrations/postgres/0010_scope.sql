CREATE TABLE scope_rule (
  corp_id TEXT COLLATE "C" NOT NULL, id UUID NOT NULL, selector TEXT COLLATE "C" NOT NULL, effect TEXT COLLATE "C" NOT NULL, from_at BIGINT NOT NULL,
  until_at BIGINT, note TEXT COLLATE "C" NOT NULL, saved_at BIGINT NOT NULL, saved_by UUID, PRIMARY KEY (corp_id, id)
);
