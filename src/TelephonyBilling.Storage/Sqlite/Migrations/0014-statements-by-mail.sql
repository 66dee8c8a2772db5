-- Up to which month accounts were sent their statements.
--
-- Units as in 0001.

CREATE TABLE statement_told (
    account INTEGER PRIMARY KEY REFERENCES account (key),
    month   TEXT    NOT NULL CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[0-1][0-9]') -- in the account's time zone
) STRICT;

-- Accounts that are there already are told of months that end from now on, not of those that are past.
INSERT INTO statement_told (account, month)
SELECT key, strftime('%Y-%m', 'now', 'start of month', '-1 month') FROM account;
