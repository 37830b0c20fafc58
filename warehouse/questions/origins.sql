-- Who really says it: whose word do how many stories rest on, and how many on nobody else's?
SELECT arg_max(name, story_origins.article_count) AS name, count(*) AS stories,
       count(*) FILTER (origin_count = 1) AS alone, sum(story_origins.article_count)::BIGINT AS articles,
       max(last_seen_at) AS last_seen_at
FROM story_origins JOIN stories USING (story_id)
GROUP BY origin
ORDER BY stories DESC, articles DESC, name;
