"""A function that says which picture of a body is its first."""

from pathlib import Path

from django.db import migrations

FIRST_PICTURE = (Path(__file__).with_name('sql') / 'first_picture.sql').read_text(encoding='utf-8')


class Migration(migrations.Migration):
    dependencies = [('articles', '0042_sort_keys_of_numbers')]

    operations = [migrations.RunSQL(FIRST_PICTURE, 'DROP FUNCTION articles_first_picture(text)')]
