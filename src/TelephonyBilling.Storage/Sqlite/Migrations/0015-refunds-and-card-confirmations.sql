-- Rules of what goes back, and the small charges that confirm a card.
--
-- Units as in 0001.

DROP INDEX refund_open;
CREATE INDEX refund_open ON refund (retry_at) WHERE state IN ('requested', 'pending', 'unknown');

CREATE TRIGGER refund_keeps_what_it_is BEFORE UPDATE OF
    id, top_up, kind, amount_micros, cause, requested_at, entry, uncovered_micros ON refund
BEGIN
    SELECT RAISE(ABORT, 'refund: what it takes never changes');
END;

CREATE TRIGGER refund_takes_what_is_covered BEFORE INSERT ON refund
WHEN EXISTS (SELECT 1 FROM refund WHERE id = NEW.id OR cause = NEW.cause)
  OR NOT EXISTS (
      SELECT 1 FROM top_up t LEFT JOIN ledger_entry e ON e.id = NEW.entry
      WHERE t.id = NEW.top_up AND t.state = 'succeeded'
        AND ((e.id IS NULL AND NEW.uncovered_micros = NEW.amount_micros)
             OR (e.account = t.account AND e.kind = 'refund' AND e.cause = 'refund/' || NEW.id
                 AND e.amount_micros = NEW.uncovered_micros - NEW.amount_micros)))
BEGIN
    SELECT RAISE(ABORT, 'refund: it begins once for each cause, of money that came in, with a ledger entry of what is covered');
END;

-- A refund that was given may come back, and a dispute that was lost may be won after all; nothing else is undone.
CREATE TRIGGER refund_is_decided_once BEFORE UPDATE ON refund
WHEN OLD.state = 'failed' OR (OLD.state = 'succeeded' AND NEW.state <> 'failed')
BEGIN
    SELECT RAISE(ABORT, 'refund: what was decided never changes');
END;

CREATE TRIGGER refund_fails_with_its_credit BEFORE UPDATE OF state ON refund
WHEN NEW.state = 'failed' AND NEW.uncovered_micros < NEW.amount_micros AND NOT EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE cause = 'refund/' || NEW.id || '/returned' AND kind = 'adjustment'
      AND amount_micros = NEW.amount_micros - NEW.uncovered_micros
)
BEGIN
    SELECT RAISE(ABORT, 'refund: it fails only with a ledger entry that gives its credit again');
END;

-- A small charge whose amount a card's holder has to name, one for each card that was entered.
CREATE TABLE card_confirmation (
    id            TEXT    NOT NULL PRIMARY KEY, -- and the idempotency key
    account       INTEGER NOT NULL REFERENCES account (key),
    customer      TEXT    NOT NULL,
    method        TEXT    NOT NULL,
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    state         TEXT    NOT NULL CHECK (state IN ('requested', 'charged', 'returned', 'failed')),
    requested_at  INTEGER NOT NULL,
    reference     TEXT    NOT NULL DEFAULT '', -- the provider's name of the payment
    error         TEXT    NOT NULL DEFAULT '',
    attempts      INTEGER NOT NULL DEFAULT 0,  -- of its charge
    returns       INTEGER NOT NULL DEFAULT 0,  -- attempts to give it back
    retry_at      INTEGER,
    UNIQUE (account, method)
) STRICT, WITHOUT ROWID;

CREATE INDEX card_confirmation_open ON card_confirmation (account) WHERE state IN ('requested', 'charged');

CREATE TRIGGER card_confirmation_is_never_removed BEFORE DELETE ON card_confirmation
BEGIN
    SELECT RAISE(ABORT, 'card confirmation: it is never removed');
END;
