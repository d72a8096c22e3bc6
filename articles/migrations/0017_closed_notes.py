from django.db import migrations, models

# The note of a version that an editor has closed was still shown. Zero in the journal drops all kept pages.
CLOSE = """
UPDATE articles_publicchange SET note_is_closed = true WHERE is_closed AND note <> '';
INSERT INTO articles_change (article_id)
SELECT 0 FROM articles_publicchange WHERE note_is_closed LIMIT 1 ON CONFLICT DO NOTHING;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0016_missed_urls'),
    ]

    operations = [
        migrations.AddField(
            model_name='publicchange',
            name='note_is_closed',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.RunSQL(CLOSE, reverse_sql=migrations.RunSQL.noop),
    ]
