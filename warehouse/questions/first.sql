-- Who told each story first, and who followed?
SELECT headline, stories.first_seen_at,
       arg_min(sources.name, coalesce(published_at, articles.first_seen_at)) AS first_outlet,
       list(DISTINCT sources.name ORDER BY sources.name) AS outlets,
       list(DISTINCT articles.language ORDER BY articles.language) AS languages
FROM stories
JOIN story_articles USING (story_id)
JOIN articles USING (article_id)
JOIN sources USING (source_id)
GROUP BY story_id, headline, stories.first_seen_at
HAVING count(*) > 1
ORDER BY stories.first_seen_at DESC;
