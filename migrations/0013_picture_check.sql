-- Honest pictures: whether black, covered, blurred, moved and standing pictures are looked for.

ALTER TABLE profile ADD COLUMN picture_check INTEGER NOT NULL DEFAULT 1 CHECK (picture_check IN (0, 1));
