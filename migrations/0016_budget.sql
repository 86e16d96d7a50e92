-- The budget: what all cameras share, and who has what of it.

-- NULL: no limit. `det_set_max` in pixels; `fps_budget` is frames a second of all cameras together; `gpu_target` percent.
ALTER TABLE site ADD COLUMN det_set_max INTEGER
    CHECK (det_set_max IN (320, 480, 640, 800, 1024, 1280, 1600, 2048));
ALTER TABLE site ADD COLUMN fps_budget REAL CHECK (fps_budget BETWEEN 1 AND 10000);
ALTER TABLE site ADD COLUMN max_decoders INTEGER CHECK (max_decoders BETWEEN 1 AND 1000);
ALTER TABLE site ADD COLUMN gpu_target INTEGER CHECK (gpu_target BETWEEN 10 AND 100);

-- For whoever plans as the enforcer does, from outside: in which order it shared out, `camera/profile` with commas between
-- them, a space, and what GPUs under pressure leave, `gpu:frames a second` likewise.
ALTER TABLE enforcer ADD COLUMN budget TEXT NOT NULL DEFAULT '';
