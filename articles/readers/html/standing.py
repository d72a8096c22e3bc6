"""Decides what a page with a text is in the archive: article or page, public or for an editor to look at."""

import re
from urllib.parse import urlsplit

from articles.readers.html.document import Document, Finding
from articles.readers.html.wordpress import Marks
from articles.readers.plaintext import dates as text_dates
from articles.readers.record import Note

# Origins of a date that the page marks as that of an article.
_MARKED = ('wordpress', 'json-ld', 'meta', 'itemprop', 'rdfa', 'hatom', 'address', 'list', 'time')
_DRAFTS = 'drafts'  # the folder that builders of sites write them to
_ASKED = {
    'password': 'The page asks for a password: the text is not in it.',
    'login': 'The page asks for a password: the text may not be whole.',
}
_FRONT_PAGE = re.compile(r'https?://[^/?]+/?')
_PREFIX = re.compile(r'^[^\W\d_]+ ?: ')


def is_declared(page: Document, marks: Marks | None) -> bool:
    """Whether the page says that it is an article."""
    return bool(
        (marks and marks.kind != 'page')
        or page.article
        or page.meta('og:type') == 'article'
        or page.meta('article:published_time', 'citation_publication_date')
    )


def is_draft(page: Document) -> bool:
    """Whether a page is a draft that Nikola built for its writer: getnikola.com/handbook.html#drafts."""
    return page.meta('generator').startswith('Nikola') and 'draft' in page.metas('article:tag')


def standing(
    url: str,
    marks: Marks | None,
    asked: str,
    *,
    declared: bool,
    draft: bool,
    title: Finding,
    published: Finding,
    authors: Finding,
) -> tuple[str, str, list[Note]]:
    """(kind, status, notes on what is in doubt) of an article record. `asked`: see locked.asks_for."""
    if asked:
        return marks.kind if marks else 'post', 'review', [Note('password', _ASKED[asked])]
    if not title.value:
        return 'post', 'draft', []
    if draft or _DRAFTS in urlsplit(url).path.split('/')[:-1]:
        return 'post', 'draft', [Note('draft', 'The site had it as a draft.')]
    if marks and marks.kind == 'page':
        return 'page', 'published', []
    if not declared and _FRONT_PAGE.fullmatch(url):
        return 'post', 'review', [Note('unsure', 'It was at the front page of its site.')]
    if published.value:
        has_byline = bool(authors.value) and published.origin in ('byline', 'line')
        if declared or has_byline or published.origin in _MARKED or text_dates.day_in_url(url):
            return 'post', 'published', []
        return 'post', 'review', [Note('unsure', 'Nothing marks the page as an article, and its date is a guess.')]
    if declared or not urlsplit(url).path.strip('/'):
        return 'post', 'review', [Note('unsure', 'No date says when it was published.')]
    return 'page', 'review', [Note('unsure', 'Nothing marks the page as an article: it is kept as a page.')]


def bare_title(title: str, marks: Marks | None) -> str:
    """The title without the word that WordPress puts before that of an item with a password."""
    return _PREFIX.sub('', title) if marks and marks.is_locked else title
