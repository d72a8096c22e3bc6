"""Draws the share card of an article without a picture: nameplate, headline, byline and date.

A card is drawn when it is first requested, and stored in DATA_DIR/cards under a name with a digest of its content.
"""

import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from articles import lists
from articles.models import Article

VERSION = 1  # one more with every change of how cards look
WIDTH, HEIGHT = 1200, 630  # what networks ask for: 1.91 to 1
MARGIN = 80
ROOM = WIDTH - 2 * MARGIN
LONGEST = 400  # letters of a text that are measured: more never fit
LARGEST, SMALLEST, STEP = 96, 52, 4  # of a headline, in pixels
MEASURED = 100
HEADLINE_TOP, HEADLINE_HEIGHT, MOST_LINES = 176, 332, 5
PAPER, INK, QUIET, ACCENT = '#fdfcf8', '#1b1a17', '#5b564d', '#96201a'
FONTS = Path(settings.BASE_DIR, 'static/fonts')
# FreeType fonts are not safe to use from several threads, and a small machine has no memory for many pictures.
_one_at_a_time = threading.Lock()
SHARE, ADVANCE = 0.2, 2.0  # of a CPU that each process spends on cards, and seconds of CPU that it may spend at once


@dataclass(frozen=True)
class Card:
    """The content of a card. A text with letters that our fonts lack is left out, instead of being drawn as boxes."""

    pk: int
    site: str
    headline: str
    credit: str

    @classmethod
    def of(cls, article: Article) -> 'Card':
        """The card of an article that was loaded `with_card()`."""
        names = _(', ').join(author['name'] for author in article.byline)
        day = date_format(article.published_on, _('j F Y')) if article.kind == Article.Kind.ARTICLE else ''
        credit = ' · '.join(filter(None, [names, day]))
        return cls(article.pk, lists.site().name, ' '.join(str(article).split()), credit)

    @property
    def name(self) -> str:
        content = '\0'.join([str(VERSION), self.site, self.headline, self.credit])
        return blake2b(content.encode(errors='replace'), digest_size=6).hexdigest()

    @property
    def address(self) -> str:
        return reverse('card', args=[self.pk, self.name])


def folder() -> Path:
    return Path(settings.DATA_DIR) / 'cards'


class Busy(Exception):
    """Too many cards were drawn in the last seconds."""


@dataclass
class Budget:
    """CPU time spent on cards beyond SHARE of the time that has passed, in seconds, at the time `at`."""

    spent: float = 0.0
    at: float = 0.0

    def pay(self, seconds: float) -> None:
        now = time.monotonic()
        self.spent = max(0.0, self.spent - (now - self.at) * SHARE) + seconds
        self.at = now


_budget = Budget()


def made(card: Card) -> Path:
    """The file of a card, within `folder()`, drawn if necessary; outdated cards of the same article are deleted.

    Raises Busy, since drawing takes a tenth of a second of CPU, which anybody may request for each article; and OSError
    if the disk is full.
    """
    file = folder() / f'{card.pk}-{card.name}.png'
    if not file.exists():
        with _one_at_a_time:
            _budget.pay(0)
            if _budget.spent > ADVANCE:
                raise Busy
            started = time.thread_time()
            folder().mkdir(parents=True, exist_ok=True)
            draft = file.with_name(f'{os.getpid()}-{threading.get_ident()}.new')
            try:
                draw(card).save(draft, 'PNG', optimize=True)
                for old in folder().glob(f'{card.pk}-*.png'):
                    old.unlink(missing_ok=True)
                draft.replace(file)
            finally:
                draft.unlink(missing_ok=True)
                _budget.pay(time.thread_time() - started)
    return file


def draw(card: Card) -> Image.Image:
    picture = Image.new('RGB', (WIDTH, HEIGHT), PAPER)
    page = ImageDraw.Draw(picture)
    headline = card.headline if can_write(card.headline) else ''
    if can_write(card.site):
        size, [site] = (44, wrapped(card.site, 'display', 44, 1)) if headline else _fitted(card.site, 1)
        top = 66 if headline else (HEIGHT - size) // 2
        _write(page, (WIDTH - _length(site, 'display', size)) / 2, top, site, 'display', size, INK)
    for top, thickness in ((136, 3), (143, 1), (HEIGHT - 54, 3)):
        page.rectangle((MARGIN, top, WIDTH - MARGIN - 1, top + thickness - 1), INK if top < HEIGHT // 2 else ACCENT)
    if headline:
        size, lines = _fitted(headline, MOST_LINES)
        for number, line in enumerate(lines):
            _write(page, MARGIN, HEADLINE_TOP + number * _leading(size), line, 'display', size, INK)
        if can_write(card.credit):
            [credit] = wrapped(card.credit, 'text', 30, 1)
            _write(page, MARGIN, HEIGHT - 104, credit, 'text', 30, QUIET)
    return picture.quantize(32)


def wrapped(text: str, cut: str, size: int, most: int) -> list[str]:
    """The text in at most `most` lines that fit between the margins; the rest is cut off with an ellipsis."""
    lines, line = [], ''
    for word in text[:LONGEST].split():
        for part in _parts(word, cut, size):
            longer = f'{line} {part}'.strip()
            if line and _length(longer, cut, size) > ROOM:
                lines.append(line)
                line = part
            else:
                line = longer
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and _length(f'{last}…', cut, size) > ROOM:
            last = last[:-1]
        lines[most - 1 :] = [f'{last.rstrip(" ,;:–-")}…']
    return lines


def can_write(text: str) -> bool:
    return bool(text) and all(_font_of(char) is not None for char in text)


def _fitted(headline: str, most: int) -> tuple[int, list[str]]:
    """(size, lines): the largest size in which the headline fits, or the smallest, in which it is cut off."""
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        lines = wrapped(headline, 'display', size, min(HEADLINE_HEIGHT // _leading(size), most))
        if not lines[-1].endswith('…') or headline.endswith('…'):
            break
    return size, lines


def _leading(size: int) -> int:
    return round(size * 1.1)


def _parts(word: str, cut: str, size: int) -> Iterator[str]:
    """A word in pieces that each fit on a line."""
    while (whole := _length(word, cut, size)) > ROOM:
        end = max(int(len(word) * ROOM / whole), 1)
        while end > 1 and _length(word[:end], cut, size) > ROOM:
            end -= 1
        yield word[:end]
        word = word[end:]
    yield word


def _runs(text: str, cut: str, size: int) -> Iterator[tuple[ImageFont.FreeTypeFont, str]]:
    """The text in runs, each with the one of the font's two files that has its letters."""
    run, held = '', ''
    for char in text:
        file = held if char == ' ' and held else _font_of(char) or ''
        if run and file != held:
            yield _font(f'{cut}{held}', size), run
            run = ''
        held, run = file, run + char
    if run:
        yield _font(f'{cut}{held}', size), run


def _length(text: str, cut: str, size: int) -> float:
    """The width of a text in pixels, scaled from one size, since opening a font in each size is expensive."""
    return sum(font.getlength(run) for font, run in _runs(text, cut, MEASURED)) * size / MEASURED


def _write(page: ImageDraw.ImageDraw, left: float, top: int, text: str, cut: str, size: int, ink: str) -> None:
    for font, run in _runs(text, cut, size):
        page.text((left, top + size), run, ink, font, anchor='ls')
        left += font.getlength(run)


@lru_cache(maxsize=200)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f'newsreader-{name}.woff2'), size)


@lru_cache(maxsize=5000)
def _font_of(char: str) -> str | None:
    """Which file has a letter: '' for the one with those of Western Europe, '-ext' for the other, None for neither."""
    for file in ('', '-ext'):
        drawn = [bytes(_font(f'display{file}', 40).getmask(one)) for one in (char, '\U0010ffff')]
        if drawn[0] != drawn[1]:
            return file
    return None
