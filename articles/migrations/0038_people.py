"""The groups *Writers* and *Chief editors*; imports, settings and accounts are for chief editors.

Nobody loses a right: who is in *Editors* is put into *Chief editors* too, and who is in *Moderators*, which from now on
see public articles only, goes on seeing the others by a right of their own.
"""

from django.db import migrations

GROUPS = {
    'Writers': {
        'article': ['view', 'add', 'write_article'],
        'author': ['view'],
        'category': ['view'],
        'tag': ['view'],
        'media': ['view', 'add'],
    },
    'Chief editors': {
        'importrun': ['view', 'run_import', 'undo_importrun'],
        'importnote': ['view'],
        'sourcedocument': ['view'],
        'site': ['view', 'change'],
        'user': ['view', 'add', 'change'],
    },
}
# What chief editors have instead of editors.
MOVED = ['run_import', 'view_site', 'change_site']
NAMES = {
    'write_article': 'Can write drafts and submit them',
    'view_hidden': 'Can view articles that are not public',
    'undo_importrun': 'Can undo imports',
}


def regroup(apps, schema_editor):
    """Django creates permissions only after all migrations, so those that are new are created here."""
    database = schema_editor.connection.alias
    ContentType, Group, Permission, User = (
        apps.get_model(app, model).objects.using(database)
        for app, model in (('contenttypes', 'ContentType'), ('auth', 'Group'), ('auth', 'Permission'), ('auth', 'User'))
    )

    def permission(model, verb):
        content_type, _ = ContentType.get_or_create(app_label='auth' if model == 'user' else 'articles', model=model)
        codename = verb if verb in NAMES or verb == 'run_import' else f'{verb}_{model}'
        found, _ = Permission.get_or_create(
            content_type=content_type,
            codename=codename,
            defaults={'name': NAMES.get(codename, f'Can {verb} {model}')},
        )
        return found

    view_hidden, view, write = (permission('article', verb) for verb in ('view_hidden', 'view', 'write_article'))
    editors, _ = Group.get_or_create(name='Editors')
    moderators, _ = Group.get_or_create(name='Moderators')
    chiefs, _ = Group.get_or_create(name='Chief editors')
    # Writers are there already where somebody went back and comes forward again.
    for group in Group.filter(permissions=view).exclude(pk=moderators.pk).exclude(permissions=write):
        group.permissions.add(view_hidden)
    for user in User.filter(user_permissions=view) | User.filter(groups=moderators):
        user.user_permissions.add(view_hidden)
    # What an editor may do is what a chief editor may do as well, so that chiefs can give those rights to others.
    chiefs.permissions.add(*editors.permissions.all(), *moderators.permissions.all())
    for name, models in GROUPS.items():
        group, _ = Group.get_or_create(name=name)
        group.permissions.add(*(permission(model, verb) for model, verbs in models.items() for verb in verbs))
    chiefs.permissions.add(write)
    members = list(User.filter(groups=editors))
    for user in members:
        user.groups.add(chiefs)
    editors.permissions.remove(*editors.permissions.filter(codename__in=MOVED))
    if members:
        print('\n  Now chief editors as well:', ', '.join(sorted(user.get_username() for user in members)))


class Migration(migrations.Migration):
    dependencies = [('articles', '0037_acts')]

    operations = [
        migrations.AlterModelOptions(
            'article',
            {
                'permissions': [
                    ('write_article', 'Can write drafts and submit them'),
                    ('view_hidden', 'Can view articles that are not public'),
                ]
            },
        ),
        migrations.RunPython(regroup, migrations.RunPython.noop),
    ]
