-- An account that could not pay for a whole quota is recharged though its threshold may not be reached: a few cents that
-- pay for nothing any more are as good as none.
ALTER TABLE balance_watch ADD COLUMN exhausted INTEGER NOT NULL DEFAULT 0 CHECK (exhausted IN (0, 1));
