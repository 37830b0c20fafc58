-- In which language was a story told first, and how many hours later in the others?
WITH told AS (
    SELECT story_id, articles.language, min(least(published_at, articles.first_seen_at)) AS first_at,
           arg_min(sources.name, least(published_at, articles.first_seen_at)) AS outlet,
           count(*) AS articles
    FROM story_articles JOIN articles USING (article_id) LEFT JOIN sources USING (source_id)
    GROUP BY story_id, articles.language
), ranked AS (
    SELECT *, first_value(language) OVER line AS began_in, min(first_at) OVER line AS began_at
    FROM told WINDOW line AS (PARTITION BY story_id ORDER BY first_at, language
                              ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
SELECT headline, began_in, began_at, language, outlet, articles,
       round(date_diff('minute', began_at, first_at) / 60, 1) AS hours_later, story_id
FROM ranked JOIN stories USING (story_id)
WHERE language <> began_in
ORDER BY began_at DESC, story_id, hours_later, language;
