-- How far the masking of numbers in old records came. A mark for each table, so that no index has to be kept for it: such
-- an index would be written with every settlement.

CREATE TABLE retention_mark (
    subject TEXT    NOT NULL PRIMARY KEY CHECK (subject IN ('call', 'event', 'outbox')),
    up_to   INTEGER NOT NULL -- the key of the last row that was masked
) STRICT, WITHOUT ROWID;

INSERT INTO retention_mark (subject, up_to) VALUES ('call', 0), ('event', 0), ('outbox', 0);
