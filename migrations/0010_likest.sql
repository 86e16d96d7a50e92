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

-- Votes of a person in an occurrence, added up from the index alone; it serves what the one before it served.
CREATE INDEX sighting_votes ON sighting (occurrence_id, person_id, votes);
DROP INDEX sighting_of_occurrence;
