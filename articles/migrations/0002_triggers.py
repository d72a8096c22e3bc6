"""What the database keeps by itself, whoever writes: the change journal, `listed_from`, and the day counts."""

from django.db import migrations

JOURNAL = """
CREATE TABLE articles_change (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    article_id bigint NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT now()
);
-- A follower reads in this order; and one row per article and transaction says as much as many.
CREATE UNIQUE INDEX articles_change_once ON articles_change (xid, article_id);
CREATE INDEX articles_change_at ON articles_change (at);

CREATE FUNCTION articles_journal_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM new_rows ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM old_rows ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO articles_change (article_id)
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE n IS DISTINCT FROM o
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_journal_part() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id) SELECT DISTINCT article_id FROM new_rows ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id) SELECT DISTINCT article_id FROM old_rows ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO articles_change (article_id)
        SELECT DISTINCT changed.article_id
        FROM new_rows n JOIN old_rows o USING (id),
            LATERAL (VALUES (n.article_id), (o.article_id)) AS changed (article_id)
        WHERE n IS DISTINCT FROM o
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_journal_tag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_articletag l ON l.tag_id = n.id
    WHERE (n.name, n.slug) IS DISTINCT FROM (o.name, o.slug)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_journal_author() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_byline l ON l.author_id = n.id
    WHERE (n.name, n.slug) IS DISTINCT FROM (o.name, o.slug)
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

-- A category's name and place also stand in the addresses of the categories below it. UNION ends even in a loop.
CREATE FUNCTION articles_journal_category() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    WITH RECURSIVE below (id) AS (
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id)
        WHERE (n.name, n.slug, n.parent_id) IS DISTINCT FROM (o.name, o.slug, o.parent_id)
        UNION
        SELECT c.id FROM articles_category c JOIN below ON c.parent_id = below.id
    )
    INSERT INTO articles_change (article_id)
    SELECT DISTINCT l.article_id FROM articles_articlecategory l JOIN below ON l.category_id = below.id
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_journal_media() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO articles_change (article_id)
    SELECT a.id
    FROM new_rows n JOIN old_rows o USING (id) JOIN articles_article a ON a.lead_image_id = n.id
    WHERE n IS DISTINCT FROM o
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;
"""

LISTED_FROM = """
-- FOR SHARE: a link made while its article is being published waits, and so copies the moment that will stand.
CREATE FUNCTION articles_link_listed_from() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT CASE WHEN kind = 'article' THEN public_from END INTO NEW.listed_from
    FROM articles_article WHERE id = NEW.article_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE FUNCTION articles_article_listed_from() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    link text;
BEGIN
    FOREACH link IN ARRAY ARRAY['articles_articlecategory', 'articles_articletag', 'articles_byline'] LOOP
        EXECUTE format(
            'UPDATE %I l SET listed_from = CASE WHEN n.kind = ''article'' THEN n.public_from END
             FROM new_rows n JOIN old_rows o USING (id)
             WHERE l.article_id = n.id AND (n.kind, n.public_from) IS DISTINCT FROM (o.kind, o.public_from)', link);
    END LOOP;
    RETURN NULL;
END $$;
"""

DAY_COUNTS = """
-- The days are taken in order, so that two writers cannot wait for each other.
CREATE FUNCTION articles_count_days() RETURNS trigger LANGUAGE plpgsql AS $$
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
"""

THREADS = """
-- A reply belongs to the article of the comment it answers.
ALTER TABLE articles_comment ADD CONSTRAINT comment_same_article_key UNIQUE (article_id, id);
ALTER TABLE articles_comment ADD CONSTRAINT comment_parent_same_article
    FOREIGN KEY (article_id, parent_id) REFERENCES articles_comment (article_id, id) DEFERRABLE INITIALLY DEFERRED;
"""

LINKS = ('articlecategory', 'articletag', 'byline')


def after(table: str, function: str, *events: str) -> str:
    """SQL of one statement trigger for each event, with the rows it needs in `new_rows` and `old_rows`."""
    rows = {
        'insert': 'NEW TABLE AS new_rows',
        'delete': 'OLD TABLE AS old_rows',
        'update': 'NEW TABLE AS new_rows OLD TABLE AS old_rows',
    }
    return ''.join(
        f'CREATE TRIGGER {function}_{event} AFTER {event} ON articles_{table} REFERENCING {rows[event]} '
        f'FOR EACH STATEMENT EXECUTE FUNCTION articles_{function}();\n'
        for event in events
    )


TRIGGERS = ''.join(
    [
        after('article', 'journal_article', 'insert', 'update', 'delete'),
        *(after(table, 'journal_part', 'insert', 'update', 'delete') for table in (*LINKS, 'comment')),
        *(after(table, f'journal_{table}', 'update') for table in ('tag', 'author', 'category', 'media')),
        after('article', 'article_listed_from', 'update'),
        *(
            f'CREATE TRIGGER link_listed_from BEFORE INSERT ON articles_{table} '
            f'FOR EACH ROW EXECUTE FUNCTION articles_link_listed_from();\n'
            for table in LINKS
        ),
        after('article', 'count_days', 'insert', 'update', 'delete'),
    ]
)


class Migration(migrations.Migration):
    dependencies = [('articles', '0001_tables')]

    operations = [
        migrations.RunSQL(sql, reverse_sql=migrations.RunSQL.noop)
        for sql in (JOURNAL, LISTED_FROM, DAY_COUNTS, THREADS, TRIGGERS)
    ]
