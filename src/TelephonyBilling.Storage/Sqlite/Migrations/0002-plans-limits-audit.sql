-- What an operator sells: plans of several decks, dated versions of decks, rules over them, rates of exchange; limits on
-- use; members; the rent of numbers. And who changed what: an audit log, events, and mails that wait to be sent.
--
-- Units as in 0001. Rates of exchange are in trillionths (10^-12).

ALTER TABLE account ADD COLUMN time_zone TEXT NOT NULL DEFAULT 'UTC'; -- IANA name; for what people read
ALTER TABLE account ADD COLUMN min_balance_micros INTEGER NOT NULL DEFAULT 0 CHECK (min_balance_micros >= 0); -- to start a chargeable call
ALTER TABLE account ADD COLUMN max_per_minute_micros INTEGER CHECK (max_per_minute_micros >= 0);
ALTER TABLE account ADD COLUMN max_connection_fee_micros INTEGER CHECK (max_connection_fee_micros >= 0);

ALTER TABLE number ADD COLUMN status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'suspended')); -- suspended: rent is due
ALTER TABLE number ADD COLUMN monthly_fee_micros INTEGER NOT NULL DEFAULT 0 CHECK (monthly_fee_micros >= 0);
ALTER TABLE number ADD COLUMN rented_at INTEGER;  -- null: no rent is charged
ALTER TABLE number ADD COLUMN paid_until INTEGER; -- null: nothing was paid yet

CREATE INDEX number_rent_due ON number (paid_until) WHERE rented_at IS NOT NULL;

CREATE TABLE member (
    key        INTEGER PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES account (key),
    name       TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    email      TEXT    NOT NULL DEFAULT '',
    role       TEXT    NOT NULL CHECK (role IN ('owner', 'admin', 'manager', 'member')),
    department TEXT    NOT NULL DEFAULT '',
    UNIQUE (account, name)
) STRICT;

-- Limits on use, of an account, one of its numbers or one of its extensions. Null: no limit.
CREATE TABLE usage_limit (
    account                  INTEGER NOT NULL REFERENCES account (key),
    scope                    TEXT    NOT NULL CHECK (scope IN ('account', 'number', 'extension')),
    subject                  TEXT    NOT NULL, -- digits, endpoint; empty for the account itself
    spend_per_call_micros    INTEGER CHECK (spend_per_call_micros >= 0),
    spend_per_hour_micros    INTEGER CHECK (spend_per_hour_micros >= 0),
    spend_per_day_micros     INTEGER CHECK (spend_per_day_micros >= 0),
    calls_per_minute         INTEGER CHECK (calls_per_minute >= 0),
    calls_per_hour           INTEGER CHECK (calls_per_hour >= 0),
    max_calls_to_destination INTEGER CHECK (max_calls_to_destination >= 0),
    max_call_seconds         INTEGER CHECK (max_call_seconds > 0),
    allowed_hours            TEXT, -- such as Mon-Fri 07:00-19:00, in the account's time zone
    PRIMARY KEY (account, scope, subject),
    CHECK ((scope = 'account') = (subject = ''))
) STRICT, WITHOUT ROWID;

-- Calls: more of how the price came about, and whether limits on use count them.

ALTER TABLE call ADD COLUMN origin TEXT;         -- the country for which the rate was looked up
ALTER TABLE call ADD COLUMN prefix TEXT;         -- of the rate
ALTER TABLE call ADD COLUMN deck TEXT;           -- of the rate
ALTER TABLE call ADD COLUMN plan TEXT;           -- of the account, then
ALTER TABLE call ADD COLUMN price_currency TEXT CHECK (length(price_currency) = 3);   -- null: the account's
ALTER TABLE call ADD COLUMN exchange_trillionths INTEGER CHECK (exchange_trillionths > 0);
ALTER TABLE call ADD COLUMN parent TEXT;         -- a surcharge: the call that it belongs to
ALTER TABLE call ADD COLUMN limited INTEGER NOT NULL DEFAULT 0 CHECK (limited IN (0, 1)); -- its account, number or extension has limits on use

DROP INDEX call_account;
CREATE INDEX call_account ON call (account, authorised_at);
CREATE INDEX call_limited ON call (account, authorised_at) WHERE limited = 1;
CREATE INDEX call_surcharge ON call (parent) WHERE parent IS NOT NULL;

-- Decks have versions: the one in force is the latest that has begun. An import adds one; nothing that was sold is lost.

CREATE TABLE deck_before AS SELECT key, name, currency, rate_set, imported_at FROM rate_deck;
CREATE TABLE plan_before AS SELECT name, deck FROM plan;
DROP TABLE plan;
DROP TABLE rate_deck;

CREATE TABLE rate_deck (
    key      INTEGER PRIMARY KEY,
    name     TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64),
    currency TEXT    NOT NULL CHECK (length(currency) = 3)
) STRICT;

CREATE TABLE rate_version (
    rate_set       INTEGER PRIMARY KEY REFERENCES rate_set (key),
    deck           INTEGER NOT NULL REFERENCES rate_deck (key),
    effective_from INTEGER NOT NULL,
    imported_at    INTEGER NOT NULL,
    rates          INTEGER NOT NULL,
    source         TEXT    NOT NULL, -- the file's name
    UNIQUE (deck, effective_from)
) STRICT;

CREATE TABLE plan (
    key  INTEGER PRIMARY KEY,
    name TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 64)
) STRICT;

-- The decks of a service are asked in the order of their position; service '' is for those that have none of their own.
CREATE TABLE plan_deck (
    plan     INTEGER NOT NULL REFERENCES plan (key),
    service  TEXT    NOT NULL,
    position INTEGER NOT NULL,
    deck     INTEGER NOT NULL REFERENCES rate_deck (key),
    PRIMARY KEY (plan, service, position),
    UNIQUE (plan, service, deck)
) STRICT, WITHOUT ROWID;

INSERT INTO rate_deck (key, name, currency) SELECT key, name, currency FROM deck_before;
-- The one version that there was held since ever: the year 1.
INSERT INTO rate_version (rate_set, deck, effective_from, imported_at, rates, source)
SELECT rate_set, key, -621355968000000000, imported_at, (SELECT count(*) FROM rate WHERE rate.rate_set = deck_before.rate_set), ''
FROM deck_before;
INSERT INTO plan (name) SELECT name FROM plan_before;
INSERT INTO plan_deck (plan, service, position, deck)
SELECT p.key, '', 1, b.deck FROM plan_before b JOIN plan p ON p.name = b.name;
DROP TABLE plan_before;
DROP TABLE deck_before;

-- What a plan or an account lays over its decks.
CREATE TABLE rate_rule (
    key                   INTEGER PRIMARY KEY,
    plan                  INTEGER REFERENCES plan (key),
    account               INTEGER REFERENCES account (key),
    service               TEXT    NOT NULL, -- '': every one
    prefix                TEXT    NOT NULL, -- '': see country
    country               TEXT    NOT NULL, -- '': see prefix; both empty: all numbers
    effect                TEXT    NOT NULL CHECK (effect IN ('free', 'included', 'priced', 'scaled', 'blocked', 'allowed')),
    currency              TEXT,
    connection_fee_micros INTEGER CHECK (connection_fee_micros >= 0),
    per_minute_micros     INTEGER CHECK (per_minute_micros >= 0),
    initial_seconds       INTEGER CHECK (initial_seconds > 0),
    subsequent_seconds    INTEGER CHECK (subsequent_seconds > 0),
    percent               INTEGER CHECK (percent > 0),
    reason                TEXT    NOT NULL DEFAULT '',
    destination           TEXT    NOT NULL DEFAULT '',
    note                  TEXT    NOT NULL DEFAULT '',
    CHECK ((plan IS NULL) <> (account IS NULL)),
    CHECK (prefix = '' OR country = ''),
    CHECK ((effect = 'priced') = (per_minute_micros IS NOT NULL)),
    CHECK ((effect = 'scaled') = (percent IS NOT NULL))
) STRICT;

CREATE UNIQUE INDEX rate_rule_plan ON rate_rule (plan, service, prefix, country) WHERE plan IS NOT NULL;
CREATE UNIQUE INDEX rate_rule_account ON rate_rule (account, service, prefix, country) WHERE account IS NOT NULL;

-- Of the rates from one currency to another the latest that has begun counts.
CREATE TABLE exchange_rate (
    from_currency  TEXT    NOT NULL CHECK (length(from_currency) = 3),
    to_currency    TEXT    NOT NULL CHECK (length(to_currency) = 3),
    effective_from INTEGER NOT NULL,
    trillionths    INTEGER NOT NULL CHECK (trillionths > 0),
    PRIMARY KEY (from_currency, to_currency, effective_from),
    CHECK (from_currency <> to_currency)
) STRICT, WITHOUT ROWID;

-- Things that people want to know of, such as a limit that was reached.
CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    account INTEGER REFERENCES account (key),
    kind    TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    detail  TEXT    NOT NULL,
    call    TEXT
) STRICT;

CREATE INDEX event_account ON event (account, at);

-- Mails, written in the transaction that causes them. The cause is unique, so that none is written twice.
CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY,
    cause      TEXT    NOT NULL UNIQUE,
    account    INTEGER REFERENCES account (key),
    kind       TEXT    NOT NULL, -- the template
    data       TEXT    NOT NULL, -- JSON: what the template is filled with
    created_at INTEGER NOT NULL,
    state      TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sent', 'dead')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    due_at     INTEGER NOT NULL,
    sent_at    INTEGER,
    error      TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at) WHERE state = 'waiting';

-- The audit log. Each change of what an operator sets is written down by a trigger, whoever makes it. A program says in
-- audit_context who it is, within the transaction; what is changed by hand is signed "sql".

CREATE TABLE audit_context (
    one   INTEGER PRIMARY KEY CHECK (one = 1),
    actor TEXT,
    at    INTEGER
) STRICT;

INSERT INTO audit_context (one) VALUES (1);

CREATE TABLE audit_log (
    id      INTEGER PRIMARY KEY,
    at      INTEGER NOT NULL,
    actor   TEXT    NOT NULL,
    action  TEXT    NOT NULL,
    subject TEXT    NOT NULL, -- such as account/acme
    before  TEXT, -- JSON
    after   TEXT  -- JSON
) STRICT;

CREATE INDEX audit_log_subject ON audit_log (subject);

CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit log: an entry is never changed');
END;

CREATE TRIGGER audit_log_is_never_removed BEFORE DELETE ON audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit log: an entry is never removed');
END;

CREATE TRIGGER audit_log_is_new BEFORE INSERT ON audit_log
WHEN NEW.id <> -1 AND NEW.id <= (SELECT coalesce(max(id), 0) FROM audit_log)
BEGIN
    SELECT RAISE(ABORT, 'audit log: an entry is never replaced');
END;

CREATE TRIGGER audit_account_added AFTER INSERT ON account
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'account added', 'account/' || NEW.id,
    NULL,
    json_object(
        'id', NEW.id, 'name', NEW.name, 'currency', NEW.currency, 'plan', NEW.plan, 'status', NEW.status,
        'max_calls', NEW.max_calls, 'time_zone', NEW.time_zone, 'min_balance_micros', NEW.min_balance_micros,
        'max_per_minute_micros', NEW.max_per_minute_micros,
        'max_connection_fee_micros', NEW.max_connection_fee_micros)
    FROM audit_context;
END;

CREATE TRIGGER audit_account_changed AFTER UPDATE OF name, plan, status, max_calls, time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros ON account
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'account changed', 'account/' || NEW.id,
    json_object(
        'id', OLD.id, 'name', OLD.name, 'currency', OLD.currency, 'plan', OLD.plan, 'status', OLD.status,
        'max_calls', OLD.max_calls, 'time_zone', OLD.time_zone, 'min_balance_micros', OLD.min_balance_micros,
        'max_per_minute_micros', OLD.max_per_minute_micros,
        'max_connection_fee_micros', OLD.max_connection_fee_micros),
    json_object(
        'id', NEW.id, 'name', NEW.name, 'currency', NEW.currency, 'plan', NEW.plan, 'status', NEW.status,
        'max_calls', NEW.max_calls, 'time_zone', NEW.time_zone, 'min_balance_micros', NEW.min_balance_micros,
        'max_per_minute_micros', NEW.max_per_minute_micros,
        'max_connection_fee_micros', NEW.max_connection_fee_micros)
    FROM audit_context;
END;

CREATE TRIGGER audit_account_removed AFTER DELETE ON account
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'account removed', 'account/' || OLD.id,
    json_object(
        'id', OLD.id, 'name', OLD.name, 'currency', OLD.currency, 'plan', OLD.plan, 'status', OLD.status,
        'max_calls', OLD.max_calls, 'time_zone', OLD.time_zone, 'min_balance_micros', OLD.min_balance_micros,
        'max_per_minute_micros', OLD.max_per_minute_micros,
        'max_connection_fee_micros', OLD.max_connection_fee_micros),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_number_added AFTER INSERT ON number
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'number added', 'number/' || NEW.digits,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'digits', NEW.digits, 'kind', NEW.kind,
        'country', NEW.country, 'international', NEW.international, 'max_calls', NEW.max_calls,
        'max_calls_per_caller', NEW.max_calls_per_caller,
        'max_calls_per_caller_per_hour', NEW.max_calls_per_caller_per_hour, 'status', NEW.status,
        'monthly_fee_micros', NEW.monthly_fee_micros, 'rented_at', NEW.rented_at,
        'paid_until', NEW.paid_until)
    FROM audit_context;
END;

CREATE TRIGGER audit_number_changed AFTER UPDATE ON number
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'number changed', 'number/' || NEW.digits,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'digits', OLD.digits, 'kind', OLD.kind,
        'country', OLD.country, 'international', OLD.international, 'max_calls', OLD.max_calls,
        'max_calls_per_caller', OLD.max_calls_per_caller,
        'max_calls_per_caller_per_hour', OLD.max_calls_per_caller_per_hour, 'status', OLD.status,
        'monthly_fee_micros', OLD.monthly_fee_micros, 'rented_at', OLD.rented_at,
        'paid_until', OLD.paid_until),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'digits', NEW.digits, 'kind', NEW.kind,
        'country', NEW.country, 'international', NEW.international, 'max_calls', NEW.max_calls,
        'max_calls_per_caller', NEW.max_calls_per_caller,
        'max_calls_per_caller_per_hour', NEW.max_calls_per_caller_per_hour, 'status', NEW.status,
        'monthly_fee_micros', NEW.monthly_fee_micros, 'rented_at', NEW.rented_at,
        'paid_until', NEW.paid_until)
    FROM audit_context;
END;

CREATE TRIGGER audit_number_removed AFTER DELETE ON number
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'number removed', 'number/' || OLD.digits,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'digits', OLD.digits, 'kind', OLD.kind,
        'country', OLD.country, 'international', OLD.international, 'max_calls', OLD.max_calls,
        'max_calls_per_caller', OLD.max_calls_per_caller,
        'max_calls_per_caller_per_hour', OLD.max_calls_per_caller_per_hour, 'status', OLD.status,
        'monthly_fee_micros', OLD.monthly_fee_micros, 'rented_at', OLD.rented_at,
        'paid_until', OLD.paid_until),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_extension_added AFTER INSERT ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension added', 'extension/' || NEW.endpoint,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'endpoint', NEW.endpoint,
        'account_code', NEW.account_code, 'member', NEW.member, 'department', NEW.department,
        'default_number', NEW.default_number, 'international', NEW.international, 'max_calls', NEW.max_calls)
    FROM audit_context;
END;

CREATE TRIGGER audit_extension_changed AFTER UPDATE ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension changed', 'extension/' || NEW.endpoint,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'endpoint', OLD.endpoint,
        'account_code', OLD.account_code, 'member', OLD.member, 'department', OLD.department,
        'default_number', OLD.default_number, 'international', OLD.international, 'max_calls', OLD.max_calls),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'endpoint', NEW.endpoint,
        'account_code', NEW.account_code, 'member', NEW.member, 'department', NEW.department,
        'default_number', NEW.default_number, 'international', NEW.international, 'max_calls', NEW.max_calls)
    FROM audit_context;
END;

CREATE TRIGGER audit_extension_removed AFTER DELETE ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension removed', 'extension/' || OLD.endpoint,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'endpoint', OLD.endpoint,
        'account_code', OLD.account_code, 'member', OLD.member, 'department', OLD.department,
        'default_number', OLD.default_number, 'international', OLD.international, 'max_calls', OLD.max_calls),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_member_added AFTER INSERT ON member
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'member added', 'member/' || (SELECT id FROM account WHERE key = NEW.account) || '/' || NEW.name,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'name', NEW.name, 'email', NEW.email,
        'role', NEW.role, 'department', NEW.department)
    FROM audit_context;
END;

CREATE TRIGGER audit_member_changed AFTER UPDATE ON member
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'member changed', 'member/' || (SELECT id FROM account WHERE key = NEW.account) || '/' || NEW.name,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'name', OLD.name, 'email', OLD.email,
        'role', OLD.role, 'department', OLD.department),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'name', NEW.name, 'email', NEW.email,
        'role', NEW.role, 'department', NEW.department)
    FROM audit_context;
END;

CREATE TRIGGER audit_member_removed AFTER DELETE ON member
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'member removed', 'member/' || (SELECT id FROM account WHERE key = OLD.account) || '/' || OLD.name,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'name', OLD.name, 'email', OLD.email,
        'role', OLD.role, 'department', OLD.department),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_usage_limit_added AFTER INSERT ON usage_limit
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'limit added', 'limit/' || (SELECT id FROM account WHERE key = NEW.account) || '/' || NEW.scope || '/' || NEW.subject,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'scope', NEW.scope,
        'subject', NEW.subject, 'spend_per_call_micros', NEW.spend_per_call_micros,
        'spend_per_hour_micros', NEW.spend_per_hour_micros, 'spend_per_day_micros', NEW.spend_per_day_micros,
        'calls_per_minute', NEW.calls_per_minute, 'calls_per_hour', NEW.calls_per_hour,
        'max_calls_to_destination', NEW.max_calls_to_destination, 'max_call_seconds', NEW.max_call_seconds,
        'allowed_hours', NEW.allowed_hours)
    FROM audit_context;
END;

CREATE TRIGGER audit_usage_limit_changed AFTER UPDATE ON usage_limit
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'limit changed', 'limit/' || (SELECT id FROM account WHERE key = NEW.account) || '/' || NEW.scope || '/' || NEW.subject,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'scope', OLD.scope,
        'subject', OLD.subject, 'spend_per_call_micros', OLD.spend_per_call_micros,
        'spend_per_hour_micros', OLD.spend_per_hour_micros, 'spend_per_day_micros', OLD.spend_per_day_micros,
        'calls_per_minute', OLD.calls_per_minute, 'calls_per_hour', OLD.calls_per_hour,
        'max_calls_to_destination', OLD.max_calls_to_destination, 'max_call_seconds', OLD.max_call_seconds,
        'allowed_hours', OLD.allowed_hours),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'scope', NEW.scope,
        'subject', NEW.subject, 'spend_per_call_micros', NEW.spend_per_call_micros,
        'spend_per_hour_micros', NEW.spend_per_hour_micros, 'spend_per_day_micros', NEW.spend_per_day_micros,
        'calls_per_minute', NEW.calls_per_minute, 'calls_per_hour', NEW.calls_per_hour,
        'max_calls_to_destination', NEW.max_calls_to_destination, 'max_call_seconds', NEW.max_call_seconds,
        'allowed_hours', NEW.allowed_hours)
    FROM audit_context;
END;

CREATE TRIGGER audit_usage_limit_removed AFTER DELETE ON usage_limit
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'limit removed', 'limit/' || (SELECT id FROM account WHERE key = OLD.account) || '/' || OLD.scope || '/' || OLD.subject,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'scope', OLD.scope,
        'subject', OLD.subject, 'spend_per_call_micros', OLD.spend_per_call_micros,
        'spend_per_hour_micros', OLD.spend_per_hour_micros, 'spend_per_day_micros', OLD.spend_per_day_micros,
        'calls_per_minute', OLD.calls_per_minute, 'calls_per_hour', OLD.calls_per_hour,
        'max_calls_to_destination', OLD.max_calls_to_destination, 'max_call_seconds', OLD.max_call_seconds,
        'allowed_hours', OLD.allowed_hours),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_added AFTER INSERT ON plan
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan added', 'plan/' || NEW.name,
    NULL,
    json_object(
        'name', NEW.name)
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_changed AFTER UPDATE ON plan
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan changed', 'plan/' || NEW.name,
    json_object(
        'name', OLD.name),
    json_object(
        'name', NEW.name)
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_removed AFTER DELETE ON plan
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan removed', 'plan/' || OLD.name,
    json_object(
        'name', OLD.name),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_deck_added AFTER INSERT ON plan_deck
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan''s deck added', 'plan/' || (SELECT name FROM plan WHERE key = NEW.plan),
    NULL,
    json_object(
        'deck', (SELECT name FROM rate_deck WHERE key = NEW.deck), 'service', NEW.service,
        'position', NEW.position)
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_deck_changed AFTER UPDATE ON plan_deck
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan''s deck changed', 'plan/' || (SELECT name FROM plan WHERE key = NEW.plan),
    json_object(
        'deck', (SELECT name FROM rate_deck WHERE key = OLD.deck), 'service', OLD.service,
        'position', OLD.position),
    json_object(
        'deck', (SELECT name FROM rate_deck WHERE key = NEW.deck), 'service', NEW.service,
        'position', NEW.position)
    FROM audit_context;
END;

CREATE TRIGGER audit_plan_deck_removed AFTER DELETE ON plan_deck
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'plan''s deck removed', 'plan/' || (SELECT name FROM plan WHERE key = OLD.plan),
    json_object(
        'deck', (SELECT name FROM rate_deck WHERE key = OLD.deck), 'service', OLD.service,
        'position', OLD.position),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_version_added AFTER INSERT ON rate_version
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rates added', 'deck/' || (SELECT name FROM rate_deck WHERE key = NEW.deck),
    NULL,
    json_object(
        'effective_from', NEW.effective_from, 'rates', NEW.rates, 'source', NEW.source)
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_version_changed AFTER UPDATE ON rate_version
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rates changed', 'deck/' || (SELECT name FROM rate_deck WHERE key = NEW.deck),
    json_object(
        'effective_from', OLD.effective_from, 'rates', OLD.rates, 'source', OLD.source),
    json_object(
        'effective_from', NEW.effective_from, 'rates', NEW.rates, 'source', NEW.source)
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_version_removed AFTER DELETE ON rate_version
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rates removed', 'deck/' || (SELECT name FROM rate_deck WHERE key = OLD.deck),
    json_object(
        'effective_from', OLD.effective_from, 'rates', OLD.rates, 'source', OLD.source),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_rule_added AFTER INSERT ON rate_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rule added', 'rule/' || NEW.key,
    NULL,
    json_object(
        'plan', (SELECT name FROM plan WHERE key = NEW.plan),
        'account', (SELECT id FROM account WHERE key = NEW.account), 'service', NEW.service,
        'prefix', NEW.prefix, 'country', NEW.country, 'effect', NEW.effect, 'currency', NEW.currency,
        'connection_fee_micros', NEW.connection_fee_micros, 'per_minute_micros', NEW.per_minute_micros,
        'initial_seconds', NEW.initial_seconds, 'subsequent_seconds', NEW.subsequent_seconds,
        'percent', NEW.percent, 'reason', NEW.reason, 'destination', NEW.destination, 'note', NEW.note)
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_rule_changed AFTER UPDATE ON rate_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rule changed', 'rule/' || NEW.key,
    json_object(
        'plan', (SELECT name FROM plan WHERE key = OLD.plan),
        'account', (SELECT id FROM account WHERE key = OLD.account), 'service', OLD.service,
        'prefix', OLD.prefix, 'country', OLD.country, 'effect', OLD.effect, 'currency', OLD.currency,
        'connection_fee_micros', OLD.connection_fee_micros, 'per_minute_micros', OLD.per_minute_micros,
        'initial_seconds', OLD.initial_seconds, 'subsequent_seconds', OLD.subsequent_seconds,
        'percent', OLD.percent, 'reason', OLD.reason, 'destination', OLD.destination, 'note', OLD.note),
    json_object(
        'plan', (SELECT name FROM plan WHERE key = NEW.plan),
        'account', (SELECT id FROM account WHERE key = NEW.account), 'service', NEW.service,
        'prefix', NEW.prefix, 'country', NEW.country, 'effect', NEW.effect, 'currency', NEW.currency,
        'connection_fee_micros', NEW.connection_fee_micros, 'per_minute_micros', NEW.per_minute_micros,
        'initial_seconds', NEW.initial_seconds, 'subsequent_seconds', NEW.subsequent_seconds,
        'percent', NEW.percent, 'reason', NEW.reason, 'destination', NEW.destination, 'note', NEW.note)
    FROM audit_context;
END;

CREATE TRIGGER audit_rate_rule_removed AFTER DELETE ON rate_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rule removed', 'rule/' || OLD.key,
    json_object(
        'plan', (SELECT name FROM plan WHERE key = OLD.plan),
        'account', (SELECT id FROM account WHERE key = OLD.account), 'service', OLD.service,
        'prefix', OLD.prefix, 'country', OLD.country, 'effect', OLD.effect, 'currency', OLD.currency,
        'connection_fee_micros', OLD.connection_fee_micros, 'per_minute_micros', OLD.per_minute_micros,
        'initial_seconds', OLD.initial_seconds, 'subsequent_seconds', OLD.subsequent_seconds,
        'percent', OLD.percent, 'reason', OLD.reason, 'destination', OLD.destination, 'note', OLD.note),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_exchange_rate_added AFTER INSERT ON exchange_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rate of exchange added', 'exchange/' || NEW.from_currency || '/' || NEW.to_currency,
    NULL,
    json_object(
        'effective_from', NEW.effective_from, 'trillionths', NEW.trillionths)
    FROM audit_context;
END;

CREATE TRIGGER audit_exchange_rate_changed AFTER UPDATE ON exchange_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rate of exchange changed', 'exchange/' || NEW.from_currency || '/' || NEW.to_currency,
    json_object(
        'effective_from', OLD.effective_from, 'trillionths', OLD.trillionths),
    json_object(
        'effective_from', NEW.effective_from, 'trillionths', NEW.trillionths)
    FROM audit_context;
END;

CREATE TRIGGER audit_exchange_rate_removed AFTER DELETE ON exchange_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'rate of exchange removed', 'exchange/' || OLD.from_currency || '/' || OLD.to_currency,
    json_object(
        'effective_from', OLD.effective_from, 'trillionths', OLD.trillionths),
    NULL
    FROM audit_context;
END;

-- Money that people moved by hand; what calls and rentals cost is in the ledger alone.
CREATE TRIGGER audit_ledger_posted AFTER INSERT ON ledger_entry
WHEN NEW.kind <> 'charge' AND NEW.kind <> 'rental'
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    VALUES (NEW.at, NEW.actor, NEW.kind || ' posted', 'account/' || (SELECT id FROM account WHERE key = NEW.account), NULL,
        json_object('entry', NEW.id, 'amount_micros', NEW.amount_micros, 'cause', NEW.cause, 'note', NEW.note));
END;

-- What the gate keeps in memory.

DROP TRIGGER directory_account_changed;

CREATE TRIGGER directory_account_changed AFTER UPDATE OF
    name, plan, status, max_calls, time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros ON account
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_deck_added AFTER INSERT ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_deck_changed AFTER UPDATE ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_deck_removed AFTER DELETE ON rate_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_version_added AFTER INSERT ON rate_version
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_version_changed AFTER UPDATE ON rate_version
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_version_removed AFTER DELETE ON rate_version
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

CREATE TRIGGER directory_plan_deck_added AFTER INSERT ON plan_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_plan_deck_changed AFTER UPDATE ON plan_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_plan_deck_removed AFTER DELETE ON plan_deck
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_rule_added AFTER INSERT ON rate_rule
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_rule_changed AFTER UPDATE ON rate_rule
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_rate_rule_removed AFTER DELETE ON rate_rule
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_usage_limit_added AFTER INSERT ON usage_limit
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_usage_limit_changed AFTER UPDATE ON usage_limit
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_usage_limit_removed AFTER DELETE ON usage_limit
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_exchange_rate_added AFTER INSERT ON exchange_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_exchange_rate_changed AFTER UPDATE ON exchange_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_exchange_rate_removed AFTER DELETE ON exchange_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;
