"""Extracts the comments of a page: WordPress and similar, Blogger, Drupal, static Disqus, microdata and JSON-LD."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, time, tzinfo

from lxml.html import HtmlElement

from articles.readers.html.dates import moment
from articles.readers.html.document import Document, absolute, marks, name_matcher, text_of
from articles.readers.html.linked_data import Thing
from articles.readers.plaintext.comment_lines import SAID, Attribution, is_button
from articles.readers.record import CommentRecord
from articles.text import plain, sanitise
from articles.text.clickable import with_links

from . import comment_elements, comment_headers

_BODY = re.compile(
    r'(?:^| )(?:dsq-|wp-block-)?(?:comment|kommentar)[-_]*'
    r'(?:content|text|body|message|copy|txt|inner-?text|post|description)(?= |$)'
    r'|commenttext|(?:^| )(?:message|text'
    r'|content|field-item|post-message|body|entry-content|entry|e-content)(?= |$)',
    re.I,
)
_AUTHOR = re.compile(
    r'(?:^| )(?:fn|(?:wp-block-)?comment[-_]*author(?:[-_]*name)?|commenter|comment[-_]*name|dsq-commenter-name|user'
    r'|username|author|author-name'
    r'|comment[-_]*user(?:name)?'
    r'|auteur|autore?|nombre|nome|naam|namn|nick(?:name)?|pseudo|poster|url|p-author|name|commentauthor)(?= |$)',
    re.I,
)
_is_called_date = name_matcher(r'date|time|meta|submitted|permalink|posted|fecha|(?:^| )hora(?= |$)')
_is_chrome = name_matcher(
    r'(?:^|[-_ ])(?:reply|respond|edit|vcard|avatar|meta(?:data)?|comment-?author|comment-?meta|commentmetadata'
    r'|comment[-_]*(?:date|time|header'
    r'|footer|actions|links|head|info)|says|awaiting|report|vote|votes|rating|likes?|permalink|share|datetime'
    r'|submitted|comment-?name'
    r'|screen-?reader-text|dsq-comment-(?:header|footer|meta)|user|username)(?:$|[-_ ])'
)
_is_after_name = name_matcher(r'(?:^|[-_ ])(?:reply|(?:comment)?meta(?:data)?|date|time|edit)(?:$|[-_ ])', has_id=False)
_is_place = name_matcher(
    r'(?:^| )(?:comments?|comments?[-_]?(?:area|list|section|container|wrapper|wrap|block|holder|thread|template'
    r'|respond|form|box|content)'
    r'|commentlist|post[-_]?comments|article[-_]?comments|respond|disqus_thread|dsq-content|reader[-_]?comments'
    r'|kommentarer?|kommentare|komentarze|comentarios|commentaires|commenti|reacties|r[eé]actions|lesermeinungen'
    r'|fb[-_]?comments'
    r'|livefyre|coral_?talk\w*|disqus|wp-block-comments|comments-page|comments__\w+)(?= |$)'
)
_SAYS = re.compile(rf'\s*\b{SAID}\b\s*:?.*$|^\s*(?:by|von|par|por)\s+', re.I | re.S)
_TITLES = frozenset(('wp-block-comments-title', 'comments-title'))
# hCard's name of a person, and that of WordPress' block.
_NAMES = frozenset(('fn', 'wp-block-comment-author-name'))
_MOST = 5000
_LONGEST_LINE = 100


def announced(page: Document) -> int:
    """How many comments WordPress says there are, above the first of them; 0 where it does not say."""
    headings = page.tree.iter('h1', 'h2', 'h3', 'h4')
    titles = (text_of(h) for h in headings if not _TITLES.isdisjoint((h.get('class') or '').split()))
    # The title of the article follows in quotation marks, and may begin with a number itself.
    number = re.search(r'\d[\d.,]*', re.split('["“„«‘”]', next(titles, ''))[0])
    digits = re.sub(r'\D', '', number[0]) if number else ''
    return int(digits) if digits and len(digits) < 7 else 0


def take(page: Document, zone: tzinfo) -> tuple[CommentRecord, ...]:
    """The comments in the order of the page. Removes them and the comment form from the page's tree.

    `zone` is the site's time zone.
    """
    elements = list(comment_elements.find(page.tree))
    elements = elements or comment_headers.wrap(page.tree, zone, day_first=page.day_first)
    owners = {element: number for number, element in enumerate(elements)}
    records: list[CommentRecord] = []
    parts = [_own(element, owners) for element in elements[:_MOST]]
    ids = [_own_id(element, own) for element, own in zip(elements, parts, strict=False)]
    for number, (element, own) in enumerate(zip(elements, parts, strict=False)):
        record = _record(element, own, owners, records, page, zone)
        records.append(replace(record, id=ids[number] or (_made_id(record) if any(ids) else str(number + 1))))
    comments = tuple(record for record in records if record.text) or tuple(_from_linked_data(page, zone))
    _remove(page.tree, elements)
    page.look_again()
    return comments


def _record(
    element: HtmlElement,
    own: list[HtmlElement],
    owners: dict[HtmlElement, int],
    records: list[CommentRecord],
    page: Document,
    zone: tzinfo,
) -> CommentRecord:
    """`own`: the parts of a comment, as from `_own`; `records`: of the comments before it."""
    parent = comment_elements.parent_of(element, owners)
    place, line = _line(element, own, zone, page.day_first)
    if place is not None and not _has_words(_inner_html(element, owners, True, place)):
        place = None  # A short text is within it as well.
    body = _body(element, own, place)
    html = sanitise.comment_html(with_links(_inner_html(body, owners, body is element, place)))
    author, url = _author(own)
    published = _date(own, zone, page.day_first)
    kind = next((kind for kind in ('pingback', 'trackback') if kind in (element.get('class') or '').split()), 'comment')
    return CommentRecord(
        id='',
        parent=records[parent].id if parent is not None and parent < len(records) else '',
        author=author or line.author,
        url=sanitise.web_url(absolute(page.base, url)) if url else '',
        published=published or line.published,
        body_html=html,
        text=plain.from_html(html),
        status='approved',
        kind=kind,
    )


def _own_id(element: HtmlElement, own: list[HtmlElement]) -> str:
    """The number of a comment in its own id or that of a part of it; '' without one."""
    ids = (comment_elements.COMMENT_ID.match(e.get('id') or '') for e in (element, *own))
    return next((match[1] for match in ids if match), '')


def _made_id(record: CommentRecord) -> str:
    """The same at every import, and never that of another comment: some themes give pingbacks no id."""
    parts = '\0'.join((record.author, record.url, str(record.published or ''), record.text))
    return hashlib.sha256(parts.encode(errors='replace')).hexdigest()[:16]


def _own(element: HtmlElement, owners: dict[HtmlElement, int]) -> list[HtmlElement]:
    """The descendants of a comment that are not part of a reply, in order."""
    own: list[HtmlElement] = []
    rest = [*reversed(element)]
    while rest:
        part = rest.pop()
        if isinstance(part.tag, str) and part not in owners:
            own.append(part)
            rest += reversed(part)
    return own


def _body(element: HtmlElement, own: list[HtmlElement], header: HtmlElement | None) -> HtmlElement:
    around = {*header.iterancestors(), *header.iter()} if header is not None else set()
    parts = [
        e
        for e in own
        if e not in around and (_BODY.search(e.get('class') or '') or e.get('itemprop') in ('text', 'commentText'))
    ]
    # In WordPress' own themes "comment-body" is the whole comment and "comment-content" its text.
    best = [e for e in parts if re.search(r'content|text|message|copy|txt', marks(e)) or e.get('itemprop')]
    return (best or parts or [element])[0]


def _inner_html(body: HtmlElement, owners: dict[HtmlElement, int], whole: bool, header: HtmlElement | None) -> str:
    pieces = [body.text or '']

    def write(element: HtmlElement) -> None:
        if (
            not isinstance(element.tag, str)
            or element in owners
            or element is header
            or element.tag in ('form', 'button', 'script', 'style', 'img', 'time')
        ):
            return
        if _is_chrome(element) or (element.tag in ('ol', 'ul') and any(e in owners for e in element)):
            return
        if whole and (element.tag in ('h3', 'h4', 'h5', 'cite', 'footer', 'header') or _is_about(element)):
            return
        pieces.append(f'<{element.tag}{_href(element)}>')
        pieces.append(_escaped(element.text))
        for child in element:
            write(child)
            pieces.append(_escaped(child.tail))
        if element.tag not in ('br', 'hr'):
            pieces.append(f'</{element.tag}>')

    pieces[0] = _escaped(body.text)
    for child in body:
        write(child)
        pieces.append(_escaped(child.tail))
    return ''.join(pieces).strip()


def _is_about(element: HtmlElement) -> bool:
    """Whether an element holds the name of the writer or the time, and no words of the comment."""
    if len(text_of(element)) > _LONGEST_LINE:
        return False
    is_date = _is_called_date(element) and moment(text_of(element), UTC) is not None
    return is_date or _AUTHOR.search(element.get('class') or '') is not None


def _href(element: HtmlElement) -> str:
    return f' href="{_escaped(element.get("href"))}"' if element.tag == 'a' and element.get('href') else ''


def _escaped(text: str | None) -> str:
    return (text or '').replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;').replace('"', '&quot;')


def _author(own: list[HtmlElement]) -> tuple[str, str]:
    places = [e for e in own if e.get('itemprop') in ('author', 'creator', 'name')]
    places += sorted(
        (e for e in own if _AUTHOR.search(e.get('class') or '')),
        key=lambda e: 'fn' not in (e.get('class') or '').split(),
    )
    places += [e for e in own if e.tag == 'cite']
    for place in places:
        # Where the mark is that of a name alone, a person may well be called "Says".
        is_bare = not _NAMES.isdisjoint((place.get('class') or '').split())
        text = text_of(place) if is_bare else _bare_text(place)
        line = None if is_bare else comment_headers.header(text_of(place), UTC, day_first=True)
        name = line.author if line else (text if is_bare else _SAYS.sub('', text)).strip(' :,-–|')
        if 0 < len(name) <= 80:
            link = place if place.tag == 'a' else place.find('.//a')
            return name, (link.get('href') or '') if link is not None else ''
    return '', ''


def _line(
    element: HtmlElement, own: list[HtmlElement], zone: tzinfo, day_first: bool
) -> tuple[HtmlElement | None, Attribution]:
    """Author and time as words in one line of a comment, such as "Posted by: A. Reader | May 4, 2015 3:12 PM"."""
    header: HtmlElement | None = None
    said = Attribution('')
    for place in own:
        if header is not None and header not in place.iterancestors():
            break
        # The innermost: what is around it may hold a short text as well.
        if place.tag not in ('a', 'time') and (
            line := comment_headers.header(text_of(place), zone, day_first=day_first)
        ):
            header, said = place, line
    return (None if header is None else _cell(header, element)), said


def _has_words(html: str) -> bool:
    """Whether HTML has a text, and not only a button."""
    words = plain.from_html(html).strip()
    return bool(words) and not is_button(words)


def _cell(header: HtmlElement, comment: HtmlElement) -> HtmlElement:
    """The cell of a table with the line that names the writer, where the comment is in another; else the line."""
    cell = next(header.iterancestors('td', 'th'), None)
    if cell is None or comment not in cell.iterancestors():
        return header
    related = {cell, *cell.iterancestors(), *cell.iterdescendants()}
    others = (other for other in comment.iterdescendants('td', 'th') if other not in related)
    return cell if any(map(text_of, others)) else header


def _bare_text(place: HtmlElement) -> str:
    """The text of a byline up to the date and the link to reply, which some themes put into it."""
    after = next((text_of(part) for part in place.iterdescendants('*') if _is_after_name(part) and text_of(part)), '')
    return text_of(place).partition(after)[0] if after else text_of(place)


def _date(own: list[HtmlElement], zone: tzinfo, day_first: bool) -> datetime | None:
    for place in own:
        if place.tag in ('time', 'abbr') or place.get('itemprop') in ('dateCreated', 'datePublished', 'commentTime'):
            for value in (place.get('datetime'), place.get('content'), place.get('title'), text_of(place)):
                if value and (when := moment(value, zone, day_first)):
                    return when
    # The shortest text first: in a longer one other words may directly follow the time, and hide its half of the day.
    texts = sorted(filter(None, map(text_of, filter(_is_called_date, own))), key=len)
    moments = [when for text in texts if (when := moment(text, zone, day_first))]
    return next((when for when in moments if when.time() != time()), next(iter(moments), None))


def _from_linked_data(page: Document, zone: tzinfo) -> Iterator[CommentRecord]:
    for number, thing in enumerate(page.linked.follow(page.article.get('comment')), 1):
        if isinstance(thing, dict):
            yield _from_thing(thing, str(number), page, zone)


def _from_thing(thing: Thing, number: str, page: Document, zone: tzinfo) -> CommentRecord:
    html = sanitise.comment_html(with_links(str(thing.get('text') or thing.get('description') or '')))
    when = thing.get('dateCreated') or thing.get('datePublished')
    return CommentRecord(
        id=number,
        author=next(iter(page.linked.names(thing.get('author') or thing.get('creator'))), ''),
        published=moment(when, zone) if isinstance(when, str) else None,
        body_html=html,
        text=plain.from_html(html),
        status='approved',
    )


def _remove(tree: HtmlElement, elements: list[HtmlElement]) -> None:
    """Removes the comments, their headings and the comment form from the tree."""
    for element in elements:
        if element.getparent() is not None:
            element.drop_tree()
    boxes = tree.iter('div', 'section', 'ol', 'ul', 'aside', 'details', 'dl', 'form', 'h2', 'h3', 'h4', 'footer')
    for place in list(filter(_is_place, boxes)):
        if place.getparent() is None:
            continue
        if place.find('.//h1') is None and place.find('.//article') is None and len(place.text_content()) < 20_000:
            place.drop_tree()
