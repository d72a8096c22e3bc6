"""Words can be banned; and links of held comments are alike whatever stands before an @ in them."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models

from articles.models import comment

WAYS = [('name', 'name'), ('email', 'e-mail address'), ('network', 'network'), ('link', 'link'), ('words', 'words')]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('articles', '0040_words_of_comments')]

    operations = [
        migrations.AlterField('ban', 'way', models.CharField(choices=WAYS, max_length=10)),
        RemoveIndexConcurrently(model_name='comment', name='comment_held_link'),
        AddIndexConcurrently(
            model_name='comment',
            index=models.Index(
                comment.LINKED_HOST, models.F('id'), condition=models.Q(status='held'), name='comment_held_link'
            ),
        ),
    ]
