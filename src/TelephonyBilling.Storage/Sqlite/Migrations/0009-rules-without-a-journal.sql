-- The rules of money as before, in a form that costs half.
--
-- SQLite copies each page that a statement is about to change, if the statement writes to more than one table and may yet
-- be undone alone: by RAISE(ABORT), by a foreign key that is checked at once, by any function, since functions may fail.
-- Those copies were a fifth of a settlement. So what a settlement runs (all triggers of ledger_entry, account and call that
-- it sets off) undoes the whole transaction, with RAISE(ROLLBACK), defers its foreign keys to the commit, and calls no
-- function but coalesce(), which is none to SQLite. A test keeps watch over that.
--
-- And each trigger that runs costs a frame of its own, also where its WHEN is false; one before an update has the row read
-- twice. So what can be one trigger is one, and it looks afterwards.

-- As https://www.sqlite.org/lang_altertable.html allows for changes that leave the rows as they are: section 7, at its end.
PRAGMA writable_schema = ON;

-- Implied by the triggers: a charge needs an open call and a settled call its charge, entries are never removed, and of the
-- calls only refused ones.
UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES call (key)', '') WHERE type = 'table' AND name = 'ledger_entry';
UPDATE sqlite_schema SET sql = replace(sql, 'REFERENCES ledger_entry (id)', '') WHERE type = 'table' AND name = 'call';

UPDATE sqlite_schema
SET sql = replace(sql, 'REFERENCES account (key)', 'REFERENCES account (key) DEFERRABLE INITIALLY DEFERRED')
WHERE type = 'table' AND name IN ('ledger_entry', 'call', 'balance_watch');

PRAGMA writable_schema = RESET;

-- The ledger: entries are added, and each moves its account's balance.

DROP TRIGGER ledger_entry_is_new;
DROP TRIGGER ledger_charge_fits_its_call;
DROP TRIGGER ledger_entry_moves_the_balance;
DROP TRIGGER account_balance_moves_by_entries;

-- INSERT OR REPLACE would remove a row without asking the trigger against that, so what exists is looked for first.
CREATE TRIGGER ledger_entry_is_new BEFORE INSERT ON ledger_entry
WHEN NEW.id <> -1 OR EXISTS (SELECT 1 FROM ledger_entry WHERE cause = NEW.cause)
BEGIN
    SELECT RAISE(ROLLBACK, 'ledger: an entry of this cause exists, or its id was chosen by hand')
    WHERE NEW.id <= (SELECT coalesce(max(id), 0) FROM ledger_entry)
       OR EXISTS (SELECT 1 FROM ledger_entry WHERE cause = NEW.cause);
END;

-- What the call held is free again in the same stroke as the charge is taken: between the two, either order would
-- show a balance below what is held, or money that can be spent twice.
CREATE TRIGGER ledger_entry_moves_the_balance AFTER INSERT ON ledger_entry
BEGIN
    UPDATE account
    SET balance_micros = balance_micros + NEW.amount_micros,
        held_micros = held_micros - CASE WHEN NEW.call IS NULL THEN 0 ELSE coalesce(
            (SELECT held_micros FROM call
             WHERE key = NEW.call AND account = NEW.account AND ended_at IS NULL AND held_micros >= -NEW.amount_micros),
            RAISE(ROLLBACK, 'ledger: a charge needs an open call of its account that holds as much'))
        END,
        last_entry = NEW.id
    WHERE key = NEW.account;
END;

-- An entry is applied as it is inserted, so an entry newer than the last applied one exists only then.
CREATE TRIGGER account_balance_moves_by_entries AFTER UPDATE OF balance_micros, last_entry ON account
WHEN NOT EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE id = NEW.last_entry
      AND id > OLD.last_entry
      AND previous = OLD.last_entry
      AND account = NEW.key
      AND balance_after_micros = NEW.balance_micros
      AND amount_micros = NEW.balance_micros - OLD.balance_micros
)
BEGIN
    SELECT RAISE(ROLLBACK, 'account: the balance moves only by a ledger entry whose balance_after_micros follows from it');
END;

-- Calls: what they hold is held by their account; once closed they are history.

DROP TRIGGER call_begins_at_the_gate;
DROP TRIGGER call_is_settled_by_its_charge;
DROP TRIGGER call_is_closed_once;

CREATE TRIGGER call_begins_at_the_gate BEFORE INSERT ON call
WHEN NEW.state NOT IN ('authorised', 'refused')
BEGIN
    SELECT RAISE(ROLLBACK, 'call: it begins authorised or refused');
END;

CREATE TRIGGER call_is_closed_once AFTER UPDATE OF
    key, id, pbx, owner_is_trunk, account, service, destination, number, extension, member, department,
    connection_fee_micros, per_minute_micros, initial_seconds, subsequent_seconds, state, authorised_at, funded_seconds,
    held_micros, leg, answered_at, ended_at, connected_ticks, billed_seconds, charge_micros, charge_entry, end_reason, cause,
    estimated, clock_stepped, origin, prefix, deck, plan, price_currency, exchange_trillionths, parent, limited, daemon ON call
BEGIN
    SELECT RAISE(ROLLBACK, 'call: a closed call never changes') WHERE OLD.ended_at IS NOT NULL;
    SELECT RAISE(ROLLBACK, 'call: it is settled only with a ledger entry of its charge')
    WHERE NEW.state = 'settled' AND NOT EXISTS (
        SELECT 1 FROM ledger_entry
        WHERE id = NEW.charge_entry AND call = OLD.key AND amount_micros = -NEW.charge_micros
    );
END;

-- When an account fell is told by the newest entry, since asking for the time would take a function.

DROP TRIGGER account_falls_below;

CREATE TRIGGER account_falls_below AFTER UPDATE OF balance_micros, held_micros ON account
WHEN NEW.balance_micros - NEW.held_micros < NEW.watch_below_micros
 AND OLD.balance_micros - OLD.held_micros >= NEW.watch_below_micros
BEGIN
    INSERT INTO balance_watch (account, at)
    VALUES (NEW.key, coalesce((SELECT at FROM ledger_entry WHERE id = NEW.last_entry), 0))
    ON CONFLICT (account) DO NOTHING;
END;

-- The audit log names the entry, whose cause and note can be read there and never change: JSON of texts would take a
-- function.

DROP TRIGGER audit_ledger_posted;
DROP TRIGGER audit_log_is_new;

CREATE TRIGGER audit_ledger_posted AFTER INSERT ON ledger_entry
WHEN NEW.kind <> 'charge' AND NEW.kind <> 'rental'
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    VALUES (NEW.at, NEW.actor, NEW.kind || ' posted', 'account/' || (SELECT id FROM account WHERE key = NEW.account), NULL,
        '{"entry":' || NEW.id || ',"amount_micros":' || NEW.amount_micros || '}');
END;

CREATE TRIGGER audit_log_is_new BEFORE INSERT ON audit_log
WHEN NEW.id <> -1 AND NEW.id <= (SELECT coalesce(max(id), 0) FROM audit_log)
BEGIN
    SELECT RAISE(ROLLBACK, 'audit log: an entry is never replaced');
END;
