-- Money is in millionths of the account's currency (…_micros). Instants (…_at, effective_from) are UTC in units of
-- 100 ns since 1970-01-01: datetime(x / 10000000, 'unixepoch') shows one. Booleans are 0 or 1.
--
-- What the program promises about money is kept here, by constraints and triggers, whoever writes:
--   an entry of the ledger is only ever added; a balance moves by entries alone; held money moves by calls alone;
--   a balance never falls below what is held; a settled call has exactly one charge.

CREATE TABLE account (
    key            INTEGER PRIMARY KEY,
    id             TEXT    NOT NULL UNIQUE CHECK (length(id) BETWEEN 1 AND 64),
    name           TEXT    NOT NULL,
    currency       TEXT    NOT NULL CHECK (length(currency) = 3),
    plan           TEXT    NOT NULL,
    status         TEXT    NOT NULL CHECK (status IN ('active', 'suspended')),
    max_calls      INTEGER CHECK (max_calls >= 0),
    created_at     INTEGER NOT NULL,
    balance_micros INTEGER NOT NULL DEFAULT 0,
    held_micros    INTEGER NOT NULL DEFAULT 0 CHECK (held_micros >= 0),
    last_entry     INTEGER NOT NULL DEFAULT 0, -- the newest entry that moved the balance
    CONSTRAINT no_overdraft CHECK (balance_micros >= held_micros)
) STRICT;

CREATE TABLE number (
    digits                        TEXT    NOT NULL PRIMARY KEY CHECK (length(digits) BETWEEN 1 AND 15),
    account                       INTEGER NOT NULL REFERENCES account (key),
    kind                          TEXT    NOT NULL CHECK (kind IN ('local', 'toll-free')),
    country                       TEXT    NOT NULL CHECK (length(country) = 2),
    international                 INTEGER NOT NULL CHECK (international IN (0, 1)),
    max_calls                     INTEGER CHECK (max_calls >= 0),
    max_calls_per_caller          INTEGER CHECK (max_calls_per_caller >= 0),
    max_calls_per_caller_per_hour INTEGER CHECK (max_calls_per_caller_per_hour >= 0),
    UNIQUE (digits, account)
) STRICT;

CREATE INDEX number_account ON number (account);

CREATE TABLE extension (
    endpoint       TEXT    NOT NULL PRIMARY KEY,
    account        INTEGER NOT NULL REFERENCES account (key),
    account_code   TEXT    UNIQUE,
    member         TEXT,
    department     TEXT,
    default_number TEXT,
    international  INTEGER NOT NULL CHECK (international IN (0, 1)),
    max_calls      INTEGER CHECK (max_calls >= 0),
    FOREIGN KEY (default_number, account) REFERENCES number (digits, account)
) STRICT;

CREATE INDEX extension_account ON extension (account);
CREATE INDEX extension_default_number ON extension (default_number, account);

-- A deck points at the one set of rates that is in force. An import writes a new set in many short transactions, so
-- that calls don't wait for it, and then moves the pointer in one.
CREATE TABLE rate_set (
    key        INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rate_deck (
    key         INTEGER PRIMARY KEY,
    name        TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    currency    TEXT    NOT NULL CHECK (length(currency) = 3),
    rate_set    INTEGER NOT NULL UNIQUE REFERENCES rate_set (key),
    imported_at INTEGER NOT NULL
) STRICT;

CREATE TABLE rate (
    rate_set              INTEGER NOT NULL REFERENCES rate_set (key),
    service               TEXT    NOT NULL,
    prefix                TEXT    NOT NULL,
    origin                TEXT    NOT NULL,
    effective_from        INTEGER NOT NULL, -- the year 1: since ever
    line                  INTEGER NOT NULL,
    destination           TEXT    NOT NULL,
    connection_fee_micros INTEGER NOT NULL CHECK (connection_fee_micros >= 0),
    per_minute_micros     INTEGER NOT NULL CHECK (per_minute_micros >= 0),
    initial_seconds       INTEGER NOT NULL CHECK (initial_seconds > 0),
    subsequent_seconds    INTEGER NOT NULL CHECK (subsequent_seconds > 0),
    is_free               INTEGER NOT NULL CHECK (is_free IN (0, 1)),
    is_blocked            INTEGER NOT NULL CHECK (is_blocked IN (0, 1)),
    block_reason          TEXT    NOT NULL,
    PRIMARY KEY (rate_set, service, prefix, origin, effective_from)
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
    name TEXT    NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64),
    deck INTEGER NOT NULL REFERENCES rate_deck (key)
) STRICT;

CREATE TABLE call (
    key                   INTEGER PRIMARY KEY,
    id                    TEXT    NOT NULL UNIQUE,
    pbx                   TEXT    NOT NULL,
    owner                 TEXT    NOT NULL, -- the channel that asked the gate
    owner_is_trunk        INTEGER NOT NULL CHECK (owner_is_trunk IN (0, 1)),
    account               INTEGER REFERENCES account (key),
    service               TEXT    NOT NULL,
    from_party            TEXT    NOT NULL,
    to_party              TEXT    NOT NULL,
    dialled               TEXT    NOT NULL,
    destination           TEXT    NOT NULL,
    number                TEXT,
    extension             TEXT,
    member                TEXT,
    department            TEXT,
    connection_fee_micros INTEGER CHECK (connection_fee_micros >= 0),
    per_minute_micros     INTEGER CHECK (per_minute_micros >= 0),
    initial_seconds       INTEGER,
    subsequent_seconds    INTEGER,
    -- "or", not "in": SQLite builds a table for a list of three or more, at each write, which doubled a write's cost.
    state                 TEXT    NOT NULL CHECK (
        state = 'authorised' OR state = 'connected' OR state = 'settled' OR state = 'released' OR state = 'refused'),
    authorised_at         INTEGER NOT NULL,
    funded_seconds        INTEGER NOT NULL DEFAULT 0 CHECK (funded_seconds >= 0),
    held_micros           INTEGER NOT NULL DEFAULT 0 CHECK (held_micros >= 0),
    leg                   TEXT,
    answered_at           INTEGER,
    ended_at              INTEGER, -- null: the call is open
    connected_ticks       INTEGER NOT NULL DEFAULT 0 CHECK (connected_ticks >= 0),
    billed_seconds        INTEGER NOT NULL DEFAULT 0,
    charge_micros         INTEGER CHECK (charge_micros >= 0),
    charge_entry          INTEGER REFERENCES ledger_entry (id),
    end_reason            TEXT,
    cause                 INTEGER NOT NULL DEFAULT 0,
    estimated             INTEGER NOT NULL DEFAULT 0 CHECK (estimated IN (0, 1)),
    clock_stepped         INTEGER NOT NULL DEFAULT 0 CHECK (clock_stepped IN (0, 1)),
    CHECK ((ended_at IS NULL) = (state IN ('authorised', 'connected'))),
    CHECK ((state = 'settled') = (charge_micros IS NOT NULL)),
    CHECK ((state = 'settled') = (charge_entry IS NOT NULL)),
    CHECK ((leg IS NULL) = (answered_at IS NULL)),
    CHECK (ended_at IS NULL OR held_micros = 0),
    CHECK (state <> 'released' OR leg IS NULL), -- what was answered is settled
    CHECK (state = 'refused' OR (account IS NOT NULL AND per_minute_micros IS NOT NULL)),
    CHECK (billed_seconds BETWEEN 0 AND funded_seconds)
) STRICT;

CREATE INDEX call_account ON call (account);

-- The gate counts open calls: these hold the few open calls, not the years of closed ones. Numbers and extensions
-- belong to one account, so one index counts for all of them; each index less makes every call cheaper to write.
CREATE UNIQUE INDEX call_open_owner ON call (pbx, owner, dialled) WHERE ended_at IS NULL;
CREATE INDEX call_open_account ON call (account, number, from_party, extension) WHERE ended_at IS NULL;
CREATE INDEX call_inbound_caller ON call (number, from_party, authorised_at)
    WHERE owner_is_trunk = 1 AND state <> 'refused';

-- An account's entries hang together backwards, from account.last_entry over previous. That finds them newest first
-- without an index by account, which would scatter the writes of a commit over as many pages as there are accounts.
CREATE TABLE ledger_entry (
    id                   INTEGER PRIMARY KEY,
    account              INTEGER NOT NULL REFERENCES account (key),
    kind                 TEXT    NOT NULL CHECK (
        kind = 'top-up' OR kind = 'charge' OR kind = 'rental' OR kind = 'adjustment' OR kind = 'refund'),
    amount_micros        INTEGER NOT NULL,
    balance_after_micros INTEGER NOT NULL CHECK (balance_after_micros >= 0),
    cause                TEXT    NOT NULL UNIQUE,
    call                 INTEGER REFERENCES call (key),
    previous             INTEGER NOT NULL, -- the account's entry before this one; 0: none
    note                 TEXT    NOT NULL,
    actor                TEXT    NOT NULL,
    at                   INTEGER NOT NULL,
    CHECK ((kind = 'charge') = (call IS NOT NULL)),
    CHECK (kind <> 'charge' OR amount_micros <= 0)
) STRICT;

-- The ledger: entries are added, and each moves its account's balance.

CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger: an entry is never changed; post another one');
END;

CREATE TRIGGER ledger_entry_is_never_removed BEFORE DELETE ON ledger_entry
BEGIN
    SELECT RAISE(ABORT, 'ledger: an entry is never removed; post another one');
END;

-- INSERT OR REPLACE would remove a row without asking the trigger above, so what exists is looked for first.
CREATE TRIGGER ledger_entry_is_new BEFORE INSERT ON ledger_entry
WHEN NEW.id <> -1 OR EXISTS (SELECT 1 FROM ledger_entry WHERE cause = NEW.cause)
BEGIN
    SELECT RAISE(ABORT, 'ledger: an entry of this cause exists, or its id was chosen by hand')
    WHERE NEW.id <= (SELECT coalesce(max(id), 0) FROM ledger_entry)
       OR EXISTS (SELECT 1 FROM ledger_entry WHERE cause = NEW.cause);
END;

CREATE TRIGGER ledger_charge_fits_its_call BEFORE INSERT ON ledger_entry
WHEN NEW.call IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'ledger: a charge needs an open call of its account that holds as much')
    WHERE NOT EXISTS (
        SELECT 1 FROM call
        WHERE key = NEW.call AND account = NEW.account AND ended_at IS NULL AND held_micros >= -NEW.amount_micros
    );
END;

-- What the call held is free again in the same stroke as the charge is taken: between the two, either order would
-- show a balance below what is held, or money that can be spent twice.
CREATE TRIGGER ledger_entry_moves_the_balance AFTER INSERT ON ledger_entry
BEGIN
    UPDATE account
    SET balance_micros = balance_micros + NEW.amount_micros,
        held_micros = held_micros - coalesce((SELECT held_micros FROM call WHERE key = NEW.call), 0),
        last_entry = NEW.id
    WHERE key = NEW.account;
END;

CREATE TRIGGER account_begins_empty BEFORE INSERT ON account
WHEN NEW.balance_micros <> 0 OR NEW.held_micros <> 0 OR NEW.last_entry <> 0
BEGIN
    SELECT RAISE(ABORT, 'account: it begins with nothing; post an entry');
END;

-- An entry is applied as it is inserted, so an entry newer than the last applied one exists only then.
CREATE TRIGGER account_balance_moves_by_entries BEFORE UPDATE OF balance_micros, last_entry ON account
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
    SELECT RAISE(ABORT, 'account: the balance moves only by a ledger entry whose balance_after_micros follows from it');
END;

CREATE TRIGGER account_is_itself BEFORE UPDATE OF key, id, currency ON account
WHEN NEW.key <> OLD.key OR NEW.id <> OLD.id OR NEW.currency <> OLD.currency
BEGIN
    SELECT RAISE(ABORT, 'account: its id and its currency never change');
END;

-- Calls: what they hold is held by their account; once closed they are history.

CREATE TRIGGER call_begins_at_the_gate BEFORE INSERT ON call
WHEN NEW.state NOT IN ('authorised', 'refused')
BEGIN
    SELECT RAISE(ABORT, 'call: it begins authorised or refused');
END;

CREATE TRIGGER call_holds_money AFTER INSERT ON call
WHEN NEW.held_micros > 0
BEGIN
    UPDATE account SET held_micros = held_micros + NEW.held_micros WHERE key = NEW.account;
END;

-- A settled call's money was freed by its charge.
CREATE TRIGGER call_holds_other_money AFTER UPDATE OF held_micros ON call
WHEN NEW.held_micros <> OLD.held_micros AND NEW.state <> 'settled'
BEGIN
    UPDATE account SET held_micros = held_micros + NEW.held_micros - OLD.held_micros WHERE key = NEW.account;
END;

CREATE TRIGGER call_is_settled_by_its_charge BEFORE UPDATE OF state ON call
WHEN NEW.state = 'settled' AND NOT EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE id = NEW.charge_entry AND call = OLD.key AND amount_micros = -NEW.charge_micros
)
BEGIN
    SELECT RAISE(ABORT, 'call: it is settled only with a ledger entry of its charge');
END;

CREATE TRIGGER call_is_closed_once BEFORE UPDATE ON call
WHEN OLD.ended_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'call: a closed call never changes');
END;

CREATE TRIGGER call_keeps_its_account BEFORE UPDATE OF key, id, account ON call
BEGIN
    SELECT RAISE(ABORT, 'call: its id and its account never change');
END;

CREATE TRIGGER call_is_never_removed BEFORE DELETE ON call
WHEN OLD.state <> 'refused'
BEGIN
    SELECT RAISE(ABORT, 'call: only a refused attempt may be removed');
END;

-- What the gate keeps in memory: this number rises with each change of it. Rates change by the deck's pointer.

CREATE TABLE directory_revision (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    revision INTEGER NOT NULL
) STRICT;

INSERT INTO directory_revision (one, revision) VALUES (1, 1);

CREATE TRIGGER directory_account_added AFTER INSERT ON account
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_account_changed AFTER UPDATE OF name, plan, status, max_calls ON account
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_account_removed AFTER DELETE ON account
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_number_added AFTER INSERT ON number
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_number_changed AFTER UPDATE ON number
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_number_removed AFTER DELETE ON number
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_extension_added AFTER INSERT ON extension
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_extension_changed AFTER UPDATE ON extension
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_extension_removed AFTER DELETE ON extension
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_deck_added AFTER INSERT ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_deck_changed AFTER UPDATE ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_deck_removed AFTER DELETE ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_plan_added AFTER INSERT ON plan
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_plan_changed AFTER UPDATE ON plan
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_plan_removed AFTER DELETE ON plan
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;
