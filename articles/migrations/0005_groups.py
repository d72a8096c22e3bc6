"""The groups *Editors* and *Moderators*, with their permissions.

Django creates permissions only after all migrations, so those given here are created here; Django then finds them.
"""

from django.db import migrations

PERMISSIONS = {
    'Editors': {
        'article': ['view', 'add', 'change'],
        'author': ['view', 'add', 'change', 'delete'],
        'category': ['view', 'add', 'change', 'delete'],
        'tag': ['view', 'add', 'change', 'delete'],
        'media': ['view', 'add', 'change'],
        'comment': ['view', 'change'],
        'oldurl': ['view', 'add', 'change', 'delete'],
        'importrun': ['view', 'run_import'],
        'importnote': ['view'],
        'sourcedocument': ['view'],
    },
    'Moderators': {'comment': ['view', 'change'], 'article': ['view']},
}
VERBOSE_NAMES = {
    'oldurl': 'old URL',
    'importrun': 'import run',
    'importnote': 'import note',
    'sourcedocument': 'source document',
}
RUN_IMPORT = 'Can run and undo imports'


def make_groups(apps, schema_editor):
    database = schema_editor.connection.alias
    ContentType, Group, Permission = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'))
    )
    for group_name, models in PERMISSIONS.items():
        group, _ = Group.get_or_create(name=group_name)
        for model, verbs in models.items():
            content_type, _ = ContentType.get_or_create(app_label='articles', model=model)
            for verb in verbs:
                codename, name = f'{verb}_{model}', f'Can {verb} {VERBOSE_NAMES.get(model, model)}'
                if verb == 'run_import':
                    codename, name = verb, RUN_IMPORT
                permission, _ = Permission.get_or_create(
                    content_type=content_type, codename=codename, defaults={'name': name}
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    replaces = [('articles', '0003_groups')]

    dependencies = [
        ('articles', '0004_triggers'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    # Groups hold accounts, so going back leaves them: whoever is an editor is one again after going forward.
    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
