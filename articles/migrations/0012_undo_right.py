"""Undoing an import becomes a right of its own: of superusers, and of chief editors where there is such a group."""

from django.db import migrations

RUN = ('Can run and undo imports', 'Can run imports')


def give(apps, schema_editor):
    """Django creates permissions only after all migrations, so the new one is created here; Django then finds it."""
    database = schema_editor.connection.alias
    ContentType, Group, Permission = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'))
    )
    Permission.filter(codename='run_import', name=RUN[0]).update(name=RUN[1])
    content_type, _ = ContentType.get_or_create(app_label='articles', model='importrun')
    undo, _ = Permission.get_or_create(
        content_type=content_type, codename='undo_importrun', defaults={'name': 'Can undo imports'}
    )
    for group in Group.filter(name='Chief editors'):
        group.permissions.add(undo)


class Migration(migrations.Migration):
    dependencies = [('articles', '0011_lease')]

    operations = [
        migrations.AlterModelOptions(
            'importrun',
            {
                'ordering': ['-pk'],
                'permissions': [('run_import', 'Can run imports'), ('undo_importrun', 'Can undo imports')],
            },
        ),
        migrations.RunPython(give, migrations.RunPython.noop),
    ]
