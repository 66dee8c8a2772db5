-- Which daemon opened a call and meters it: several may share the database. Empty: the one that has no name.

ALTER TABLE call ADD COLUMN daemon TEXT NOT NULL DEFAULT '';
