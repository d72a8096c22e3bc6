-- How many articles each day has in its lists (articles_daycount), scheduled ones included.

-- Adds the new rows to their days and subtracts the old ones. Days are locked in order, so that two writers cannot
-- deadlock.
CREATE OR REPLACE FUNCTION articles_count_days() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_daycount AS kept (day, articles)
        SELECT published_on, count(*) FROM new_rows WHERE kind = 'article' AND public_from IS NOT NULL
        GROUP BY 1 ORDER BY 1
        ON CONFLICT (day) DO UPDATE SET articles = kept.articles + EXCLUDED.articles;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_daycount AS kept (day, articles)
        SELECT published_on, -count(*) FROM old_rows WHERE kind = 'article' AND public_from IS NOT NULL
        GROUP BY 1 ORDER BY 1
        ON CONFLICT (day) DO UPDATE SET articles = kept.articles + EXCLUDED.articles;
    ELSE
        INSERT INTO articles_daycount AS kept (day, articles)
        SELECT published_on, sum(n) FROM (
            SELECT published_on, 1 AS n FROM new_rows WHERE kind = 'article' AND public_from IS NOT NULL
            UNION ALL
            SELECT published_on, -1 FROM old_rows WHERE kind = 'article' AND public_from IS NOT NULL
        ) AS both_sides
        GROUP BY 1 HAVING sum(n) <> 0 ORDER BY 1
        ON CONFLICT (day) DO UPDATE SET articles = kept.articles + EXCLUDED.articles;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_days_insert AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_count_days();
CREATE OR REPLACE TRIGGER count_days_update AFTER UPDATE ON articles_article
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_count_days();
CREATE OR REPLACE TRIGGER count_days_delete AFTER DELETE ON articles_article
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_count_days();
