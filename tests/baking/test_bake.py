"""A baked site: what readers see, as files."""

import json
import re
from datetime import UTC, datetime
from html import unescape
from urllib.parse import unquote, urljoin, urlsplit

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from articles.baking import answers, site
from articles.models import Article, OldUrl
from tests.every import every
from tests.factories import make_article, make_category, make_comment
from tests.settled import settled

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
_LINK = re.compile(r'(?:href|src)="([^"]+)"')
FLOOD = '2017/11/22/flood/index.html'


@pytest.fixture
def archive(static_files):
    world = make_category('World')
    flood = make_article(title='Flood', categories=[world], tags=['weather'], body_html='<p>Water rose.</p>')
    make_comment(flood, text='I saw it.')
    make_article(title='Rain', slug='pluie-été', published=datetime(2017, 11, 23, tzinfo=UTC), tags=['weather'])
    make_article(title='Secret plan', slug='secret', status=Article.Status.DRAFT)
    for year in range(2001, 2006):
        make_article(title=f'News of {year}', published=f'{year}-05-05', categories=[world])
    OldUrl.objects.create(path='/?p=77', article=flood)
    OldUrl.objects.create(path='/old "news"', target='/2017/')
    return flood


def bake(target, *options):
    call_command('bake', str(target), *options, verbosity=0)


def rebake(target):
    settled()
    return site.bake(target, since=True)


def served(folder, path):
    """The file that a server of files gives for a path, by its index where it is a folder; None where there is none."""
    file = folder / unquote(path).lstrip('/')
    if file.is_dir():
        return next((index for name in ('html', 'xml', 'json') if (index := file / f'index.{name}').is_file()), None)
    return file if file.is_file() else None


def test_every_link_of_a_baked_site_leads_to_a_file(archive, tmp_path):
    target = tmp_path / 'site'
    bake(target)
    pages = list(target.rglob('*.html'))
    for page in pages:
        base = f'{settings.SITE_URL}/{page.relative_to(target).parent}/'
        for link in map(unescape, _LINK.findall(page.read_text())):
            url = urlsplit(urljoin(base, link))
            if f'{url.scheme}://{url.netloc}' == settings.SITE_URL:
                assert served(target, url.path), f'{link} in {page.relative_to(target)}'
    assert len(pages) > 20
    assert 'Water rose.' in (target / FLOOD).read_text()
    assert (target / '2017/11/23/pluie-été/index.html').is_file()
    assert (target / 'tag/weather/feed/index.xml').is_file()


def test_a_baked_site_has_no_forms_and_nothing_private(archive, tmp_path):
    bake(tmp_path / 'site')
    texts = [file.read_text() for file in (tmp_path / 'site').rglob('*') if file.suffix in ('.html', '.xml', '.json')]
    assert every('<form' not in text for text in texts)
    assert every('Secret plan' not in text for text in texts)
    assert 'I saw it.' in (tmp_path / 'site' / FLOOD).read_text()
    assert 'Newest first' not in (tmp_path / 'site' / FLOOD).read_text()
    assert 'replytocom' not in (tmp_path / 'site' / FLOOD).read_text()
    assert 'cannot be searched' in (tmp_path / 'site/search/index.html').read_text()


def test_old_urls_are_redirects_for_both_servers(archive, tmp_path):
    bake(tmp_path / 'site')
    nginx, apache = ((tmp_path / f'site/redirects.{kind}').read_text().splitlines() for kind in ('nginx', 'txt'))
    assert '"/?p=77" "/2017/11/22/flood/";' in nginx
    assert '/old%20%22news%22 /2017/' in apache
    assert f'/a/{archive.pk} /2017/11/22/flood/' in apache
    comment = archive.comments.get().number
    assert f'/2017/11/22/flood/comment-{comment}/ /2017/11/22/flood/#comment-{comment}' in apache


def test_a_bake_that_fails_leaves_the_one_before_and_the_next_one_cleans_up(archive, tmp_path, monkeypatch):
    target = tmp_path / 'site'
    bake(target)
    first = target.resolve()
    Article.objects.filter(pk=archive.pk).update(title='Deluge')
    with monkeypatch.context() as patch:
        patch.setattr(answers, 'links', lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bake(target)
    assert target.resolve() == first
    assert 'Flood' in (target / FLOOD).read_text()
    bake(target)
    assert 'Deluge' in (target / FLOOD).read_text()
    folders = [path for path in tmp_path.iterdir() if path.is_dir() and not path.is_symlink()]
    assert folders == [target.resolve()]


def test_since_makes_only_what_changed_and_deletes_what_is_gone(archive, tmp_path):
    target = tmp_path / 'site'
    settled()
    bake(target)
    make_article(title='Storm', slug='storm', published=datetime(2011, 1, 1, tzinfo=UTC))
    Article.objects.filter(pk=archive.pk).update(status=Article.Status.DRAFT)
    baked = rebake(target)
    assert not (target / FLOOD).exists()
    assert (target / '2011/01/01/storm/index.html').is_file()
    assert 'Flood' not in (target / 'index.html').read_text()
    assert baked.unchanged
    make_comment(Article.objects.get(slug='storm'), text='Loud.')
    rebake(target)
    assert 'Loud.' in (target / '2011/01/01/storm/index.html').read_text()


def test_a_folder_that_is_no_bake_is_not_touched(archive, tmp_path):
    (tmp_path / 'site').mkdir()
    (tmp_path / 'site/precious').write_text('mine')
    with pytest.raises(CommandError, match='no bake'):
        bake(tmp_path / 'site')
    assert (tmp_path / 'site/precious').read_text() == 'mine'


def test_a_bake_changes_nothing_for_readers_of_the_site(archive, client, tmp_path):
    bake(tmp_path / 'site')
    assert '<form' in client.get('/2017/11/22/flood/').content.decode()
    assert json.loads((tmp_path / 'site/.bake/position.json').read_text())['xid']
