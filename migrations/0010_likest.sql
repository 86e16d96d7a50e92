-- Whom a sighting's face is like, for whoever reviews it; and an index by which votes are added up.

-- The likest people of the face of a Sighting: `place` 1 is the likest, `score` is a cosine. They are made of faces, so a
-- row goes with the consent of the person that it names, and with that of the person who was sighted (trigger below).
CREATE TABLE sighting_likest (
    sighting_id INTEGER NOT NULL REFERENCES sighting (id) ON DELETE CASCADE,
    place       INTEGER NOT NULL CHECK (place BETWEEN 1 AND 3),
    person_id   INTEGER NOT NULL REFERENCES consent (person_id) ON DELETE CASCADE,
    score       REAL NOT NULL CHECK (score BETWEEN -1 AND 1),
    PRIMARY KEY (sighting_id, place),
    UNIQUE (sighting_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sighting_likest_of_person ON sighting_likest (person_id);

CREATE TRIGGER consent_withdrawn_likest AFTER DELETE ON consent
BEGIN
    DELETE FROM sighting_likest WHERE sighting_id IN (SELECT id FROM sighting WHERE person_id = OLD.person_id);
END;

-- What makes sightings doubtful is counted from indexes alone; they serve what the ones before them served. Votes of a
-- person in an occurrence are added up from the second.
CREATE INDEX sighting_doubts ON sighting (at_ms, occurrence_id, person_id, score, margin, doubt);
DROP INDEX sighting_age;
CREATE INDEX sighting_votes ON sighting (occurrence_id, person_id, votes);
DROP INDEX sighting_of_occurrence;
