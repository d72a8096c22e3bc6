"""The journal says whether only comments of an article changed, and knows what the site shows besides articles."""

from importlib import import_module

from django.db import migrations

triggers = import_module('articles.migrations.0004_triggers')
COLUMN = 'ALTER TABLE articles_change ADD COLUMN IF NOT EXISTS comments boolean NOT NULL DEFAULT false'


class Migration(migrations.Migration):
    dependencies = [('articles', '0012_undo_right')]

    operations = [migrations.RunSQL(f'{COLUMN};\n{triggers.sql("journal")}', reverse_sql=migrations.RunSQL.noop)]
