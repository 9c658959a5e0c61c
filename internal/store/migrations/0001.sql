CREATE TABLE saved_queries (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  description TEXT NOT NULL,
  database TEXT NOT NULL,
  sql TEXT NOT NULL,
  chart TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (owner, folder, name)
) STRICT;

CREATE TABLE reports (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  folder TEXT NOT NULL,
  name TEXT NOT NULL,
  state TEXT NOT NULL,
  created INTEGER NOT NULL,
  updated INTEGER NOT NULL,
  UNIQUE (owner, folder, name)
) STRICT;

CREATE TABLE annotations (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  start TEXT NOT NULL,
  stop TEXT NOT NULL,
  text TEXT NOT NULL,
  created INTEGER NOT NULL
) STRICT;
CREATE INDEX annotations_of ON annotations (owner, start);

CREATE TABLE jobs (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  submitted INTEGER NOT NULL,
  ended INTEGER NOT NULL,
  sql TEXT NOT NULL,
  record BLOB NOT NULL
) STRICT;
CREATE INDEX jobs_of ON jobs (owner, number);
CREATE INDEX jobs_open ON jobs (ended) WHERE ended = 0;
