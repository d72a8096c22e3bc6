"""An archive of what no single newspaper has: five papers that share a site, each with forms of its own.

A student paper of issues as PDF and galleries; a radio in Basque and Spanish with sound and texts side by side; a
football club with tables, line-ups and scores; a parish letter of verse, footnotes and formulae of its sundial; and a
notice board with what goes wrong: headlines without spaces, or of none; 40 authors; no text; 500 comments, nested 30
deep; a panorama of 3,000 by 400 pixels and a strip of 200 by 2,000; a headline in Hebrew; names of 120 letters;
and topics in every script.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw

from bench.archives import ATTACHMENT, THUMBNAIL, term
from bench.exports import COMMENT, HEAD, ITEM

WORDS = (
    'harbour bell ground whistle winter choir referee supper station lantern orchard signal corner procession tide'
    ' goalkeeper psalm studio record bridge kitchen meadow ladder council window rain evening market'
).split()
BASQUE = (
    'Gaur goizean herriko plazan elkartu dira irratiko lagunak, eta arratsaldera arte egon dira hizketan eta kantuan.'
)
SPANISH = (
    'Esta mañana se han reunido en la plaza los amigos de la radio, y hasta la tarde han estado hablando y cantando.'
)
UNBROKEN = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaftsvorstandswahlversammlung'
SECTIONS = [
    'The Lantern (students)', 'Irratia / Radio', 'Wanderers F.C.', 'Parish Letter', 'Notice board', 'Ward 2', 'Ward 10',
]  # fmt: skip
# Topics for each heading of an index.
SCRIPTS = (
    'あさがお かもめ さくら たいふう なみ はまべ まつり やま らくだ わかめ アンテナ カフェ サッカー バス ラジオ'
    ' 가을 나무 다리 마을 바다 사진 항구 학교 강 東京 大阪 海 祭 北京 上海 市議会 図書館 กรุงเทพ เชียงใหม่ Ωμέγα Άνεμος'
    ' Ёлка Юрмала Москва דגל גשר مرفأ نهر Ørsted Łódź İzmir'
).split()
SIZES = {901: (3000, 400), 902: (200, 2000), 903: (1600, 1000), 904: (900, 1200), 905: (320, 240), 906: (64, 64)}
SIZES |= dict.fromkeys(range(910, 924), (1200, 800))


class OddArchive:
    name = 'odd'
    settings: dict[str, str] = {}

    def write(self, folder: Path) -> tuple[list[Path], Path]:
        """Writes the export and its uploads; returns what to import, and the folder of uploads."""
        uploads, draw = folder / 'uploads', random.Random(11)
        uploads.mkdir(parents=True, exist_ok=True)
        for number, size in SIZES.items():
            _paint(uploads / f'{number}.jpg', size, draw)
        head = HEAD.replace('Old site', 'Five Papers, One Door: The Commons of Lower and Upper Saltmarsh')
        (folder / 'export.xml').write_text(head + ''.join(_items(draw)) + '</channel></rss>\n')
        return [folder / 'export.xml'], uploads


def _items(draw: random.Random) -> Iterator[str]:
    start = datetime(2006, 9, 1, 12)  # noqa: DTZ001
    for number in SIZES:
        caption = _text(draw, 2 if number % 3 else 6)
        yield ATTACHMENT.format(n=number, title=caption, day=start, file=f'{number}.jpg')
    makers = (_student, _radio, _match, _letter)
    # The newest are the oddest, so that the front page begins with them.
    made = [makers[n % 4](n, draw) for n in range(120)] + list(_oddities(draw))
    for n, each in enumerate(made, 1):
        yield _item(n, start + timedelta(days=60 * n), draw, **each)


def _item(
    n, day, draw, *, title, body, section, excerpt='', lead=0, names=('Ana Agirre',), tags=(), comments=''
) -> str:
    day = min(day, datetime(2026, 10, 1) - timedelta(hours=200 - n))  # noqa: DTZ001
    terms = term('category', section) + ''.join(term('post_tag', tag) for tag in [*tags, SCRIPTS[n % len(SCRIPTS)]])
    terms += ''.join(term('author', name) for name in names) + (THUMBNAIL.format(lead) if lead else '')
    comments = comments or ''.join(
        COMMENT.format(
            id=n * 1000 + k, name=draw.choice(['Iker', 'Mrs Oakes', 'x']), text=_text(draw, 1), at=day, parent=0
        )
        for k in range(n % 3)
    )
    return ITEM.format(
        n=n, day=day, body=body, author=0, title=escape(title), excerpt=excerpt, terms=terms, comments=comments
    )


def _student(n: int, draw: random.Random) -> dict:
    if n % 8:
        body = f'<a href="http://old.example/wp-content/uploads/issue-{n}.pdf">Download issue {n} (PDF, 14 MB)</a>'
        return {'title': f'The Lantern, issue {n}', 'body': body, 'section': SECTIONS[0], 'tags': [f'Issue {n}']}
    ids = ','.join(map(str, range(910, 910 + draw.choice([1, 3, 14]))))
    return {
        'title': f'In pictures: {_title(draw)}', 'body': f'[gallery ids="{ids}"]', 'section': SECTIONS[0],
        'lead': 904 if n % 16 else 0, 'names': ('Photo desk',), 'tags': [f'Issue {n}', 'pictures'],
    }  # fmt: skip


def _radio(n: int, draw: random.Random) -> dict:
    rows = ''.join(f'<tr><td lang="eu">{BASQUE}</td><td lang="es">{SPANISH}</td></tr>' for _ in range(4))
    body = (
        f'[audio src="http://old.example/wp-content/uploads/saioa-{n}.mp3"]\n\n'
        f'<table><thead><tr><th>Euskara</th><th>Castellano</th></tr></thead><tbody>{rows}</tbody></table>\n\n'
        f'<p lang="eu">{BASQUE * 3}</p>\n\n<hr>\n\n<p lang="es">{SPANISH * 3}</p>'
    )
    return {
        'title': f'{n}. saioa: {draw.choice(WORDS)} eta {draw.choice(WORDS)} / Programa {n}', 'body': body,
        'section': SECTIONS[1], 'excerpt': SPANISH, 'names': ('Ana Agirre', 'Irratiko lantaldea'),
        'tags': ['saioa', 'música'],
    }  # fmt: skip


def _match(n: int, draw: random.Random) -> dict:
    heads = ''.join(f'<th>{one}</th>' for one in ['', 'Team', *'P W D L F A'.split(), 'GD', 'Pts', 'Last five'])
    sides = ['Rovers', 'Town', 'Athletic & Social Club']
    rows = ''.join(
        f'<tr><td>{place}</td><td>{draw.choice(WORDS).title()} {draw.choice(sides)}</td>'
        f'{"".join(f"<td>{draw.randint(0, 60)}</td>" for _ in range(8))}<td>W-D-L-L-W</td></tr>'
        for place in range(1, 21)
    )
    squad = '; '.join(f'{name.title()} ({draw.randint(1, 90)}′)' for name in draw.sample(WORDS, 14))
    body = (
        f'<h4>Half-time: {draw.randint(0, 4)}–{draw.randint(0, 4)}</h4>\n\n{_text(draw, 9)}\n\n'
        f'<strong>Wanderers:</strong> {squad}.\n\n<table><tr>{heads}</tr>{rows}</table>\n\n{_text(draw, 6)}\n\n'
        'http://old.example/a/match/centre/with/a/very/long/address/of/one/hundred/letters/and/more/2013/round-12.html'
    )
    score = f'{draw.randint(0, 9)}–{draw.randint(0, 9)}'
    return {
        'title': f'Wanderers {score} {draw.choice(WORDS).title()} Town (a.e.t., 5–4 pens)', 'body': body,
        'section': SECTIONS[2], 'lead': draw.choice([0, 901, 903]), 'excerpt': _text(draw, 1),
        'tags': ['table', f'round {n}'],
    }  # fmt: skip


def _letter(n: int, draw: random.Random) -> dict:
    lines = '\n'.join(f'{"      " * (k % 3)}{_title(draw)},' for k in range(12))
    body = (
        f'{_text(draw, 4)}<sup><a href="#fn1" id="ref1">1</a></sup>\n\n<pre class="wp-block-verse">{lines}</pre>\n\n'
        f'<blockquote><p>{_text(draw, 2)}</p><cite>The Vicar</cite></blockquote>\n\n'
        f'<dl><dt>Sunday</dt><dd>{_text(draw, 1)}</dd><dt>Dies Saturni</dt><dd>{_text(draw, 1)}</dd></dl>\n\n'
        '<math display="block"><mi>t</mi><mo>=</mo><mfrac><mrow><mi>φ</mi><mo>+</mo><msup><mi>sin</mi><mn>2</mn></msup>'
        f'<mi>δ</mi></mrow><msqrt><mn>1897</mn></msqrt></mfrac></math>\n\n{_text(draw, 5)}\n\n'
        f'<ol start="412"><li>{_title(draw)}<ol><li>{_title(draw)}<ol><li>{_title(draw)}</li></ol></li></ol></li></ol>'
        '\n\n<ol><li id="fn1">Ps. 121, 4. <a href="#ref1">↩</a></li></ol>'
    )
    return {
        'title': f'Letter for {_title(draw)}', 'body': body, 'section': SECTIONS[3],
        'names': ('The Revd Dr J. A. St. J. Oakes',), 'lead': 905 if n % 3 == 0 else 0, 'tags': ['hymns'],
    }  # fmt: skip


def _oddities(draw: random.Random) -> Iterator[dict]:
    board = SECTIONS[4]
    code = '<pre><code>' + 'SELECT ' + ', '.join(f'column_{k}' for k in range(40)) + ' FROM notices;</code></pre>'
    names = [
        f'{a.title()} {b.title()}-{c.title()}'
        for a, b, c in zip(WORDS, WORDS[5:] + WORDS, WORDS[9:] + WORDS, strict=False)
    ]
    yield {'title': 'For Ward 2 only', 'body': _text(draw, 9), 'section': 'Ward 2', 'tags': ['Ward 2']}
    yield {'title': 'For Ward 10 only', 'body': _text(draw, 9), 'section': 'Ward 10', 'tags': ['Ward 10']}
    yield {
        'title': 'One line of the database',
        'body': f'{_text(draw, 3)}\n\n{code}',
        'section': board,
        'tags': [UNBROKEN + 'tagesordnung'],
    }
    yield {'title': '', 'body': _text(draw, 12), 'section': board}
    yield {
        'title': 'הודעה לתושבי השכונה: הגשר ייסגר ביום ראשון',
        'body': 'הגשר ייסגר ביום ראשון בבוקר. ' * 20,
        'section': board,
    }
    yield {'title': UNBROKEN, 'body': f'{UNBROKEN} {_text(draw, 5)}', 'section': board, 'excerpt': UNBROKEN * 2}
    yield {
        'title': 'Signed by all of us',
        'body': _text(draw, 8),
        'section': board,
        'names': (names + [n[::-1].title() for n in names])[:40],
    }
    yield {
        'title': 'A strip',
        'body': '<img src="http://old.example/wp-content/uploads/902.jpg" alt="">',
        'section': board,
        'lead': 902,
    }
    yield {
        'title': 'Five hundred replies',
        'body': _text(draw, 4),
        'section': board,
        'comments': ''.join(_quarrel(draw)),
    }
    yield {'title': 'A small sign', 'body': _text(draw, 4), 'section': board, 'lead': 906}
    yield {'title': f'{_text(draw, 5)}', 'body': _text(draw, 30), 'section': board, 'excerpt': _text(draw, 8)}
    yield {'title': '👩‍👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿', 'body': _text(draw, 1), 'section': board}
    yield {'title': 'No text at all', 'body': '', 'section': board}
    yield {
        'title': 'The whole bay, from the lighthouse to the mill',
        'body': _text(draw, 14),
        'section': board,
        'lead': 901,
    }


def _quarrel(draw: random.Random) -> Iterator[str]:
    at = datetime(2026, 9, 1)  # noqa: DTZ001
    for k in range(500):
        parent = 900_000 + k - 1 if 0 < k < 30 else 900_000 + draw.randrange(k) if k % 2 and k else 0
        name = draw.choice(
            ['Iker', 'The Honourable Secretary of the Upper Saltmarsh Allotment Society (retired)', UNBROKEN, '']
        )
        text = _text(draw, 1) if k % 9 else f'http://old.example/{"a-very-long-path/" * 20}'
        yield COMMENT.format(id=900_000 + k, name=name, text=text, at=at + timedelta(minutes=k), parent=parent)


def _title(draw: random.Random) -> str:
    return ' '.join(draw.sample(WORDS, 4)).capitalize()


def _text(draw: random.Random, sentences: int) -> str:
    return ' '.join(' '.join(draw.sample(WORDS, 11)).capitalize() + '.' for _ in range(sentences))


def _paint(file: Path, size: tuple[int, int], draw: random.Random) -> None:
    """Stripes of sky, hill and field, with a sun."""
    width, height = size
    picture = Image.new('RGB', size, f'hsl({draw.randint(190, 230)}, 50%, 74%)')
    pen = ImageDraw.Draw(picture)
    pen.ellipse(
        (width * 0.6, height * 0.1, width * 0.6 + min(size) * 0.2, height * 0.1 + min(size) * 0.2),
        fill='hsl(45, 80%, 85%)',
    )
    for layer in range(3):
        top = height * (0.5 + layer * 0.16)
        pen.polygon(
            [(0, top), (width * draw.random(), top - height * 0.12), (width, top), (width, height), (0, height)],
            fill=f'hsl({draw.randint(30, 150)}, 35%, {50 - layer * 10}%)',
        )
    picture.save(file, quality=80)
