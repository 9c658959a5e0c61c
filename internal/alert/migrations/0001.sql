CREATE TABLE monitors (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  record TEXT NOT NULL,
  version INTEGER NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE secrets (
  name TEXT PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

-- What was raised, once for each monitor, case and occasion. It waits for a digest while it has no notice.
CREATE TABLE raised (
  monitor TEXT NOT NULL,
  subject TEXT NOT NULL,
  occasion TEXT NOT NULL,
  content TEXT NOT NULL,
  at INTEGER NOT NULL,
  notice TEXT,
  PRIMARY KEY (monitor, subject, occasion)
) STRICT;
CREATE INDEX raised_notice ON raised (notice);
CREATE INDEX raised_subject ON raised (subject);

-- When a case was first raised as opened, whoever took it.
CREATE TABLE offered (
  subject TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE notices (
  id TEXT PRIMARY KEY,
  monitor TEXT NOT NULL,
  name TEXT NOT NULL,
  occasion TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX notices_monitor ON notices (monitor, created);

CREATE TABLE deliveries (
  id TEXT PRIMARY KEY,
  notice TEXT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
  monitor TEXT NOT NULL,
  recipient TEXT NOT NULL,
  -- Which of the cases are told, where not all are: those of an owner, or one.
  part TEXT NOT NULL,
  channel TEXT NOT NULL,
  address TEXT NOT NULL,
  trial INTEGER NOT NULL,
  state TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  problem TEXT NOT NULL,
  -- When it is tried next, who tries it now, and until when nobody else may.
  next INTEGER NOT NULL,
  holder TEXT NOT NULL,
  until INTEGER NOT NULL,
  created INTEGER NOT NULL,
  changed INTEGER NOT NULL,
  UNIQUE (notice, recipient, part)
) STRICT;
CREATE INDEX deliveries_state ON deliveries (state, next);
CREATE INDEX deliveries_created ON deliveries (created);
CREATE INDEX deliveries_recipient ON deliveries (recipient, state);
