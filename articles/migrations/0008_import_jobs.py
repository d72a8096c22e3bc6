"""Import runs that wait for a process to run them, tell how far they are, and may be stopped; who may start them."""

from django.db import migrations, models


def give_right(apps, schema_editor):
    """Django makes permissions only after all migrations, so this one is made here; it then finds it in place."""
    database = schema_editor.connection.alias
    ContentType, Group, Permission = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'))
    )
    kind, _ = ContentType.get_or_create(app_label='articles', model='importrun')
    right, _ = Permission.get_or_create(
        content_type=kind, codename='run_import', defaults={'name': 'Can run imports and take them back'}
    )
    for editors in Group.filter(name='Editors'):
        editors.permissions.add(right)


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_awaited'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='importrun',
            options={'ordering': ['-pk'], 'permissions': [('run_import', 'Can run imports and take them back')]},
        ),
        migrations.AddField(
            model_name='importrun',
            name='done',
            field=models.BigIntegerField(default=0, help_text='Items read so far.'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='files',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='importrun',
            name='node',
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddField(
            model_name='importrun',
            name='stop',
            field=models.BooleanField(default=False, help_text='Somebody asked for it to be stopped.'),
        ),
        migrations.AddField(
            model_name='importrun',
            name='task',
            field=models.CharField(choices=[('look', 'reading without writing'), ('import', 'import'), ('undo', 'undo')], default='import', max_length=10),
        ),
        migrations.AddField(
            model_name='importrun',
            name='total',
            field=models.BigIntegerField(help_text='Items to be read, once they were counted.', null=True),
        ),
        migrations.AddField(
            model_name='importrun',
            name='uploads',
            field=models.TextField(blank=True, help_text='Folder of the old site’s pictures, in the folder of imports.'),
        ),
        migrations.AlterField(
            model_name='importrun',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('looked', 'looked at'), ('finished', 'Finished'), ('failed', 'Failed'), ('interrupted', 'Interrupted'), ('undoing', 'being undone'), ('undone', 'Undone')], default='running', max_length=20),
        ),
        migrations.RunPython(give_right, migrations.RunPython.noop),
    ]
