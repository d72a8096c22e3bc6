"""Recognises a site that has moved: another export of it, made after a change of host, folder or scheme."""

from collections import Counter
from dataclasses import replace

from articles.models import Article
from articles.readers.record import ArticleRecord
from articles.text import url_forms

PREFIX = 'wordpress:'


class Sites:
    """The sites of WordPress that are here under another address, by the one in their records.

    WordPress never changes the guid of a post, nor its number. A record whose guid is here under the same number, with
    the same slug or date, is the same post; a site is the same if no post of a batch says otherwise.
    `named`: the address under which the site is here, where somebody says so; '' to find out.
    """

    def __init__(self, named: str = '') -> None:
        self._known: dict[str, str] = {}
        self._named = f'{PREFIX}{url_forms.site(named if "//" in named else f"//{named}")}' if named else ''

    def with_known_keys(self, batch: list[ArticleRecord]) -> list[ArticleRecord]:
        """The records with the keys under which their posts are here, or will be."""
        for site in {_site(record.source_key) for record in batch} - self._known.keys() - {''}:
            self._find(site, [record for record in batch if _site(record.source_key) == site])
        return [self._renamed(record) for record in batch]

    def _find(self, site: str, batch: list[ArticleRecord]) -> None:
        if self._named:
            self._known[site] = self._named
            return
        posts = {record.guid: record for record in batch if record.kind in ('post', 'page') and '//' in record.guid}
        if not posts:
            return
        same = Article.objects.filter(guid__in=posts, source_key__startswith=PREFIX)
        votes: Counter[str] = Counter()
        for guid, key, slug, published in same.values_list('guid', 'source_key', 'slug', 'published'):
            record = posts[guid]
            if _number(key) == _number(record.source_key):
                alike = slug == record.slug.rpartition('/')[2] or slug == record.slug or published == record.published
                votes[_site(key)] += 1 if alike else -1000
        best, number = max(votes.items(), key=lambda vote: (vote[1], vote[0] == site), default=(site, 0))
        self._known[site] = best if number > 0 and votes[site] <= 0 else site

    def _renamed(self, record: ArticleRecord) -> ArticleRecord:
        site = _site(record.source_key)
        return at(record, self._known.get(site, site))


def at(record: ArticleRecord, known: str) -> ArticleRecord:
    """The record with its keys, and those of what it names, at the known site (as in the key of an item)."""
    site = _site(record.source_key)
    if not site or known == site:
        return record

    def key(own: str) -> str:
        return f'{known}:{_number(own)}' if _site(own) == site else own

    return replace(
        record,
        source_key=key(record.source_key),
        lead_image_key=key(record.lead_image_key),
        parent_key=key(record.parent_key),
        pending_keys=tuple(map(key, record.pending_keys)),
    )


def same_post(key: str) -> str:
    """What is left of the key of a post when its site moves; the key itself where that is no post of WordPress."""
    return _number(key) if _site(key) else key


def _site(key: str) -> str:
    """The site in the key of an item of WordPress, with the prefix; '' for any other key."""
    return key.rpartition(':')[0] if key.startswith(PREFIX) and key.rpartition(':')[2].isdecimal() else ''


def _number(key: str) -> str:
    return key.rpartition(':')[2]
