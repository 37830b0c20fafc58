-- Why an attempt failed, where the site says it has moved to, and where a source of many documents was left.
ALTER TABLE fetch_attempt ADD COLUMN reason VARCHAR;
ALTER TABLE fetch_attempt ADD COLUMN moved_to VARCHAR;
ALTER TABLE fetch_attempt ADD COLUMN cursor VARCHAR;
-- What the state belongs to: a digest of kind, address and options.
ALTER TABLE fetch_attempt ADD COLUMN asked VARCHAR;
ALTER TABLE source ADD COLUMN folder VARCHAR;
-- A source may name an article by guid and change its address.
ALTER TABLE entry ADD COLUMN guid VARCHAR;

-- What became of the entries that a source offered in a run, by reason; together they are all of them.
CREATE TABLE covered (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    fate VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    entries INTEGER NOT NULL
);

-- Articles that hit are looked at again.
CREATE TABLE look (
    article_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    looked_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR NOT NULL
);

-- What a version changed, sentence by sentence, and what that touches.
CREATE TABLE article_edit (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    field VARCHAR NOT NULL,
    before VARCHAR NOT NULL,
    after VARCHAR NOT NULL,
    touches VARCHAR NOT NULL,
    PRIMARY KEY (article_id, version, place)
);

-- Hosts that asked to be left alone.
CREATE TABLE host_pause (
    host VARCHAR NOT NULL,
    closed_until TIMESTAMPTZ NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);

-- The address under which the page is served, and the title that it bears, to look at it again.
ALTER TABLE article ADD COLUMN link VARCHAR;
ALTER TABLE article_version ADD COLUMN page_title VARCHAR;
