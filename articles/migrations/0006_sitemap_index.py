"""The index that tells when the articles of each sitemap last changed, without reading the articles."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('articles', '0005_provenance')]

    operations = [
        migrations.RunSQL('SET statement_timeout = 0', migrations.RunSQL.noop),
        AddIndexConcurrently(
            'article',
            models.Index(
                fields=['id'],
                include=['public_from', 'modified'],
                condition=models.Q(public_from__isnull=False),
                name='article_sitemap',
            ),
        ),
    ]
