-- A channel that asks again gets the call that is still being tried for it. One that was answered is not: who dials the
-- number once more wants another call, also while the first one is being settled. But a channel from a carrier is one
-- trunk leg, and one call, for as long as it lives; and a feature runs once at a time on a channel.

DROP INDEX call_open_owner;

CREATE UNIQUE INDEX call_open_owner ON call (pbx, owner, owner_is_trunk, dialled)
    WHERE state = 'authorised' OR (state = 'connected' AND (owner_is_trunk = 1 OR parent IS NOT NULL));
