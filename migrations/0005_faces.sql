-- Faces and attendance: who can be recognised, who was seen, who came.
--
-- Instants and spans are named as in 0001. What shows a face or comes of one is sealed (`*_sealed`): a version byte, a
-- nonce and the sealed bytes, bound to its row. Whatever belongs to a person goes with the person, and whatever was
-- made of a face goes with the consent; both by foreign keys, so that no program can forget it.

-- One row: a number that goes up with each change of people, consents, photos, templates or vetoes, by the triggers at
-- the end, so that a running engine loads its gallery anew. `config_revision` does not go up with these.
CREATE TABLE people_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;

-- Local days for which pictures of sightings, sightings and attendance are kept; pruning reads them.
ALTER TABLE site ADD COLUMN keep_crops_days INTEGER NOT NULL DEFAULT 14 CHECK (keep_crops_days BETWEEN 0 AND 365);
ALTER TABLE site ADD COLUMN keep_sightings_days INTEGER NOT NULL DEFAULT 365
    CHECK (keep_sightings_days BETWEEN 1 AND 3650);
ALTER TABLE site ADD COLUMN keep_attendance_days INTEGER NOT NULL DEFAULT 365
    CHECK (keep_attendance_days BETWEEN 1 AND 3650);

-- Groups that a period expects; none: nobody's attendance is kept for it.
CREATE TABLE period_expects (
    period_id  INTEGER NOT NULL REFERENCES period_template (id) ON DELETE CASCADE,
    group_name TEXT NOT NULL CHECK (length(group_name) BETWEEN 1 AND 80),
    PRIMARY KEY (period_id, group_name)
) STRICT, WITHOUT ROWID;

-- The groups that were expected when it began, a line feed between them.
ALTER TABLE period_occurrence ADD COLUMN expects TEXT NOT NULL DEFAULT '';

-- A Person. `code` is the school's own name for them; `code_key` is the code in lower case. `group_name` may be empty.
-- Numbers are never used again, so that none can be taken for somebody who was erased.
CREATE TABLE person (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    code        TEXT NOT NULL CHECK (length(code) BETWEEN 1 AND 64),
    code_key    TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
    group_name  TEXT NOT NULL CHECK (length(group_name) <= 80),
    active      INTEGER NOT NULL CHECK (active IN (0, 1)),
    -- Since when they are not active: their photos and templates go at the end of that day.
    inactive_ms INTEGER,
    CHECK ((inactive_ms IS NULL) = active)
) STRICT;
CREATE INDEX person_of_group ON person (group_name);

-- The Consent of a Person, as long as it stands. Removing the row is withdrawing it: photos and templates go with it,
-- and the crops of sightings by the trigger below. `given_date` is the school's local date.
CREATE TABLE consent (
    person_id   INTEGER PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    given_date  TEXT NOT NULL CHECK (length(given_date) = 10 AND date(given_date) IS given_date),
    given_by    TEXT NOT NULL CHECK (length(given_by) BETWEEN 1 AND 120),
    document    TEXT NOT NULL CHECK (length(document) <= 200),
    recorded_ms INTEGER NOT NULL,
    recorded_by TEXT NOT NULL
) STRICT;

-- A photo of a consenting Person: a JPEG made anew, 1280 px at most on its longer side, and what was measured of the
-- face in it (docs/glossary.md, Photo).
CREATE TABLE photo (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id      INTEGER NOT NULL REFERENCES consent (person_id) ON DELETE CASCADE,
    added_ms       INTEGER NOT NULL,
    origin         TEXT NOT NULL CHECK (origin IN ('file', 'webcam', 'camera', 'tray')),
    picture_sealed BLOB NOT NULL CHECK (length(picture_sealed) BETWEEN 42 AND 8388608),
    sharpness      REAL NOT NULL,
    brightness     REAL NOT NULL,
    contrast       REAL NOT NULL,
    yaw            REAL NOT NULL,
    roll_degrees   REAL NOT NULL,
    eyes_px        REAL NOT NULL,
    UNIQUE (id, person_id)
) STRICT;
CREATE INDEX photo_of_person ON photo (person_id);

-- A FaceTemplate: what one model made of one photo. It refers to the consent itself, so that the database refuses a
-- template without one. `model` names the recogniser; templates of different models are never compared. The embedding
-- is 32-bit floats, little-endian, before it is sealed. `quality` is 0 to 1.
CREATE TABLE face_template (
    id               INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id        INTEGER NOT NULL REFERENCES consent (person_id) ON DELETE CASCADE,
    photo_id         INTEGER NOT NULL,
    model            TEXT NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
    embedding_sealed BLOB NOT NULL CHECK (length(embedding_sealed) BETWEEN 42 AND 65536),
    quality          REAL NOT NULL CHECK (quality BETWEEN 0 AND 1),
    made_ms          INTEGER NOT NULL,
    UNIQUE (photo_id, model),
    FOREIGN KEY (photo_id, person_id) REFERENCES photo (id, person_id) ON DELETE CASCADE
) STRICT;
CREATE INDEX face_template_of_person ON face_template (person_id);
CREATE INDEX face_template_of_model ON face_template (model, person_id);

-- A Sighting: a Person seen by a camera at an instant; the three name it, so that a frame that is played again adds
-- nothing. `camera_id` refers to nothing: a camera may be removed. `occurrence_id`: the occurrence that was on; NULL:
-- none, or it was pruned. `score` and `margin` are cosines. `votes`: in how many frames they were matched. `track`
-- marks the track of faces that it comes of.
CREATE TABLE sighting (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    camera_id     INTEGER NOT NULL,
    occurrence_id INTEGER REFERENCES period_occurrence (id) ON DELETE SET NULL,
    at_ms         INTEGER NOT NULL,
    score         REAL NOT NULL CHECK (score BETWEEN -1 AND 1),
    margin        REAL NOT NULL CHECK (margin BETWEEN -2 AND 2),
    votes         INTEGER NOT NULL CHECK (votes >= 1),
    track         TEXT NOT NULL CHECK (length(track) <= 80),
    UNIQUE (person_id, camera_id, at_ms)
) STRICT;
CREATE INDEX sighting_age ON sighting (at_ms);
CREATE INDEX sighting_of_person ON sighting (person_id, at_ms);
CREATE INDEX sighting_of_occurrence ON sighting (occurrence_id);

-- The pictures of a Sighting, JPEG: the face, and the whole frame where it is kept.
CREATE TABLE evidence (
    sighting_id  INTEGER PRIMARY KEY REFERENCES sighting (id) ON DELETE CASCADE,
    crop_sealed  BLOB NOT NULL CHECK (length(crop_sealed) BETWEEN 42 AND 8388608),
    frame_sealed BLOB CHECK (length(frame_sealed) BETWEEN 42 AND 8388608)
) STRICT;

-- What the machine says of a Person and an occurrence: one row, however often it is worked out. 'pending': the period
-- is on and they were not seen yet. `reason` says why nobody can tell. First and last instants are those of sightings
-- in the occurrence's window; `best_sighting_id` may have been pruned since.
CREATE TABLE attendance (
    person_id        INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    occurrence_id    INTEGER NOT NULL REFERENCES period_occurrence (id) ON DELETE CASCADE,
    status           TEXT NOT NULL CHECK (status IN ('present', 'late', 'absent', 'unknown', 'pending')),
    reason           TEXT,
    first_ms         INTEGER,
    last_ms          INTEGER,
    best_sighting_id INTEGER,
    votes            INTEGER NOT NULL CHECK (votes >= 0),
    evaluated_ms     INTEGER NOT NULL,
    PRIMARY KEY (person_id, occurrence_id),
    CHECK ((reason IS NOT NULL) = (status = 'unknown')),
    CHECK ((first_ms IS NULL) = (last_ms IS NULL) AND first_ms <= last_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_of_occurrence ON attendance (occurrence_id);

-- What a hand says of the same, beside it: the newest holds. Rows are added and never changed; they go only with their
-- person or their occurrence.
CREATE TABLE correction (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id     INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    occurrence_id INTEGER NOT NULL REFERENCES period_occurrence (id) ON DELETE CASCADE,
    status        TEXT NOT NULL CHECK (status IN ('present', 'late', 'absent', 'unknown', 'excused')),
    by            TEXT NOT NULL,
    at_ms         INTEGER NOT NULL,
    why           TEXT NOT NULL CHECK (length(why) BETWEEN 1 AND 200)
) STRICT;
CREATE INDEX correction_of_person ON correction (person_id, occurrence_id);
CREATE INDEX correction_of_occurrence ON correction (occurrence_id);

-- Coverage of an occurrence, kept when it closes: the stretches (half-open) in which a camera really saw (`why` NULL),
-- and those in which it did not, with the reason.
CREATE TABLE coverage (
    occurrence_id INTEGER NOT NULL REFERENCES period_occurrence (id) ON DELETE CASCADE,
    camera_id     INTEGER NOT NULL,
    from_ms       INTEGER NOT NULL,
    to_ms         INTEGER NOT NULL,
    why           TEXT,
    PRIMARY KEY (occurrence_id, camera_id, from_ms),
    CHECK (from_ms < to_ms)
) STRICT, WITHOUT ROWID;

-- What a hand decided about a Sighting; the newest holds. 'someone_else' may say who.
CREATE TABLE review (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    sighting_id     INTEGER NOT NULL REFERENCES sighting (id) ON DELETE CASCADE,
    decision        TEXT NOT NULL CHECK (decision IN ('confirm', 'someone_else', 'not_person', 'unsure')),
    other_person_id INTEGER REFERENCES person (id) ON DELETE SET NULL,
    by              TEXT NOT NULL,
    at_ms           INTEGER NOT NULL,
    CHECK (other_person_id IS NULL OR decision = 'someone_else')
) STRICT;
CREATE INDEX review_of_sighting ON review (sighting_id);
CREATE INDEX review_of_other ON review (other_person_id);

-- Two people who were taken for one another: a match between them is never made without a hand again.
CREATE TABLE pair_veto (
    person_a INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    person_b INTEGER NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    by       TEXT NOT NULL,
    at_ms    INTEGER NOT NULL,
    PRIMARY KEY (person_a, person_b),
    CHECK (person_a < person_b)
) STRICT, WITHOUT ROWID;
CREATE INDEX pair_veto_of_b ON pair_veto (person_b);

-- A day that was signed off: its attendance and corrections are locked. `hash` is SHA-256, in hexadecimal, over the
-- text of its records (docs/store.md). `erased` counts people with records of that day who were erased since; with
-- any, the hash cannot hold any more.
CREATE TABLE signed_day (
    date   TEXT PRIMARY KEY CHECK (length(date) = 10 AND date(date) IS date),
    by     TEXT NOT NULL,
    at_ms  INTEGER NOT NULL,
    hash   TEXT NOT NULL CHECK (length(hash) = 64),
    erased INTEGER NOT NULL DEFAULT 0 CHECK (erased >= 0)
) STRICT;
CREATE INDEX period_occurrence_of_date ON period_occurrence (date);

INSERT INTO people_revision (id, revision) VALUES (1, 1);

CREATE TRIGGER consent_withdrawn AFTER DELETE ON consent
BEGIN
    DELETE FROM evidence WHERE sighting_id IN (SELECT id FROM sighting WHERE person_id = OLD.person_id);
END;

CREATE TRIGGER correction_kept BEFORE UPDATE ON correction
BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;
-- While a cascade runs, the row that it comes from is gone already.
CREATE TRIGGER correction_stays BEFORE DELETE ON correction
WHEN EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id)
 AND EXISTS (SELECT 1 FROM period_occurrence WHERE id = OLD.occurrence_id)
BEGIN SELECT RAISE(ABORT, 'a correction is never removed'); END;

-- "INSERT OR REPLACE" would remove a row without asking the trigger above.
CREATE TRIGGER correction_not_replaced BEFORE INSERT ON correction
WHEN EXISTS (SELECT 1 FROM correction WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'a correction is never changed'); END;

CREATE TRIGGER signed_correction_added BEFORE INSERT ON correction
WHEN EXISTS (SELECT 1 FROM signed_day WHERE date = (SELECT date FROM period_occurrence WHERE id = NEW.occurrence_id))
BEGIN SELECT RAISE(ABORT, 'this day is signed'); END;
CREATE TRIGGER signed_attendance_added BEFORE INSERT ON attendance
WHEN EXISTS (SELECT 1 FROM signed_day WHERE date = (SELECT date FROM period_occurrence WHERE id = NEW.occurrence_id))
BEGIN SELECT RAISE(ABORT, 'this day is signed'); END;
CREATE TRIGGER signed_attendance_changed BEFORE UPDATE ON attendance
WHEN EXISTS (SELECT 1 FROM signed_day JOIN period_occurrence USING (date)
             WHERE period_occurrence.id IN (OLD.occurrence_id, NEW.occurrence_id))
BEGIN SELECT RAISE(ABORT, 'this day is signed'); END;
CREATE TRIGGER signed_attendance_removed BEFORE DELETE ON attendance
WHEN EXISTS (SELECT 1 FROM person WHERE id = OLD.person_id)
 AND EXISTS (SELECT 1 FROM signed_day WHERE date = (SELECT date FROM period_occurrence WHERE id = OLD.occurrence_id))
BEGIN SELECT RAISE(ABORT, 'this day is signed'); END;
CREATE TRIGGER signed_day_kept BEFORE UPDATE OF date, by, at_ms, hash ON signed_day
BEGIN SELECT RAISE(ABORT, 'a signature is never changed'); END;
CREATE TRIGGER signed_day_stays BEFORE DELETE ON signed_day
WHEN EXISTS (SELECT 1 FROM attendance JOIN period_occurrence ON period_occurrence.id = occurrence_id
             WHERE date = OLD.date)
BEGIN SELECT RAISE(ABORT, 'a signature is never removed'); END;

CREATE TRIGGER person_added AFTER INSERT ON person
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER person_changed AFTER UPDATE ON person
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER person_removed AFTER DELETE ON person
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER consent_added AFTER INSERT ON consent
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER consent_changed AFTER UPDATE ON consent
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER consent_removed AFTER DELETE ON consent
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER photo_added AFTER INSERT ON photo
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER photo_removed AFTER DELETE ON photo
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER face_template_added AFTER INSERT ON face_template
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER face_template_changed AFTER UPDATE ON face_template
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER face_template_removed AFTER DELETE ON face_template
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER pair_veto_added AFTER INSERT ON pair_veto
BEGIN UPDATE people_revision SET revision = revision + 1; END;
CREATE TRIGGER pair_veto_removed AFTER DELETE ON pair_veto
BEGIN UPDATE people_revision SET revision = revision + 1; END;
