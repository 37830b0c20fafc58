-- What did the last run find, theme by theme?
SELECT watchlist_id, sources.name AS outlet, articles.language, articles.published_at,
       articles.title, articles.url
FROM hits
JOIN articles USING (article_id)
JOIN sources USING (source_id)
WHERE hits.run_id = (SELECT run_id FROM runs ORDER BY started_at DESC, run_id DESC LIMIT 1)
  AND NOT look_back
ORDER BY watchlist_id, articles.published_at DESC;
