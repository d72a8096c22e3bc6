"""Synonyms, and the count of searches without results; editors may edit the ones and see the others."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

PERMISSIONS = {'synonym': ['view', 'add', 'change', 'delete'], 'unanswered': ['view']}
VERBOSE_NAMES = {'unanswered': 'search without results'}


def permit(apps, schema_editor):
    database = schema_editor.connection.alias
    ContentType, Group, Permission = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'))
    )
    group, _ = Group.get_or_create(name='Editors')
    for model, verbs in PERMISSIONS.items():
        content_type, _ = ContentType.get_or_create(app_label='articles', model=model)
        for verb in verbs:
            permission, _ = Permission.get_or_create(
                content_type=content_type,
                codename=f'{verb}_{model}',
                defaults={'name': f'Can {verb} {VERBOSE_NAMES.get(model, model)}'},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [('articles', '0008_comment_places'), ('contenttypes', '0002_remove_content_type_name')]

    operations = [
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('names', models.TextField(help_text='Separated by commas: Bombay, Mumbai. At most ten words.')),
                ('keys', django.contrib.postgres.fields.ArrayField(models.TextField(), editable=False)),
            ],
            options={
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['keys'], name='synonym_keys')],
            },
        ),
        migrations.CreateModel(
            name='Unanswered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(unique=True)),
                ('count', models.PositiveIntegerField(default=1)),
                ('days', models.PositiveIntegerField(default=1)),
                ('last_on', models.DateField()),
            ],
            options={
                'verbose_name': 'search without results',
                'verbose_name_plural': 'searches without results',
            },
        ),
        migrations.RunPython(permit, migrations.RunPython.noop),
    ]
