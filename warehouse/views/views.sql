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
SELECT source_id, name, kind, url, language, country, stance, note, coalesce(folder, '') AS folder,
       coalesce(aliases, '[]') AS aliases,
       started_at AS last_listed_at
FROM latest WHERE age = 1;

CREATE OR REPLACE VIEW fetches AS
SELECT run_id, source_id, url, outcome, http_status, detail, items, new_items, started_at, seconds,
       etag, last_modified, reason, moved_to, cursor
FROM fetch_attempt;

CREATE OR REPLACE VIEW failures AS
SELECT run_id, source_id, stage, url, reason, message, recorded_at FROM failure;

CREATE OR REPLACE VIEW article_versions AS
SELECT article_id, version, title, text, summary, language, author, published_at, text_origin, note,
       page_title, seen_at, run_id
FROM article_version;

CREATE OR REPLACE VIEW edits AS
SELECT article_edit.article_id, version, place, field, before, after, touches, seen_at,
       source_id, url, title
FROM article_edit
JOIN article_version USING (article_id, version)
JOIN article ON article.article_id = article_edit.article_id;

CREATE OR REPLACE VIEW articles AS
-- The newest version is found by its key alone; a window over whole rows would carry every text. All
-- else of an article is put together first: joined in another order, DuckDB would hash every text.
WITH newest AS (
    SELECT article_id, max(version) AS version FROM article_version GROUP BY article_id
), front AS MATERIALIZED (
    SELECT article_id, version, source_id, url, first_seen_at, link, run_id
    FROM article JOIN newest USING (article_id)
)
SELECT article_id, source_id, url, title, text, language, published_at, first_seen_at,
       summary, author, text_origin, note, version, link, page_title, front.run_id
FROM article_version JOIN front USING (article_id, version);

CREATE OR REPLACE VIEW story_membership AS
-- Where an article belongs now. Whoever asks for the story of an article asks here: what a person
-- decided counts before what was found, and the last decision before those before it.
WITH last_move AS (
    SELECT article_id, arg_max(story_id, rowid) AS story_id, arg_max(decided_by, rowid) AS decided_by,
           arg_max(moved_at, rowid) AS moved_at
    FROM story_move GROUP BY article_id
)
SELECT article_id, coalesce(last_move.story_id, story_member.story_id) AS story_id,
       coalesce(decided_by, '') AS moved, moved_at, story_member.story_id AS found_in
FROM story_member LEFT JOIN last_move USING (article_id);

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
       evidence, matched_at, story_membership.story_id, look_back, hit.run_id
FROM standing JOIN hit USING (hit_id) LEFT JOIN story_membership USING (article_id)
WHERE age = 1;

CREATE OR REPLACE VIEW evidences AS
SELECT hit_id, article_id, watchlist_id, item ->> 'rule' AS rule, item ->> 'field' AS field,
       CAST(item ->> 'start' AS INTEGER) AS start_at, CAST(item ->> 'end' AS INTEGER) AS end_at,
       item ->> 'text' AS text, item ->> 'sentence' AS sentence
FROM hits, unnest(CAST(evidence AS JSON[])) AS each(item);

CREATE OR REPLACE VIEW analyses AS
-- What was read out of a version that an edit has replaced does not count.
WITH newest AS (
    SELECT article_id, max(version) AS article_version
    FROM article_version SEMI JOIN analysis USING (article_id) GROUP BY article_id
)
SELECT article_id, article_version, analysed_at, run_id
FROM analysis SEMI JOIN newest USING (article_id, article_version);

CREATE OR REPLACE VIEW concepts AS
SELECT concept, label, kind FROM concept;

CREATE OR REPLACE VIEW mentions AS
SELECT article_id, article_version, concept, coalesce(label, replace(concept, '-', ' ')) AS label,
       mention.kind, times
FROM mention SEMI JOIN analyses USING (article_id, article_version) LEFT JOIN concept USING (concept);

CREATE OR REPLACE VIEW source_names AS
-- What a source is called, also by others, and who it is as an origin, the same in all its languages: the concept that
-- goes by its name, or else its own id.
WITH outlet AS (
    SELECT source_id, lower(regexp_replace(name, ' *[(].*$', '')) AS known_as,
           CASE WHEN ends_with(source_id, '-' || language)
                THEN left(source_id, -1 - length(language)) ELSE source_id END AS outlet
    FROM sources
), called AS (
    SELECT source_id, outlet, known_as FROM outlet
    UNION
    SELECT source_id, outlet, lower(alias)
    FROM outlet JOIN sources USING (source_id), unnest(CAST(aliases::JSON AS VARCHAR[])) AS each(alias)
), concept_of AS (
    SELECT outlet, min(attribution.origin) AS origin
    FROM called JOIN attribution ON lower(attribution.name) = known_as
    WHERE NOT starts_with(attribution.origin, 'name:') AND attribution.origin <> 'anonymous'
    GROUP BY outlet
)
SELECT source_id, known_as, outlet, coalesce(origin, outlet) AS origin
FROM called LEFT JOIN concept_of USING (outlet);

CREATE OR REPLACE VIEW origin_outlets AS
-- The origins, as they were read, that are a source of ours under its name.
SELECT read_as, min(origin) AS origin FROM (
    SELECT attribution.origin AS read_as, source_names.origin
    FROM attribution JOIN source_names ON known_as = lower(attribution.name)
    WHERE starts_with(attribution.origin, 'name:')
    UNION
    SELECT outlet, origin FROM source_names
) GROUP BY read_as;

CREATE OR REPLACE VIEW origin_names AS
-- What an origin is called in English, as far as it is a concept or a source of ours.
WITH outlet AS (
    SELECT origin, arg_min(regexp_replace(name, ' *[(].*$', ''),
                           (language IS DISTINCT FROM 'en', source_id)) AS name
    FROM source_names JOIN sources USING (source_id) GROUP BY origin
)
SELECT coalesce(concept, origin) AS origin, coalesce(label, name) AS name
FROM concept FULL JOIN outlet ON concept = origin;

CREATE OR REPLACE VIEW attributions AS
SELECT article_id, article_version, place, coalesce(origin_outlets.origin, attribution.origin) AS origin,
       name, phrase, field, start_at, end_at
FROM attribution SEMI JOIN analyses USING (article_id, article_version)
LEFT JOIN origin_outlets ON read_as = attribution.origin;

CREATE OR REPLACE VIEW story_articles AS
-- A copy is one only beside what it is a copy of.
SELECT one.story_id, article_id, joined_by, resembles, coalesce(because, '[]') AS because, one.moved,
       joined_by = 'copy' AND other.story_id IS NOT DISTINCT FROM one.story_id AS copy,
       joined_at, one.moved_at
FROM story_member JOIN story_membership AS one USING (article_id)
LEFT JOIN story_membership AS other ON other.article_id = story_member.resembles;

CREATE OR REPLACE VIEW story_aliases AS
-- A story that was joined to another lives on in it under its old name: where its first article is.
WITH held AS (
    SELECT story_id AS alias, article_id FROM story_member
    UNION SELECT story_id, article_id FROM story_move
)
SELECT alias,
       coalesce(any_value(now.story_id) FILTER (now.story_id = alias),
                arg_min(now.story_id, (dated_at, article_id))) AS story_id
FROM held JOIN story_membership AS now USING (article_id) JOIN story_member USING (article_id)
GROUP BY alias;

CREATE OR REPLACE VIEW story_links AS
SELECT one.story_id, other.story_id AS follows, arg_max(because, linked_at) AS because,
       max(linked_at) AS linked_at
FROM story_link
JOIN story_aliases AS one ON one.alias = story_link.story_id
JOIN story_aliases AS other ON other.alias = story_link.follows
WHERE one.story_id <> other.story_id
GROUP BY ALL;

CREATE OR REPLACE VIEW article_origins AS
-- Who really said what an article tells. A paper or an agency that is named beside somebody else
-- only passed it on, and a place beside somebody who speaks for one is nobody else; where nobody is
-- named it is the outlet itself, in any of its languages. Sources
-- without a name are the outlet's own: nobody can tell whether two outlets mean the same one.
WITH press AS (
    SELECT DISTINCT origin FROM source_names JOIN sources USING (source_id)
    WHERE stance IN ('agency', 'independent', 'state-media')
), placed AS (
    -- Of a sentence the deepest comes first ("Yonhap reported, citing the NIS" is the NIS, then
    -- Yonhap): whoever stands before what came before it has only passed it on.
    SELECT article_id, origin, name, place,
           coalesce(start_at < max(start_at) OVER (
               PARTITION BY article_id, field ORDER BY place
               ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), false) AS cites
    FROM attributions
), found AS (
    SELECT article_id, origin, arg_min(name, place) AS name,
           bool_and(cites) OR bool_or(press.origin IS NOT NULL) AS passed_on
    FROM placed LEFT JOIN press USING (origin) WHERE origin <> 'anonymous'
    GROUP BY article_id, origin
), spoken AS (
    SELECT article_id, origin, name FROM found
    QUALIFY NOT passed_on OR bool_and(passed_on) OVER (PARTITION BY article_id)
), named AS (
    -- "Seoul says", and below who in Seoul says it: a capital has no word of its own.
    SELECT spoken.article_id, origin, name
    FROM spoken LEFT JOIN mentions ON mentions.article_id = spoken.article_id AND concept = origin
    QUALIFY kind IS DISTINCT FROM 'place'
        OR NOT coalesce(bool_or(kind IN ('organisation', 'person')) OVER (PARTITION BY spoken.article_id), false)
)
SELECT article_id, origin, name, false AS own FROM named
UNION ALL
SELECT article_id, origin, sources.name, true
FROM (FROM story_member ANTI JOIN named USING (article_id))
JOIN article USING (article_id) JOIN (SELECT DISTINCT source_id, origin FROM source_names) USING (source_id)
JOIN sources USING (source_id);

CREATE OR REPLACE VIEW story_origins AS
-- A copy says nothing of its own.
-- An outlet's own report goes by the name of the outlet, as its articles do.
SELECT story_id, origin,
       coalesce(
           CASE WHEN NOT bool_and(own) THEN any_value(origin_names.name) END,
           arg_min(article_origins.name, (language <> 'en', first_seen_at, article_id))) AS name,
       count(*) AS article_count, min(first_seen_at) AS first_seen_at
FROM story_articles
JOIN article_origins USING (article_id)
JOIN articles USING (article_id)
LEFT JOIN origin_names USING (origin)
WHERE NOT copy
GROUP BY story_id, origin;

CREATE OR REPLACE VIEW stories AS
WITH member AS (
    SELECT story_id, article_id, copy, source_id, title, articles.language, first_seen_at, stance,
           row_number() OVER (
               PARTITION BY story_id
               ORDER BY first_seen_at, published_at NULLS LAST, article_id) AS place
    FROM story_articles JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
), said AS (
    SELECT story_id, count(*) AS origin_count FROM story_origins GROUP BY story_id
), link AS (
    SELECT story_id, arg_max(follows, linked_at) AS follows FROM story_links GROUP BY story_id
)
SELECT story_id, max(title) FILTER (place = 1) AS headline,
       min(first_seen_at) AS first_seen_at, max(first_seen_at) AS last_seen_at,
       count(*) AS article_count, count(DISTINCT source_id) AS outlet_count,
       coalesce(any_value(origin_count), 0) AS origin_count,
       count(*) FILTER (copy) AS copies,
       list(DISTINCT language ORDER BY language) AS languages,
       list(DISTINCT stance ORDER BY stance) FILTER (stance IS NOT NULL) AS voices,
       any_value(follows) AS follows
FROM member LEFT JOIN said USING (story_id) LEFT JOIN link USING (story_id)
GROUP BY story_id;

CREATE OR REPLACE VIEW claims AS
WITH about AS (
    SELECT article_id, list(DISTINCT watchlist_id ORDER BY watchlist_id) AS watchlist_ids
    FROM hits SEMI JOIN figure USING (article_id) GROUP BY article_id
), said AS (
    SELECT article_id, origin, arg_min(name, place) AS name FROM attributions GROUP BY ALL
)
SELECT figure.article_id, place, articles.source_id, coalesce(sources.name, '') AS outlet,
       articles.language, story_articles.story_id, coalesce(copy, false) AS copy,
       coalesce(watchlist_ids, []) AS watchlist_ids,
       thing, coalesce(label, replace(thing, '-', ' ')) AS thing_label, unit, low, high, bound,
       coalesce(origin_outlets.origin, figure.origin) AS origin,
       coalesce(origin_names.name, said.name, figure.origin) AS origin_name,
       figure.text, sentence, mark_start, mark_end,
       published_at, articles.first_seen_at, figure.article_version
FROM figure
SEMI JOIN analyses
    ON analyses.article_id = figure.article_id AND analyses.article_version = figure.article_version
JOIN articles ON articles.article_id = figure.article_id
LEFT JOIN sources ON sources.source_id = articles.source_id
LEFT JOIN story_articles ON story_articles.article_id = figure.article_id
LEFT JOIN about ON about.article_id = figure.article_id
LEFT JOIN origin_outlets ON read_as = figure.origin
LEFT JOIN said ON said.article_id = figure.article_id
    AND said.origin = coalesce(origin_outlets.origin, figure.origin)
LEFT JOIN origin_names ON origin_names.origin = coalesce(origin_outlets.origin, figure.origin)
LEFT JOIN concept ON concept = thing;

CREATE OR REPLACE VIEW watchlists AS
WITH latest AS (
    SELECT watchlist.*, row_number() OVER (PARTITION BY watchlist_id ORDER BY token DESC) AS age
    FROM watchlist JOIN run USING (watchlists_version)
)
SELECT watchlist_id, title, status, watchlists_version FROM latest WHERE age = 1;

CREATE OR REPLACE VIEW watchlist_rules AS
SELECT watchlists_version, watchlist_id, rule, claim_id, claim, indicator FROM watchlist_rule;

CREATE OR REPLACE VIEW digests AS
SELECT digest_id, coalesce(reader, 'daily') AS reader, created_at, since, until, run_id, content
FROM digest;

CREATE OR REPLACE VIEW digest_articles AS
-- What was told is known by its article: the story is the one that it belongs to now.
SELECT digest_id, coalesce(reader, 'daily') AS reader, article_id, watchlist_id, article_version,
       coalesce(story_membership.story_id, told.story_id) AS story_id
FROM told LEFT JOIN digest USING (digest_id) LEFT JOIN story_membership USING (article_id);

CREATE OR REPLACE VIEW deliveries AS
SELECT digest_id, channel, recipient, state, recorded_at, detail,
       row_number() OVER (PARTITION BY digest_id, channel, recipient ORDER BY rowid DESC) = 1
           AS current
FROM delivery;

-- It was a view when there was one reader.
DROP VIEW IF EXISTS hits_to_tell;
CREATE OR REPLACE MACRO hits_to_tell(of_reader) AS TABLE
WITH told_to AS (
    FROM digest_articles WHERE reader = of_reader
), last_issue AS (
    SELECT max(until) AS last_until, first(since ORDER BY until) AS begun_at
    FROM digests WHERE reader = of_reader
), last_told AS (
    SELECT article_id, watchlist_id, max(article_version) AS told_version FROM told_to GROUP BY ALL
), told_story AS (
    SELECT story_id, watchlist_id, count(DISTINCT article_id) AS story_told FROM told_to GROUP BY ALL
), first_matched AS (
    SELECT article_id, watchlist_id, min(matched_at) AS first_matched_at FROM hit GROUP BY ALL
), last_touched AS (
    SELECT article_id, max(version) AS touched_version
    FROM article_edit WHERE touches <> '' GROUP BY article_id
), last_read AS (
    SELECT one.watchlist_id, max(recorded_at) AS read_at,
           arg_max(watchlists_version, recorded_at) AS read_version
    FROM (SELECT DISTINCT watchlist_id FROM told_to) AS one JOIN rematch
        ON rematch.watchlist_id IS NULL OR rematch.watchlist_id = one.watchlist_id
    GROUP BY one.watchlist_id
), gone AS (
    -- The last hits of what was told and then edited, and no longer matches. A re-match that did not
    -- find them again is no edit.
    SELECT hit.*, row_number() OVER (
               PARTITION BY hit.article_id, hit.watchlist_id
               ORDER BY article_version DESC, matched_at DESC, hit_id) AS age
    FROM hit
    JOIN last_told USING (article_id, watchlist_id)
    JOIN last_touched ON last_touched.article_id = hit.article_id AND touched_version > told_version
    ANTI JOIN hits
        ON hits.article_id = hit.article_id AND hits.watchlist_id = hit.watchlist_id
    ANTI JOIN last_read
        ON last_read.watchlist_id = hit.watchlist_id
        AND read_at > matched_at AND read_version <> watchlist_version
), tellable AS (
    SELECT hit_id, article_id, article_version, watchlist_id, watchlist_version, score, evidence,
           matched_at, story_id, look_back, false AS withdrawn
    FROM hits
    UNION ALL
    SELECT hit_id, gone.article_id, article_version, watchlist_id, watchlist_version, score, evidence,
           matched_at, story_membership.story_id, look_back, true
    FROM gone LEFT JOIN story_membership USING (article_id)
    WHERE age = 1
)
SELECT articles.* EXCLUDE (run_id),
       hit_id, article_version, tellable.watchlist_id, watchlist_version, score, evidence, matched_at,
       tellable.story_id, look_back,
       -- What the last issue left out stands outside of what its reader asked for then. Other readers
       -- may have been told since when what a re-match found could still have been news to this one.
       -- Who joined later is not told what was there before, either, when it is edited; but where an
       -- edit since the last issue made the article match for the first time, the hit was not there.
       coalesce(told_version IS NULL
                AND CASE WHEN first_seen_at <= begun_at
                         THEN look_back OR article_version = 1 OR first_matched_at < last_until
                         WHEN look_back THEN first_seen_at <= last_until
                         ELSE matched_at < last_until END, false) AS passed_over,
       withdrawn, told_version, touched_version, last_until,
       coalesce(story_told, 0) AS story_told,
       sources.name, sources.kind, sources.country, sources.stance
FROM tellable
JOIN articles ON articles.article_id = tellable.article_id
JOIN sources ON sources.source_id = articles.source_id
CROSS JOIN last_issue
LEFT JOIN last_told
    ON last_told.article_id = tellable.article_id AND last_told.watchlist_id = tellable.watchlist_id
LEFT JOIN last_touched ON last_touched.article_id = tellable.article_id
LEFT JOIN first_matched
    ON first_matched.article_id = tellable.article_id
    AND first_matched.watchlist_id = tellable.watchlist_id
LEFT JOIN told_story
    ON told_story.story_id = coalesce(tellable.story_id, tellable.article_id)
    AND told_story.watchlist_id = tellable.watchlist_id;

CREATE OR REPLACE VIEW source_health AS
WITH attempt AS (
    SELECT fetch_attempt.*, outcome IN ('ok', 'unchanged', 'degraded') AS good,
           row_number() OVER (PARTITION BY source_id ORDER BY rowid DESC) AS age
    FROM fetch_attempt
), last_good AS (
    SELECT source_id, min(age) AS good_age, max(started_at) AS last_ok_at,
           arg_min(moved_to, age) FILTER (moved_to IS NOT NULL OR age = 1) AS moved_to
    FROM attempt WHERE good GROUP BY source_id
), attempts AS (
    -- "Unchanged" says that nothing was read: what was odd about the last answer is still odd.
    -- Where this machine had no network, no source is to blame.
    SELECT source_id, last_ok_at,
           min(started_at) FILTER ((good_age IS NULL OR age < good_age)
                                   AND reason IS DISTINCT FROM 'network-down') AS failing_since,
           arg_min(outcome, age) FILTER (age = 1 AND NOT good OR outcome <> 'unchanged' AND good)
               AS outcome,
           arg_min(detail, age) FILTER (age = 1 AND NOT good OR outcome <> 'unchanged' AND good)
               AS detail,
           arg_min(items, age) AS items, arg_min(new_items, age) AS new_items,
           any_value(reason) FILTER (age = 1) AS reason,
           arg_min(last_good.moved_to, age) AS moved_to,
           min(started_at) FILTER (good AND attempt.moved_to = last_good.moved_to) AS moved_since,
           max(started_at) AS last_attempt_at
    FROM attempt LEFT JOIN last_good USING (source_id)
    GROUP BY source_id, last_ok_at
), news AS (
    SELECT source_id, started_at,
           started_at - lag(started_at) OVER (PARTITION BY source_id ORDER BY rowid) AS gap
    FROM fetch_attempt WHERE new_items > 0
), rhythm AS (
    SELECT source_id, max(started_at) AS last_new_at, avg(epoch(gap)) AS seconds
    FROM news GROUP BY source_id
), pages AS (
    SELECT source_id, sum(entries) FILTER (fate = 'article') AS whole,
           sum(entries) FILTER (fate IN ('article', 'partial')) AS all_of_them
    FROM covered JOIN run USING (run_id)
    WHERE started_at > (SELECT max(started_at) FROM run) - INTERVAL 30 DAY
    GROUP BY source_id
)
-- Silent is what brings nothing for four times as long as it is used to, and for three days.
SELECT source_id, last_ok_at, failing_since, outcome, detail, items, new_items, last_attempt_at,
       last_new_at,
       CASE WHEN last_attempt_at - last_new_at
                 > greatest(INTERVAL 3 DAY, to_seconds(4 * coalesce(seconds, 0)))
            THEN last_new_at END AS silent_since,
       round(coalesce(whole, 0) / nullif(all_of_them, 0), 2) AS full_text_share,
       moved_to, CASE WHEN moved_to IS NOT NULL THEN moved_since END AS moved_since, reason
FROM attempts LEFT JOIN rhythm USING (source_id) LEFT JOIN pages USING (source_id);

-- What the attempts so far leave for the next one. The last ten that read something say how much is
-- usual, however often nothing has changed since.
CREATE OR REPLACE VIEW source_state AS
-- Attempts that asked for something else, at another address or with other options, do not count.
WITH latest AS (
    SELECT source_id, arg_max(asked, rowid) AS asked FROM fetch_attempt GROUP BY source_id
), attempt AS (
    SELECT fetch_attempt.*, outcome IN ('ok', 'unchanged', 'degraded') AS good,
           outcome IN ('ok', 'degraded') AND items > 0 AS found,
           row_number() OVER (PARTITION BY fetch_attempt.source_id ORDER BY fetch_attempt.rowid DESC) AS age,
           row_number() OVER (PARTITION BY fetch_attempt.source_id, good ORDER BY fetch_attempt.rowid DESC) AS good_age,
           row_number() OVER (PARTITION BY fetch_attempt.source_id, found ORDER BY fetch_attempt.rowid DESC) AS found_age
    FROM fetch_attempt JOIN latest
        ON latest.source_id = fetch_attempt.source_id
        AND latest.asked IS NOT DISTINCT FROM fetch_attempt.asked
), pace AS (
    SELECT source_id, asked, age, good, good_age, found, found_age, started_at, items, new_items, outcome,
           reason, http_status, etag, last_modified, body_sha256, cursor,
           coalesce(min(age) FILTER (good) OVER (PARTITION BY source_id), 1000000) AS first_good,
           started_at - lag(started_at) OVER (PARTITION BY source_id ORDER BY age DESC) AS gap
    FROM attempt
), summed AS (
    SELECT source_id,
           arg_min(asked, age) AS asked,
           max(started_at) AS last_attempt_at,
           max(started_at) FILTER (outcome IN ('ok', 'degraded') OR (good AND http_status = 200)) AS last_read_at,
           coalesce(sum(CASE WHEN age >= first_good OR reason = 'network-down' THEN 0
                             WHEN outcome = 'failed_soft' THEN 0.5 ELSE 1 END), 0)::DOUBLE AS strikes,
           coalesce(median(items) FILTER (found AND found_age <= 10), 0)::INTEGER AS usual,
           sum(new_items) FILTER (good AND good_age <= 10) AS fresh,
           count(*) FILTER (good AND good_age <= 10) AS good_ones,
           coalesce(avg(epoch(gap)) FILTER (age <= 10), 86400) AS seconds,
           arg_min(etag, good_age) FILTER (good AND good_age = 1) AS etag,
           arg_min(last_modified, good_age) FILTER (good AND good_age = 1) AS last_modified,
           arg_min(body_sha256, good_age) FILTER (good AND good_age = 1) AS body_sha256,
           arg_min(cursor, good_age) FILTER (good AND good_age = 1) AS cursor
    FROM pace GROUP BY source_id
)
SELECT source_id, asked, last_attempt_at, last_read_at, strikes, usual,
       CASE WHEN good_ones = 0 THEN 1.0 WHEN usual = 0 THEN 0.0
            ELSE least(1.0, fresh / (good_ones * usual)) END::DOUBLE AS new,
       to_seconds(seconds) AS gap, etag, last_modified, body_sha256, cursor
FROM summed;

CREATE OR REPLACE VIEW coverage AS
-- Each entry once a day. What is met for the first time adds up over the runs, and is known to those
-- after it: that much is taken off what they knew, and so is what was known before it was edited.
WITH counted AS (
    SELECT CAST(started_at AT TIME ZONE 'UTC' AS DATE) AS day, source_id, token, fate, reason,
           fate IN ('article', 'partial', 'edited') OR reason IN ('other-source', 'duplicate') AS fresh,
           sum(entries) AS entries
    FROM covered JOIN run USING (run_id) GROUP BY ALL
), by_run AS (
    SELECT day, source_id, token,
           coalesce(sum(entries) FILTER (fresh), 0) AS fresh,
           coalesce(sum(entries) FILTER (fate = 'edited'), 0) AS edited,
           coalesce(sum(entries) FILTER (fate = 'known' AND NOT counted.fresh), 0) AS known
    FROM counted GROUP BY day, source_id, token
), old AS (
    SELECT day, source_id,
           known - coalesce(sum(fresh) OVER earlier, 0) - coalesce(sum(edited) OVER later, 0) AS entries
    FROM by_run
    WINDOW earlier AS (PARTITION BY day, source_id ORDER BY token
                       ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           later AS (PARTITION BY day, source_id ORDER BY token
                     ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING)
), summed AS (
    SELECT day, source_id, fate, reason,
           CASE WHEN fresh THEN sum(entries) ELSE max(entries) END AS entries
    FROM counted WHERE fresh OR fate <> 'known' GROUP BY day, source_id, fate, reason, fresh
    UNION ALL
    SELECT day, source_id, 'known', '', max(entries) FROM old GROUP BY day, source_id
)
SELECT day, source_id, fate, reason, CAST(entries AS BIGINT) AS entries FROM summed WHERE entries > 0;

CREATE OR REPLACE VIEW looks AS
SELECT article_id, run_id, looked_at, outcome, detail FROM look;
