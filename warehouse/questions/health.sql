-- Which sources could not be read, since when, and what should be done?
SELECT source_id, name, outcome, failing_since, last_ok_at, detail
FROM source_health JOIN sources USING (source_id)
WHERE outcome NOT IN ('ok', 'unchanged')
ORDER BY failing_since NULLS LAST, source_id;
