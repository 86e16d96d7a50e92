-- Live recognition: what it is set to, what it counts, and sightings that a hand has to confirm.

-- The id of the model pack that recognises; NULL: none. What it computes on; threads of the processor, NULL: half of the
-- cores; memory of the graphics card, MiB.
ALTER TABLE site ADD COLUMN pack TEXT CHECK (length(pack) BETWEEN 1 AND 40);
ALTER TABLE site ADD COLUMN provider TEXT NOT NULL DEFAULT 'auto'
    CHECK (provider IN ('auto', 'cpu', 'cuda', 'tensorrt', 'openvino', 'directml'));
ALTER TABLE site ADD COLUMN recognition_threads INTEGER CHECK (recognition_threads BETWEEN 1 AND 64);
ALTER TABLE site ADD COLUMN gpu_memory_mb INTEGER NOT NULL DEFAULT 2048 CHECK (gpu_memory_mb BETWEEN 256 AND 65536);
-- Frames in which somebody must be matched to be seen; the cosine by which the best must lead; how many faces a day may
-- be taken for somebody else's; which pictures of a sighting are kept.
ALTER TABLE site ADD COLUMN votes INTEGER NOT NULL DEFAULT 2 CHECK (votes BETWEEN 1 AND 20);
ALTER TABLE site ADD COLUMN match_margin REAL NOT NULL DEFAULT 0.05 CHECK (match_margin BETWEEN 0 AND 0.5);
ALTER TABLE site ADD COLUMN false_accepts_per_day REAL NOT NULL DEFAULT 0.1
    CHECK (false_accepts_per_day BETWEEN 0.001 AND 100);
ALTER TABLE site ADD COLUMN evidence TEXT NOT NULL DEFAULT 'crop' CHECK (evidence IN ('off', 'crop', 'crop_and_frame'));

-- Side of the square that the detector sees, pixels, NULL: auto; the smallest face, pixels of the frame; the cosine of a
-- match, NULL: the gallery's own. ffmpeg does not run otherwise for them.
ALTER TABLE profile ADD COLUMN det_set INTEGER DEFAULT 640
    CHECK (det_set IN (320, 480, 640, 800, 1024, 1280, 1600, 2048));
ALTER TABLE profile ADD COLUMN min_face_px INTEGER NOT NULL DEFAULT 40 CHECK (min_face_px BETWEEN 16 AND 400);
ALTER TABLE profile ADD COLUMN min_score REAL CHECK (min_score BETWEEN 0 AND 1);

-- Since the run began: frames in which faces were searched or that were as they had been (0 without recognition), faces
-- found, and faces matched.
ALTER TABLE heartbeat ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE heartbeat ADD COLUMN faces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE heartbeat ADD COLUMN matches INTEGER NOT NULL DEFAULT 0;
ALTER TABLE last_heartbeat ADD COLUMN looks INTEGER NOT NULL DEFAULT 0;
ALTER TABLE last_heartbeat ADD COLUMN faces INTEGER NOT NULL DEFAULT 0;
ALTER TABLE last_heartbeat ADD COLUMN matches INTEGER NOT NULL DEFAULT 0;

-- Why a sighting counts for nobody until a hand confirms it; NULL: it counts. 'too_close': about as much like a second
-- person; 'confusable': the photos of two people are too much alike; 'mistaken': they were taken for each other before;
-- 'ruled_out': most like somebody who it is not.
ALTER TABLE sighting ADD COLUMN doubt TEXT CHECK (doubt IN ('too_close', 'confusable', 'mistaken', 'ruled_out'));
