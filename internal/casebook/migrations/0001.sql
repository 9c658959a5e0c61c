-- What was delivered: the days of each month as they are now, and the deliveries that changed days, with these days as they were then. A patch
-- of delivery 0 is a day as it was before the first delivery that changed it.
CREATE TABLE months (
  month TEXT PRIMARY KEY,
  identity TEXT NOT NULL,
  lines BLOB NOT NULL
) STRICT;

CREATE TABLE deliveries (
  number INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  first INTEGER NOT NULL,
  stop INTEGER NOT NULL,
  made INTEGER NOT NULL
) STRICT;

CREATE TABLE patches (
  delivery INTEGER NOT NULL,
  day INTEGER NOT NULL,
  lines BLOB NOT NULL,
  PRIMARY KEY (delivery, day)
) STRICT;

-- How far everything is. The revision counts changes of what is shown.
CREATE TABLE head (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  revision INTEGER NOT NULL,
  version TEXT NOT NULL,
  delivery INTEGER NOT NULL,
  judged INTEGER NOT NULL,
  day INTEGER NOT NULL,
  currency TEXT NOT NULL,
  handled INTEGER NOT NULL
) STRICT;
INSERT INTO head VALUES (1, 1, '', 0, -1, 0, '', 0);

CREATE TABLE cases (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  case_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  kind TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX entries_of ON entries (case_id, id);

CREATE TABLE changes (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE rules (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE planned (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT;
