-- Which stories do only state media or governments tell?
SELECT headline, stories.first_seen_at, article_count AS articles, origin_count AS origins, languages,
       list(DISTINCT sources.name ORDER BY sources.name) AS outlets, story_id
FROM stories
JOIN story_articles USING (story_id)
JOIN articles USING (article_id)
JOIN sources USING (source_id)
WHERE len(list_filter(voices, lambda one: one NOT IN ('state-media', 'government'))) = 0
GROUP BY ALL
ORDER BY stories.first_seen_at DESC;
