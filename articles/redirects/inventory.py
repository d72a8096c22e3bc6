"""Lists every URL that imported items had before, and the place where each should be found now."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from articles import lists
from articles.db.batches import batches
from articles.models import (
    Article,
    Author,
    Category,
    CategoryListing,
    Comment,
    DayCount,
    KeptItem,
    Media,
    OldUrl,
    SourceDocument,
    Tag,
)
from articles.redirects.current import GONE, HIDDEN, Place, place_of
from articles.text import image_sources, url_forms

from . import lookup

_NUMBER = re.compile(r'[^?]*\?(p|page_id|attachment_id)=\d+')
# File names of the smaller pictures that WordPress made, in PHP-serialised attachment metadata.
_SIZED = re.compile(r'"file";s:\d+:"([^"/]+-\d+x\d+\.\w+)"')


class KnownUrl(NamedTuple):
    """A URL without its host, and a description of its kind."""

    kind: str
    url: str


class Holder(NamedTuple):
    """Something that had URLs: where it is now, those URLs, and the numbers of the comments its page has to show."""

    place: Place
    known_urls: list[KnownUrl]
    comments: tuple[int, ...] = ()


def count() -> int:
    """How many holders there are, for a progress bar."""
    tables = (
        Media.objects,
        OldUrl.objects.filter(article=None),
        _kept(),
        Category.objects,
        Tag.objects,
        Author.objects,
    )
    return 2 * Article.objects.count() + sum(rows.count() for rows in tables) + sum(1 for _ in _days()) + 1


def holders() -> Iterator[Holder]:
    """All holders, with a few hundred in memory at once."""
    yield _site()
    for batch in batches(Article.objects.select_related('provenance')):
        yield from _articles(batch)
    for batch in batches(Media.objects.only('file', 'source_url', 'meta')):
        yield from map(_file, batch)
    for batch in batches(OldUrl.objects.filter(article=None).exclude(path__endswith=lookup.BELOW)):
        places = lookup.find(_quoted(row.path) for row in batch)
        for row in batch:
            place = places.get(_quoted(row.path), GONE) if row.target else GONE
            yield Holder(place, [KnownUrl('attachment or moved', _quoted(row.path))])
    for batch in batches(_kept()):
        for item in batch:
            yield Holder(
                GONE, [KnownUrl('kept item', path) for url in item.record['old_urls'] if (path := _path_and_query(url))]
            )
    yield from _sections()
    yield from _terms(Tag.objects.all(), 'tag', 'article_links')
    yield from _terms(Author.objects.all(), 'author', 'bylines')
    yield from _days()


def _site() -> Holder:
    known = ['/feed/', '/feed/atom/', '/comments/feed/', '/?feed=rss2', '/?feed=atom', '/wp-rss2.php']
    for url in SourceDocument.objects.filter(kind='wxr').values_list('meta__url', flat=True).distinct():
        if folder := url_forms.folder(url or ''):
            known += [f'{folder}/', f'{folder}/feed/', f'{folder}/?feed=rss2']
    total = Article.objects.public().listed().count()
    return Holder(Place('/'), [*_of_list('site', '/', total), *(KnownUrl('site', url) for url in known)])


def _articles(batch: list[Article]) -> Iterator[Holder]:
    keys = [article.pk for article in batch]
    rows, comments = defaultdict(list), defaultdict(list)
    for article, path in OldUrl.objects.filter(article__in=keys).values_list('article', 'path'):
        rows[article].append(_quoted(path))
    approved = Comment.objects.approved().filter(article__in=keys)
    for article, number in approved.values_list('article', 'number'):
        comments[article].append(number)
    for article in batch:
        place = place_of(article)
        numbers = tuple(comments[article.pk]) if place.url else ()
        yield Holder(place, list(_of_article(article, rows[article.pk], bool(numbers))), numbers)
        yield _shown_in(article.body_html)


def _of_article(article: Article, rows: list[str], has_comments: bool) -> Iterator[KnownUrl]:
    own, url = article.get_absolute_url(), article.provenance.url if hasattr(article, 'provenance') else ''
    guid = article.guid if article.guid.startswith(('http://', 'https://')) else ''
    for old in dict.fromkeys([own, _path_and_query(url), _path_and_query(guid), *rows]):
        if old in ('', '/'):
            continue
        numbered = _NUMBER.fullmatch(old)
        yield KnownUrl('number' if numbered else 'link' if old in (own, _path_and_query(url)) else 'old link', old)
        # Only WordPress has these, and only for pages: not for files, nor for URLs with other queries.
        by_wordpress = (article.source_key or '').startswith('wordpress:')
        if by_wordpress and not old.startswith(settings.MEDIA_URL) and (numbered or '?' not in old):
            yield KnownUrl('feed', _part(old, 'feed/', 'feed=rss2'))
            if has_comments:
                yield KnownUrl('page of comments', _part(old, 'comment-page-1/', 'cpage=1'))


def _shown_in(body_html: str) -> Holder:
    """The pictures of a text, whether or not their files were imported."""
    paths = (image_sources.path_within(settings.MEDIA_URL, src) for src in image_sources.sources(body_html))
    return Holder(GONE, [KnownUrl('picture in a text', quote(f'{settings.MEDIA_URL}{path}')) for path in paths if path])


def _part(url: str, below: str, query: str) -> str:
    return f'{url}&{query}' if '?' in url else f'{url.rstrip("/")}/{below}'


def _file(media: Media) -> Holder:
    path = media.file.name or image_sources.path_within(settings.MEDIA_URL, urlsplit(media.source_url).path)
    if not path:
        return Holder(GONE, [])
    url = f'{settings.MEDIA_URL}{path}'
    known = [KnownUrl('file', quote(url))]
    names = _SIZED.findall(str(media.meta.get('postmeta', {}).get('_wp_attachment_metadata', '')))
    known += [KnownUrl('smaller picture', quote(f'{url.rpartition("/")[0]}/{name}')) for name in dict.fromkeys(names)]
    return Holder(Place(quote(url)) if media.file else GONE, known)


def _kept() -> QuerySet:
    return KeptItem.objects.filter(record__status='published')


def _sections() -> Iterator[Holder]:
    sections = lists.Sections()
    listed = CategoryListing.objects.filter(listed_from__lte=timezone.now()).values('category')
    counts = dict(listed.annotate(n=Count('pk')).values_list('category', 'n'))
    for pk in Category.objects.order_by('pk').values_list('pk', flat=True):
        section = sections.get(pk)
        known = _of_list('category', section.address, counts.get(pk, 0))
        known.append(KnownUrl('category', f'/category/{quote(section.slug)}/'))
        yield Holder(Place(section.address) if section.in_use else HIDDEN, known)


def _terms(terms: QuerySet, kind: str, links: str) -> Iterator[Holder]:
    listed = Count(links, filter=Q(**{f'{links}__listed_from__lte': timezone.now()}))
    for batch in batches(terms.annotate(articles_listed=listed)):
        for term in batch:
            url, articles = term.get_absolute_url(), term.articles_listed
            yield Holder(Place(url) if articles else HIDDEN, _of_list(kind, url, articles))


def _days() -> Iterator[Holder]:
    counts = Counter()
    days = DayCount.objects.filter(articles__gt=0, day__lt=timezone.localdate()).values_list('day', 'articles')
    for day, articles in days:
        for form in ('%Y', '%Y/%m', '%Y/%m/%d'):
            counts[day.strftime(form)] += articles
    for date, articles in sorted(counts.items()):
        known = [*_of_list('date', f'/{date}/', articles), KnownUrl('date', f'/?m={date.replace("/", "")}')]
        yield Holder(Place(f'/{date}/'), known)


def _of_list(kind: str, url: str, articles: int) -> list[KnownUrl]:
    """A list, its feed, and its last page at WordPress' ten articles a page."""
    known = [KnownUrl(kind, url), KnownUrl('feed', f'{url}feed/')]
    pages = -(-articles // 10)
    return [*known, KnownUrl('page of a list', f'{url}page/{pages}/')] if pages > 1 else known


def _path_and_query(url: str) -> str:
    """The path and query of a URL, quoted as a browser sends them; '' for what is not an http(s) URL."""
    return _quoted(url_forms.key(url)) if url else ''


def _quoted(key: str) -> str:
    path, mark, query = key.partition('?')
    return f'{quote(path)}{mark}{quote(query, safe="/=&%+;:@,?[]")}'
