"""Mirrors of whole sites: pages that lie elsewhere than at their own URLs, and links that lead to files."""

import zipfile

import pytest

from tests.readers.test_captures import HOST, SITE, comment, post, records, saved

EMBED = f'{SITE}/wp-json/oembed/1.0/embed?url=http%3A%2F%2F{HOST}%2Fnews%2Fbridge%2F'


def rewritten(own: str, short: str, api: str) -> str:
    """The links of a page of WordPress as a program that mirrors sites rewrites them; that in a query it keeps."""
    return (
        f'<link rel="canonical" href="{own}"><link rel="shortlink" href="{short}">'
        f'<link rel="alternate" type="application/json+oembed" href="{EMBED}">'
        f'<link rel="https://api.w.org/" href="{api}">'
    )


@pytest.mark.parametrize('short', ['index.html%3Fp=7.html', 'index3f0c.html?p=7'])
def test_short_links_to_files_name_the_site(tmp_path, short):
    head = rewritten('index.html', f'../../{short}', '../../wp-json/index.html')
    (article,), _ = records(saved(tmp_path, **{'news/bridge/index.html': post('/news/bridge/', head=head)}))
    assert article.source_key == f'wordpress:{HOST}:7'
    assert f'{SITE}/?p=7' in article.old_urls


def test_a_page_kept_only_at_its_short_link_is_the_article_of_its_comments(tmp_path):
    short = 'index.html?p=7.html'
    text = '<p>It was closed at dawn.</p><p><img src="wp-content/uploads/gorge.jpg" alt="The gorge"></p>'
    own = post('/', head=rewritten('index.html%3Fp=7.html', 'index.html%3Fp=7.html', 'wp-json/index.html'), text=text)
    up = '../../..'
    head = rewritten('index.html#comments', f'{up}/index.html%3Fp=7.html', f'{up}/wp-json/index.html')
    comments = post('/', head=head, comments=comment(1, 'Rosa'), text=text)
    (article,), _ = records(saved(tmp_path, **{short: own, 'news/bridge/comment-page-1/index.html': comments}))
    assert (article.url, article.source_key) == (f'{SITE}/news/bridge/', f'wordpress:{HOST}:7')
    assert [written.author for written in article.comments] == ['Rosa']
    assert [image.src for image in article.images] == ['/wp-content/uploads/gorge.jpg']


def test_names_that_no_file_here_can_have_cost_no_more_than_their_pages(tmp_path):
    names = ('a/index.html', f'{"ж" * 200}.html', 'x.html', 'x.html/y.html', f'{"d/" * 3000}y.html')
    archive = tmp_path / 'site.zip'
    with zipfile.ZipFile(archive, 'w') as packed:
        for number, name in enumerate(names):
            packed.writestr(f'{HOST}/{name}', post(f'/{number}/', number))
    articles, refused = records(archive)
    assert {article.source_key for article in articles} == {f'wordpress:{HOST}:{number}' for number in range(3)}
    assert [record.reason for record in refused] == ['No file can have this name.'] * 2
