-- The contract with people: plural names, one row a thing, times in UTC.
-- Made anew whenever this file changes, so a change here needs no migration.

CREATE OR REPLACE VIEW runs AS
SELECT run.run_id, started_at, started_at + to_seconds(seconds) AS finished_at,
       coalesce(state, 'unfinished') AS state, coalesce(detail, '') AS detail,
       sources, watchlists_version
FROM run LEFT JOIN run_end USING (run_id);

CREATE OR REPLACE VIEW sources AS
WITH latest AS (
    SELECT source.*, run.started_at,
           row_number() OVER (PARTITION BY source_id ORDER BY run.token DESC) AS age
    FROM source JOIN run USING (run_id)
)
SELECT source_id, name, kind, url, language, country, stance, note, started_at AS last_listed_at
FROM latest WHERE age = 1;

CREATE OR REPLACE VIEW fetches AS
SELECT run_id, source_id, url, outcome, http_status, detail, items, new_items, started_at, seconds,
       etag, last_modified
FROM fetch_attempt;

CREATE OR REPLACE VIEW failures AS
SELECT run_id, source_id, stage, url, reason, message, recorded_at FROM failure;

CREATE OR REPLACE VIEW article_versions AS
SELECT article_id, version, title, text, summary, language, author, published_at, text_origin, note,
       seen_at, run_id
FROM article_version;

CREATE OR REPLACE VIEW articles AS
-- The newest version is found by its key alone; a window over whole rows would carry every text.
WITH newest AS (
    SELECT article_id, max(version) AS version FROM article_version GROUP BY article_id
)
SELECT article_id, source_id, url, title, text, language, published_at, first_seen_at,
       summary, author, text_origin, note, version, article.run_id
FROM article JOIN newest USING (article_id) JOIN article_version USING (article_id, version);

CREATE OR REPLACE VIEW hits AS
WITH newest AS (
    SELECT article_id, max(version) AS article_version FROM article_version GROUP BY article_id
), last_read AS (
    -- The oldest re-matches were of all watchlists, and name none.
    SELECT one.watchlist_id, max(recorded_at) AS read_at,
           arg_max(watchlists_version, recorded_at) AS read_version
    FROM (SELECT DISTINCT watchlist_id FROM hit) AS one JOIN rematch
        ON rematch.watchlist_id IS NULL OR rematch.watchlist_id = one.watchlist_id
    GROUP BY one.watchlist_id
), standing AS (
    -- What an edit took out of an article no longer stands.
    -- The last re-match of its watchlist replaces every older hit of another version. Those before
    -- it do not count: an edit may have been undone, and its hits found again.
    -- A join, because DuckDB 1.5 answers NOT EXISTS wrongly where it has both ">" and "<>".
    SELECT hit_id, row_number() OVER (
               PARTITION BY article_id, watchlist_id
               ORDER BY matched_at DESC, article_version DESC, hit_id) AS age
    FROM hit SEMI JOIN newest USING (article_id, article_version) ANTI JOIN last_read
        ON last_read.watchlist_id = hit.watchlist_id
        AND read_at > matched_at AND read_version <> watchlist_version
)
SELECT hit_id, hit.article_id, article_version, watchlist_id, watchlist_version, score,
       evidence, matched_at, story_member.story_id, look_back, hit.run_id
FROM standing JOIN hit USING (hit_id) LEFT JOIN story_member USING (article_id)
WHERE age = 1;

CREATE OR REPLACE VIEW evidences AS
SELECT hit_id, article_id, watchlist_id, item ->> 'rule' AS rule, item ->> 'field' AS field,
       CAST(item ->> 'start' AS INTEGER) AS start_at, CAST(item ->> 'end' AS INTEGER) AS end_at,
       item ->> 'text' AS text, item ->> 'sentence' AS sentence
FROM hits, unnest(CAST(evidence AS JSON[])) AS each(item);

CREATE OR REPLACE VIEW stories AS
WITH member AS (
    SELECT story_member.story_id, story_member.article_id, source_id, title, first_seen_at,
           row_number() OVER (
               PARTITION BY story_id
               ORDER BY first_seen_at, published_at NULLS LAST, story_member.article_id) AS place
    FROM story_member JOIN articles USING (article_id)
)
SELECT story_id, max(title) FILTER (place = 1) AS headline,
       min(first_seen_at) AS first_seen_at, max(first_seen_at) AS last_seen_at,
       count(*) AS article_count, count(DISTINCT source_id) AS outlet_count
FROM member GROUP BY story_id;

CREATE OR REPLACE VIEW story_articles AS
SELECT story_id, article_id, joined_by, resembles, joined_at FROM story_member;

CREATE OR REPLACE VIEW watchlists AS
WITH latest AS (
    SELECT watchlist.*, row_number() OVER (PARTITION BY watchlist_id ORDER BY token DESC) AS age
    FROM watchlist JOIN run USING (watchlists_version)
)
SELECT watchlist_id, title, status, watchlists_version FROM latest WHERE age = 1;

CREATE OR REPLACE VIEW watchlist_rules AS
SELECT watchlists_version, watchlist_id, rule, claim_id, claim, indicator FROM watchlist_rule;

CREATE OR REPLACE VIEW digests AS
SELECT digest_id, created_at, since, until, run_id, content FROM digest;

CREATE OR REPLACE VIEW digest_articles AS
SELECT digest_id, article_id, watchlist_id, article_version, story_id FROM told;

CREATE OR REPLACE VIEW deliveries AS
SELECT digest_id, channel, recipient, state, recorded_at, detail,
       row_number() OVER (PARTITION BY digest_id, channel, recipient ORDER BY recorded_at DESC, rowid DESC) = 1
           AS current
FROM delivery;

CREATE OR REPLACE VIEW hits_to_tell AS
WITH last_told AS (
    SELECT article_id, watchlist_id, max(article_version) AS told_version FROM told GROUP BY ALL
), told_story AS (
    SELECT story_id, watchlist_id, count(DISTINCT article_id) AS story_told FROM told GROUP BY ALL
)
SELECT articles.* EXCLUDE (run_id),
       hit_id, article_version, hits.watchlist_id, watchlist_version, score, evidence, matched_at,
       hits.story_id, look_back, told_version, told_article.text_origin AS told_origin,
       coalesce(story_told, 0) AS story_told,
       sources.name, sources.kind, sources.country, sources.stance
FROM hits
JOIN articles ON articles.article_id = hits.article_id
JOIN sources ON sources.source_id = articles.source_id
LEFT JOIN last_told
    ON last_told.article_id = hits.article_id AND last_told.watchlist_id = hits.watchlist_id
LEFT JOIN article_version AS told_article
    ON told_article.article_id = hits.article_id AND told_article.version = told_version
LEFT JOIN told_story
    ON told_story.story_id = hits.story_id AND told_story.watchlist_id = hits.watchlist_id;

CREATE OR REPLACE VIEW source_health AS
WITH attempt AS (
    SELECT fetch_attempt.*, outcome IN ('ok', 'unchanged', 'degraded') AS good,
           row_number() OVER (PARTITION BY source_id ORDER BY rowid DESC) AS age
    FROM fetch_attempt
), last_good AS (
    SELECT source_id, min(age) AS good_age, max(started_at) AS last_ok_at
    FROM attempt WHERE good GROUP BY source_id
)
-- "Unchanged" says that nothing was read: what was odd about the last answer is still odd.
SELECT source_id, last_ok_at,
       min(started_at) FILTER (good_age IS NULL OR age < good_age) AS failing_since,
       arg_min(outcome, age) FILTER (age = 1 AND NOT good OR outcome <> 'unchanged' AND good)
           AS outcome,
       arg_min(detail, age) FILTER (age = 1 AND NOT good OR outcome <> 'unchanged' AND good)
           AS detail,
       arg_min(items, age) AS items, arg_min(new_items, age) AS new_items
FROM attempt LEFT JOIN last_good USING (source_id)
GROUP BY source_id, last_ok_at;
