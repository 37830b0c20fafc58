-- Several digests, each with its own memory: the name it has in the settings. Those made before were "daily".
ALTER TABLE digest ADD COLUMN reader VARCHAR;
-- Why an article is in its story, in words: a JSON list.
ALTER TABLE story_member ADD COLUMN because VARCHAR;

-- What a person decided: the article belongs to that story, whatever was found. The last one counts.
CREATE TABLE story_move (
    article_id VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    decided_by VARCHAR NOT NULL,
    moved_at TIMESTAMPTZ NOT NULL
);

-- A story that carries on an earlier one.
CREATE TABLE story_link (
    story_id VARCHAR PRIMARY KEY,
    follows VARCHAR NOT NULL,
    because VARCHAR NOT NULL,
    linked_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);

-- A version of an article that hit, and was read for what follows.
CREATE TABLE analysis (
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    analysed_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (article_id, article_version)
);

-- Whom and what it names: each concept once, with how often.
CREATE TABLE mention (
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    concept VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (article_id, article_version, concept)
);

-- Who it says it has something from.
CREATE TABLE attribution (
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    origin VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    phrase VARCHAR NOT NULL,
    field VARCHAR NOT NULL,
    start_at INTEGER NOT NULL,
    end_at INTEGER NOT NULL,
    PRIMARY KEY (article_id, article_version, place)
);

-- How many of what: the ledger of claims.
CREATE TABLE figure (
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    place INTEGER NOT NULL,
    thing VARCHAR NOT NULL,
    unit VARCHAR NOT NULL,
    low DOUBLE NOT NULL,
    high DOUBLE NOT NULL,
    bound VARCHAR NOT NULL,
    origin VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    sentence VARCHAR NOT NULL,
    mark_start INTEGER NOT NULL,
    mark_end INTEGER NOT NULL,
    PRIMARY KEY (article_id, article_version, place)
);
