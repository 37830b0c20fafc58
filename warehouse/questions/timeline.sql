-- How many articles hit on each day, theme by theme?
SELECT coalesce(published_at, first_seen_at)::DATE AS day, watchlist_id,
       count(*) AS articles, bar(count(*), 0, 20, 20) AS chart
FROM hits JOIN articles USING (article_id)
GROUP BY ALL
ORDER BY day DESC, articles DESC;
