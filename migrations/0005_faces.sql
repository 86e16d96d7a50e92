-- Groups that a period expects; none: nobody's attendance is kept for it.
CREATE TABLE period_expects (
    period_id  INTEGER NOT NULL REFERENCES period_template (id) ON DELETE CASCADE,
    group_name TEXT NOT NULL CHECK (length(group_name) BETWEEN 1 AND 80),
    PRIMARY KEY (period_id, group_name)
) STRICT, WITHOUT ROWID;

-- The groups that were expected when it began, a line feed between them.
ALTER TABLE period_occurrence ADD COLUMN expects TEXT NOT NULL DEFAULT '';
