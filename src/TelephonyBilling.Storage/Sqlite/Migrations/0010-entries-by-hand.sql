-- Statements look for a month's entries backwards along ledger_entry.previous. What was posted by hand marks the way: there are
-- few of them, so that settlements, which are many, pay nothing for this index.

CREATE INDEX ledger_entry_by_hand ON ledger_entry (account, at) WHERE kind <> 'charge';
