"""The version before, which serves during an upgrade, makes authors without the columns that it does not know."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('articles', '0045_reviews')]

    operations = [
        migrations.AlterField(
            model_name='author',
            name='contact',
            field=models.EmailField(
                blank=True,
                db_default='',
                default='',
                help_text='Shown to everybody at the author’s page.',
                max_length=254,
                verbose_name='e-mail for readers',
            ),
        ),
        migrations.AlterField(
            model_name='author',
            name='website',
            field=models.URLField(
                blank=True, db_default='', default='', help_text='A page of the author’s own elsewhere.', max_length=500
            ),
        ),
    ]
