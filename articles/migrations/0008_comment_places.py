from pathlib import Path

from django.db import migrations, models

PLACES = (Path(__file__).with_name('sql') / 'comment_places.sql').read_text(encoding='utf-8')
DROP = """
DROP FUNCTION articles_comments_placed() CASCADE;
DROP FUNCTION articles_place_comments(bigint[]);
DROP FUNCTION articles_comments_shown(bigint[]);
DROP FUNCTION articles_comments_below(bigint[]);
"""
FILL = """
SET LOCAL statement_timeout = 0;
SELECT articles_place_comments(array_agg(article_id)) FROM (
    SELECT DISTINCT article_id FROM articles_comment WHERE status = 'approved'
) AS commented HAVING count(*) > 0;
"""


def of(model: str, **options) -> models.OneToOneField:
    return models.OneToOneField(
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        primary_key=True,
        serialize=False,
        to=f'articles.{model}',
        **options,
    )


class Migration(migrations.Migration):
    dependencies = [('articles', '0007_sort_keys')]

    operations = [
        migrations.CreateModel(
            name='CommentCount',
            fields=[
                ('article', of('article', related_name='+')),
                ('comments', models.IntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='CommentPlace',
            fields=[
                ('comment', of('comment', related_name='place')),
                (
                    'article',
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=models.DO_NOTHING,
                        related_name='+',
                        to='articles.article',
                    ),
                ),
                ('oldest', models.IntegerField()),
                ('newest', models.IntegerField()),
                ('liveliest', models.IntegerField()),
            ],
            options={
                'indexes': [
                    models.Index(fields=['article', order], name=f'comment_place_{order}')
                    for order in ('oldest', 'newest', 'liveliest')
                ],
            },
        ),
        migrations.RunSQL(PLACES, DROP),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
