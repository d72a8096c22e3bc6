"""Where readers see each comment; maintained by a trigger on comments."""

from django.db import models


class CommentPlace(models.Model):
    """The page of its article's conversation on which a comment is shown, in each order that readers can choose.

    A page holds the threads that begin within the same 50 comments; a thread of more than 100 is shown in parts of
    that size. Removed comments have a place while a public reply is below them. Pingbacks have pages of their own.
    """

    # Without a constraint, so that the trigger can delete the places of comments that are deleted.
    comment = models.OneToOneField(
        'Comment', on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name='place'
    )
    article = models.ForeignKey(
        'Article', on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name='+'
    )
    oldest = models.IntegerField()
    newest = models.IntegerField()
    liveliest = models.IntegerField()

    class Meta:
        indexes = [
            models.Index(fields=['article', order], name=f'comment_place_{order}')
            for order in ('oldest', 'newest', 'liveliest')
        ]

    def __str__(self) -> str:
        return f'page {self.oldest} of article {self.article_id}'


class CommentCount(models.Model):
    """How many public comments an article has, pingbacks not counted."""

    article = models.OneToOneField(
        'Article', on_delete=models.DO_NOTHING, primary_key=True, db_constraint=False, related_name='+'
    )
    comments = models.IntegerField()

    def __str__(self) -> str:
        return f'{self.comments} on article {self.article_id}'
