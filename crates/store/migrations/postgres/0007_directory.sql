CREATE TABLE department (
  corp_id TEXT COLLATE "C" NOT NULL, id BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL, parent_id BIGINT NOT NULL, rank BIGINT NOT NULL,
  gone_at BIGINT, PRIMARY KEY (corp_id, id)
);
CREATE TABLE member_tag (
  corp_id TEXT COLLATE "C" NOT NULL, id BIGINT NOT NULL, name TEXT COLLATE "C" NOT NULL, gone_at BIGINT, PRIMARY KEY (corp_id, id)
);
CREATE TABLE directory_fact (
  corp_id TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, object TEXT COLLATE "C" NOT NULL, from_at BIGINT NOT NULL,
  until_at BIGINT NOT NULL, PRIMARY KEY (corp_id, kind, subject, object, from_at)
);
CREATE INDEX directory_fact_object ON directory_fact (corp_id, kind, object, subject);
CREATE TABLE party_rename (
  corp_id TEXT COLLATE "C" NOT NULL, former TEXT COLLATE "C" NOT NULL, present TEXT COLLATE "C" NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (corp_id, former)
);
CREATE TABLE directory_hint (
  corp_id TEXT COLLATE "C" NOT NULL, kind TEXT COLLATE "C" NOT NULL, subject TEXT COLLATE "C" NOT NULL, renamed_to TEXT COLLATE "C", at BIGINT NOT NULL,
  times BIGINT NOT NULL,
  PRIMARY KEY (corp_id, kind, subject)
);
