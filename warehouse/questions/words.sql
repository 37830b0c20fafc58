-- Which words fired, how often, in which language?
SELECT watchlist_id, lower(evidences.text) AS words, language, count(DISTINCT article_id) AS articles
FROM evidences JOIN articles USING (article_id)
GROUP BY ALL
ORDER BY articles DESC, watchlist_id, words
LIMIT 50;
