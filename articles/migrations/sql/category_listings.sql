-- The articles of each category and its descendants (articles_categorylisting), so that a list reads one index.

-- Brings the rows of these articles up to date. `place` has a row for each category that an article is in, and for each
-- category above that; `gone` deletes the other rows of the articles, and only rows that are new or differ are written.
-- UNION lists an article once in a category, and ends even where categories form a cycle.
CREATE OR REPLACE FUNCTION articles_list_in_categories(articles bigint[]) RETURNS void LANGUAGE sql AS $$
    WITH RECURSIVE place (article_id, listed_from, category_id) AS (
        SELECT article_id, listed_from, category_id FROM articles_articlecategory
        WHERE article_id = ANY (articles) AND listed_from IS NOT NULL
        UNION
        SELECT p.article_id, p.listed_from, c.parent_id
        FROM place p JOIN articles_category c ON c.id = p.category_id WHERE c.parent_id IS NOT NULL
    ),
    gone AS (
        DELETE FROM articles_categorylisting l
        WHERE l.article_id = ANY (articles)
            AND NOT EXISTS (SELECT FROM place p WHERE (p.article_id, p.category_id) = (l.article_id, l.category_id))
    )
    INSERT INTO articles_categorylisting (article_id, listed_from, category_id)
    SELECT article_id, listed_from, category_id FROM place p
    WHERE NOT EXISTS (
        SELECT FROM articles_categorylisting l
        WHERE (l.article_id, l.category_id, l.listed_from) = (p.article_id, p.category_id, p.listed_from)
    )
    ON CONFLICT (article_id, category_id) DO UPDATE SET listed_from = EXCLUDED.listed_from;
$$;

-- For links between articles and categories. Transactions that link the same article run one after the other, since
-- they lock its row; none runs beside one that moves categories, which takes the advisory lock alone: each must see what
-- the other has written.
CREATE OR REPLACE FUNCTION articles_list_links() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        touched := ARRAY(SELECT DISTINCT article_id FROM new_rows WHERE listed_from IS NOT NULL);
    ELSIF TG_OP = 'DELETE' THEN
        touched := ARRAY(SELECT DISTINCT article_id FROM old_rows WHERE listed_from IS NOT NULL);
    ELSE
        touched := ARRAY(
            SELECT DISTINCT changed.article_id
            FROM new_rows n JOIN old_rows o USING (id),
                LATERAL (VALUES (n.article_id), (o.article_id)) AS changed (article_id)
            WHERE (n.article_id, n.category_id, n.listed_from)
                IS DISTINCT FROM (o.article_id, o.category_id, o.listed_from)
        );
    END IF;
    IF cardinality(touched) > 0 THEN
        PERFORM pg_advisory_xact_lock_shared('articles_categorylisting'::regclass::bigint);
        PERFORM FROM articles_article WHERE id = ANY (touched) ORDER BY id FOR NO KEY UPDATE;
        PERFORM articles_list_in_categories(touched);
    END IF;
    RETURN NULL;
END $$;

-- For categories that get another parent: all articles in them and below them have other categories above them now.
CREATE OR REPLACE FUNCTION articles_list_moved_categories() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[];
BEGIN
    IF NOT EXISTS (
        SELECT FROM new_rows n JOIN old_rows o USING (id) WHERE n.parent_id IS DISTINCT FROM o.parent_id
    ) THEN
        RETURN NULL;
    END IF;
    PERFORM pg_advisory_xact_lock('articles_categorylisting'::regclass::bigint);
    WITH RECURSIVE below (id) AS (
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n.parent_id IS DISTINCT FROM o.parent_id
        UNION
        SELECT c.id FROM articles_category c JOIN below ON c.parent_id = below.id
    )
    SELECT array_agg(DISTINCT l.article_id) INTO touched
    FROM articles_articlecategory l JOIN below ON l.category_id = below.id;
    IF touched IS NOT NULL THEN
        PERFORM articles_list_in_categories(touched);
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER list_links_insert AFTER INSERT ON articles_articlecategory
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_list_links();
CREATE OR REPLACE TRIGGER list_links_delete AFTER DELETE ON articles_articlecategory
    REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_list_links();
CREATE OR REPLACE TRIGGER list_links_update AFTER UPDATE ON articles_articlecategory
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_list_links();
CREATE OR REPLACE TRIGGER list_moved_categories AFTER UPDATE ON articles_category
    REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION articles_list_moved_categories();
