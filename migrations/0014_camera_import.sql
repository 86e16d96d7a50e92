-- The newest import of a camera list, kept for a day so that it can be undone in one step. Its numbers are never used again,
-- so that whoever undoes one means that one. Never exported, and pruned.
CREATE TABLE camera_import (
    id    INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms INTEGER NOT NULL
) STRICT;

-- A camera that an import added or changed. `after` is what camera_configured said of it when the import was done: as long as
-- it says so, nobody changed the camera. The other columns are camera's as they were before, the password sealed as it was;
-- all NULL where the import added the camera. `camera_id` refers to nothing: a camera that was removed since was changed.
CREATE TABLE camera_import_row (
    camera_id       INTEGER PRIMARY KEY,
    import_id       INTEGER NOT NULL REFERENCES camera_import (id) ON DELETE CASCADE,
    after           TEXT,
    revision        INTEGER,
    name            TEXT,
    name_key        TEXT,
    location        TEXT,
    address         TEXT,
    sub_address     TEXT,
    user_name       TEXT,
    password_sealed BLOB,
    priority        INTEGER,
    enabled         INTEGER,
    profile_id      INTEGER,
    keyframe_ms     INTEGER,
    sub_keyframe_ms INTEGER,
    switched_by     TEXT,
    switched_ms     INTEGER,
    -- JSON lists in their order: words, and numbers of further profiles.
    tags            TEXT,
    profiles        TEXT
) STRICT;
CREATE INDEX camera_import_row_of_import ON camera_import_row (import_id);

-- Everything that an operator chose of a camera and where it hangs in the bell, as one JSON list that begins with its name,
-- to see whether anything was changed. What was measured and how long it is paused are not in it; the password is in it
-- sealed, so that it differs also where the same one was typed again.
CREATE VIEW camera_configured AS
SELECT id AS camera_id,
       json_array(
           name, location, address, sub_address, user_name, hex(password_sealed), priority, enabled, profile_id,
           (SELECT json_group_array(tag ORDER BY position) FROM camera_tag WHERE camera_tag.camera_id = camera.id),
           (SELECT json_group_array(profile_id ORDER BY position) FROM camera_profile
            WHERE camera_profile.camera_id = camera.id),
           (SELECT json_group_array(schedule_id ORDER BY schedule_id) FROM bell_schedule_camera
            WHERE bell_schedule_camera.camera_id = camera.id),
           (SELECT json_group_array(period_id ORDER BY period_id) FROM period_camera
            WHERE period_camera.camera_id = camera.id)
       ) AS configured
FROM camera;
