-- Who set what a gate reads, and when: of a schedule and of an exception the last change, of a camera the last time that
-- it was switched on or off (or added). The events tell it too, but one event may be of many rows, and events are
-- pruned. NULL: nobody (what a new store begins with), or before this was kept.

ALTER TABLE bell_schedule ADD COLUMN set_by TEXT;
ALTER TABLE bell_schedule ADD COLUMN set_ms INTEGER CHECK ((set_ms IS NULL) = (set_by IS NULL));

ALTER TABLE schedule_exception ADD COLUMN set_by TEXT;
ALTER TABLE schedule_exception ADD COLUMN set_ms INTEGER CHECK ((set_ms IS NULL) = (set_by IS NULL));

ALTER TABLE camera ADD COLUMN switched_by TEXT;
ALTER TABLE camera ADD COLUMN switched_ms INTEGER CHECK ((switched_ms IS NULL) = (switched_by IS NULL));
