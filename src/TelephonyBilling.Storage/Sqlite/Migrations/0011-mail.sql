-- Mails are taken for a while by who sends them, so that two nodes don't send one twice; and each address that has a mail is
-- written down, so that it does not get it again when another one has to be tried again.

ALTER TABLE outbox ADD COLUMN leased_until INTEGER;               -- null: nobody is sending it
ALTER TABLE outbox ADD COLUMN node TEXT NOT NULL DEFAULT '';      -- who has it, or had it last
ALTER TABLE outbox ADD COLUMN delivered TEXT NOT NULL DEFAULT ''; -- addresses, one a line

CREATE INDEX outbox_account ON outbox (account, id);

CREATE TRIGGER audit_outbox_retried AFTER UPDATE OF state ON outbox
WHEN OLD.state = 'dead' AND NEW.state = 'waiting'
BEGIN
    INSERT INTO audit_log (at, actor, action, subject, before, after)
    SELECT coalesce(at, unixepoch('now') * 10000000), coalesce(actor, 'sql'), 'mail retried', 'mail/' || NEW.id,
    json_object('state', OLD.state, 'attempts', OLD.attempts, 'error', OLD.error),
    json_object('state', NEW.state, 'attempts', NEW.attempts, 'error', NEW.error)
    FROM audit_context;
END;

-- An account is looked at when it falls below any of the marks that it is watched for, not only below the highest: below
-- that it may be already, since a mail about it went out today, or since a card was declined. watch_below_micros, the
-- highest, keeps accounts that are well off from being asked.

DROP TRIGGER account_falls_below;

CREATE TRIGGER account_falls_below AFTER UPDATE OF balance_micros, held_micros ON account
WHEN NEW.balance_micros - NEW.held_micros < NEW.watch_below_micros
 AND NEW.balance_micros - NEW.held_micros < OLD.balance_micros - OLD.held_micros
 AND (
    EXISTS (
        SELECT 1 FROM notice_threshold
        WHERE account = NEW.key AND armed = 1
          AND below_micros > NEW.balance_micros - NEW.held_micros
          AND below_micros <= OLD.balance_micros - OLD.held_micros)
    OR EXISTS (
        SELECT 1 FROM recharge_rule
        WHERE account = NEW.key AND enabled = 1 AND stopped = ''
          AND threshold_micros >= NEW.balance_micros - NEW.held_micros
          AND threshold_micros < OLD.balance_micros - OLD.held_micros))
BEGIN
    INSERT INTO balance_watch (account, at)
    VALUES (NEW.key, coalesce((SELECT at FROM ledger_entry WHERE id = NEW.last_entry), 0))
    ON CONFLICT (account) DO NOTHING;
END;
