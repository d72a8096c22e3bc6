"""Versions of a page for telephones, printers and other sites are no articles of their own."""

import pytest

from articles.readers.html import versions
from tests.readers.test_captures import SITE, WORDS, post, records, warc

OWN = f'<link rel="canonical" href="{SITE}/news/bridge/">'


def version(head: str = '', html: str = '<html lang="en">') -> str:
    when = '<meta property="article:published_time" content="2019-08-01T21:15:00-05:00">'
    return (
        f'{html}<head><title>Bridge closed</title>{when}{head}</head><body><h1>Bridge closed</h1><p>{WORDS}</p></body>'
    )


@pytest.mark.parametrize(
    ('path', 'page'),
    [
        ('/news/bridge/amp/', version(OWN, '<html ⚡ lang="en">')),
        ('/news/bridge/amp/', version('', '<html amp>')),
        ('/news/bridge/embed/', version(OWN)),
        ('/news/bridge/print/', version('<meta name="robots" content="noindex, nofollow">')),
    ],
)
def test_version_beside_its_page_leads_to_it(tmp_path, path, page):
    (article,), refused = records(warc(tmp_path, ('/news/bridge/', post('/news/bridge/')), (path, page)))
    assert article.url == f'{SITE}/news/bridge/'
    assert f'{SITE}{path}' in article.old_urls
    assert 'copy' in refused[0].reason


def test_page_of_a_host_for_telephones_is_that_of_the_site():
    own = 'https://andes.example/news/bridge/'
    assert versions.original(b'<html>', 'https://m.andes.example/news/bridge/', own) == own
    assert versions.original(b'<html>', 'https://mail.andes.example/news/bridge/', own) == ''


def test_version_alone_is_the_article_at_its_own_url(tmp_path):
    (article,), _ = records(warc(tmp_path, ('/news/bridge/amp/', version(OWN, '<html amp>'))))
    assert (article.url, article.slug) == (f'{SITE}/news/bridge/', 'bridge')
    assert f'{SITE}/news/bridge/amp/' in article.old_urls


def test_page_with_such_a_name_is_a_page(tmp_path):
    pages = (('/services/', version()), ('/services/print/', version()))
    articles, _ = records(warc(tmp_path, *pages))
    assert {article.url for article in articles} == {f'{SITE}/services/', f'{SITE}/services/print/'}


def test_preview_for_other_sites_is_no_article(tmp_path):
    page = version(OWN).replace('</h1>', '</h1><div class="wp-embed-footer">Share</div>')
    articles, refused = records(warc(tmp_path, ('/news/bridge/embed/', page)))
    assert articles == []
    assert 'preview' in refused[0].reason
