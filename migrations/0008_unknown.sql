-- Unknown faces: kept while the timed diagnostic mode is on, and for some hours after it.

-- Hours for which unknown faces are kept after their mode has ended.
ALTER TABLE site ADD COLUMN keep_unknown_hours INTEGER NOT NULL DEFAULT 24 CHECK (keep_unknown_hours BETWEEN 0 AND 72);

-- A time in which unknown faces are kept, a day at most: who started it, when, and when it ends by itself. `ended_ms`:
-- when it did; NULL while nobody and no clock has ended it. `left_out`: how many of its faces made room for others.
-- Its faces go with it.
CREATE TABLE diagnostic_mode (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    by         TEXT NOT NULL,
    started_ms INTEGER NOT NULL,
    ends_ms    INTEGER NOT NULL,
    ended_ms   INTEGER,
    left_out   INTEGER NOT NULL DEFAULT 0 CHECK (left_out >= 0),
    CHECK (ends_ms > started_ms AND ends_ms - started_ms <= 86400000)
) STRICT;
-- One is on at a time.
CREATE UNIQUE INDEX diagnostic_mode_on ON diagnostic_mode ((1)) WHERE ended_ms IS NULL;

-- A face that is nobody's that is enrolled. The looks of one face in one mode are one row: `looks` counts them, `crop`
-- (a JPEG) and `embedding` (32-bit floats, little-endian, before they are sealed) are those of the best, and `quality`
-- (0 to 1) says how good that is. `model` names the recogniser; `camera_id` is that of the best look and refers to
-- nothing, since a camera may be removed.
CREATE TABLE unknown_face (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    mode_id          INTEGER NOT NULL REFERENCES diagnostic_mode (id) ON DELETE CASCADE,
    camera_id        INTEGER NOT NULL,
    first_ms         INTEGER NOT NULL,
    last_ms          INTEGER NOT NULL,
    looks            INTEGER NOT NULL CHECK (looks >= 1),
    quality          REAL NOT NULL CHECK (quality BETWEEN 0 AND 1),
    model            TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    crop_sealed      BLOB NOT NULL CHECK (length(crop_sealed) BETWEEN 42 AND 1048576),
    embedding_sealed BLOB NOT NULL CHECK (length(embedding_sealed) BETWEEN 42 AND 65536),
    CHECK (first_ms <= last_ms)
) STRICT;
CREATE INDEX unknown_face_of_mode ON unknown_face (mode_id);
CREATE INDEX unknown_face_age ON unknown_face (last_ms);

-- Goes up with each change of modes and unknown faces; a running engine and the window notice by it.
CREATE TABLE unknown_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO unknown_revision (id, revision) VALUES (1, 1);

CREATE TRIGGER diagnostic_mode_added AFTER INSERT ON diagnostic_mode
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
CREATE TRIGGER diagnostic_mode_changed AFTER UPDATE ON diagnostic_mode
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
CREATE TRIGGER diagnostic_mode_removed AFTER DELETE ON diagnostic_mode
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
CREATE TRIGGER unknown_face_added AFTER INSERT ON unknown_face
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
CREATE TRIGGER unknown_face_changed AFTER UPDATE ON unknown_face
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
CREATE TRIGGER unknown_face_removed AFTER DELETE ON unknown_face
BEGIN UPDATE unknown_revision SET revision = revision + 1; END;
