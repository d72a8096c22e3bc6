"""The words of public comments, to be searched. Readers may comment while the index is made."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from articles.models import comment


class Migration(migrations.Migration):
    atomic = False
    dependencies = [('articles', '0039_desk')]

    operations = [
        AddIndexConcurrently(
            model_name='comment',
            index=GinIndex(
                comment.WordsOf(comment.FoldedText('body_text')),
                condition=models.Q(status='approved', kind='comment'),
                fastupdate=False,
                name='comment_words',
            ),
        ),
    ]
