from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Lets drafts that have a date and no slug yet share their day."""

    dependencies = [('articles', '0008_import_jobs')]

    operations = [
        migrations.RemoveConstraint('article', 'article_slug_unique_on_its_day'),
        migrations.AddConstraint(
            'article',
            models.UniqueConstraint(
                fields=['published_on', 'slug'],
                condition=Q(kind='article') & ~Q(slug=''),
                name='article_slug_unique_on_its_day',
            ),
        ),
    ]
