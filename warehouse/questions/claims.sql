-- How many of what is claimed: the lowest and the highest figure of each month, and by how many origins?
-- $watchlist = any
SELECT thing_label AS thing, unit, strftime(least(published_at, first_seen_at), '%Y-%m') AS month,
       min(low) AS low, max(high) AS high, count(*) AS figures,
       count(DISTINCT nullif(origin, '')) AS origins,
       list(DISTINCT outlet ORDER BY outlet) AS outlets
FROM claims
WHERE NOT copy AND ($watchlist = 'any' OR list_contains(watchlist_ids, $watchlist))
GROUP BY ALL
ORDER BY thing, unit, month DESC;
