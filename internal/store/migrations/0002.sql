ALTER TABLE jobs ADD COLUMN workgroup TEXT NOT NULL DEFAULT 'primary';
CREATE INDEX jobs_in ON jobs (workgroup, number);

CREATE TABLE workgroup_days (
  workgroup TEXT NOT NULL,
  day TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  PRIMARY KEY (workgroup, day)
) STRICT;
