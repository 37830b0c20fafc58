-- Where does a word stand in any stored article, hit or not?
-- $word = Rajin
SELECT first_seen_at, language, title, url
FROM articles
WHERE contains(lower(title || ' ' || text), lower($word))
ORDER BY first_seen_at DESC;
