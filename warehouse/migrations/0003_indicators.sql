-- The indicator of the watchlist that a rule looks for.
ALTER TABLE watchlist_rule ADD COLUMN indicator VARCHAR;
