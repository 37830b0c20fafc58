-- How much was found on each theme in the last days, against the days before?
-- $days = 7
WITH clock AS (SELECT max(started_at) AS latest FROM runs),
counted AS (
    SELECT watchlist_id,
           count(*) FILTER (articles.first_seen_at > latest - to_days($days::INTEGER)) AS recent,
           count(*) FILTER (
               articles.first_seen_at <= latest - to_days($days::INTEGER)
               AND articles.first_seen_at > latest - to_days(2 * $days::INTEGER)) AS before
    FROM hits JOIN articles USING (article_id), clock
    GROUP BY watchlist_id
)
SELECT watchlists.watchlist_id, watchlists.title,
       coalesce(recent, 0) AS articles, coalesce(before, 0) AS articles_before
FROM watchlists LEFT JOIN counted USING (watchlist_id)
ORDER BY articles DESC, watchlists.watchlist_id;
