"""Editors may change the site's settings, its menus and its front page."""

from django.db import migrations

PERMISSIONS = {'site': ['view', 'change'], 'menulink': ['view', 'add', 'change', 'delete'], 'frontstory': ['view', 'change']}
VERBOSE_NAMES = {'site': 'site settings', 'menulink': 'menu link', 'frontstory': 'front story'}


def permit(apps, schema_editor):
    """Django creates permissions only after all migrations, so those of new tables are created here."""
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
                defaults={'name': f'Can {verb} {VERBOSE_NAMES[model]}'},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [('articles', '0029_named_page_sizes')]

    operations = [migrations.RunPython(permit, migrations.RunPython.noop)]
