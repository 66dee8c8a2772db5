-- Money that comes in: top-ups, cards, invoices, refunds, disputes, automatic recharge. And what reminds people of it:
-- contacts, thresholds, jobs.
--
-- Units as in 0001.

ALTER TABLE account ADD COLUMN email TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN billing_email TEXT NOT NULL DEFAULT ''; -- empty: email
ALTER TABLE account ADD COLUMN language TEXT NOT NULL DEFAULT 'en';
ALTER TABLE account ADD COLUMN is_trial INTEGER NOT NULL DEFAULT 0 CHECK (is_trial IN (0, 1));
ALTER TABLE account ADD COLUMN needs_card_confirmation INTEGER NOT NULL DEFAULT 0 CHECK (needs_card_confirmation IN (0, 1));
-- When what is available falls below this, the account is looked at: a recharge or a notice may be due. Null: nothing is.
ALTER TABLE account ADD COLUMN watch_below_micros INTEGER;

-- Accounts that fell below, each once, until somebody looked.
CREATE TABLE balance_watch (
    account INTEGER PRIMARY KEY REFERENCES account (key),
    at      INTEGER NOT NULL
) STRICT;

CREATE TRIGGER account_falls_below AFTER UPDATE OF balance_micros, held_micros ON account
WHEN NEW.balance_micros - NEW.held_micros < NEW.watch_below_micros
 AND OLD.balance_micros - OLD.held_micros >= NEW.watch_below_micros
BEGIN
    INSERT INTO balance_watch (account, at) VALUES (NEW.key, unixepoch('now') * 10000000)
    ON CONFLICT (account) DO NOTHING;
END;

-- A top-up is written down before any request leaves, and credit enters the ledger with its success, in one transaction.
CREATE TABLE top_up (
    id            TEXT    NOT NULL PRIMARY KEY,
    account       INTEGER NOT NULL REFERENCES account (key),
    source        TEXT    NOT NULL CHECK (source IN ('card', 'invoice', 'manual', 'promotional')),
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    cause         TEXT    NOT NULL UNIQUE, -- the fact that it comes from, such as auto/acme/17: asked for twice, it is one
    automatic     INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    state         TEXT    NOT NULL CHECK (state IN ('requested', 'pending', 'unknown', 'succeeded', 'failed')),
    requested_at  INTEGER NOT NULL,
    requested_by  TEXT    NOT NULL,
    decided_at    INTEGER,
    reference     TEXT    NOT NULL DEFAULT '', -- the provider's name of the payment, the number of the transfer
    action_link   TEXT    NOT NULL DEFAULT '', -- where a person has to agree to it
    error_code    TEXT    NOT NULL DEFAULT '',
    error         TEXT    NOT NULL DEFAULT '',
    attempts      INTEGER NOT NULL DEFAULT 0,
    retry_at      INTEGER,
    note          TEXT    NOT NULL DEFAULT '',
    entry         INTEGER UNIQUE REFERENCES ledger_entry (id),
    CHECK ((state = 'succeeded') = (entry IS NOT NULL)),
    CHECK ((state IN ('succeeded', 'failed')) = (decided_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX top_up_account ON top_up (account, requested_at);
CREATE INDEX top_up_open ON top_up (retry_at) WHERE state IN ('requested', 'pending', 'unknown');
CREATE INDEX top_up_reference ON top_up (reference) WHERE reference <> '';

CREATE TRIGGER top_up_begins_requested BEFORE INSERT ON top_up
WHEN NEW.state <> 'requested' OR EXISTS (SELECT 1 FROM top_up WHERE id = NEW.id OR cause = NEW.cause)
BEGIN
    SELECT RAISE(ABORT, 'top-up: it begins requested, once for each cause');
END;

CREATE TRIGGER top_up_is_decided_once BEFORE UPDATE ON top_up
WHEN OLD.state IN ('succeeded', 'failed')
BEGIN
    SELECT RAISE(ABORT, 'top-up: what was decided never changes; refund it');
END;

CREATE TRIGGER top_up_keeps_what_it_is BEFORE UPDATE OF id, account, source, amount_micros, cause, automatic, requested_at ON top_up
BEGIN
    SELECT RAISE(ABORT, 'top-up: account, source, amount and cause never change');
END;

CREATE TRIGGER top_up_goes_forward BEFORE UPDATE OF state ON top_up
WHEN NEW.state = 'requested' AND OLD.state <> 'requested'
BEGIN
    SELECT RAISE(ABORT, 'top-up: what was sent is never unsent');
END;

CREATE TRIGGER top_up_succeeds_with_its_entry BEFORE UPDATE OF state ON top_up
WHEN NEW.state = 'succeeded' AND NOT EXISTS (
    SELECT 1 FROM ledger_entry
    WHERE id = NEW.entry AND account = NEW.account AND kind = 'top-up' AND amount_micros = NEW.amount_micros
      AND cause = 'topup/' || NEW.id
)
BEGIN
    SELECT RAISE(ABORT, 'top-up: it succeeds only with a ledger entry of its amount');
END;

CREATE TRIGGER top_up_is_never_removed BEFORE DELETE ON top_up
BEGIN
    SELECT RAISE(ABORT, 'top-up: it is never removed');
END;

-- Money that goes back: what the operator refunds, and what a bank takes back.
CREATE TABLE refund (
    id            TEXT    NOT NULL PRIMARY KEY,
    top_up        TEXT    NOT NULL REFERENCES top_up (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('refund', 'dispute')),
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    cause         TEXT    NOT NULL UNIQUE,
    state         TEXT    NOT NULL CHECK (state IN ('requested', 'pending', 'unknown', 'succeeded', 'failed')),
    requested_at  INTEGER NOT NULL,
    requested_by  TEXT    NOT NULL,
    decided_at    INTEGER,
    reference     TEXT    NOT NULL DEFAULT '',
    error         TEXT    NOT NULL DEFAULT '',
    attempts      INTEGER NOT NULL DEFAULT 0,
    retry_at      INTEGER,
    note          TEXT    NOT NULL DEFAULT '',
    entry         INTEGER UNIQUE REFERENCES ledger_entry (id),
    uncovered_micros INTEGER NOT NULL DEFAULT 0 CHECK (uncovered_micros >= 0), -- what the balance could not give back
    CHECK ((state IN ('succeeded', 'failed')) = (decided_at IS NOT NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX refund_top_up ON refund (top_up);
CREATE INDEX refund_open ON refund (retry_at) WHERE state IN ('requested', 'pending', 'unknown');

CREATE TRIGGER refund_is_never_removed BEFORE DELETE ON refund
BEGIN
    SELECT RAISE(ABORT, 'refund: it is never removed');
END;

-- The card of an account, by the provider's names: no number of it is ever here.
CREATE TABLE card (
    account              INTEGER PRIMARY KEY REFERENCES account (key),
    customer             TEXT    NOT NULL,
    method               TEXT    NOT NULL DEFAULT '', -- empty: the holder has not entered it yet
    brand                TEXT    NOT NULL DEFAULT '',
    last4                TEXT    NOT NULL DEFAULT '',
    expires              TEXT    NOT NULL DEFAULT '', -- YYYY-MM
    state                TEXT    NOT NULL CHECK (state IN ('awaited', 'saved', 'confirming', 'confirmed', 'blocked')),
    confirmation_micros  INTEGER CHECK (confirmation_micros > 0),
    confirmation_tries   INTEGER NOT NULL DEFAULT 0,
    confirmation_payment TEXT    NOT NULL DEFAULT '',
    changed_at           INTEGER NOT NULL
) STRICT;

-- When and with how much an account is recharged by itself.
CREATE TABLE recharge_rule (
    account             INTEGER PRIMARY KEY REFERENCES account (key),
    enabled             INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    threshold_micros    INTEGER NOT NULL CHECK (threshold_micros >= 0),
    amount_micros       INTEGER NOT NULL CHECK (amount_micros > 0),
    source              TEXT    NOT NULL CHECK (source IN ('card', 'invoice')),
    max_per_day_micros  INTEGER CHECK (max_per_day_micros > 0),
    max_per_month_micros INTEGER CHECK (max_per_month_micros > 0),
    sequence            INTEGER NOT NULL DEFAULT 0, -- of its top-ups, for their cause
    declines            INTEGER NOT NULL DEFAULT 0, -- in a row
    not_before          INTEGER,                    -- after a decline
    stopped             TEXT    NOT NULL DEFAULT ''  -- why it stopped by itself: declined, velocity
) STRICT;

-- Below which balances people are told, each at most once a day, and again only after a top-up.
CREATE TABLE notice_threshold (
    account        INTEGER NOT NULL REFERENCES account (key),
    below_micros   INTEGER NOT NULL CHECK (below_micros >= 0),
    armed          INTEGER NOT NULL DEFAULT 1 CHECK (armed IN (0, 1)),
    last_noticed_at INTEGER,
    PRIMARY KEY (account, below_micros)
) STRICT, WITHOUT ROWID;

CREATE TABLE invoice (
    number        TEXT    NOT NULL PRIMARY KEY, -- INV-2026-000001, without gaps
    account       INTEGER NOT NULL REFERENCES account (key),
    top_up        TEXT    NOT NULL UNIQUE REFERENCES top_up (id),
    amount_micros INTEGER NOT NULL CHECK (amount_micros > 0),
    issued_at     INTEGER NOT NULL,
    due_at        INTEGER NOT NULL,
    state         TEXT    NOT NULL CHECK (state IN ('open', 'paid', 'void')),
    overdue_noticed_at INTEGER,
    paid_at       INTEGER,
    payment       TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE INDEX invoice_due ON invoice (due_at) WHERE state = 'open';

CREATE TABLE invoice_sequence (
    year INTEGER PRIMARY KEY,
    last INTEGER NOT NULL
) STRICT;

-- What a payment provider told us, each once: told again, it is known.
CREATE TABLE webhook_event (
    id          TEXT    NOT NULL PRIMARY KEY,
    kind        TEXT    NOT NULL,
    received_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Jobs: a period is worked once, by whichever node is first.
CREATE TABLE job_run (
    id         INTEGER PRIMARY KEY,
    job        TEXT    NOT NULL,
    period     TEXT    NOT NULL, -- such as 2026-12-01; several runs of one period are known by their attempts
    started_at INTEGER NOT NULL,
    ended_at   INTEGER,
    outcome    TEXT    NOT NULL DEFAULT '', -- done, failed; empty: runs, or died
    detail     TEXT    NOT NULL DEFAULT '',
    node       TEXT    NOT NULL
) STRICT;

CREATE INDEX job_run_job ON job_run (job, started_at);

-- Retention: the numbers in an old call may be masked, once, and nothing else of it.
ALTER TABLE call ADD COLUMN masked INTEGER NOT NULL DEFAULT 0 CHECK (masked IN (0, 1));

DROP TRIGGER call_is_closed_once;

CREATE TRIGGER call_is_closed_once BEFORE UPDATE OF
    key, id, pbx, owner_is_trunk, account, service, destination, number, extension, member, department,
    connection_fee_micros, per_minute_micros, initial_seconds, subsequent_seconds, state, authorised_at, funded_seconds,
    held_micros, leg, answered_at, ended_at, connected_ticks, billed_seconds, charge_micros, charge_entry, end_reason, cause,
    estimated, clock_stepped, origin, prefix, deck, plan, price_currency, exchange_trillionths, parent, limited ON call
WHEN OLD.ended_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'call: a closed call never changes');
END;

CREATE TRIGGER call_is_masked_once BEFORE UPDATE OF owner, from_party, to_party, dialled, masked ON call
WHEN OLD.ended_at IS NOT NULL AND (OLD.masked = 1 OR NEW.masked = 0)
BEGIN
    SELECT RAISE(ABORT, 'call: a closed call never changes, but that its numbers are masked once');
END;

-- The audit log.

DROP TRIGGER audit_account_changed;

CREATE TRIGGER audit_account_changed AFTER UPDATE OF
    name, plan, status, max_calls, time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros,
    email, billing_email, language, is_trial, needs_card_confirmation ON account
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'account changed', 'account/' || NEW.id,
    json_object(
        'id', OLD.id, 'name', OLD.name, 'currency', OLD.currency, 'plan', OLD.plan, 'status', OLD.status,
        'max_calls', OLD.max_calls, 'time_zone', OLD.time_zone, 'min_balance_micros', OLD.min_balance_micros,
        'max_per_minute_micros', OLD.max_per_minute_micros,
        'max_connection_fee_micros', OLD.max_connection_fee_micros, 'email', OLD.email,
        'billing_email', OLD.billing_email, 'language', OLD.language, 'is_trial', OLD.is_trial,
        'needs_card_confirmation', OLD.needs_card_confirmation),
    json_object(
        'id', NEW.id, 'name', NEW.name, 'currency', NEW.currency, 'plan', NEW.plan, 'status', NEW.status,
        'max_calls', NEW.max_calls, 'time_zone', NEW.time_zone, 'min_balance_micros', NEW.min_balance_micros,
        'max_per_minute_micros', NEW.max_per_minute_micros,
        'max_connection_fee_micros', NEW.max_connection_fee_micros, 'email', NEW.email,
        'billing_email', NEW.billing_email, 'language', NEW.language, 'is_trial', NEW.is_trial,
        'needs_card_confirmation', NEW.needs_card_confirmation)
    FROM audit_context;
END;

CREATE TRIGGER audit_top_up_added AFTER INSERT ON top_up
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'top-up added', 'top-up/' || NEW.id,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'source', NEW.source,
        'amount_micros', NEW.amount_micros, 'cause', NEW.cause, 'automatic', NEW.automatic,
        'state', NEW.state, 'requested_by', NEW.requested_by, 'reference', NEW.reference,
        'error_code', NEW.error_code, 'error', NEW.error, 'note', NEW.note)
    FROM audit_context;
END;

CREATE TRIGGER audit_top_up_changed AFTER UPDATE OF
    state, reference, error ON top_up
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'top-up changed', 'top-up/' || NEW.id,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'source', OLD.source,
        'amount_micros', OLD.amount_micros, 'cause', OLD.cause, 'automatic', OLD.automatic,
        'state', OLD.state, 'requested_by', OLD.requested_by, 'reference', OLD.reference,
        'error_code', OLD.error_code, 'error', OLD.error, 'note', OLD.note),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'source', NEW.source,
        'amount_micros', NEW.amount_micros, 'cause', NEW.cause, 'automatic', NEW.automatic,
        'state', NEW.state, 'requested_by', NEW.requested_by, 'reference', NEW.reference,
        'error_code', NEW.error_code, 'error', NEW.error, 'note', NEW.note)
    FROM audit_context;
END;

CREATE TRIGGER audit_refund_added AFTER INSERT ON refund
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'refund added', 'refund/' || NEW.id,
    NULL,
    json_object(
        'top_up', NEW.top_up, 'kind', NEW.kind, 'amount_micros', NEW.amount_micros, 'cause', NEW.cause,
        'state', NEW.state, 'requested_by', NEW.requested_by, 'reference', NEW.reference, 'error', NEW.error,
        'note', NEW.note, 'uncovered_micros', NEW.uncovered_micros)
    FROM audit_context;
END;

CREATE TRIGGER audit_refund_changed AFTER UPDATE OF
    state, reference, error ON refund
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'refund changed', 'refund/' || NEW.id,
    json_object(
        'top_up', OLD.top_up, 'kind', OLD.kind, 'amount_micros', OLD.amount_micros, 'cause', OLD.cause,
        'state', OLD.state, 'requested_by', OLD.requested_by, 'reference', OLD.reference, 'error', OLD.error,
        'note', OLD.note, 'uncovered_micros', OLD.uncovered_micros),
    json_object(
        'top_up', NEW.top_up, 'kind', NEW.kind, 'amount_micros', NEW.amount_micros, 'cause', NEW.cause,
        'state', NEW.state, 'requested_by', NEW.requested_by, 'reference', NEW.reference, 'error', NEW.error,
        'note', NEW.note, 'uncovered_micros', NEW.uncovered_micros)
    FROM audit_context;
END;

CREATE TRIGGER audit_card_added AFTER INSERT ON card
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'card added', 'card/' || (SELECT id FROM account WHERE key = NEW.account),
    NULL,
    json_object(
        'customer', NEW.customer, 'method', NEW.method, 'brand', NEW.brand, 'last4', NEW.last4,
        'expires', NEW.expires, 'state', NEW.state)
    FROM audit_context;
END;

CREATE TRIGGER audit_card_changed AFTER UPDATE OF
    customer, method, brand, last4, expires, state ON card
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'card changed', 'card/' || (SELECT id FROM account WHERE key = NEW.account),
    json_object(
        'customer', OLD.customer, 'method', OLD.method, 'brand', OLD.brand, 'last4', OLD.last4,
        'expires', OLD.expires, 'state', OLD.state),
    json_object(
        'customer', NEW.customer, 'method', NEW.method, 'brand', NEW.brand, 'last4', NEW.last4,
        'expires', NEW.expires, 'state', NEW.state)
    FROM audit_context;
END;

CREATE TRIGGER audit_card_removed AFTER DELETE ON card
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'card removed', 'card/' || (SELECT id FROM account WHERE key = OLD.account),
    json_object(
        'customer', OLD.customer, 'method', OLD.method, 'brand', OLD.brand, 'last4', OLD.last4,
        'expires', OLD.expires, 'state', OLD.state),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_recharge_rule_added AFTER INSERT ON recharge_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'recharge rule added', 'recharge/' || (SELECT id FROM account WHERE key = NEW.account),
    NULL,
    json_object(
        'enabled', NEW.enabled, 'threshold_micros', NEW.threshold_micros, 'amount_micros', NEW.amount_micros,
        'source', NEW.source, 'max_per_day_micros', NEW.max_per_day_micros,
        'max_per_month_micros', NEW.max_per_month_micros, 'declines', NEW.declines, 'stopped', NEW.stopped)
    FROM audit_context;
END;

CREATE TRIGGER audit_recharge_rule_changed AFTER UPDATE OF
    enabled, threshold_micros, amount_micros, source, max_per_day_micros, max_per_month_micros, declines, stopped ON recharge_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'recharge rule changed', 'recharge/' || (SELECT id FROM account WHERE key = NEW.account),
    json_object(
        'enabled', OLD.enabled, 'threshold_micros', OLD.threshold_micros, 'amount_micros', OLD.amount_micros,
        'source', OLD.source, 'max_per_day_micros', OLD.max_per_day_micros,
        'max_per_month_micros', OLD.max_per_month_micros, 'declines', OLD.declines, 'stopped', OLD.stopped),
    json_object(
        'enabled', NEW.enabled, 'threshold_micros', NEW.threshold_micros, 'amount_micros', NEW.amount_micros,
        'source', NEW.source, 'max_per_day_micros', NEW.max_per_day_micros,
        'max_per_month_micros', NEW.max_per_month_micros, 'declines', NEW.declines, 'stopped', NEW.stopped)
    FROM audit_context;
END;

CREATE TRIGGER audit_recharge_rule_removed AFTER DELETE ON recharge_rule
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'recharge rule removed', 'recharge/' || (SELECT id FROM account WHERE key = OLD.account),
    json_object(
        'enabled', OLD.enabled, 'threshold_micros', OLD.threshold_micros, 'amount_micros', OLD.amount_micros,
        'source', OLD.source, 'max_per_day_micros', OLD.max_per_day_micros,
        'max_per_month_micros', OLD.max_per_month_micros, 'declines', OLD.declines, 'stopped', OLD.stopped),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_notice_threshold_added AFTER INSERT ON notice_threshold
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'notice threshold added', 'notice/' || (SELECT id FROM account WHERE key = NEW.account),
    NULL,
    json_object(
        'below_micros', NEW.below_micros)
    FROM audit_context;
END;

CREATE TRIGGER audit_notice_threshold_removed AFTER DELETE ON notice_threshold
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'notice threshold removed', 'notice/' || (SELECT id FROM account WHERE key = OLD.account),
    json_object(
        'below_micros', OLD.below_micros),
    NULL
    FROM audit_context;
END;

CREATE TRIGGER audit_invoice_added AFTER INSERT ON invoice
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'invoice added', 'invoice/' || NEW.number,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'top_up', NEW.top_up,
        'amount_micros', NEW.amount_micros, 'issued_at', NEW.issued_at, 'due_at', NEW.due_at,
        'state', NEW.state, 'payment', NEW.payment)
    FROM audit_context;
END;

CREATE TRIGGER audit_invoice_changed AFTER UPDATE OF
    state ON invoice
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'invoice changed', 'invoice/' || NEW.number,
    json_object(
        'account', (SELECT id FROM account WHERE key = OLD.account), 'top_up', OLD.top_up,
        'amount_micros', OLD.amount_micros, 'issued_at', OLD.issued_at, 'due_at', OLD.due_at,
        'state', OLD.state, 'payment', OLD.payment),
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'top_up', NEW.top_up,
        'amount_micros', NEW.amount_micros, 'issued_at', NEW.issued_at, 'due_at', NEW.due_at,
        'state', NEW.state, 'payment', NEW.payment)
    FROM audit_context;
END;
