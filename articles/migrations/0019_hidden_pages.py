"""Pages from before the site answered their URL itself, such as /tag/ or /about/history/, get the nearest free one."""

from django.db import migrations

from articles.editorial import paths
from articles.text import url_forms, slugs


def move(apps, schema_editor):
    """Their former URLs redirect to them wherever the site has nothing at it."""
    database = schema_editor.connection.alias
    Article, OldUrl = (apps.get_model('articles', model).objects.using(database) for model in ('Article', 'OldUrl'))
    pages = dict(Article.filter(kind='page').exclude(slug='').values_list('pk', 'slug'))
    taken = set(pages.values())
    for pk, slug in pages.items():
        if not paths.is_of_a_page(slug):
            free = slugs.free(paths.for_a_page(slug), taken)
            taken.add(free)
            Article.filter(pk=pk).update(slug=free)
            OldUrl.get_or_create(path=url_forms.key(f'/{slug}/'), defaults={'article_id': pk})


class Migration(migrations.Migration):
    dependencies = [('articles', '0018_places_of_few_comments')]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
