"""The places of comments are computed as before, by a function that names the sizes of pages and of parts of threads."""

from importlib import import_module

from django.db import migrations

places = import_module('articles.migrations.0008_comment_places')


class Migration(migrations.Migration):
    dependencies = [('articles', '0028_taken_down')]

    operations = [migrations.RunSQL(places.PLACES, migrations.RunSQL.noop)]
