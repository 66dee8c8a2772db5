-- A member's department counts for their extensions without one, so the gate keeps members in memory too.

CREATE TRIGGER directory_member_added AFTER INSERT ON member
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_member_changed AFTER UPDATE ON member
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;

CREATE TRIGGER directory_member_removed AFTER DELETE ON member
BEGIN
    UPDATE directory_revision SET revision = revision + 1;
END;
