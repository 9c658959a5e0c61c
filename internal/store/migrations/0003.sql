ALTER TABLE jobs ADD COLUMN print TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN rows_of TEXT NOT NULL DEFAULT '';
CREATE INDEX jobs_again ON jobs (owner, print) WHERE print <> '';
CREATE INDEX jobs_rows ON jobs (rows_of) WHERE rows_of <> '';

ALTER TABLE workgroup_days ADD COLUMN cpu INTEGER NOT NULL DEFAULT 0;
