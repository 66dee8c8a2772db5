-- Extensions that are fax machines, and what a plan takes for a feature of a call while it runs.

ALTER TABLE extension ADD COLUMN fax INTEGER NOT NULL DEFAULT 0 CHECK (fax IN (0, 1));

CREATE TABLE surcharge_rate (
    plan                  INTEGER NOT NULL REFERENCES plan (key),
    feature               TEXT    NOT NULL CHECK (length(feature) BETWEEN 1 AND 32), -- such as recording
    currency              TEXT    NOT NULL CHECK (length(currency) = 3),
    connection_fee_micros INTEGER NOT NULL CHECK (connection_fee_micros >= 0), -- when it begins
    per_minute_micros     INTEGER NOT NULL CHECK (per_minute_micros >= 0),
    initial_seconds       INTEGER NOT NULL CHECK (initial_seconds > 0),
    subsequent_seconds    INTEGER NOT NULL CHECK (subsequent_seconds > 0),
    PRIMARY KEY (plan, feature)
) STRICT, WITHOUT ROWID;

-- The audit log.

DROP TRIGGER audit_extension_added;
DROP TRIGGER audit_extension_changed;
DROP TRIGGER audit_extension_removed;

CREATE TRIGGER audit_extension_added AFTER INSERT ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension added', 'extension/' || NEW.endpoint,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'endpoint', NEW.endpoint,
        'account_code', NEW.account_code, 'member', NEW.member, 'department', NEW.department,
        'default_number', NEW.default_number, 'international', NEW.international, 'max_calls', NEW.max_calls,
        'fax', NEW.fax)
    FROM audit_context;
END;

CREATE TRIGGER audit_extension_changed AFTER UPDATE ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension changed', 'extension/' || NEW.endpoint,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'endpoint', OLD.endpoint,
        'account_code', OLD.account_code, 'member', OLD.member, 'department', OLD.department,
        'default_number', OLD.default_number, 'international', OLD.international, 'max_calls', OLD.max_calls,
        'fax', OLD.fax),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'endpoint', NEW.endpoint,
        'account_code', NEW.account_code, 'member', NEW.member, 'department', NEW.department,
        'default_number', NEW.default_number, 'international', NEW.international, 'max_calls', NEW.max_calls,
        'fax', NEW.fax)
    FROM audit_context;
END;

CREATE TRIGGER audit_extension_removed AFTER DELETE ON extension
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'extension removed', 'extension/' || OLD.endpoint,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'endpoint', OLD.endpoint,
        'account_code', OLD.account_code, 'member', OLD.member, 'department', OLD.department,
        'default_number', OLD.default_number, 'international', OLD.international, 'max_calls', OLD.max_calls,
        'fax', OLD.fax),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_surcharge_rate_added AFTER INSERT ON surcharge_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'surcharge added',
    'surcharge/' || (SELECT name FROM plan WHERE key = NEW.plan) || '/' || NEW.feature,
    NULL,
    json_object(
        'currency', NEW.currency, 'connection_fee_micros', NEW.connection_fee_micros,
        'per_minute_micros', NEW.per_minute_micros, 'initial_seconds', NEW.initial_seconds,
        'subsequent_seconds', NEW.subsequent_seconds)
    FROM audit_context;
END;

CREATE TRIGGER audit_surcharge_rate_changed AFTER UPDATE ON surcharge_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'surcharge changed',
    'surcharge/' || (SELECT name FROM plan WHERE key = NEW.plan) || '/' || NEW.feature,
    json_object(
        'currency', OLD.currency, 'connection_fee_micros', OLD.connection_fee_micros,
        'per_minute_micros', OLD.per_minute_micros, 'initial_seconds', OLD.initial_seconds,
        'subsequent_seconds', OLD.subsequent_seconds),
    json_object(
        'currency', NEW.currency, 'connection_fee_micros', NEW.connection_fee_micros,
        'per_minute_micros', NEW.per_minute_micros, 'initial_seconds', NEW.initial_seconds,
        'subsequent_seconds', NEW.subsequent_seconds)
    FROM audit_context;
END;

CREATE TRIGGER audit_surcharge_rate_removed AFTER DELETE ON surcharge_rate
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'surcharge removed',
    'surcharge/' || (SELECT name FROM plan WHERE key = OLD.plan) || '/' || OLD.feature,
    json_object(
        'currency', OLD.currency, 'connection_fee_micros', OLD.connection_fee_micros,
        'per_minute_micros', OLD.per_minute_micros, 'initial_seconds', OLD.initial_seconds,
        'subsequent_seconds', OLD.subsequent_seconds),
    NULL
    FROM audit_context;
END;

-- What the gate keeps in memory.

CREATE TRIGGER directory_surcharge_rate_added AFTER INSERT ON surcharge_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_surcharge_rate_changed AFTER UPDATE ON surcharge_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_surcharge_rate_removed AFTER DELETE ON surcharge_rate
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;
