-- Which claims of the brief have been answered, by how many articles and outlets?
SELECT claim_id, any_value(claim) AS claim, count(DISTINCT article_id) AS articles,
       count(DISTINCT source_id) AS outlets, max(first_seen_at) AS last_seen_at
FROM evidences
JOIN hits USING (hit_id, article_id, watchlist_id)
JOIN articles USING (article_id)
JOIN watchlist_rules
    ON watchlist_rules.watchlist_id = evidences.watchlist_id
    AND watchlist_rules.rule = evidences.rule
    AND watchlist_rules.watchlists_version = hits.watchlist_version
GROUP BY claim_id
ORDER BY string_split(claim_id, '.')[1]::INTEGER, string_split(claim_id, '.')[2]::INTEGER;
