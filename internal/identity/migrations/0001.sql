CREATE TABLE sessions (
  hash BLOB PRIMARY KEY,
  principal TEXT NOT NULL,
  groups TEXT,
  origin TEXT NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER NOT NULL
) STRICT;
CREATE INDEX sessions_of ON sessions (principal, created);
CREATE INDEX sessions_end ON sessions (expires);

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  principal TEXT NOT NULL,
  secret BLOB NOT NULL,
  created INTEGER NOT NULL,
  expires INTEGER
) STRICT;
