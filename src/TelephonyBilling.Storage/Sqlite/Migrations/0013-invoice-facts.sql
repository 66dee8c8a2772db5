-- An invoice says for ever what it said when it was issued: who sells and who buys, the taxes, how to pay; whatever the
-- configuration and the account have become since.
--
-- Units as in 0001.

ALTER TABLE invoice ADD COLUMN tax_micros INTEGER NOT NULL DEFAULT 0 CHECK (tax_micros >= 0); -- on top of amount_micros
ALTER TABLE invoice ADD COLUMN facts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(facts));

-- Where the account lives, in one line: an invoice has to say it.
ALTER TABLE account ADD COLUMN billing_address TEXT NOT NULL DEFAULT '';

-- Numbers follow each other without a gap: the next one is given only when the last one is used, and no invoice goes away.

CREATE TRIGGER invoice_sequence_begins_with_one BEFORE INSERT ON invoice_sequence
WHEN NEW.last <> 1
BEGIN
    SELECT RAISE(ABORT, 'invoice: the first number of a year is one');
END;

CREATE TRIGGER invoice_sequence_leaves_no_gap BEFORE UPDATE ON invoice_sequence
WHEN NEW.year <> OLD.year OR NEW.last <> OLD.last + 1
  OR NOT EXISTS (SELECT 1 FROM invoice WHERE number = printf('INV-%d-%06d', OLD.year, OLD.last))
BEGIN
    SELECT RAISE(ABORT, 'invoice: numbers have no gaps');
END;

CREATE TRIGGER invoice_sequence_is_never_removed BEFORE DELETE ON invoice_sequence
BEGIN
    SELECT RAISE(ABORT, 'invoice: numbers are never given again');
END;

CREATE TRIGGER invoice_takes_the_next_number BEFORE INSERT ON invoice
WHEN NEW.state <> 'open'
  OR EXISTS (SELECT 1 FROM invoice WHERE number = NEW.number OR top_up = NEW.top_up)
  OR NOT EXISTS (SELECT 1 FROM invoice_sequence WHERE NEW.number = printf('INV-%d-%06d', year, last))
BEGIN
    SELECT RAISE(ABORT, 'invoice: it takes the next number of its year, once for each top-up');
END;

CREATE TRIGGER invoice_is_for_credit_that_was_given BEFORE INSERT ON invoice
WHEN NOT EXISTS (
    SELECT 1 FROM top_up
    WHERE id = NEW.top_up AND account = NEW.account AND source = 'invoice' AND state = 'succeeded'
      AND amount_micros = NEW.amount_micros
)
BEGIN
    SELECT RAISE(ABORT, 'invoice: it is for a top-up by invoice whose credit is posted');
END;

CREATE TRIGGER invoice_keeps_what_it_says BEFORE UPDATE OF
    number, account, top_up, amount_micros, tax_micros, issued_at, due_at, facts ON invoice
BEGIN
    SELECT RAISE(ABORT, 'invoice: what was issued never changes');
END;

CREATE TRIGGER invoice_is_decided_once BEFORE UPDATE OF state, paid_at, payment ON invoice
WHEN OLD.state <> 'open'
BEGIN
    SELECT RAISE(ABORT, 'invoice: what was paid never changes');
END;

CREATE TRIGGER invoice_is_never_removed BEFORE DELETE ON invoice
BEGIN
    SELECT RAISE(ABORT, 'invoice: it is never removed');
END;

-- The audit log.

DROP TRIGGER audit_invoice_added;

CREATE TRIGGER audit_invoice_added AFTER INSERT ON invoice
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'invoice added', 'invoice/' || NEW.number,
    NULL,
    json_object(
        'account', (SELECT id FROM account WHERE key = NEW.account), 'top_up', NEW.top_up,
        'amount_micros', NEW.amount_micros, 'tax_micros', NEW.tax_micros, 'issued_at', NEW.issued_at,
        'due_at', NEW.due_at, 'state', NEW.state, 'payment', NEW.payment, 'facts', json(NEW.facts))
    FROM audit_context;
END;

DROP TRIGGER audit_account_changed;

CREATE TRIGGER audit_account_changed AFTER UPDATE OF
    name, plan, status, max_calls, time_zone, min_balance_micros, max_per_minute_micros, max_connection_fee_micros,
    email, billing_email, billing_address, language, is_trial, needs_card_confirmation ON account
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'account changed', 'account/' || NEW.id,
    json_object(
        'id', OLD.id, 'name', OLD.name, 'currency', OLD.currency, 'plan', OLD.plan, 'status', OLD.status,
        'max_calls', OLD.max_calls, 'time_zone', OLD.time_zone, 'min_balance_micros', OLD.min_balance_micros,
        'max_per_minute_micros', OLD.max_per_minute_micros,
        'max_connection_fee_micros', OLD.max_connection_fee_micros, 'email', OLD.email,
        'billing_email', OLD.billing_email, 'billing_address', OLD.billing_address, 'language', OLD.language,
        'is_trial', OLD.is_trial, 'needs_card_confirmation', OLD.needs_card_confirmation),
    json_object(
        'id', NEW.id, 'name', NEW.name, 'currency', NEW.currency, 'plan', NEW.plan, 'status', NEW.status,
        'max_calls', NEW.max_calls, 'time_zone', NEW.time_zone, 'min_balance_micros', NEW.min_balance_micros,
        'max_per_minute_micros', NEW.max_per_minute_micros,
        'max_connection_fee_micros', NEW.max_connection_fee_micros, 'email', NEW.email,
        'billing_email', NEW.billing_email, 'billing_address', NEW.billing_address, 'language', NEW.language,
        'is_trial', NEW.is_trial, 'needs_card_confirmation', NEW.needs_card_confirmation)
    FROM audit_context;
END;
