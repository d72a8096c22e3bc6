"""Sort keys of names with numbers in them, which sort by their size now."""

from django.db import migrations

from articles.text import sort_keys

MODELS = ('category', 'tag', 'author')
BATCH = 2000


def fill(apps, schema_editor):
    for model in MODELS:
        rows = apps.get_model('articles', model).objects.using(schema_editor.connection.alias)
        named = rows.only('pk', 'name').iterator(BATCH)
        changed = [row for row in named if any(character.isdecimal() for character in row.name)]
        for row in changed:
            row.sort_key = sort_keys.of(row.name)
        rows.bulk_update(changed, ['sort_key'], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [('articles', '0041_banned_words')]

    operations = [
        migrations.RunSQL('SET LOCAL statement_timeout = 0', migrations.RunSQL.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
