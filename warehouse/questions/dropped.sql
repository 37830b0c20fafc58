-- What did not become an article, or only a part of one, and why?
SELECT source_id, stage, reason, count(*) AS times, any_value(message) AS for_example
FROM failures
GROUP BY ALL
ORDER BY times DESC, source_id;
