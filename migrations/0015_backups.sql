-- Backups: when they are made, where they go, and who must not come back with one.

-- The local hour after which the day's backup is made (NULL: never); the folder that it goes to (NULL: `backups` in the
-- data folder); how many of a kind are kept.
ALTER TABLE site ADD COLUMN backup_hour INTEGER DEFAULT 3 CHECK (backup_hour BETWEEN 0 AND 23);
ALTER TABLE site ADD COLUMN backup_folder TEXT CHECK (length(backup_folder) BETWEEN 1 AND 1000);
ALTER TABLE site ADD COLUMN keep_backups INTEGER NOT NULL DEFAULT 14 CHECK (keep_backups BETWEEN 1 AND 365);

-- One row once an engine has run: how daily backups stand. `counted_ms`: the newest daily backup, or, before the first,
-- when counting began. `failed_ms` and `why`: the newest try, where it failed; a sentence.
CREATE TABLE backup_state (
    id         INTEGER PRIMARY KEY CHECK (id = 1),
    counted_ms INTEGER NOT NULL,
    failed_ms  INTEGER,
    why        TEXT,
    CHECK ((failed_ms IS NULL) = (why IS NULL))
) STRICT;

-- A text that means one person in every copy of this store and tells nothing of them: random, or, for those who were
-- there before it was introduced, made of the store's mark and their number, so that older copies get the same.
ALTER TABLE person ADD COLUMN mark TEXT;
UPDATE person SET mark = (SELECT folder_mark FROM house) || '-' || id;
CREATE UNIQUE INDEX person_mark ON person (mark);
CREATE TRIGGER person_marked AFTER INSERT ON person WHEN NEW.mark IS NULL
BEGIN UPDATE person SET mark = lower(hex(randomblob(16))) WHERE id = NEW.id; END;

-- Who was erased, and whose consent was withdrawn, when; nothing else is known of them. Whoever restores an older copy
-- erases by this list once more. 200 000 rows, the oldest go first.
CREATE TABLE erasure (
    mark  TEXT NOT NULL CHECK (length(mark) BETWEEN 16 AND 100),
    what  TEXT NOT NULL CHECK (what IN ('person', 'consent')),
    at_ms INTEGER NOT NULL,
    PRIMARY KEY (mark, what)
) STRICT, WITHOUT ROWID;
CREATE INDEX erasure_age ON erasure (at_ms);
