-- What does each outlet bring: articles, hits, and the share that hits?
SELECT sources.name AS outlet, sources.country, stance, count(DISTINCT articles.article_id) AS articles,
       count(DISTINCT hits.article_id) AS articles_with_hits,
       round(100.0 * count(DISTINCT hits.article_id) / count(DISTINCT articles.article_id), 1) AS percent
FROM articles
JOIN sources USING (source_id)
LEFT JOIN hits USING (article_id)
GROUP BY ALL
ORDER BY articles_with_hits DESC, outlet;
