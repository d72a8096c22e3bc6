
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0006_sitemap_index'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='awaited_keys',
            field=models.JSONField(blank=True, db_default=models.Value([], models.JSONField()), default=list, editable=False),
        ),
        migrations.AddField(
            model_name='media',
            name='parent_key',
            field=models.TextField(blank=True, editable=False),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('awaited_keys', []), _negated=True), fields=['id'], name='article_awaits_parts'),
        ),
        migrations.AddIndex(
            model_name='media',
            index=models.Index(condition=models.Q(('parent_key', ''), _negated=True), fields=['parent_key'], name='media_below_an_article'),
        ),
    ]
