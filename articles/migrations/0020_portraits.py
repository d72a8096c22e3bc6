"""Authors have a portrait, and an e-mail address and a website for readers."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models

triggers = import_module('articles.migrations.0004_triggers')


class Migration(migrations.Migration):
    dependencies = [('articles', '0019_hidden_pages')]

    operations = [
        migrations.AddField(
            'author',
            'portrait',
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name='portrays',
                to='articles.media',
            ),
        ),
        migrations.AddField(
            'author',
            'contact',
            models.EmailField(
                'e-mail for readers', blank=True, default='', max_length=254,
                help_text='Shown to everybody at the author’s page.',
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            'author',
            'website',
            models.URLField(
                blank=True, default='', max_length=500, help_text='A page of the author’s own elsewhere.'
            ),
            preserve_default=False,
        ),
        migrations.RunSQL(triggers.sql('journal'), reverse_sql=migrations.RunSQL.noop),
    ]
