import pytest

from tests.factories import make_article, make_comment

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_reader_copies_a_citation_and_downloads_one(page):
    """The window fails the test where the policy forbids the JSON-LD in the head."""
    make_comment(make_article('Flood <b>& fire', slug='flood', authors=['Ada Lovelace']))
    page.goto('/2017/11/22/flood/')
    assert page.evaluate('JSON.parse(document.querySelector(\'script[type="application/ld+json"]\').text)')
    citation = page.get_by_text('Lovelace, A. (2017')
    assert not citation.is_visible()
    page.get_by_text('Cite this article').click()
    citation.click()
    chosen = page.wait_for_function('getSelection().toString()').json_value()
    assert chosen.startswith('Lovelace, A. (2017, November 22). Flood <b>& fire. Newsroom. http')
    with page.expect_download() as download:
        page.get_by_role('link', name='RIS').click()
    assert download.value.suggested_filename.startswith('lovelace2017-')
