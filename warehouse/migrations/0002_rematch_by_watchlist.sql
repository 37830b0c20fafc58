-- A re-match reads the past for the watchlists that changed: what each one asked for, by checksum.
ALTER TABLE watchlist ADD COLUMN checksum VARCHAR;
ALTER TABLE rematch ADD COLUMN watchlist_id VARCHAR;
ALTER TABLE rematch ADD COLUMN checksum VARCHAR;
