"""The record of a post that Medium exported: a page marked with microformats (h-entry)."""

import re
from datetime import datetime, tzinfo
from urllib.parse import urlsplit

from lxml import etree, html

from articles.readers import bodies, moments
from articles.readers.record import ArticleRecord, AuthorRecord, Note, TermRecord
from articles.text import fragments, ghost_cards, plain, sanitise, slugs

_NUMBERED = re.compile(r'(?:^|-)([0-9a-f]{8,16})$')
_SHORT = re.compile(r'https?://medium\.com/p/([0-9a-f]{8,16})')


class NoPost(ValueError):
    """A page that Medium did not export as a post."""


def article(data: bytes, *, source: str, zone: tzinfo) -> ArticleRecord:
    """The record of a post. Raises NoPost."""
    page = _page(data)
    content = fragments.first(page, 'e-content')
    if content is None:
        raise NoPost('no post of Medium: it has no text marked e-content')
    notes: list[Note] = []
    title, summary = (fragments.words(fragments.first(page, css)) for css in ('p-name', 'p-summary'))
    url = sanitise.web_url(_href(page, 'p-canonical'))
    short = next(filter(None, map(_SHORT.match, _links(page))), None)
    slug, number = _slug_and_number(url)
    number = number or (short[1] if short else '')
    body_source = fragments.inner(content).strip()
    _tidy(content, title, summary)
    body = bodies.render(fragments.inner(content), url)
    time = fragments.first(page, 'dt-published')
    published = moments.iso(time.get('datetime') or '', zone) if time is not None else None
    authors = _authors(page, notes)
    return ArticleRecord(
        source=source,
        source_key=f'medium:{number or url or f"{title} {published}"}',
        status=_status(url, published, title, body, notes),
        title=title,
        slug=slug or slugs.slugify(title),
        standfirst='' if _begins(body.text, summary) else summary,
        authors=authors,
        published=published,
        body_source=body_source,
        body_html=body.html,
        body_text=body.text,
        images=body.images,
        tags=_tags(page),
        old_urls=tuple(filter(None, (url, f'/p/{number}' if number and url else ''))),
        url=url,
        guid=f'https://medium.com/p/{number}' if number else url,
        meta={'id': number} if number else {},
        notes=(*notes, *body.notes),
        original=data,
    )


def _page(data: bytes) -> etree._Element:
    parser = html.HTMLParser(encoding='utf-8', no_network=True)
    try:
        return fragments.without_controls(html.document_fromstring(data, parser=parser))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NoPost(f'its HTML cannot be read: {error}'[:200]) from None


def _links(page: etree._Element) -> list[str]:
    footer = page.find('.//footer')
    return [link.get('href') or '' for link in footer.iter('a')] if footer is not None else []


def _href(page: etree._Element, css: str) -> str:
    link = fragments.first(page, css)
    return (link.get('href') or '').strip() if link is not None else ''


def _slug_and_number(url: str) -> tuple[str, str]:
    """The words and the number at the end of a post's URL, both of which may be missing."""
    last = slugs.decode(urlsplit(url).path.rstrip('/').rpartition('/')[2]) if url else ''
    number = _NUMBERED.search(last)
    return (last[: number.start()], number[1]) if number else (last, '')


def _status(url: str, published: datetime | None, title: str, body: bodies.Body, notes: list[Note]) -> str:
    """Drafts have no URL. What its writer answered to somebody else's post was exported as a post as well."""
    if not url:
        return 'draft'
    if not published:
        notes.append(Note('no-date', 'The post has no date that can be read: kept as a draft.'))
        return 'draft'
    if not body.images and body.text.count('\n\n') == 0 and _begins(body.text, title):
        notes.append(Note('may-be-response', 'It may be a response to another post: kept in review.'))
        return 'review'
    return 'published'


def _begins(text: str, words: str) -> bool:
    """Whether a text begins with these words, as far as Medium did not cut them off."""
    words = ' '.join(words.split()).rstrip(' .…')
    return not words or ' '.join(text[: len(words) * 2 + 100].split()).startswith(words)


def _authors(page: etree._Element, notes: list[Note]) -> tuple[AuthorRecord, ...]:
    author = fragments.first(page, 'p-author')
    name = fragments.words(author)
    if author is None or not name:
        notes.append(Note('no-author', 'The page names no author.'))
        return ()
    handle = (author.get('href') or '').rpartition('@')[2].strip('/')
    return (AuthorRecord(name, slugs.slugify(handle) or slugs.slugify(name), key=handle),)


def _tags(page: etree._Element) -> tuple[TermRecord, ...]:
    names = dict.fromkeys(fragments.words(link) for link in fragments.of_class(page, 'p-tag'))
    return tuple(TermRecord(plain.title(name), slugs.slugify(name), taxonomy='tag') for name in names if name)


def _tidy(content: html.HtmlElement, title: str, summary: str) -> None:
    """Without what is not the text: lines between sections, and the title and subtitle once more."""
    dividers = [one for one in fragments.of_class(content, 'section-divider') if one.tag == 'div']
    for number, divider in enumerate(dividers):
        # The first is above everything, the others between parts.
        fragments.replace(divider, '<hr>' if number else '')
    for css, words in (('graf--title', title), ('graf--subtitle', summary), ('graf--leading', title)):
        heading = fragments.first(content, css)
        if heading is not None and heading.tag != 'figure' and words and fragments.words(heading) == words:
            # A response is nothing but its title.
            if css == 'graf--leading' and heading.tag == 'p':
                continue
            heading.drop_tree()
    for row in fragments.of_class(content, 'sectionLayout--outsetRow'):
        if len(row) > 1 and all(child.tag == 'figure' for child in row):
            pictures = [{'src': img.get('src'), 'alt': img.get('alt')} for img in row.iter('img')]
            caption = fragments.inner(row.find('.//figcaption'))
            fragments.replace(row, ghost_cards.card('gallery', {'images': pictures, 'caption': caption}))
    for embed in fragments.of_class(content, 'graf--mixtapeEmbed'):
        fragments.replace(embed, _linked_post(embed))
    for figure in fragments.of_class(content, 'graf--iframe'):
        script = figure.find('.//script')
        if script is not None and script.get('src'):
            fragments.replace(figure, ghost_cards.card('embed', {'url': script.get('src')}))
    for code in fragments.of_class(content, 'graf--pre'):
        for line_break in list(code.iter('br')):
            line_break.tail = '\n' + (line_break.tail or '')
            line_break.drop_tag()


def _linked_post(embed: etree._Element) -> str:
    link = fragments.first(embed, 'markup--anchor')
    about = {
        'title': fragments.words(fragments.first(embed, 'markup--strong')),
        'description': fragments.words(fragments.first(embed, 'markup--em')),
    }
    return ghost_cards.card('bookmark', {'url': link.get('href') if link is not None else '', 'metadata': about})
