"""Small archives of every kind, on which the pages are designed: all text, only pictures, one section, 300 of them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from bench.exports import COMMENT, HEAD, ITEM

ATTACHMENT = """<item><title>{title}</title><link>http://old.example/picture-{n}/</link><wp:post_id>{n}</wp:post_id>
<wp:post_date>{day}</wp:post_date><wp:post_date_gmt>{day}</wp:post_date_gmt><wp:post_name>picture-{n}</wp:post_name>
<wp:status>inherit</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>attachment</wp:post_type>
<excerpt:encoded><![CDATA[{title}]]></excerpt:encoded>
<wp:attachment_url>http://old.example/wp-content/uploads/{file}</wp:attachment_url>
<wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value><![CDATA[{title}]]></wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_wp_attached_file</wp:meta_key><wp:meta_value><![CDATA[{file}]]></wp:meta_value></wp:postmeta>
</item>
"""
PAGE = """<item><title>{title}</title><link>http://old.example/{slug}/</link><wp:post_id>{n}</wp:post_id>
<wp:post_date>{day}</wp:post_date><wp:post_date_gmt>{day}</wp:post_date_gmt><wp:post_name>{slug}</wp:post_name>
<wp:status>publish</wp:status><wp:post_parent>0</wp:post_parent><wp:post_type>page</wp:post_type>
<content:encoded><![CDATA[{body}]]></content:encoded></item>
"""
PICTURES = 100_000  # numbers of articles are below it, those of pictures above
THUMBNAIL = (
    '<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value><![CDATA[{}]]></wp:meta_value></wp:postmeta>'
)


@dataclass(frozen=True)
class Words:
    """What headlines and texts of one language are put together from; the choices for a part are separated by `|`."""

    code: str
    title: str
    who: str
    does: str
    what: str
    where: str
    names: str
    page: str

    def headline(self, draw: random.Random) -> str:
        return ' '.join(draw.choice(part.split('|')) for part in (self.who, self.does, self.what))

    def text(self, draw: random.Random, sentences: int) -> str:
        return ' '.join(f'{self.headline(draw)} {draw.choice(self.where.split("|"))}.' for _ in range(sentences))


ENGLISH = Words(
    code='en',
    title='The Saltmarsh Courier',
    who='Council|Harbour master|Ferry crew|Choir|Schoolchildren|Former mayor|Two brothers|The last lamplighter'
    '|A retired engineer|Volunteers|The tide clerk and her daughter',
    does='votes to close|finds|saves|loses|paints|asks for money to rebuild|remembers|argues over|returns|opens',
    what='the old swing bridge|a bell from 1790|the winter ferry|three hundred letters|the public baths'
    '|a lighthouse nobody owned|the mill race|its own minutes|the tide tables|a runaway barge',
    where='after a long night|before the market opens|in spite of the weather|for the second time this year'
    '|while the town watches|and says so in writing',
    names='Ida Marsh|Tom Farrow|Nell Oakes|Joan Price-Whitcombe',
    page='About',
)
ARABIC = Words(
    code='ar',
    title='جريدة المرفأ',
    who='المجلس البلدي|رئيس الميناء|طلاب المدرسة|مهندسة متقاعدة|الصيادون|متطوعون من الحي|فرقة الإنشاد',
    does='يناقشون|يجدون|يستعيدون|يفتتحون|يرممون|يتذكرون',
    what='الجسر القديم|رسائل عمرها مئة عام|سوق السمك|منارة بلا مالك|حمّام المدينة|جدول المد والجزر',
    where='بعد ليلة طويلة|قبل افتتاح السوق|رغم سوء الطقس|للمرة الثانية هذا العام',
    names='سلمى حداد|يوسف النجار|ليلى منصور',
    page='من نحن',
)


@dataclass(frozen=True)
class Archive:
    """An archive to make: `articles` of them between two years, with or without pictures, text and sections."""

    name: str
    words: Words = ENGLISH
    articles: int = 140
    years: tuple[int, int] = (2009, 2026)
    sections: list[str] = field(default_factory=lambda: ['News', 'Harbour', 'Culture', 'Sport', 'Letters'])
    pictured: float = 0.6
    paragraphs: int = 9
    title: str = ''
    settings: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> tuple[list[Path], Path]:
        """Writes the export and its uploads; returns what to import, and the folder of uploads."""
        uploads = folder / 'uploads'
        uploads.mkdir(parents=True, exist_ok=True)
        head = HEAD.replace('Old site', escape(self.title or self.words.title)).replace('>en<', f'>{self.words.code}<')
        (folder / 'export.xml').write_text(head + ''.join(self._items(uploads)) + '</channel></rss>\n')
        return [folder / 'export.xml'], uploads

    def _items(self, uploads: Path) -> Iterator[str]:
        draw = random.Random(self.name)
        start, end = datetime(self.years[0], 2, 1), datetime(self.years[1], 6, 1)  # noqa: DTZ001
        for n in range(1, self.articles + 1):
            day = (start + (end - start) * (n / self.articles)).replace(microsecond=0)
            picture = ''
            if draw.random() < self.pictured:
                title = self.words.headline(draw)
                _paint(uploads / f'{n}.jpg', draw)
                yield ATTACHMENT.format(n=PICTURES + n, title=escape(title), day=day, file=f'{n}.jpg')
                picture = THUMBNAIL.format(PICTURES + n)
            yield self._item(n, day, draw, picture)
        body = self.words.text(draw, 12)
        yield PAGE.format(n=2 * PICTURES, title=escape(self.words.page), slug='about', day=start, body=body)

    def _item(self, n: int, day: datetime, draw: random.Random, picture: str) -> str:
        names, author = self.words.names.split('|'), n % self.words.names.count('|')
        # Each of many sections has some articles, of few ones some have more than others.
        section = draw.choice(self.sections) if len(self.sections) < 20 else self.sections[n % len(self.sections)]
        tags = [draw.choice(self.words.what.split('|')), draw.choice(self.words.who.split('|'))]
        terms = term('category', section) + ''.join(term('post_tag', tag) for tag in tags)
        body = '\n\n'.join(self.words.text(draw, draw.randint(3, 6)) for _ in range(self.paragraphs))
        if picture and not self.paragraphs:
            body = '[gallery ids="{}"]'.format(','.join(str(PICTURES + one) for one in range(max(n - 8, 1), n + 1)))
        comments = ''.join(
            COMMENT.format(id=n * 10 + k, name=draw.choice(names), text=self.words.text(draw, 2), at=day, parent=0)
            for k in range(n % 4)
        )
        item = ITEM.format(
            n=n, day=day, body=body, author=author, title=escape(self.words.headline(draw)),
            excerpt=self.words.text(draw, 1) if n % 3 else '', terms=terms + picture, comments=comments,
        )  # fmt: skip
        return item.replace(f'writer{author}', names[author])


def term(kind: str, name: str) -> str:
    number = sum(ord(letter) * 31**place for place, letter in enumerate(name)) % 10**9
    return f'<category domain="{kind}" nicename="{kind}-{number}"><![CDATA[{name}]]></category>\n'


def _paint(file: Path, draw: random.Random) -> None:
    """A landscape of hills below a sky, upright in one of four pictures."""
    width, height = draw.choice([(1200, 800), (1200, 800), (1000, 750), (800, 1100)])
    picture = Image.new('RGB', (width, height), f'hsl({draw.randint(190, 230)}, 45%, {draw.randint(62, 84)}%)')
    pen = ImageDraw.Draw(picture)
    x, y, r = draw.randint(100, width - 100), draw.randint(80, height // 3), draw.randint(30, 70)
    pen.ellipse((x - r, y - r, x + r, y + r), fill='hsl(45, 80%, 88%)')
    hue = draw.randint(20, 160)
    for layer in range(4):
        level, points = height * (0.45 + layer * 0.14), []
        for step in range(9):
            points.append((width * step / 8, level + draw.randint(-height // 14, height // 14)))
        pen.polygon([*points, (width, height), (0, height)], fill=f'hsl({hue}, 35%, {52 - layer * 10}%)')
    picture.save(file, quality=80)


def _numbered(count: int) -> list[str]:
    draw, things = random.Random(count), ENGLISH.what.split('|')
    return [f'{things[n % 10].removeprefix("the ").capitalize()} {draw.randint(2, 999)}' for n in range(count)]


MADE = [
    Archive('text', pictured=0, paragraphs=16, title='Plain Dealing'),
    Archive('pictures', pictured=1, paragraphs=0, sections=['Uncategorized'], title='A Thousand Hills'),
    Archive('one-section', sections=['News'], articles=60, title='The News of One Street'),
    Archive('300-sections', sections=_numbered(300), articles=600, title='The Miscellany'),
    Archive(
        'arabic', ARABIC, sections='أخبار|المرفأ|ثقافة|رسائل|غير مصنف'.split('|'), settings={'LANGUAGE_CODE': 'ar'}
    ),
    Archive('1897', years=(1897, 1991), articles=300, pictured=0.1, title='The Saltmarsh Intelligencer & Tide Gazette'),
]
