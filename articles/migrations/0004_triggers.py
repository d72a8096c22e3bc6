"""The parts of the database that Django's models cannot describe: the change journal, triggers, and storage.

`sql/` holds them as they are now. To change a trigger, edit its file and add a migration that runs the file again.
"""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name('sql')
FILES = ('tables', 'journal', 'listed_from', 'day_counts', 'category_listings')


def sql(name: str) -> str:
    return (SQL / f'{name}.sql').read_text(encoding='utf-8')


class Migration(migrations.Migration):
    replaces = [
        ('articles', '0002_triggers'),
        ('articles', '0012_updates_by_column'),
        ('articles', '0013_plain_texts'),
    ]

    dependencies = [('articles', '0003_comments_and_versions')]

    operations = [migrations.RunSQL('\n'.join(map(sql, FILES)), reverse_sql=sql('drop'))]
