"""Recognises the purpose of one line of a page's plain text: byline, list of tags, heading, button …"""

import re
from typing import NamedTuple

_PARTICLES = 'de del della der den di da do dos du van von vom zu zur la le el al bin ibn ter ten'
_NAME_PARTICLES = frozenset(_PARTICLES.split())
_OTHER_WORDS = """
    reply more read share posted published updated comment comments comentario kommentar kommentare uncategorized
    allgemein uhr min minute minutes news home the this that these and or for with from our your all new last latest
    view photo gallery icon writer reporter journalist editor contributor contributing senior correspondent staff
    graphics january february march april june july august september october november december dec nov oct sep jan feb
    mar foto image bild bilder video editorial redaktion follow subscribe sign tags category kategorie in on at am um
    der die das den dem ein eine le les une los las by par
"""
_NOT_NAMES = frozenset(_OTHER_WORDS.split())
_AGENCIES = frozenset(('dpa', 'afp', 'ap', 'apa', 'sda', 'epd', 'kna', 'sid', 'ots', 'reuters'))
_ABOUT_WRITER = re.compile(
    r'^(?P<name>\S+(?: \S+){1,3}?) '
    r'(?:is|writes|covers|has (?:covered|worked|been|written)|works|joined|ist|schreibt|arbeitet)\b'
)
_WRITES = re.compile(
    r'writ|report|journalist|editor|correspond|columnist|contribut|author|freelance|covers|autor|redakt|schreib|produc',
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r'(?:^|[|•·–—]\s*|\b(?:(?:19|20)\d\d,?|published|posted|written|words|story|review|veröffentlicht|geschrieben|verfasst|text|publié)\s+'
    r'(?:on|am|le)?\s*)(?:(?:by|von|par|por|di|door|av|af|przez)\b|(?-i:By(?=[A-Z]))):?(?P<rest>.*)$',
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r'^(?:authors?|autore?s?|autorin|auteur|written by|written|geschrieben von|verfasst von|text)\s*:\s*(?P<rest>.+)$',
    re.IGNORECASE,
)
_NAMES_END = re.compile(
    r'\s+[-–—|•·»/]+\s*|[|•·(\[:;\d@]|//|'
    r'\s(?:on|am|um|le|el|in|for|für|contributor|staff|published|updated|posted)\b',
    re.IGNORECASE,
)
_BETWEEN_NAMES = re.compile(r'\s*(?:,|&|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*', re.IGNORECASE)
_CREDIT = re.compile(
    r'^(?:.{0,100}[–—-]\s+)?(?P<names>[^–—]{3,80}?)\s+'
    r'(?:reports?|reported|reporting|contributed to this (?:report|story)|berichtet|berichteten)\s*\.?$'
    r'|^(?:additional )?(?:reporting|reported|report|bericht)\s+(?:by|von)\s+(?P<by>.{3,80}?)\.?$',
    re.IGNORECASE,
)
_TERMS = re.compile(
    r'^[#\s]*(?P<kind>tags|tagged(?: in)?|labels|keywords|schlagw[oö]rte?r?|stichworte|topics|themen|etiquetas'
    r'|mots[- ]clés|filed under|posted in|categor(?:y|ies|ías?|ia)|kategorien?|catégories?|rubriken?|rubrique)'
    r'\s*(?P<colon>:?)\s*(?P<rest>.*)$',
    re.IGNORECASE,
)
_TAGS = ('tag', 'label', 'keyw', 'schl', 'stich', 'topic', 'them', 'etiq', 'mots')
_LIST_ITEM = re.compile(r'^\s*(?:[•‣▪*-]|(?P<number>\d{1,3})[.)])\s+(?P<text>\S.*)$')
_CROSSHEAD = re.compile(
    r'^[–—-]\s+(?P<text>\S.{0,100}?)\s+[–—-]$|^(?P<marks>={2,4}|#{1,4})\s+(?P<marked>\S.{0,150}?)(?:\s+(?P=marks))?$'
)
_ENDS_SENTENCE = re.compile(r'[.!?…。！？][\'"”’»“)\]]*$')
# A row of five stars to click: '1 Star2 Stars3 Stars4 Stars5 Stars'.
_RATING = re.compile(r'1 [^\W\d]+\D*2 [^\W\d]+\D*3 [^\W\d]+\D*4 [^\W\d]+\D*5 ')
_CHROME = re.compile(
    r'(?:skip to (?:main )?content|(?:zum|direkt zum|springe.{0,12}zum?) (?:haupt)?inhalt(?: springen)?|skip ads?|menu'
    r'|menü(?: öffnen)?|advertisement|anzeige|werbung|publicidad|publicité|ads?|share(?: this.{0,20})?|teilen|partager'
    r'|compartir|drucken|pin|vergrößern|copy link|link kopieren|flipboard|telegram|newsletter|subscribe(?: now)?'
    r'|(?:(?:facebook|twitter|reddit|whatsapp|linkedin|e-?mail|pinterest|instagram|youtube|xing|print)\s*)+'
    r'|abonnieren|log ?in|sign (?:in|up)|anmelden|abmelden|suche|search|close|schlie(?:ß|ss)en|loading\W*|read more'
    r'|read next|weiterlesen|mehr erfahren|mehr anzeigen|show more|load more|click here.{0,20}|nach oben|top|home'
    r'|startseite|play|ok|(?:in pocket )?speichern|(?:artikel )?merken|vorlesen|bookmark|edit|listen(?: to .{0,20})?'
    r'|\d+ ?(?:min(?:ute|uten|s)?\.?)(?: read| lesezeit)?|lesezeit:? ?\d+ ?min\w*\.?|getty images|avatar|image|bild'
    r'|foto|x|\d* ?(?:comments?|kommentare?|commentaires?|comentarios?|shares?|likes?|views?) ?\(?\d*\)?|published'
    r'|updated|by|von|am|at|on|or|oder)',
    re.IGNORECASE,
)
_TAIL = re.compile(
    r'(?:related(?: (?:articles?|stories|posts|content|topics|links|news))?|more (?:from|on|in|stories|news|about)\b.*'
    r'|read (?:more|next|also)\b.*|recommended(?: .{0,20})?|you (?:may|might) (?:also )?(?:like|be interested).*'
    r'|most (?:read|popular|viewed).*|latest (?:news|stories|posts).*|trending.*|about the author.*|share this.*'
    r'|mehr (?:zum thema|zu diesem thema|aus|von|zu)\b.*|das könnte (?:sie|dich|ihnen|dir) auch.*|auch interessant'
    r'|lesen sie (?:auch.*|jetzt)|verwandte (?:artikel|themen).*|ähnliche (?:artikel|beiträge|themen).*'
    r'|weitere (?:artikel|themen|meldungen|beiträge|nachrichten|informationen).*|meistgelesen.*'
    r'|über (?:den autor|die autorin).*|zur (?:person|startseite)|pressekontakt:?|à lire (?:aussi|également).*'
    r'|sur le même sujet.*|articles? (?:similaires|liés).*|te puede interesar.*|noticias relacionadas|lee también.*'
    r'|(?:sign up|subscribe|register) (?:for|to)\b.*|join (?:the conversation|our).*|follow us.*|copyright .*|© ?.*'
    r'|all rights reserved.*|alle rechte vorbehalten.*)',
    re.IGNORECASE,
)
_PICTURE_CREDIT = re.compile(
    r'(?:foto|photo|bild|image|credit|grafik|illustration|bildquelle|(?:photo|image|picture) credit)s?\s?(?:[:/]|by\b)'
    r'|©|courtesy of|.{0,60}(?:getty images|/getty|/afp|/reuters|/dpa|/ap\b|shutterstock|imago|picture alliance'
    r'|unsplash|via ap\b|keystone)',
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r'\bcookies?\b|ad ?blocker|privacy policy|terms of (?:use|service)|newsletter|datenschutz|nutzungsbedingungen'
    r'|netiquette|all rights reserved|alle rechte vorbehalten|affiliate|commission|sign up for|subscribe|log in'
    r'|e-mail-adresse wird nicht|©|copyright|política de privacidad|politique de confidentialité|follow us'
    r'|folgen sie uns|javascript',
    re.IGNORECASE,
)


class Terms(NamedTuple):
    """A list of terms: 'tags' or 'categories', their names, and the number of blank places between its commas."""

    kind: str
    names: tuple[str, ...]
    blank: int


class ListItem(NamedTuple):
    """An item of a list; `number` is '' for a bullet."""

    number: str
    text: str


def names(text: str) -> tuple[str, ...]:
    """The names of people at the beginning of `text`, as in 'A. Writer and Another Writer'; the rest is ignored."""
    people = []
    for part in _BETWEEN_NAMES.split(_NAMES_END.split(text.strip(), maxsplit=1)[0]):
        if not _is_name(part.strip(' .')):
            break
        first, second = _halves(part.split())
        people.append(' '.join(first if first == second else [*first, *second]))
    return tuple(dict.fromkeys(people))


def _halves(words: list[str]) -> tuple[list[str], list[str]]:
    return words[: len(words) // 2], words[len(words) // 2 :]


def byline(line: str) -> tuple[str, ...] | None:
    """The names in a byline; () for a byline without a name; None for any other line."""
    if len(line) > 200:
        return None
    if match := _LABELLED.match(line.strip()):
        return names(match['rest']) or None
    if not (match := _BYLINE.search(line.strip())):
        return None
    rest = match['rest'].strip()
    if (people := names(rest)) or not rest or _NAMES_END.match(' ' + rest):
        return people
    alone = _NAMES_END.split(rest, maxsplit=1)[0].strip(' ,')
    if line.strip() == f'{line.split()[0]} {rest}' and ' ' not in alone and (alone[:1].isupper() or alone in _AGENCIES):
        return (alone,)
    return None


def introduced(line: str) -> tuple[str, ...]:
    """The name in a line that introduces a writer, as 'A. Writer covers the courts.'"""
    match = _ABOUT_WRITER.match(line.strip()[:400])
    return names(match['name']) if match and _WRITES.search(line[:400]) else ()


def credit(line: str) -> tuple[str, ...]:
    """The names in a closing credit line, as 'Correspondent – A. Writer reports.'"""
    match = _CREDIT.match(line.strip()) if len(line) < 200 else None
    return names(match['names'] or match['by']) if match else ()


def terms(line: str) -> Terms | None:
    """The tags or categories after a label; None for any other line."""
    match = _TERMS.match(line.strip()) if len(line) < 400 else None
    if not match or (not match['colon'] and match['rest']):
        return None
    kind = 'tags' if match['kind'].lower().startswith(_TAGS) else 'categories'
    parts = [part.strip(' .#') for part in re.split(r'[,;|•·]', match['rest'])]
    listed = tuple(dict.fromkeys(filter(None, parts)))
    return Terms(kind, listed, parts.count('') if match['rest'] else 0)


def list_item(line: str) -> ListItem | None:
    """A line of a list without its bullet or number; None for any other line."""
    match = _LIST_ITEM.match(line)
    return ListItem(match['number'] or '', match['text']) if match else None


def crosshead(line: str) -> str:
    """The text of a heading between dashes or after heading marks; '' for any other line."""
    match = _CROSSHEAD.match(line.strip())
    return (match['text'] or match['marked']).strip() if match else ''


def is_prose(line: str) -> bool:
    """Whether a line is a paragraph rather than a heading, caption or button."""
    return len(line) > 250 or (len(line) > 60 and bool(_ENDS_SENTENCE.search(line.rstrip()[-8:])))


def is_chrome(line: str) -> bool:
    """Whether a line is a button or label of the page around the article."""
    line = line.strip(' \t\xa0–-|•·:[]()*>+#')
    if len(line) < 250 and _RATING.search(line):
        return True
    return len(line) < 60 and (not any(map(str.isalpha, line)) or bool(_CHROME.fullmatch(line)))


def is_picture_credit(line: str) -> bool:
    """Whether a line is only the credit of a picture."""
    line = line.strip(' ()[]')
    return len(line) < 90 and bool(_PICTURE_CREDIT.match(line)) and not line.endswith('.')


def is_notice(line: str) -> bool:
    """Whether a paragraph is a notice of the site: about cookies, newsletter, rules, rights."""
    return bool(_NOTICE.search(line[:600]))


def is_furniture(line: str) -> bool:
    """Whether a line is a button, a label or a picture credit, and so no part of the article's text."""
    return is_chrome(line) or is_picture_credit(line)


def opens_tail(line: str) -> bool:
    """Whether a line is the heading of a part below the article: related articles, about the author, rights."""
    return len(line) < 100 and bool(_TAIL.fullmatch(line.strip(' \t\xa0–-|•·:*>+')))


def _is_name(text: str) -> bool:
    words = text.replace('.', '. ').split()
    if not 2 <= len(words) <= 5 or len(text) > 50 or words[0] == 'Von':
        return False
    if any(word.lower().strip('.') in _NOT_NAMES for word in words):
        return False
    proper = [word for word in words if word not in _NAME_PARTICLES]
    return len(proper) > 1 and all(word[0].isupper() and re.sub(r"[-’'.]", '', word).isalpha() for word in proper)
