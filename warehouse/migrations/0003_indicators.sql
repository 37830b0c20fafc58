-- What it shows that a rule fires, in words.
ALTER TABLE watchlist_rule ADD COLUMN indicator VARCHAR;
