"""The field for the sort key of a name."""

from django.db import models

from articles.text import sort_keys


class SortKeyField(models.BinaryField):
    """The sort key of the row's `name`, written whenever the row is saved or created in bulk; empty in rows of raw SQL.

    PostgreSQL would need ICU to sort names of all scripts, and not every build has it.
    """

    def __init__(self, **options) -> None:
        super().__init__(**{'default': b'', 'db_default': b'', 'editable': False} | options)

    def pre_save(self, instance: models.Model, add: bool) -> bytes:
        key = sort_keys.of(instance.name)
        setattr(instance, self.attname, key)
        return key
