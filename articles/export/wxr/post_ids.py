"""Post IDs of a WordPress export, which articles and files share."""

from array import array
from bisect import bisect_left

from django.db.models import BigIntegerField, Max, Q
from django.db.models.functions import Cast, Substr

from articles.models import Article, Media, SourceDocument
from articles.text import url_forms


class PostIds:
    """Items that came from a WordPress export keep their ID, since texts name pictures by it; others are numbered on.

    If several sites were imported, only those of the first keep theirs. The rest take 8 bytes each in memory.
    """

    def __init__(self) -> None:
        self.site = SourceDocument.objects.filter(kind='wxr').order_by('pk').values_list('meta__url', flat=True).first()
        self._prefix = f'wordpress:{url_forms.site(self.site or "")}:'
        kept = Q(source_key__startswith=self._prefix) & Q(source_key__regex=r':[1-9]\d{0,14}$')
        number = Cast(Substr('source_key', len(self._prefix) + 1), BigIntegerField())
        self._others, self._first = {}, {}
        self._last = max(model.objects.filter(kept).aggregate(n=Max(number))['n'] or 0 for model in (Media, Article))
        following = self._last + 1
        for model in (Media, Article):
            keys = model.objects.exclude(kept).order_by('pk').values_list('pk', flat=True)
            self._others[model] = array('q', keys.iterator(chunk_size=10_000))
            self._first[model] = following
            following += len(self._others[model])

    def keeps(self, row: Article | Media) -> bool:
        key = (row.source_key or '').removeprefix(self._prefix)
        return key.isascii() and key.isdigit() and key[0] != '0' and len(key) <= 15

    def of(self, row: Article | Media) -> int:
        if self.keeps(row):
            return int(row.source_key.removeprefix(self._prefix))
        return self._first[type(row)] + bisect_left(self._others[type(row)], row.pk)
