"""Comments of articles with at most one page of them are placed without working out their threads."""

from importlib import import_module

from django.db import migrations

places = import_module('articles.migrations.0008_comment_places')


class Migration(migrations.Migration):
    dependencies = [('articles', '0017_closed_notes')]

    operations = [migrations.RunSQL(places.PLACES, migrations.RunSQL.noop)]
