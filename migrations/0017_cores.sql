-- A default for the cores that a child may use. Profiles that left it to the machine take the site's from now on, which
-- leaves it to the machine as well until somebody says otherwise.

-- As `profile.cpu_affinity`, without `site`.
ALTER TABLE site ADD COLUMN cpu_affinity TEXT NOT NULL DEFAULT 'all' CHECK (cpu_affinity NOT IN ('', 'site'));
UPDATE profile SET cpu_affinity = 'site' WHERE cpu_affinity = 'all';
