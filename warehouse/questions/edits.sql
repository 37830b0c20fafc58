-- Which stored articles were changed by their outlet after we first read them?
SELECT sources.name AS outlet, old.title AS title_before, new.title AS title_after,
       old.text <> new.text AS text_changed, new.seen_at, articles.url
FROM article_versions AS new
JOIN article_versions AS old ON old.article_id = new.article_id AND old.version = new.version - 1
JOIN articles ON articles.article_id = new.article_id
JOIN sources USING (source_id)
ORDER BY new.seen_at DESC;
