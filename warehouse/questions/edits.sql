-- What did outlets change after we first read it: what was said before, and what after?
-- $all = no
-- With $all = yes also what touches no headline, number or match.
SELECT edits.seen_at, sources.name AS outlet, touches, before, after, edits.title, edits.url
FROM edits LEFT JOIN sources USING (source_id)
WHERE touches <> '' OR $all = 'yes'
ORDER BY edits.seen_at DESC, article_id, version, place;
