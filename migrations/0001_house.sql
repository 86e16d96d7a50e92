-- Bellwatch's first store.
--
-- Instants are Unix milliseconds, UTC (`*_ms`). Passwords are sealed (see `camera.password_sealed`). What an operator
-- configures (site, profile, camera and their lists) goes up in `config_revision` with each change, by triggers, so
-- that a running engine notices what another process wrote; what the engine writes of runs does not.

-- One row: facts about the store itself. `folder_mark` is a random text that marks the children of this data
-- folder's engines. `key_place` says where the sealing key lies: 'keyring' or 'file'; the key is never in here.
CREATE TABLE house (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    folder_mark TEXT NOT NULL,
    key_place   TEXT NOT NULL CHECK (key_place IN ('keyring', 'file')),
    made_ms     INTEGER NOT NULL
) STRICT;

-- One row: goes up with each change of what an operator configures or asks for.
CREATE TABLE config_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;
INSERT INTO config_revision (id, revision) VALUES (1, 1);

-- One row: the site. Its settings are key and value as text, checked by the domain when they are set; a setting that
-- is not here has its default.
CREATE TABLE site_setting (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- A way to run cameras. `revision` goes up with each change of a knob.
CREATE TABLE profile (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    revision INTEGER NOT NULL DEFAULT 1,
    name     TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key TEXT NOT NULL UNIQUE
) STRICT;

-- The knobs of a profile that differ from their defaults, as text.
CREATE TABLE profile_knob (
    profile_id INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,
    PRIMARY KEY (profile_id, key)
) STRICT, WITHOUT ROWID;

-- A camera. `name_key` is the name in lower case, so that names are unique without regard to case. Addresses hold no
-- credentials. `password_sealed` is a version byte, a nonce and the sealed password, bound to this row. `revision`
-- goes up with each change of address, user name or password.
CREATE TABLE camera (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    revision           INTEGER NOT NULL DEFAULT 1,
    name               TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key           TEXT NOT NULL UNIQUE,
    location           TEXT NOT NULL,
    address            TEXT NOT NULL,
    sub_address        TEXT,
    user_name          TEXT,
    password_sealed    BLOB,
    priority           INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
    enabled            INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    pause_until_ms     INTEGER,
    pause_by           TEXT,
    pause_at_ms        INTEGER,
    profile_id         INTEGER NOT NULL REFERENCES profile (id),
    -- Measured distance of keyframes, milliseconds; NULL until it was measured at this address.
    keyframe_ms        INTEGER,
    sub_keyframe_ms    INTEGER,
    CHECK ((pause_until_ms IS NULL) = (pause_by IS NULL) AND (pause_until_ms IS NULL) = (pause_at_ms IS NULL))
) STRICT;

-- Words that group cameras, in the order in which they were typed.
CREATE TABLE camera_tag (
    camera_id INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    tag       TEXT NOT NULL,
    PRIMARY KEY (camera_id, position)
) STRICT, WITHOUT ROWID;

-- Further profiles that a camera runs with at the same time.
CREATE TABLE camera_profile (
    camera_id  INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    profile_id INTEGER NOT NULL REFERENCES profile (id),
    PRIMARY KEY (camera_id, position)
) STRICT, WITHOUT ROWID;

-- What is remembered of a runner's failures, learnt with the settings that `settings` marks. `hold` is 'retry' (until `retry_ms`) or 'breaker' (until what
-- `fingerprint` marks is changed). An error is its code, what belongs to it (a status, an option), when, and ffmpeg's
-- masked line.
CREATE TABLE runner_memory (
    camera_id       INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id      INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    settings        TEXT NOT NULL,
    failures        INTEGER NOT NULL,
    failed_starts   INTEGER NOT NULL,
    hwaccel_failed  INTEGER NOT NULL CHECK (hwaccel_failed IN (0, 1)),
    hold            TEXT CHECK (hold IN ('retry', 'breaker')),
    retry_ms        INTEGER,
    fingerprint     TEXT,
    error_code      TEXT,
    error_part      TEXT,
    error_ms        INTEGER,
    error_evidence  TEXT,
    PRIMARY KEY (camera_id, profile_id),
    CHECK (hold IS NOT 'retry' OR retry_ms IS NOT NULL),
    CHECK (hold IS NOT 'breaker' OR (fingerprint IS NOT NULL AND error_code IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- One spawn of ffmpeg. `command` is masked, its words separated by line feeds. `ending` is a word of the domain's
-- EndingWhy; NULL while it lives, or when its engine died.
CREATE TABLE run (
    id              INTEGER PRIMARY KEY,
    camera_id       INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id      INTEGER NOT NULL,
    pid             INTEGER NOT NULL,
    started_ms      INTEGER NOT NULL,
    command         TEXT NOT NULL,
    nice_asked      INTEGER NOT NULL,
    nice_held       INTEGER,
    affinity_asked  TEXT NOT NULL,
    affinity_held   TEXT,
    ended_ms        INTEGER,
    ending          TEXT,
    exit_code       INTEGER,
    signal          INTEGER,
    error_code      TEXT,
    error_part      TEXT,
    error_ms        INTEGER,
    error_evidence  TEXT,
    CHECK ((ended_ms IS NULL) = (ending IS NULL))
) STRICT;
CREATE INDEX run_of_camera ON run (camera_id, started_ms);
CREATE INDEX run_open ON run (id) WHERE ended_ms IS NULL;

-- Heartbeats, at most one a minute per runner unless something changed.
CREATE TABLE heartbeat (
    camera_id     INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id    INTEGER NOT NULL,
    at_ms         INTEGER NOT NULL,
    frames        INTEGER NOT NULL,
    fps           REAL NOT NULL,
    skipped       INTEGER NOT NULL,
    latency_ms    INTEGER NOT NULL,
    cpu_percent   REAL NOT NULL,
    memory_bytes  INTEGER NOT NULL,
    PRIMARY KEY (camera_id, profile_id, at_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX heartbeat_age ON heartbeat (at_ms);

-- One sentence per change of state. `camera_id` has no reference, so that what happened outlives a removed camera.
CREATE TABLE event (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    at_ms     INTEGER NOT NULL,
    camera_id INTEGER,
    kind      TEXT NOT NULL,
    actor     TEXT NOT NULL,
    sentence  TEXT NOT NULL
) STRICT;
CREATE INDEX event_of_camera ON event (camera_id, id);
CREATE INDEX event_age ON event (at_ms);

-- What one process asks of the engine that runs in another. `argument` is a camera's number where one is meant.
CREATE TABLE request (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL CHECK (kind IN ('enforce_now', 'stop_runners', 'try_again', 'prune')),
    argument    INTEGER,
    by_whom     TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    answered_ms INTEGER,
    ok          INTEGER CHECK (ok IN (0, 1)),
    answer      TEXT
) STRICT;

-- One row: the enforcer's breadcrumbs, for whoever looks from outside.
CREATE TABLE enforcer (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    pid          INTEGER NOT NULL,
    version      TEXT NOT NULL,
    started_ms   INTEGER NOT NULL,
    last_run_ms  INTEGER,
    last_ok_ms   INTEGER,
    last_error   TEXT
) STRICT;

CREATE TRIGGER site_setting_added AFTER INSERT ON site_setting BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER site_setting_changed AFTER UPDATE ON site_setting BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER site_setting_removed AFTER DELETE ON site_setting BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_added AFTER INSERT ON profile BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_changed AFTER UPDATE ON profile BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_removed AFTER DELETE ON profile BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_added AFTER INSERT ON camera BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_changed AFTER UPDATE ON camera BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_removed AFTER DELETE ON camera BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER request_made AFTER INSERT ON request BEGIN UPDATE config_revision SET revision = revision + 1; END;
