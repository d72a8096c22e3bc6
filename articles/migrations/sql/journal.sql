-- Triggers that write the change journal: one row for each article and transaction that changed the article or anything its page shows.

-- ON CONFLICT: a transaction that changes an article several times has one row for it. `comments` is true where nothing
-- but comments changed. The article with the number 0 stands for what the site shows besides articles.
CREATE OR REPLACE FUNCTION articles_journal_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM new_rows ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM old_rows ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    ELSE
        INSERT INTO articles_change (article_id)
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE ROW(n.*) IS DISTINCT FROM ROW(o.*)
        ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    END IF;
    RETURN NULL;
END $$;

-- For links to authors, categories and tags: their article changed. A row moved to another article changes both.
CREATE OR REPLACE FUNCTION articles_journal_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id) SELECT DISTINCT article_id FROM new_rows ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id) SELECT DISTINCT article_id FROM old_rows ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    ELSE
        INSERT INTO articles_change (article_id)
        SELECT DISTINCT changed.article_id
        FROM new_rows n JOIN old_rows o USING (id),
            LATERAL (VALUES (n.article_id), (o.article_id)) AS changed (article_id)
        WHERE n IS DISTINCT FROM o
        ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION articles_journal_comment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id, comments) SELECT DISTINCT article_id, true FROM new_rows ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id, comments) SELECT DISTINCT article_id, true FROM old_rows ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO articles_change (article_id, comments)
        SELECT DISTINCT changed.article_id, true
        FROM new_rows n JOIN old_rows o USING (id),
            LATERAL (VALUES (n.article_id), (o.article_id)) AS changed (article_id)
        WHERE n IS DISTINCT FROM o
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

-- Pages show the name of a tag or author, and link to it by its slug; lists show what is said of it. New and deleted
-- ones have no articles. Columns are read from JSON, since authors have not all of them while earlier migrations run.
CREATE OR REPLACE FUNCTION articles_journal_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_articletag l ON l.tag_id = n.id
    WHERE (n.name, n.slug) IS DISTINCT FROM (o.name, o.slug)
    ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    INSERT INTO articles_change (article_id)
    SELECT 0 FROM new_rows n JOIN old_rows o USING (id) WHERE n.description IS DISTINCT FROM o.description LIMIT 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION articles_journal_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_byline l ON l.author_id = n.id
    WHERE (n.name, n.slug, to_jsonb(n) -> 'portrait_id') IS DISTINCT FROM (o.name, o.slug, to_jsonb(o) -> 'portrait_id')
    ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    INSERT INTO articles_change (article_id)
    SELECT 0 FROM new_rows n JOIN old_rows o USING (id)
    WHERE to_jsonb(n) - ARRAY['name', 'slug', 'sort_key', 'email']
        IS DISTINCT FROM to_jsonb(o) - ARRAY['name', 'slug', 'sort_key', 'email'] LIMIT 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A category's name and parent are part of the URLs of its descendants too. UNION ends even where categories form a cycle.
CREATE OR REPLACE FUNCTION articles_journal_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE below (id) AS (
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.name, n.slug, n.parent_id) IS DISTINCT FROM (o.name, o.slug, o.parent_id)
        UNION
        SELECT c.id FROM articles_category c JOIN below ON c.parent_id = below.id
    )
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id FROM articles_articlecategory l JOIN below ON l.category_id = below.id
    ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    INSERT INTO articles_change (article_id)
    SELECT 0 FROM new_rows n JOIN old_rows o USING (id) WHERE n IS DISTINCT FROM o LIMIT 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A card shows the lead image of its article; texts show others by their files.
CREATE OR REPLACE FUNCTION articles_journal_media() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT a.id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_article a ON a.lead_image_id = n.id
    WHERE n IS DISTINCT FROM o
    ON CONFLICT (xid, article_id) DO UPDATE SET comments = false WHERE articles_change.comments;
    INSERT INTO articles_change (article_id)
    SELECT 0 FROM new_rows n JOIN old_rows o USING (id) WHERE n IS DISTINCT FROM o LIMIT 1
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER journal_article_insert AFTER INSERT ON articles_article
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_article();
CREATE OR REPLACE TRIGGER journal_article_update AFTER UPDATE ON articles_article
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_article();
CREATE OR REPLACE TRIGGER journal_article_delete AFTER DELETE ON articles_article
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_article();
CREATE OR REPLACE TRIGGER journal_part_insert AFTER INSERT ON articles_articlecategory
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_update AFTER UPDATE ON articles_articlecategory
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_delete AFTER DELETE ON articles_articlecategory
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_insert AFTER INSERT ON articles_articletag
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_update AFTER UPDATE ON articles_articletag
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_delete AFTER DELETE ON articles_articletag
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_insert AFTER INSERT ON articles_byline
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_update AFTER UPDATE ON articles_byline
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_delete AFTER DELETE ON articles_byline
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_part();
CREATE OR REPLACE TRIGGER journal_part_insert AFTER INSERT ON articles_comment
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_comment();
CREATE OR REPLACE TRIGGER journal_part_update AFTER UPDATE ON articles_comment
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_comment();
CREATE OR REPLACE TRIGGER journal_part_delete AFTER DELETE ON articles_comment
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_comment();
CREATE OR REPLACE TRIGGER journal_tag_update AFTER UPDATE ON articles_tag
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_tag();
CREATE OR REPLACE TRIGGER journal_author_update AFTER UPDATE ON articles_author
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_author();
CREATE OR REPLACE TRIGGER journal_category_update AFTER UPDATE ON articles_category
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_category();
CREATE OR REPLACE TRIGGER journal_media_update AFTER UPDATE ON articles_media
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_journal_media();
