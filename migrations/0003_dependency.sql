-- In the Enforcer's breadcrumbs: the program that nothing can run without and that is not there (ffmpeg); all NULL while
-- it is. The columns are those of a last_error.
ALTER TABLE enforcer ADD COLUMN missing_code TEXT;
ALTER TABLE enforcer ADD COLUMN missing_part TEXT;
ALTER TABLE enforcer ADD COLUMN missing_at_ms INTEGER CHECK ((missing_code IS NULL) = (missing_at_ms IS NULL));
ALTER TABLE enforcer ADD COLUMN missing_evidence TEXT;
