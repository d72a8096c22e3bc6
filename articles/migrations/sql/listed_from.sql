-- `listed_from` on the links of an article: a copy of its `public_from`, so that one index lists the newest articles.

-- For a new link. FOR SHARE: a link added while its article is being published waits for that, and so copies the final `public_from`.
CREATE OR REPLACE FUNCTION articles_link_listed_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN kind = 'article' THEN public_from END INTO NEW.listed_from
    FROM articles_article WHERE id = NEW.article_id FOR SHARE;
    RETURN NEW;
END $$;

-- For the links of articles whose kind or public_from changes. Updated links in turn run the triggers of their tables:
-- the change journal and category_listings.sql.
CREATE OR REPLACE FUNCTION articles_article_listed_from() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    link text;
BEGIN
    IF NOT EXISTS (
        SELECT FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.kind, n.public_from) IS DISTINCT FROM (o.kind, o.public_from)
    ) THEN
        RETURN NULL;
    END IF;
    FOREACH link IN ARRAY ARRAY['articles_articlecategory', 'articles_articletag', 'articles_byline'] LOOP
        EXECUTE format(
            'UPDATE %I l SET listed_from = CASE WHEN n.kind = ''article'' THEN n.public_from END
             FROM new_rows n JOIN old_rows o USING (id)
             WHERE l.article_id = n.id AND (n.kind, n.public_from) IS DISTINCT FROM (o.kind, o.public_from)', link);
    END LOOP;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER article_listed_from_update AFTER UPDATE ON articles_article
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_article_listed_from();
CREATE OR REPLACE TRIGGER link_listed_from BEFORE INSERT ON articles_articlecategory
    FOR EACH ROW EXECUTE FUNCTION articles_link_listed_from();
CREATE OR REPLACE TRIGGER link_listed_from BEFORE INSERT ON articles_articletag
    FOR EACH ROW EXECUTE FUNCTION articles_link_listed_from();
CREATE OR REPLACE TRIGGER link_listed_from BEFORE INSERT ON articles_byline
    FOR EACH ROW EXECUTE FUNCTION articles_link_listed_from();
