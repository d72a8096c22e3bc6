"""What a page may cost a reader, measured on the sample archive: bytes, cookies, other people's servers, patience."""

import gzip
import re
import time
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command

from articles.models import Article, Comment, Media
from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SAMPLE = Path(settings.BASE_DIR, 'sample')
LISTS = ['/category/news/', '/tag/history/', '/author/tom-lacey/', '/2013/', '/2013/12/', '/page/2/']
SHIFTS = """
window.shifts = [];
new PerformanceObserver(list => { shifts.push(...list.getEntries().map(shift => shift.value)); })
  .observe({type: 'layout-shift', buffered: true});
"""


@pytest.fixture
def archive(settings, tmp_path):
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / 'media'
    call_command('import_archive', SAMPLE / 'archive.xml', uploads=SAMPLE / 'uploads', verbosity=0)


def weight(page: str) -> int:
    """The compressed bytes of a page and its style sheets, as they were collected."""
    sheets = re.findall(r'<link rel="stylesheet" href="/static/([^"]+)"', page)
    files = [Path(settings.STATIC_ROOT, name).read_bytes() for name in sheets]
    return sum(len(gzip.compress(part)) for part in (page.encode(), *files))


def test_every_article_and_list_with_their_style_sheet_fit_in_one_round_trip(archive, client):
    """14 KB is what a server sends before it waits for a first answer (RFC 6928)."""
    articles = [article.get_absolute_url() for article in Article.objects.public()]
    pages = {address: client.get(address).text for address in ['/', *articles, *LISTS]}
    for address, page in pages.items():
        assert weight(page) < 14 * 1024, address


def test_article_of_a_thousand_words_ten_comments_and_five_pictures_fits_as_well(archive, client):
    """The words are those of different articles, which repeat less than those of one."""
    bodies = Article.objects.public().listed().newest_first().values_list('body_text', flat=True)
    words = ' '.join(bodies).split()[:1000]
    texts = [f'<p>{" ".join(words[n : n + 50])}</p>' for n in range(0, 1000, 50)]
    pictures = Media.objects.exclude(alt='')[:5]
    shown = [f'<figure><img src="{one.address}" alt="{one.alt}"></figure>' for one in pictures[1:]]
    article = make_article(
        'A long day', authors=['Tom Lacey'], standfirst='What the tide took, and brought back.', lead_image=pictures[0],
        body_html=''.join(texts + shown), categories=['News'], tags=['history', 'sea', 'rain'],
    )  # fmt: skip
    for n, said in enumerate(Comment.objects.order_by('-pk').values_list('body_text', 'author_name')[:10]):
        make_comment(
            article, said[0], author_name=said[1], posted=article.published + n * timedelta(hours=7, minutes=3)
        )
    page = client.get(article.get_absolute_url()).text
    assert (len(words), page.count(' srcset='), page.count('<article class="comment"')) == (1000, 7, 10)
    assert weight(page) < 14 * 1024


def test_no_page_moves_sets_a_cookie_or_asks_another_server(archive, chromium, live_server):
    """Letters and pictures come late, as on a train: nothing may move once it can be read."""
    article = Article.objects.public().listed().exclude(lead_image=None).newest_first().first()
    context = chromium.new_context(base_url=live_server.url, viewport={'width': 390, 'height': 844})
    context.add_init_script(SHIFTS)
    context.route(re.compile(r'\.(woff2|webp)$'), lambda route: (time.sleep(0.2), route.continue_()))
    page, asked = context.new_page(), set()
    page.on('request', lambda request: asked.add(urlsplit(request.url).netloc))
    for address in ['/', article.get_absolute_url(), LISTS[0]]:
        page.goto(address)
        page.wait_for_load_state('networkidle')
        assert page.evaluate('document.fonts.check("1em Text") && document.fonts.check("600 1em Display")')
        assert page.evaluate('shifts') == [], address
    assert asked == {urlsplit(live_server.url).netloc}
    assert context.cookies() == []
    context.close()
