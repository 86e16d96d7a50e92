-- A camera that was just removed, kept for some minutes so that it can be put back with its number. The password stays
-- sealed as it was: it is bound to that number. The columns are camera's; what other tables say of it stands beside them
-- as JSON lists, of words or numbers in their order. Never exported, and pruned.
CREATE TABLE camera_removed (
    id              INTEGER PRIMARY KEY,
    removed_ms      INTEGER NOT NULL,
    revision        INTEGER NOT NULL,
    name            TEXT NOT NULL,
    name_key        TEXT NOT NULL,
    location        TEXT NOT NULL,
    address         TEXT NOT NULL,
    sub_address     TEXT,
    user_name       TEXT,
    password_sealed BLOB,
    priority        INTEGER NOT NULL,
    enabled         INTEGER NOT NULL,
    pause_until_ms  INTEGER,
    pause_by        TEXT,
    pause_at_ms     INTEGER,
    profile_id      INTEGER NOT NULL,
    keyframe_ms     INTEGER,
    sub_keyframe_ms INTEGER,
    switched_by     TEXT,
    switched_ms     INTEGER,
    tags            TEXT NOT NULL,
    -- Numbers of its further profiles, and of the schedules and periods that named it.
    profiles        TEXT NOT NULL,
    schedules       TEXT NOT NULL,
    periods         TEXT NOT NULL
) STRICT;
CREATE INDEX camera_removed_age ON camera_removed (removed_ms);
