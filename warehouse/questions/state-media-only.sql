-- Which stories do only state media or governments tell?
SELECT headline, stories.first_seen_at, list(DISTINCT sources.name ORDER BY sources.name) AS outlets
FROM stories
JOIN story_articles USING (story_id)
JOIN articles USING (article_id)
JOIN sources USING (source_id)
GROUP BY story_id, headline, stories.first_seen_at
HAVING bool_and(stance IN ('state-media', 'government'))
ORDER BY stories.first_seen_at DESC;
