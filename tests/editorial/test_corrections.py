"""What readers learn of changes: corrections on the page and wherever it goes, and the versions that were public."""

import json
import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.http import http_date

from articles.editorial import corrections, publishing
from articles.editorial.corrections import Change
from articles.imports import undo
from articles.models import Article, ImportRun, PublicChange
from tests.admin.test_article import change, form_of, new_article
from tests.factories import import_records, make_article, make_editor, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    editor = make_editor()
    client.force_login(editor)
    return editor


def published(editor, **values) -> Article:
    article = publishing.save(Article(), by=editor, title='Flood', body='<p>Seven drowned.</p>', **values)
    return publishing.publish(article, by=editor, at=timezone.now() - timedelta(days=2))


def test_correction_is_on_the_page_and_wherever_the_article_goes(client, editor):
    article = published(editor)
    before = client.get(article.get_absolute_url())
    assert 'Correction' not in before.text
    form = form_of(client, change(article)) | {
        'body': '<p>Six drowned.</p>',
        '_act': 'save',
        'change_kind': 'correction',
    }
    refused = client.post(change(article), form)
    assert 'Say in a sentence what was wrong' in refused.text
    client.post(change(article), form | {'change_note': 'We said <seven> had drowned.'})
    page = client.get(article.get_absolute_url()).text
    note = 'We said &lt;seven&gt; had drowned.'
    assert note in page.partition('class="corrections"')[2].partition('</aside>')[0]
    assert 'class="updated"' in page
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    [comment] = data['@graph'][0]['correction']
    assert (comment['@type'], comment['text']) == ('CorrectionComment', 'We said <seven> had drowned.')
    at = PublicChange.objects.get(kind='correction').at
    assert data['@graph'][0]['dateModified'] == comment['datePublished'] == at.isoformat()
    atom = client.get('/feed/atom/').text
    assert 'We said &amp;lt;seven&amp;gt; had drowned.' in atom
    assert f'<updated>{at:%Y-%m-%dT%H:%M}' in atom.partition('<entry>')[2]
    assert client.get('/api/v1/articles').json()['items'][0]['corrections'][0]['note'] == comment['text']
    assert note in client.get('/corrections/').text
    assert '&amp;lt;seven&amp;gt; had drowned' in client.get('/corrections/feed/').text


def test_small_fix_shows_nothing_and_an_update_its_line(client, editor):
    article = published(editor)
    article = publishing.save(article, by=editor, body='<p>Seven have drowned.</p>')
    assert 'class="updated"' not in client.get(article.get_absolute_url()).text
    article = publishing.save(article, by=editor, standfirst='New.', change=Change('update', ''))
    page = client.get(article.get_absolute_url()).text
    assert 'class="updated"' in page
    assert 'class="corrections"' not in page
    publishing.save(article, by=editor, standfirst='Newer.', change=Change('update', 'Names added.'))
    assert 'Names added.' in client.get(article.get_absolute_url()).text
    assert 'Names added.' not in client.get('/corrections/').text


def test_history_has_public_versions_only_and_names_nobody(client, editor, settings):
    draft = publishing.save(Article(), by=editor, title='Flood', body='<p>zqcanary draft.</p>')
    article = publishing.save(draft, by=editor, body='<p>Seven drowned.</p>')
    article = publishing.publish(article, by=editor)
    article = publishing.save(article, by=editor, body='<p>zqcanary libel.</p>')
    closed = article.version
    article = publishing.save(
        article, by=editor, body='<p>Six drowned.</p>', change=Change('correction', 'Six, not seven.')
    )
    client.post(f'/admin/articles/article/{article.pk}/history/', {'close': closed})
    url = article.get_absolute_url()
    listing = client.get(f'{url}history/').text
    assert 'Six, not seven.' in listing
    pages = [
        listing,
        client.get(f'{url}history/timemap/').text,
        client.get(f'{url}history/?from=3&to={article.version}').text,
    ]
    pages += [client.get(f'{url}history/{n}/').text for n in range(1, 8)]
    assert [client.get(f'{url}history/{n}/').status_code for n in range(1, 7)] == [404, 404, 200, 404, 200, 404]
    assert not any('zqcanary' in page or editor.username in page for page in pages)
    assert re.search(r'<del>Seven</del>\s*<ins>Six</ins>', pages[2])
    client.post(f'/admin/articles/article/{article.pk}/history/', {'open': closed})
    assert 'zqcanary libel' in client.get(f'{url}history/{closed}/').text
    settings.PUBLIC_HISTORY = False
    assert client.get(f'{url}history/').status_code == 404
    assert 'timegate' not in client.get(url).get('Link', '')


def test_version_replaced_before_its_time_and_a_withdrawn_article_have_no_public_version(client, editor):
    article = publishing.save(Article(), by=editor, title='Flood', body='<p>Early.</p>')
    article = publishing.publish(article, by=editor, at=timezone.now() + timedelta(hours=1))
    article = publishing.save(article, by=editor, body='<p>Later.</p>')
    assert [one.kind for one in PublicChange.objects.all()] == ['published']
    article = publishing.publish(article, by=editor, at=timezone.now() - timedelta(hours=1))
    address = article.get_absolute_url()
    assert client.get(f'{address}history/').status_code == 200
    article.refresh_from_db()
    publishing.withdraw(article, by=editor, reason='A court ordered it.')
    assert client.get(f'{address}history/').status_code in (404, 410)
    gone = client.get(address)
    assert (gone.status_code, 'A court ordered it.' in gone.text) == (410, True)


def test_what_was_withdrawn_stays_closed_when_the_article_returns(client, editor):
    article = published(editor)
    article = publishing.save(article, by=editor, body='<p>zqcanary libel.</p>')
    libel = article.version
    article = publishing.save(article, by=editor, body='<p>Six.</p>', change=Change('correction', 'It was six.'))
    article = publishing.withdraw(article, by=editor)
    article = publishing.save(article, by=editor, body='<p>Six drowned.</p>')
    article = publishing.publish(article, by=editor)
    url = f'{article.get_absolute_url()}history/'
    pages = [client.get(f'{url}{rest}') for rest in ('', 'timemap/', *(f'{n}/' for n in range(1, article.version + 1)))]
    assert [page.status_code for page in pages] == [200, 200, *[404] * (article.version - 1), 200]
    assert not any('zqcanary' in page.text for page in pages)
    assert 'It was six.' in client.get(article.get_absolute_url()).text
    client.post(f'/admin/articles/article/{article.pk}/history/', {'open': libel})
    assert 'zqcanary' in client.get(f'{url}{libel}/').text


def test_nothing_of_an_article_that_is_not_public_is_at_any_public_url(client, editor):
    article = published(editor)
    article = publishing.save(
        article, by=editor, title='Zqcanary flood', change=Change('correction', 'A zqcanary was wrong.')
    )
    url, version = article.get_absolute_url(), article.version
    paths = [
        url, *(f'{url}history/{rest}' for rest in ('', 'timemap/', 'timegate/', f'{version}/', '?from=2&to=3')),
        f'{url}feed/', f'{url}cite.json', f'{url}source/', f'/a/{article.pk}', '/corrections/', '/corrections/feed/',
        '/corrections/feed/atom/', '/corrections/feed/json/', '/', '/feed/', '/feed/atom/', '/feed/json/', '/date/',
        '/api/v1/articles', f'/api/v1/articles/{article.pk}', '/sitemap-articles.xml', '/sitemap-1.xml',
        '/news-sitemap.xml', '/search/?q=zqcanary', f'/oembed?url=http://127.0.0.1:8000{url}',
    ]  # fmt: skip
    client.logout()
    assert 'zqcanary' in client.get('/corrections/feed/').text
    hidden = [
        {'status': 'draft'}, {'status': 'review'}, {'status': 'private'}, {'status': 'trashed'}, {'password': 'x'},
        {'published': timezone.now() + timedelta(days=1)},
    ]  # fmt: skip
    for values in hidden:
        usual = {'status': 'published', 'password': '', 'published': article.published}
        Article.objects.filter(pk=article.pk).update(**usual | values)
        leaks = [path for path in paths if 'zqcanary was' in (text := client.get(path).text) or 'Zqcanary' in text]
        assert (values, leaks) == (values, [])


def test_sentence_of_a_closed_version_is_at_no_public_url_and_can_be_closed_alone(client, editor):
    article = published(editor)
    article = publishing.save(article, by=editor, title='Floods', change=Change('correction', 'A zqcanary was wrong.'))
    article = publishing.save(article, by=editor, title='The floods')
    url, versions = article.get_absolute_url(), f'/admin/articles/article/{article.pk}/history/'
    paths = [
        url, f'{url}history/', f'{url}history/timemap/', f'{url}history/{article.version}/', '/corrections/',
        '/corrections/feed/', '/corrections/feed/atom/', '/corrections/feed/json/', '/feed/', '/feed/atom/',
        '/feed/json/', '/api/v1/articles', f'/api/v1/articles/{article.pk}',
    ]  # fmt: skip

    def showing() -> list[str]:
        return [path for path in paths if 'zqcanary' in client.get(path).text]

    before = showing()
    assert {url, f'{url}history/', '/corrections/', '/corrections/feed/', '/feed/atom/'} <= set(before)
    corrected = article.version - 1
    client.post(versions, {'close_note': corrected})
    assert showing() == []
    assert client.get(f'{url}history/{corrected}/').status_code == 200
    client.post(versions, {'open_note': corrected})
    assert showing() == before
    client.post(versions, {'close': corrected})
    assert showing() == []
    client.post(versions, {'open': corrected})
    assert showing() == []
    assert 'zqcanary' in client.get(versions).text
    publishing.withdraw(article, by=editor, reason='A zqcanary reason.')
    assert 'zqcanary' in client.get(url).text
    client.post(versions, {'close_note': PublicChange.objects.latest('version').version})
    assert 'zqcanary' not in client.get(url).text


def test_corrections_are_linked_at_the_foot_of_every_page_where_there_are_any(client, editor):
    article = published(editor)
    assert 'href="/corrections/"' not in client.get('/').text
    article = publishing.save(article, by=editor, title='Floods', change=Change('correction', 'It was six.'))
    assert 'href="/corrections/"' in client.get('/').text.partition('class="foot"')[2]
    corrections.close_note(article, article.version)
    assert 'href="/corrections/"' not in client.get('/').text


def test_correction_of_what_was_put_right_before_is_recorded_and_a_small_fix_has_no_sentence(client, editor):
    article = published(editor)
    form = form_of(client, change(article)) | {'_act': 'save', 'change_note': 'We said seven.'}
    assert 'Say which kind' in client.post(change(article), form).text
    client.post(change(article), form | {'change_kind': 'correction'})
    assert 'We said seven.' in client.get(article.get_absolute_url()).text


def test_imported_version_is_private_until_an_editor_opens_it(client, editor):
    import_records(make_record(1))
    article = Article.objects.get()
    article = publishing.save(article, by=editor, title='Edited here')
    url = article.get_absolute_url()
    assert client.get(f'{url}history/1/').status_code == 404
    assert client.get(f'{url}history/2/').status_code == 200
    client.post(f'/admin/articles/article/{article.pk}/history/', {'open': '1'})
    assert 'Story 1' in client.get(f'{url}history/1/').text
    draft = make_article('Draft', status='draft')
    with pytest.raises(ValidationError):
        corrections.open_version(draft, 1, by=editor)


def test_version_of_an_import_that_is_undone_is_no_longer_public_and_its_number_is_free(client, editor):
    import_records(make_record(1))
    import_records(make_record(1, title='Theirs'))
    article = Article.objects.get()
    corrections.open_version(article, article.version, by=editor)
    undo.undo(ImportRun.objects.latest('pk'))
    article = Article.objects.get()
    assert client.get(f'{article.get_absolute_url()}history/').status_code == 404
    article = publishing.save(article, by=editor, title='Ours')
    assert [one.version for one in PublicChange.objects.all()] == [article.version]


def test_programs_find_the_version_of_a_day(client, editor):
    article = published(editor)
    first = PublicChange.objects.get()
    article = publishing.save(article, by=editor, body='<p>Six drowned.</p>')
    url = article.get_absolute_url()
    gate = f'{url}history/timegate/'
    assert f'{gate}>; rel="timegate"' in client.get(url)['Link']
    assert 'Accept-Datetime' not in client.get(url).get('Vary', '')
    for when, version in ((timezone.now() - timedelta(days=1), first.version), (timezone.now(), article.version)):
        response = client.get(gate, headers={'Accept-Datetime': http_date(when.timestamp())})
        assert (response.status_code, response['Location']) == (302, f'{url}history/{version}/')
        assert response['Vary'] == 'Accept-Datetime'
    assert client.get(gate, headers={'Accept-Datetime': 'yesterday'}).status_code == 400
    memento = client.get(f'{url}history/{first.version}/')
    assert memento['Memento-Datetime'] == http_date(first.at.timestamp())
    assert 'rel="original"' in memento['Link']
    assert f'<link rel="canonical" href="http://127.0.0.1:8000{url}">' in memento.text
    assert 'noindex' in memento['X-Robots-Tag']
    listing = client.get(f'{url}history/timemap/')
    assert listing['Content-Type'] == 'application/link-format'
    assert 'rel="first memento"' in listing.text
    assert 'rel="last memento"' in listing.text


def test_page_of_an_old_site_at_the_same_path_stays(client):
    make_article('Our errors', kind='page', slug='corrections')
    make_article('Our past', kind='page', slug='about/history')
    make_article('About', kind='page', slug='about')
    make_article('The year', kind='page', slug='about/history/1924')
    assert 'Our errors' in client.get('/corrections/').text
    assert 'Our past' in client.get('/about/history/').text
    assert 'The year' in client.get('/about/history/1924/').text
    past = Article.objects.get(slug='about/history')
    assert publishing.save(past, by=make_editor(), title='Our new past').slug == 'about/history'


def test_new_article_that_is_published_at_once_is_its_first_version(client, editor):
    client.post('/admin/articles/article/add/', new_article(_act='publish', change_kind='correction', change_note='x'))
    assert [one.kind for one in PublicChange.objects.all()] == ['published']
