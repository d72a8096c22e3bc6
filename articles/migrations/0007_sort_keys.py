"""Sort keys of the names of categories, tags and authors."""

from django.db import migrations

import articles.models.sort_key
from articles.text import sort_keys

MODELS = ('category', 'tag', 'author')
BATCH = 2000


def fill(apps, schema_editor):
    for model in MODELS:
        rows = apps.get_model('articles', model).objects.using(schema_editor.connection.alias)
        batch = []
        for row in rows.only('pk', 'name').iterator(BATCH):
            row.sort_key = sort_keys.of(row.name)
            batch.append(row)
            if len(batch) == BATCH:
                rows.bulk_update(batch, ['sort_key'])
                batch = []
        rows.bulk_update(batch, ['sort_key'])


class Migration(migrations.Migration):
    dependencies = [('articles', '0006_digest_arrays')]

    operations = [
        migrations.RunSQL('SET LOCAL statement_timeout = 0', migrations.RunSQL.noop),
        *(migrations.AddField(model, 'sort_key', articles.models.sort_key.SortKeyField()) for model in MODELS),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
