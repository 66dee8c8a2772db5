-- What calls were charged, for limits on spending: only calls that such limits count (call.limited) are written here, when
-- they are settled, so that other calls don't pay for it; and nothing is kept that lies more than a day back.
--
-- It is found by when it was charged, by the clock of whoever keeps the books: an hour's charges are then what the ledger
-- took in that hour, however long the calls were and whatever the clocks of the switches show.

CREATE TABLE usage_charge (
    account   INTEGER NOT NULL REFERENCES account (key),
    at        INTEGER NOT NULL,
    call      INTEGER NOT NULL, -- its key; a reference would have to be searched for by whoever removes a refused call
    number    TEXT,
    extension TEXT,
    micros    INTEGER NOT NULL CHECK (micros > 0),
    PRIMARY KEY (account, at, call)
) STRICT, WITHOUT ROWID;
