-- Everything is appended, nothing is rewritten: a later state is a later row.
-- Primary keys only; secondary indexes and foreign keys would stop later ALTER TABLE statements.

CREATE TABLE run (
    run_id VARCHAR PRIMARY KEY,
    token BIGINT NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    watchlists_version VARCHAR NOT NULL,
    sources INTEGER NOT NULL
);

CREATE TABLE run_end (
    run_id VARCHAR PRIMARY KEY,
    state VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    seconds DOUBLE NOT NULL
);

CREATE TABLE source (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    language VARCHAR,
    country VARCHAR,
    stance VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    PRIMARY KEY (run_id, source_id)
);

CREATE TABLE fetch_attempt (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    outcome VARCHAR NOT NULL,
    http_status INTEGER,
    detail VARCHAR NOT NULL,
    items INTEGER NOT NULL,
    new_items INTEGER NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    seconds DOUBLE NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    body_sha256 VARCHAR
);

CREATE TABLE failure (
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    message VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);

CREATE TABLE article (
    article_id VARCHAR PRIMARY KEY,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE article_version (
    article_id VARCHAR NOT NULL,
    version INTEGER NOT NULL,
    title VARCHAR NOT NULL,
    text VARCHAR NOT NULL,
    summary VARCHAR NOT NULL,
    language VARCHAR NOT NULL,
    author VARCHAR,
    published_at TIMESTAMPTZ,
    text_origin VARCHAR NOT NULL,
    note VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    PRIMARY KEY (article_id, version)
);

CREATE TABLE entry (
    article_id VARCHAR NOT NULL,
    entry_sha256 VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (article_id, entry_sha256)
);

CREATE TABLE hit (
    hit_id VARCHAR PRIMARY KEY,
    article_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    watchlist_id VARCHAR NOT NULL,
    watchlist_version VARCHAR NOT NULL,
    score DOUBLE NOT NULL,
    evidence JSON NOT NULL,
    matched_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    look_back BOOLEAN NOT NULL
);

CREATE TABLE rematch (
    watchlists_version VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    articles BIGINT NOT NULL,
    hits BIGINT NOT NULL
);

CREATE TABLE watchlist (
    watchlists_version VARCHAR NOT NULL,
    watchlist_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    PRIMARY KEY (watchlists_version, watchlist_id)
);

CREATE TABLE watchlist_rule (
    watchlists_version VARCHAR NOT NULL,
    watchlist_id VARCHAR NOT NULL,
    rule VARCHAR NOT NULL,
    claim_id VARCHAR NOT NULL,
    claim VARCHAR NOT NULL,
    PRIMARY KEY (watchlists_version, watchlist_id, rule, claim_id)
);

CREATE TABLE story_member (
    story_id VARCHAR NOT NULL,
    article_id VARCHAR PRIMARY KEY,
    language VARCHAR NOT NULL,
    dated_at TIMESTAMPTZ NOT NULL,
    signature BLOB NOT NULL,
    joined_by VARCHAR NOT NULL,
    resembles VARCHAR NOT NULL,
    joined_at TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL
);

CREATE TABLE digest (
    digest_id VARCHAR PRIMARY KEY,
    created_at TIMESTAMPTZ NOT NULL,
    since TIMESTAMPTZ,
    until TIMESTAMPTZ NOT NULL,
    run_id VARCHAR NOT NULL,
    content JSON NOT NULL
);

CREATE TABLE told (
    digest_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    watchlist_id VARCHAR NOT NULL,
    article_version INTEGER NOT NULL,
    story_id VARCHAR NOT NULL,
    PRIMARY KEY (digest_id, article_id, watchlist_id)
);

CREATE TABLE delivery (
    digest_id VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    recipient VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL,
    detail VARCHAR NOT NULL
);
