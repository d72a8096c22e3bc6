"""What an update changed is asked column by column: a comparison of whole rows reads every text of both, however long.

And the links of an article are looked at only where its moment changed, which most updates leave alone.
"""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION articles_journal_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM new_rows ON CONFLICT DO NOTHING;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO articles_change (article_id) SELECT id FROM old_rows ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO articles_change (article_id)
        SELECT n.id FROM new_rows n JOIN old_rows o USING (id) WHERE ROW(n.*) IS DISTINCT FROM ROW(o.*)
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;

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
"""


class Migration(migrations.Migration):
    dependencies = [('articles', '0011_fetch_media')]

    operations = [migrations.RunSQL(FUNCTIONS, reverse_sql=migrations.RunSQL.noop)]
