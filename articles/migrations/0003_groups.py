"""The groups *Editors* and *Moderators*, with their rights.

Django makes permissions only after all migrations, so those given here are made here; it then finds them in place.
"""

from django.db import migrations

RIGHTS = {
    'Editors': {
        'article': ['view', 'add', 'change'],
        'author': ['view', 'add', 'change', 'delete'],
        'category': ['view', 'add', 'change', 'delete'],
        'tag': ['view', 'add', 'change', 'delete'],
        'media': ['view', 'add', 'change'],
        'comment': ['view', 'change'],
        'oldurl': ['view', 'add', 'change', 'delete'],
        'importrun': ['view'],
        'importnote': ['view'],
        'sourcedocument': ['view'],
    },
    'Moderators': {'comment': ['view', 'change'], 'article': ['view']},
}
NAMES = {
    'oldurl': 'old address', 'importrun': 'import run', 'importnote': 'import note', 'sourcedocument': 'source document'
}


def make_groups(apps, schema_editor):
    database = schema_editor.connection.alias
    ContentType, Group, Permission = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'))
    )
    for name, rights in RIGHTS.items():
        group, _ = Group.get_or_create(name=name)
        for model, verbs in rights.items():
            kind, _ = ContentType.get_or_create(app_label='articles', model=model)
            for verb in verbs:
                permission, _ = Permission.get_or_create(
                    content_type=kind,
                    codename=f'{verb}_{model}',
                    defaults={'name': f'Can {verb} {NAMES.get(model, model)}'},
                )
                group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ('articles', '0002_triggers'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
