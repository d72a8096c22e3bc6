"""During an upgrade the version before may still serve readers and editors, on the database of the next one."""

from django.apps import apps
from django.db.migrations import AddField, CreateModel
from django.db.migrations.loader import MigrationLoader
from django.db.models import GeneratedField

SQUASHED = '0008'  # The migrations before it replaced all others.
ADDITIVE = '0046'  # From here on, of all tables.


def test_the_version_before_can_insert_rows_without_the_columns_that_were_added_since():
    old, added = set(), set()
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        for operation in migration.operations if app == 'articles' else []:
            if isinstance(operation, CreateModel) and name < SQUASHED:
                old.add(operation.name_lower)
            if isinstance(operation, AddField) and name >= SQUASHED:
                added.add((name, operation.model_name_lower, operation.name))
    fields = [
        apps.get_model('articles', model)._meta.get_field(field)
        for name, model, field in added
        if model in old or name >= ADDITIVE
    ]
    assert fields
    demanded = [one for one in fields if not one.null and not one.has_db_default()]
    assert [str(one) for one in demanded if not isinstance(one, GeneratedField) and not one.many_to_many] == []
