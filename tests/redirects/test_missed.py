import pytest

from articles.models import MissedUrl, OldUrl
from articles.redirects import missed
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db


def test_what_readers_asked_for_in_vain_is_counted_by_path_and_day_and_one_click_from_a_redirect(client):
    missed.write()
    MissedUrl.objects.all().delete()
    make_article('Flood')
    for path in ('/xq-nowhere/?secret=1', '/xq-nowhere/', '/xq-other.php', '/2017/11/22/flood/', f'/{"x" * 600}'):
        client.get(path)
    for path in ('/mailto:ann@example.org', '/x/ann%40example.org/', '/comments/held/zq-token/', '/admin/zq/'):
        client.get(path)
    client.force_login(make_editor())
    page = client.get('/admin/articles/oldurl/missed/').text
    assert list(MissedUrl.objects.order_by('path').values_list('path', 'count')) == [
        ('/xq-nowhere/', 2),
        ('/xq-other.php', 1),
    ]
    assert 'secret' not in page
    assert page.index('/xq-nowhere/') < page.index('/xq-other.php')
    add = client.get('/admin/articles/oldurl/add/?path=%2Fxq-nowhere%2F')
    assert 'value="/xq-nowhere/"' in add.text or '>/xq-nowhere/<' in add.text.replace('\n', '')
    client.post('/admin/articles/oldurl/add/', {'path': '/xq-nowhere/', 'target': '/search/'})
    assert OldUrl.objects.count() == 1
    assert '/xq-nowhere/' not in client.get('/admin/articles/oldurl/missed/').text.partition('<tbody>')[2]


def test_no_more_paths_of_a_day_are_stored_than_the_limit(client, monkeypatch):
    missed.write()
    MissedUrl.objects.all().delete()
    monkeypatch.setattr(missed, 'MOST', 0)
    missed.count('/one')
    missed.write()
    assert not MissedUrl.objects.exists()


def test_paths_that_are_listed_are_counted_on_when_a_day_is_full(client, monkeypatch):
    missed.write()
    MissedUrl.objects.all().delete()
    missed.count('/one')
    missed.write()
    monkeypatch.setattr(missed, 'MOST', 1)
    missed.count('/one')
    missed.count('/two')
    missed.write()
    assert list(MissedUrl.objects.values_list('path', 'count')) == [('/one', 2)]
