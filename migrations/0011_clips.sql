-- Clips: the seconds around an event, cut out of what a camera sends.

-- So many milliseconds before an event are kept as a film; NULL: none. It is another output of the camera's ffmpeg.
ALTER TABLE profile ADD COLUMN clip_ms INTEGER CHECK (clip_ms BETWEEN 5000 AND 60000);

-- One clip of a kind and a camera in so many milliseconds; local days for which clips are kept; bytes that all of them
-- take at most.
ALTER TABLE site ADD COLUMN clip_cooldown_ms INTEGER NOT NULL DEFAULT 60000 CHECK (clip_cooldown_ms BETWEEN 0 AND 3600000);
ALTER TABLE site ADD COLUMN keep_clips_days INTEGER NOT NULL DEFAULT 7 CHECK (keep_clips_days BETWEEN 0 AND 365);
ALTER TABLE site ADD COLUMN clips_max_bytes INTEGER NOT NULL DEFAULT 1073741824
    CHECK (clips_max_bytes BETWEEN 16777216 AND 1099511627776);

-- A Clip. Its film lies sealed in the data folder's `clips/`, under `file`; a row without a file and a file without a row
-- are nothing, and are tidied away. `at_ms`: the event that it was cut for; `length_ms`: how much was cut; `bytes`: of the
-- sealed file. `camera_id` refers to nothing: a camera may be removed, and put back for a while. `person_id`: who it may
-- show, where the event is a sighting in doubt; the row goes with their consent. Others whom it shows are not known.
CREATE TABLE clip (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    camera_id INTEGER NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('unknown_face', 'in_doubt', 'tamper')),
    at_ms     INTEGER NOT NULL,
    length_ms INTEGER NOT NULL CHECK (length_ms >= 0),
    bytes     INTEGER NOT NULL CHECK (bytes > 0),
    file      TEXT NOT NULL UNIQUE CHECK (length(file) BETWEEN 1 AND 80),
    person_id INTEGER REFERENCES consent (person_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX clip_of_camera ON clip (camera_id, kind, at_ms);
CREATE INDEX clip_age ON clip (at_ms);
CREATE INDEX clip_of_person ON clip (person_id);

-- Goes up with each change of clips; the window notices by it.
CREATE TABLE clips_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO clips_revision (id, revision) VALUES (1, 1);
CREATE TRIGGER clip_added AFTER INSERT ON clip
BEGIN UPDATE clips_revision SET revision = revision + 1; END;
CREATE TRIGGER clip_removed AFTER DELETE ON clip
BEGIN UPDATE clips_revision SET revision = revision + 1; END;
