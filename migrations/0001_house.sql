-- Bellwatch's first store.
--
-- Instants are Unix milliseconds, UTC (`*_ms` with `at`, `until`, `started` … before it); spans say so. Passwords are
-- sealed (`camera.password_sealed`). Whatever an operator configures or asks for goes up in `config_revision` with
-- each change, by the triggers at the end, so that a running engine notices what another process wrote; what the
-- engine writes of runs and heartbeats does not.

-- One row: facts about the store itself. `folder_mark` is a random text that marks the children of this data folder's
-- engines. `key_place` says where the sealing key lies; the key itself is never in here.
CREATE TABLE house (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    folder_mark TEXT NOT NULL CHECK (length(folder_mark) >= 16),
    key_place   TEXT NOT NULL CHECK (key_place IN ('keyring', 'file'))
) STRICT;

-- One row: a number that goes up with each change of what an operator configures or asks for.
CREATE TABLE config_revision (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    revision INTEGER NOT NULL
) STRICT;

-- One row: the site and the settings that hold for all of it. The row is made when the store is.
CREATE TABLE site (
    id                  INTEGER PRIMARY KEY CHECK (id = 1),
    name                TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    -- IANA name.
    time_zone           TEXT NOT NULL,
    -- Local hour at which "until tomorrow" ends.
    tomorrow_hour       INTEGER NOT NULL CHECK (tomorrow_hour BETWEEN 0 AND 23),
    -- Weekdays as seven bits, Monday lowest.
    weekend             INTEGER NOT NULL CHECK (weekend BETWEEN 0 AND 127),
    -- Minutes; 0 is off.
    pre_bell_min        INTEGER NOT NULL CHECK (pre_bell_min BETWEEN 0 AND 120),
    notify_down_min     INTEGER NOT NULL CHECK (notify_down_min BETWEEN 0 AND 240),
    notify_shared       INTEGER NOT NULL CHECK (notify_shared IN (0, 1)),
    notify_engine       INTEGER NOT NULL CHECK (notify_engine IN (0, 1)),
    notify_pre_bell     INTEGER NOT NULL CHECK (notify_pre_bell IN (0, 1)),
    -- Minutes of the local day, from (included) and to (not included); both NULL: no quiet hours.
    quiet_from_min      INTEGER CHECK (quiet_from_min BETWEEN 0 AND 1439),
    quiet_to_min        INTEGER CHECK (quiet_to_min BETWEEN 0 AND 1439),
    -- Spans in milliseconds.
    tick_ms             INTEGER NOT NULL CHECK (tick_ms BETWEEN 1000 AND 300000),
    max_starting        INTEGER NOT NULL CHECK (max_starting BETWEEN 1 AND 64),
    -- NULL: no cap.
    max_fps             REAL CHECK (max_fps BETWEEN 0.1 AND 30),
    nice                INTEGER NOT NULL CHECK (nice BETWEEN -20 AND 19),
    keep_history_ms     INTEGER NOT NULL CHECK (keep_history_ms >= 86400000),
    keep_events_ms      INTEGER NOT NULL CHECK (keep_events_ms >= 86400000),
    keep_snapshots_ms   INTEGER NOT NULL CHECK (keep_snapshots_ms >= 86400000),
    snapshots_max_bytes INTEGER NOT NULL CHECK (snapshots_max_bytes >= 0),
    CHECK ((quiet_from_min IS NULL) = (quiet_to_min IS NULL)),
    CHECK (quiet_from_min <> quiet_to_min)
) STRICT;

-- A StreamProfile: how to run cameras. `name_key` is the name in lower case, so that names are unique without regard to
-- case. `revision` goes up with each change of a knob.
CREATE TABLE profile (
    id                INTEGER PRIMARY KEY AUTOINCREMENT,
    revision          INTEGER NOT NULL DEFAULT 1,
    name              TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key          TEXT NOT NULL UNIQUE,
    rtsp_transport    TEXT NOT NULL CHECK (rtsp_transport IN ('tcp', 'udp', 'auto')),
    stream            TEXT NOT NULL CHECK (stream IN ('main', 'sub')),
    hwaccel           TEXT NOT NULL CHECK (hwaccel IN ('none', 'auto', 'cuda', 'vaapi', 'qsv')),
    device            TEXT,
    gpu_index         INTEGER CHECK (gpu_index BETWEEN 0 AND 255),
    decode            TEXT NOT NULL CHECK (decode IN ('auto', 'all', 'keyframes')),
    fps               REAL NOT NULL CHECK (fps BETWEEN 0.1 AND 30),
    -- Spans in milliseconds. `snapshot_every_ms` NULL: off. `stall_after_ms` NULL: auto.
    hb_interval_ms    INTEGER NOT NULL CHECK (hb_interval_ms BETWEEN 1000 AND 300000),
    snapshot_every_ms INTEGER CHECK (snapshot_every_ms BETWEEN 5000 AND 3600000),
    stall_after_ms    INTEGER CHECK (stall_after_ms BETWEEN 3000 AND 300000),
    -- 'all', 'auto', or core numbers with commas between them.
    cpu_affinity      TEXT NOT NULL CHECK (cpu_affinity <> ''),
    -- NULL: the site's.
    nice              INTEGER CHECK (nice BETWEEN -20 AND 19),
    -- Further ffmpeg input arguments, a line feed between words.
    extra_cli         TEXT NOT NULL
) STRICT;

-- A Camera. `name_key` as in profile. Addresses hold no credentials. `password_sealed` is a version byte, a nonce and
-- the sealed password, bound to this row: in another one it does not open. `revision` goes up with each change of
-- address, user name or password. Numbers are never used again, since events and pictures name them.
CREATE TABLE camera (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    revision        INTEGER NOT NULL DEFAULT 1,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key        TEXT NOT NULL UNIQUE,
    location        TEXT NOT NULL CHECK (length(location) <= 200),
    address         TEXT NOT NULL CHECK (length(address) BETWEEN 1 AND 8000),
    sub_address     TEXT CHECK (length(sub_address) BETWEEN 1 AND 8000),
    user_name       TEXT,
    password_sealed BLOB,
    priority        INTEGER NOT NULL CHECK (priority BETWEEN 0 AND 9),
    enabled         INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    pause_until_ms  INTEGER,
    pause_by        TEXT,
    pause_at_ms     INTEGER,
    profile_id      INTEGER NOT NULL REFERENCES profile (id),
    -- Measured spans between keyframes, milliseconds; NULL until they were measured at this address.
    keyframe_ms     INTEGER CHECK (keyframe_ms > 0),
    sub_keyframe_ms INTEGER CHECK (sub_keyframe_ms > 0),
    CHECK ((pause_until_ms IS NULL) = (pause_by IS NULL) AND (pause_until_ms IS NULL) = (pause_at_ms IS NULL))
) STRICT;
CREATE INDEX camera_of_profile ON camera (profile_id);

-- Words that group cameras, in the order in which they were typed.
CREATE TABLE camera_tag (
    camera_id INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    tag       TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 80),
    PRIMARY KEY (camera_id, position)
) STRICT, WITHOUT ROWID;

-- Further profiles that a camera runs with at the same time, in the order in which they were chosen.
CREATE TABLE camera_profile (
    camera_id  INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    profile_id INTEGER NOT NULL REFERENCES profile (id),
    PRIMARY KEY (camera_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX camera_profile_of_profile ON camera_profile (profile_id);

-- A BellSchedule: a named set of periods and the cameras that it drives. `name_key` as in profile. `drives_all`: every
-- camera, those added later too; the two lists below are empty then. Numbers are never used again, since occurrences
-- name them; the same holds for periods and exceptions.
CREATE TABLE bell_schedule (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    name_key   TEXT NOT NULL UNIQUE,
    enabled    INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    drives_all INTEGER NOT NULL CHECK (drives_all IN (0, 1))
) STRICT;

-- Cameras that a schedule drives. A camera that is removed leaves the list.
CREATE TABLE bell_schedule_camera (
    schedule_id INTEGER NOT NULL REFERENCES bell_schedule (id) ON DELETE CASCADE,
    camera_id   INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    PRIMARY KEY (schedule_id, camera_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX bell_schedule_camera_of_camera ON bell_schedule_camera (camera_id);

-- Tags whose cameras a schedule drives, whoever carries them at the time.
CREATE TABLE bell_schedule_tag (
    schedule_id INTEGER NOT NULL REFERENCES bell_schedule (id) ON DELETE CASCADE,
    tag         TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 80),
    PRIMARY KEY (schedule_id, tag)
) STRICT, WITHOUT ROWID;

-- A PeriodTemplate: one period of a week, as it stands on the wall. `start_min` and `end_min` are minutes of the local
-- day; an end not after the start is the next day, the same is a whole day. `weekdays` are the days on which it begins,
-- seven bits, Monday lowest. `only_all` NULL: all of the schedule's cameras; 1: every camera; 0: those in the two lists
-- below. `profile_id` NULL: each camera's own.
CREATE TABLE period_template (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule_id     INTEGER NOT NULL REFERENCES bell_schedule (id) ON DELETE CASCADE,
    position        INTEGER NOT NULL,
    name            TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    start_min       INTEGER NOT NULL CHECK (start_min BETWEEN 0 AND 1439),
    end_min         INTEGER NOT NULL CHECK (end_min BETWEEN 0 AND 1439),
    weekdays        INTEGER NOT NULL CHECK (weekdays BETWEEN 0 AND 127),
    early_grace_min INTEGER NOT NULL CHECK (early_grace_min BETWEEN 0 AND 240),
    late_grace_min  INTEGER NOT NULL CHECK (late_grace_min BETWEEN 0 AND 240),
    late_after_min  INTEGER NOT NULL CHECK (late_after_min BETWEEN 0 AND 240),
    profile_id      INTEGER REFERENCES profile (id),
    only_all        INTEGER CHECK (only_all IN (0, 1))
) STRICT;
CREATE INDEX period_template_of_schedule ON period_template (schedule_id, position);
CREATE INDEX period_template_of_profile ON period_template (profile_id);

-- Cameras of a period that has its own choice (`only_all` = 0). A camera that is removed leaves the list.
CREATE TABLE period_camera (
    period_id INTEGER NOT NULL REFERENCES period_template (id) ON DELETE CASCADE,
    camera_id INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    PRIMARY KEY (period_id, camera_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX period_camera_of_camera ON period_camera (camera_id);

-- Tags of a period that has its own choice.
CREATE TABLE period_tag (
    period_id INTEGER NOT NULL REFERENCES period_template (id) ON DELETE CASCADE,
    tag       TEXT NOT NULL CHECK (length(tag) BETWEEN 1 AND 80),
    PRIMARY KEY (period_id, tag)
) STRICT, WITHOUT ROWID;

-- A ScheduleException: a day, or a range of days with both ends in it, on which the bell rings otherwise. Dates are
-- local, as 2026-11-21. 'window' has its times (minutes of the local day, as in period_template), 'shift' the weekday
-- whose bells ring (1 Monday to 7 Sunday). `schedule_id` NULL: the whole site; else it goes with its schedule.
CREATE TABLE schedule_exception (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    name        TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    first_date  TEXT NOT NULL CHECK (length(first_date) = 10 AND date(first_date) IS first_date),
    last_date   TEXT NOT NULL CHECK (length(last_date) = 10 AND date(last_date) IS last_date),
    kind        TEXT NOT NULL CHECK (kind IN ('off', 'on', 'window', 'shift')),
    start_min   INTEGER CHECK (start_min BETWEEN 0 AND 1439),
    end_min     INTEGER CHECK (end_min BETWEEN 0 AND 1439),
    shift_to    INTEGER CHECK (shift_to BETWEEN 1 AND 7),
    schedule_id INTEGER REFERENCES bell_schedule (id) ON DELETE CASCADE,
    CHECK (first_date <= last_date),
    CHECK ((start_min IS NOT NULL) = (kind = 'window') AND (end_min IS NOT NULL) = (kind = 'window')),
    CHECK ((shift_to IS NOT NULL) = (kind = 'shift'))
) STRICT;
CREATE INDEX schedule_exception_of_schedule ON schedule_exception (schedule_id);

-- A PeriodOccurrence that has begun: a period, or an exception that opens a time of its own, on a local date. It is
-- written once and never changed, so that history does not move when a template is edited; for the same reason its
-- numbers refer to nothing. When its schedule is removed it stays here until it is pruned, but nothing is driven by it
-- any more. `only_all` as in period_template; `only_cameras` are numbers with commas between them, `only_tags` have a
-- line feed between them, and both are empty unless `only_all` is 0. Higher numbers were written later.
CREATE TABLE period_occurrence (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule_id   INTEGER NOT NULL,
    source        TEXT NOT NULL CHECK (source IN ('period', 'exception')),
    source_id     INTEGER NOT NULL,
    date          TEXT NOT NULL CHECK (length(date) = 10 AND date(date) IS date),
    name          TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 80),
    starts_ms     INTEGER NOT NULL,
    ends_ms       INTEGER NOT NULL,
    opens_ms      INTEGER NOT NULL,
    closes_ms     INTEGER NOT NULL,
    -- A span.
    late_after_ms INTEGER NOT NULL CHECK (late_after_ms >= 0),
    profile_id    INTEGER,
    only_all      INTEGER CHECK (only_all IN (0, 1)),
    only_cameras  TEXT NOT NULL,
    only_tags     TEXT NOT NULL,
    UNIQUE (schedule_id, source, source_id, date),
    CHECK (opens_ms <= starts_ms AND starts_ms < ends_ms AND ends_ms <= closes_ms)
) STRICT;
CREATE INDEX period_occurrence_age ON period_occurrence (closes_ms);

-- What is remembered of a Runner's failures; a runner without any has no row. `settings` is the fingerprint that it was
-- learnt with. `hold` is what stands in the way of the next start: 'retry' until `retry_at_ms`, or 'breaker' until
-- what `fingerprint` marks is changed. The last_error is its code, what belongs to it (a status, an option), when, and
-- ffmpeg's masked line; the error that tripped a breaker (`held_*`) is kept beside it, since it outlives the other.
CREATE TABLE runner_memory (
    camera_id       INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id      INTEGER NOT NULL REFERENCES profile (id) ON DELETE CASCADE,
    settings        TEXT NOT NULL,
    failures        INTEGER NOT NULL CHECK (failures >= 0),
    failed_starts   INTEGER NOT NULL CHECK (failed_starts >= 0),
    hwaccel_failed  INTEGER NOT NULL CHECK (hwaccel_failed IN (0, 1)),
    hold            TEXT CHECK (hold IN ('retry', 'breaker')),
    retry_at_ms     INTEGER,
    fingerprint     TEXT,
    held_code       TEXT,
    held_part       TEXT,
    held_at_ms      INTEGER,
    held_evidence   TEXT,
    error_code      TEXT,
    error_part      TEXT,
    error_at_ms     INTEGER,
    error_evidence  TEXT,
    PRIMARY KEY (camera_id, profile_id),
    CHECK (hold IS NOT 'retry' OR retry_at_ms IS NOT NULL),
    CHECK (hold IS NOT 'breaker' OR (fingerprint IS NOT NULL AND held_code IS NOT NULL AND held_at_ms IS NOT NULL)),
    CHECK ((error_code IS NULL) = (error_at_ms IS NULL))
) STRICT, WITHOUT ROWID;

-- A RunningProcess: one spawn of ffmpeg. `command` is masked, a line feed between its words. `ending` is a word for why
-- it ended; NULL while it lives, or when its engine died and nobody has looked since. The profile may have been
-- removed since.
CREATE TABLE run (
    id             INTEGER PRIMARY KEY,
    camera_id      INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id     INTEGER NOT NULL,
    pid            INTEGER NOT NULL CHECK (pid > 0),
    started_ms     INTEGER NOT NULL,
    command        TEXT NOT NULL,
    nice_asked     INTEGER NOT NULL,
    nice_held      INTEGER,
    affinity_asked TEXT NOT NULL,
    affinity_held  TEXT,
    ended_ms       INTEGER,
    ending         TEXT,
    exit_code      INTEGER,
    signal         INTEGER,
    error_code     TEXT,
    error_part     TEXT,
    error_at_ms    INTEGER,
    error_evidence TEXT,
    CHECK ((ended_ms IS NULL) = (ending IS NULL)),
    CHECK ((error_code IS NULL) = (error_at_ms IS NULL))
) STRICT;
CREATE INDEX run_of_camera ON run (camera_id, id);
CREATE INDEX run_open ON run (id) WHERE ended_ms IS NULL;
CREATE INDEX run_age ON run (ended_ms);

-- The history of heartbeats: one row per minute and runner, and one more whenever something changed. `error_code` is
-- the last_error that the runner had at that beat.
CREATE TABLE heartbeat (
    camera_id    INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id   INTEGER NOT NULL,
    at_ms        INTEGER NOT NULL,
    frames       INTEGER NOT NULL,
    fps          REAL NOT NULL,
    skipped      INTEGER NOT NULL,
    latency_ms   INTEGER NOT NULL,
    cpu_percent  REAL NOT NULL,
    memory_bytes INTEGER NOT NULL,
    error_code   TEXT,
    PRIMARY KEY (camera_id, profile_id, at_ms)
) STRICT, WITHOUT ROWID;
CREATE INDEX heartbeat_age ON heartbeat (at_ms);

-- The newest heartbeat of each runner, for whoever looks from outside the engine. The columns are heartbeat's.
CREATE TABLE last_heartbeat (
    camera_id    INTEGER NOT NULL REFERENCES camera (id) ON DELETE CASCADE,
    profile_id   INTEGER NOT NULL,
    at_ms        INTEGER NOT NULL,
    frames       INTEGER NOT NULL,
    fps          REAL NOT NULL,
    skipped      INTEGER NOT NULL,
    latency_ms   INTEGER NOT NULL,
    cpu_percent  REAL NOT NULL,
    memory_bytes INTEGER NOT NULL,
    PRIMARY KEY (camera_id, profile_id)
) STRICT, WITHOUT ROWID;

-- An Event: one sentence per change of state, without any secret. `camera_id` refers to nothing, so that what happened
-- outlives a removed camera. Higher numbers are newer.
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
CREATE INDEX event_of_kind ON event (kind, id);

-- What one process asks of the engine that runs in another, and the answer. `camera_id` is the camera meant, where one
-- is.
CREATE TABLE request (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    kind        TEXT NOT NULL CHECK (kind IN ('enforce_now', 'stop_runners', 'try_again', 'prune')),
    camera_id   INTEGER,
    actor       TEXT NOT NULL,
    at_ms       INTEGER NOT NULL,
    answered_ms INTEGER,
    ok          INTEGER CHECK (ok IN (0, 1)),
    answer      TEXT,
    CHECK (kind <> 'try_again' OR camera_id IS NOT NULL),
    CHECK ((answered_ms IS NULL) = (ok IS NULL) AND (answered_ms IS NULL) = (answer IS NULL))
) STRICT;
CREATE INDEX request_open ON request (id) WHERE answered_ms IS NULL;

-- One row: the Enforcer's breadcrumbs, for whoever looks from outside.
CREATE TABLE enforcer (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    pid         INTEGER NOT NULL,
    version     TEXT NOT NULL,
    started_ms  INTEGER NOT NULL,
    last_run_ms INTEGER,
    last_ok_ms  INTEGER,
    last_error  TEXT,
    -- Who stopped all runners; NULL while they may run.
    stopped_by  TEXT,
    stopped_ms  INTEGER,
    CHECK ((stopped_by IS NULL) = (stopped_ms IS NULL))
) STRICT;

INSERT INTO config_revision (id, revision) VALUES (1, 1);

-- Lists (tags, further profiles, cameras of a schedule) have none: they change with the row that they belong to.

CREATE TRIGGER site_added AFTER INSERT ON site
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER site_changed AFTER UPDATE ON site
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_added AFTER INSERT ON profile
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_changed AFTER UPDATE ON profile
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER profile_removed AFTER DELETE ON profile
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_added AFTER INSERT ON camera
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_changed AFTER UPDATE ON camera
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER camera_removed AFTER DELETE ON camera
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER bell_schedule_added AFTER INSERT ON bell_schedule
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER bell_schedule_changed AFTER UPDATE ON bell_schedule
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER bell_schedule_removed AFTER DELETE ON bell_schedule
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER period_template_added AFTER INSERT ON period_template
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER period_template_changed AFTER UPDATE ON period_template
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER period_template_removed AFTER DELETE ON period_template
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER schedule_exception_added AFTER INSERT ON schedule_exception
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER schedule_exception_changed AFTER UPDATE ON schedule_exception
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER schedule_exception_removed AFTER DELETE ON schedule_exception
BEGIN UPDATE config_revision SET revision = revision + 1; END;
CREATE TRIGGER request_made AFTER INSERT ON request
BEGIN UPDATE config_revision SET revision = revision + 1; END;
