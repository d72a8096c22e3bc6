"""Finds the authors of an article: names of people, without the other words of a byline."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC
from itertools import islice

from lxml.html import HtmlElement

from articles.readers.html import ghost, material
from articles.readers.html.document import Document, Finding, name_matcher, text_of
from articles.readers.html.wordpress import Marks
from articles.readers.plaintext import dates as text_dates
from articles.text import url_forms

from . import comment_headers, dates

_METAS = (
    'article:author', 'author', 'dc.creator', 'dcterms.creator', 'parsely-author', 'sailthru.author',
    'citation_author',
    'cxenseparse:author', 'twitter:creator:name', 'rnews:author', 'dc.contributor',
)  # fmt: skip
_BY = re.compile(
    r'^\W*(?:(?:(?:view|zeige)? ?alle? (?:posts|beiträge)|post author|written|eingestellt|artikel|beitrag|erstellt'
    r'|gepostet|gespeichert|interview'
    r'|posted|published|reported|edited|submitted|words|text|story|foto|geschrieben|verfasst'
    r'|veröffentlicht|ein artikel|ein beitrag'
    r'|publié|écrit|posté|rédigé|escrito|publicado|redacción|scritto|pubblicato|inserito|inviato|enviado|geschreven|geplaatst|gepubliceerd'
    r'|skrivet|publicerad|skrevet|tekst|tekst(?:y|er)|napisan[aey]|opublikowan[aey]|autor(?:en|in|es|zy)?|autore|auteurs?'
    r'|authors?|reporter)\s*)?(?:\b(?:by|von|par|por|di|da|af|av|door|przez|od)\b'
    r'|:)\s*:?\s*',
    re.I,
)
_LABEL = re.compile(
    r'^(?:authors?|autor(?:en|in|es|zy)?|autore|auteur|автор|by|von|texte?|tekst|words|story)\b\s*:\s*'
    r'|^(?:by|von|par|por)\s+',
    re.I,
)
# A firm's "& Co" or "and Sons" is part of its name.
_PARTS = re.compile(
    r'\s*(?:[,;|/\n•·]|(?:\s(?:and|und|et|y|e|och|og|ja|with|mit|avec|con|&)\s|&)'
    r'(?!\s*(?i:co|cie|sons?|söhne|fils|partners?)\b))\s*'
)
# Names of people that a byline joins: of two words or more, since "en" and "i" also lead to a place.
_NAME = (
    r"[A-ZÀ-ÞА-ЯŁŚŻŠČŽ][\w.'’-]*(?: (?:(?:de|la|van|von|der|den|del|di|da|el|bin|al|dos|du|af|av|ten|ter) )*"
    r"[A-ZÀ-ÞА-ЯŁŚŻŠČŽ][\w.'’-]*){1,3}"
)
_JOINED = re.compile(rf'{_NAME}(?:, ?{_NAME}){{0,8}},? (?:and|und|et|y|e|en|i|och|og|ja|&) {_NAME}(?=$|[\s,.|/·•–—-])')
# What is between the last two of them: most lines have none of it, which is told faster.
_JOINING = re.compile(r' (?:and|und|et|y|e|en|i|och|og|ja|&) ')
_SAYS_BY = re.compile(r'\b(?:by|von|par|por|di|da|door|przez|av|af|от)\b', re.I)
_FULL_NAME = re.compile(_NAME)
_JOIN = re.compile(r',? (?:and|und|et|y|e|en|i|och|og|ja|&) |, ?')
# Parts of a byline that are not names. A lost author is better than a button or job as an author.
_NO_NAME = re.compile(
    r'\d|https?:|www\.|@|[→»>_]|^(?:by|on|in|the|admin|administrator|redaktion|redacción'
    r'|(?:la )?rédaction|redazione|redação|redactie|redakcja'
    r'|staff|editors?|editorial|guest'
    r'|unknown|anonymous|none|null'
    r'|undefined|author|webmaster|root|user|share|follow|posted|updated|published|comments?|read|more|view|contact'
    r'|about'
    r'|home|menu|login|facebook|twitter|subscribe|date|datum|fecha|category|kategorie|tags?|source|quelle)$'
    r'|\b(?:cc[ -]by|creative commons|reply|replies|comments?|minutes?|read more|subscribe'
    r'|newsletter|follow'
    r'|posts? by|all posts|view all|see all|share|updated|published|copyright|all rights|login|log in|sign up)\b',
    re.I,
)
_JOB = re.compile(
    r'\b(?:reporter|editor|correspondent|writer|journalist|columnist|contributor|staff|producer|redakteur(?:in)?'
    r'|korrespondent(?:in)?'
    r'|photographer|bureau chief|professor|director|analyst|specialist|manager|author at|officer|team)\b',
    re.I,
)
_is_called_byline = name_matcher(
    r'author|autor(?!i[sz])|auteur|by-?line|(?:^|[-_ ])(?:signature|firma)(?:$|[-_ ])'
    r'|(?:^|[-_ ])(?:writer|reporter|journalist|contributor|vcard|fn|submitted|username)'
    r'|(?:posted|written|wrote)[-_]?by'
)
_AUTHOR_URL = re.compile(
    r'/(?:authors?|autor(?:en|es|in)?|auteurs?|writers?|reporters?|journalists?|contributors?|byline|by|profiles?'
    r'|people|staff|bios?)'
    r'/[^/?#]+',
    re.I,
)
_SIGNED = re.compile(
    r'^(?:[\d\s.,:/|·•–-]|\bUhr\b|\b(?:posted|written|geschrieben|verfasst|veröffentlicht|publié|text|foto)\b)*'
    r'(?:by|von|par|por|autor(?:en|in)?:?|(?:authors?|auteur|автор|texte?|words|story)\s?:)(?:$|\s+(?-i:(?=[A-ZÀ-ÞА-Я])))',
    re.I,
)
# The part of a byline that names who took the pictures.
_PICTURES = re.compile(
    r'^(?:fotos?|photos?|photography|photographs|bilder?|pictures|images?|illustrations?|video|grafik)\b'
    r'\s*(?::|by\b|von\b)',
    re.I,
)
_BEFORE_DAY = re.compile(
    r'(?:\W|\b(?:on|am|le|el|\bstand|posted|published|updated|last|first|aktualisiert|veröffentlicht)\b)+$', re.I
)
# What remains of a line with a date.
_WEEKDAYS = (
    'الأحد الاثنين الإثنين الثلاثاء الأربعاء الخميس الجمعة السبت понедельник вторник среда четверг'
    ' пятница суббота воскресенье lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes'
    ' miércoles jueves viernes sábado domingo lunedì martedì mercoledì giovedì venerdì sabato domenica'
    ' montag dienstag mittwoch donnerstag freitag samstag sonntag poniedziałek wtorek środa czwartek'
    ' piątek sobota niedziela maandag dinsdag woensdag donderdag vrijdag zaterdag zondag'
)
_IS_WEEKDAY = frozenset(_WEEKDAYS.split()).__contains__
_ADDRESSED = re.compile(r'^\S+@\S+\s*\(([^()@]+)\)$')
_ACCOUNT = re.compile(r'(?:^|\s+)@\w+\b')
_PLACE = re.compile(r'(?<=\w\s\w)(\w*) (?:in|à|aus) [A-ZÀ-Þ][\w-]+(?: [A-ZÀ-Þ][\w-]+)?$')
_TITLE = re.compile(
    r'^(?:(?:unser\w*|our|notre|nuestr\w+|staff|senior|chief|special)\s+)*'
    r'\w*(?:reporter|writer|correspondent|redakteur|korrespondent|mitarbeiter)(?:in)?\s+(?=\S+\s\S+)',
    re.I,
)
_WRITTEN_NAME = re.compile(r"(?:[A-ZÀ-ÞА-Я][\w.'’-]*|(?:de|la|van|von|der|den|del|di|da|el|bin|al)\b)(?:\s+|$){1,2}")
_ACCOUNT_TYPE = re.compile(r'(?:^| )sioc:UserAccount(?: |$)')
_CREATOR = re.compile(r'(?:^|[: ])(?:author|creator)(?: |$)')
_LONGEST_BYLINE = 120
_AROUND, _PIECES = 3, 16  # elements around a name, and pieces of text in each, that may be its line
_MOST = 12


def authors(page: Document, title: str, marks: Marks | None = None) -> Finding:
    """A tuple of names in the order of the byline; empty where the page names nobody.

    `title`: their names may be on a line with a date below it. `marks`: what WordPress says of the page.
    """
    if marks:
        marked = marks.author_names() if marks.system == 'wordpress' else ghost.author_names(page)
        if marked:
            return Finding(tuple(dict.fromkeys(marked))[:_MOST], marks.system, 0.95)
        page = Document.of(page, marks.whole)
    signed_by_site = Finding((), '', 0)
    for names, origin, confidence in _candidates(page, title):
        people = dict.fromkeys(_people(names))
        authors = tuple(name for name in people if name.lower() not in page.site_names)
        if authors:
            return Finding(authors[:_MOST], origin, confidence)
        # Metadata may give the site itself as author; in a visible byline its name is something else.
        if people and origin in ('json-ld', 'meta') and not signed_by_site.value:
            signed_by_site = Finding(tuple(people), origin, 0.4)
    return signed_by_site


def _candidates(page: Document, title: str) -> Iterator[tuple[list[str], str, float]]:
    yield material.author_names(page), 'byline', 0.95
    yield page.linked.names(page.article.get('author')), 'json-ld', 0.95
    yield page.linked.names(page.article.get('creator')), 'json-ld', 0.85
    for name in _METAS:
        yield page.metas(name), 'meta', 0.85
    elements = page.elements
    yield _texts(e for e in elements if (rel := e.get('rel')) and 'author' in rel.split()), 'rel-author', 0.85
    marked = (e for e in elements if (name := e.get('itemprop')) and 'author' in name.split())
    yield _texts(_innermost(marked)), 'itemprop', 0.85
    # RDFa: https://www.w3.org/TR/rdfa-lite/
    yield _texts(e for e in elements if (kind := e.get('typeof')) and _ACCOUNT_TYPE.search(kind)), 'rdfa', 0.85
    creators = (e for e in elements if (name := e.get('property')) and _CREATOR.search(name))
    yield _texts(_innermost(creators)), 'rdfa', 0.85
    places = [e for e in elements if e.tag not in ('meta', 'body', 'html') and _is_called_byline(e)]
    kinds = defaultdict(list)
    for place in places:
        kinds[_kind(place)].append(place)
    for alike in kinds.values():
        if _texts(alike[:1]):
            yield _texts(a for other in alike for a in other.iter('a') if a is not other), 'byline', 0.65
            yield _texts(alike), 'byline', 0.65
    links = [e for e in elements if e.tag == 'a' and _AUTHOR_URL.search(url_forms.path_of(e.get('href') or ''))]
    for link in links:
        yield _texts(a for a in links if a.getparent() is link.getparent()), 'address', 0.6
    for element in elements:
        text = (element.text or '').strip()
        if text and _SIGNED.match(text) and element.tag not in ('title', 'h1') and _texts([element]):
            name = _SIGNED.sub('', text_of(element))
            if _WRITTEN_NAME.match(name):
                leading = _JOINED.match(name) or _FULL_NAME.match(name)
                yield [leading[0] if leading else name], 'text', 0.5
    for line in dates.lines_near(title, page):
        said = comment_headers.header(line, UTC, day_first=page.day_first)
        words = said.author.split() if said and _SAYS_BY.search(line) else []
        name = ' '.join(words[:-1] if words and _IS_WEEKDAY(words[-1].lower()) else words)
        if _FULL_NAME.fullmatch(name):
            yield [name], 'line', 0.5


def _kind(place: HtmlElement) -> tuple[HtmlElement | None, str, str | None]:
    """Equal for places beside each other that have the same names, as those of several authors."""
    return place.getparent(), place.tag, place.get('class')


def _texts(elements: Iterable[HtmlElement]) -> list[str]:
    texts: list[str] = []
    for element in elements:
        text = element.get('content') or text_of(element)
        if 1 < len(text) <= _LONGEST_BYLINE:
            texts += _joined_to(text, element) or [text]
    return texts


def _joined_to(name: str, element: HtmlElement) -> list[str]:
    """The names of a line that joins the name in an element to others, of which not all are marked; else empty."""
    for around in islice(element.iterancestors(), _AROUND):
        line = ' '.join(' '.join(piece[:200] for piece in islice(around.itertext(), _PIECES)).split()).replace(
            ' ,', ','
        )
        if len(line) > _LONGEST_BYLINE:
            break
        joined = _JOINED.search(_BY.sub('', line)) if _JOINING.search(line) else None
        if joined and name in joined[0]:
            return _JOIN.split(joined[0])
    return []


def _innermost(elements: Iterable[HtmlElement]) -> Iterator[HtmlElement]:
    """For an author element that contains a name element, the latter."""
    for element in elements:
        named = element.xpath('.//*[contains(@itemprop, "name") or contains(@property, "name")]')
        yield from named or [element]


def _people(texts: list[str]) -> Iterator[str]:
    for text in texts:
        text = ' '.join(text.split()).lstrip('© ')
        if text.startswith(('http:', 'https:', '/', 'www.')):
            continue
        if len(text) <= _LONGEST_BYLINE and (addressed := _ADDRESSED.match(text)):
            text = addressed[1]
        for piece in _without_day(_ACCOUNT.sub('', text)):
            piece = _LABEL.sub('', _BY.sub('', piece) if _BY.match(piece) else piece)
            if _JOINING.search(piece):
                piece = _JOINED.sub(lambda joined: ';'.join(_JOIN.split(joined[0])), piece)
            for part in _PARTS.split(piece):
                if not _PICTURES.match(part) and (name := _name(part)):
                    yield name


def _without_day(text: str) -> list[str]:
    """What is before the date in a byline, and what is after it if that is a byline too."""
    begin, end, _ = next(text_dates.days_in(text), (0, 0, None))
    if not end:
        return [text]
    after = text[end:].strip(' ,')
    return [_BEFORE_DAY.sub('', text[:begin]).strip(), *([after] if _BY.match(after) else [])]


def _name(text: str) -> str:
    """A part of a byline as a name; '' if it is not a name."""
    name = _LABEL.sub('', re.sub(r'\s*\([^()]*\)', '', text)).strip(' .:-–—*|')
    name = _PLACE.sub(r'\1', _TITLE.sub('', re.sub(r'^[\w ]{1,20}:\s*', '', name)))
    if not 1 < len(name) <= 60 or len(name.split()) > 6 or _NO_NAME.search(name) or _IS_WEEKDAY(name.lower()):
        return ''
    if (_JOB.search(name) and len(name.split()) < 6) or any(True for _ in text_dates.days_in(name)):
        return ''
    return name if any(character.isalpha() for character in name) else ''
