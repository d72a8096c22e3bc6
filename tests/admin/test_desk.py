"""Notes of editors, and links by which outsiders read a version that is not public."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from articles.editorial import filing, notes, preview_links, publishing
from articles.models import Article, Note, PreviewLink, WorkingCopy
from tests.admin.test_article import change, form_of, new_article
from tests.factories import make_article, make_comment, make_editor, make_media

pytestmark = pytest.mark.django_db

ADD, LIST = '/admin/articles/article/add/', '/admin/articles/article/'


def page_of(article: Article, name: str) -> str:
    return f'{LIST}{article.pk}/{name}/'


def link_to(client, article: Article) -> str:
    """The path of a new link to the article."""
    assert client.post(page_of(article, 'links'), {'make': '1'}).status_code == 302
    url = preview_links.url(PreviewLink.objects.latest('pk'))
    assert url in client.get(page_of(article, 'links')).text
    assert url.startswith(settings.SITE_URL)
    return urlsplit(url).path


def test_a_note_is_saved_with_the_article_and_makes_no_version(client, editor):
    article = make_article('Rain')
    client.post(change(article), form_of(client, change(article)) | {'_act': 'save', 'note': 'Ask the <harbour>.'})
    article.refresh_from_db()
    assert article.version == 1
    assert 'Ask the &lt;harbour&gt;.' in client.get(change(article)).text
    client.post(ADD, new_article(_act='save', note='From the start.'))
    assert Note.objects.get(article__title='Flood').text == 'From the start.'
    assert 'From the start.' not in client.get(change(article)).text


def test_a_note_is_saved_once_and_with_nothing_that_was_refused(client, editor):
    article = make_article('', status='draft')
    form = form_of(client, change(article)) | {'_act': 'publish', 'note': 'Ready.'}
    assert 'Give the article a title' in client.post(change(article), form).text
    assert not Note.objects.exists()
    client.post(change(article), form | {'_act': 'save', 'note': ' \n'})
    assert not Note.objects.exists()


def test_notes_are_written_and_deleted_on_their_own_page_by_who_wrote_them(client, editor):
    article = make_article('Rain')
    make_comment(article, 'Checked in 2009.', kind='note', status='held')
    notes.add(article, 'Not mine.', by=make_editor('other'))
    client.post(page_of(article, 'notes'), {'note': 'Mine.'})
    shown = client.get(page_of(article, 'notes')).text
    assert all(words in shown for words in ('Mine.', 'Not mine.', 'Checked in 2009.'))
    theirs, mine = Note.objects.order_by('pk')
    assert client.post(page_of(article, 'notes'), {'delete': theirs.pk}).status_code == 403
    assert client.post(page_of(make_article(), 'notes'), {'delete': mine.pk}).status_code == 404
    client.post(page_of(article, 'notes'), {'delete': mine.pk})
    assert Note.objects.get() == theirs


@pytest.mark.parametrize('group', ['Writers', 'Moderators'])
def test_notes_and_links_are_for_editors_only(client, group):
    member = make_editor('member', group)
    article = make_article('Rain')
    if group == 'Writers':
        article = publishing.save(Article(), by=member, title='Own', body='<p>Text.</p>')
    notes.add(article, 'Secret note.', by=make_editor('ed'))
    client.force_login(member)
    shown = client.get(change(article)).text
    assert 'Secret note.' not in shown
    assert 'New note' not in shown
    for name in ('notes', 'links'):
        assert client.get(page_of(article, name)).status_code == 403
        assert client.post(page_of(article, name), {'note': 'x', 'make': '1'}).status_code == 403
    client.post(change(article), {'title': 'Own', 'read_version': article.version, '_act': 'save', 'note': 'Sneaked.'})
    assert Note.objects.count() == 1
    assert not PreviewLink.objects.exists()


def test_a_note_is_as_long_as_its_field_counts_and_stays_there_when_it_is_refused(client, editor):
    article = make_article('Rain')
    lines = '\r\n'.join('x' * 9 for _ in range(notes.LONGEST // 10)) + '\0y'
    client.post(page_of(article, 'notes'), {'note': lines})
    assert len(Note.objects.get().text) == notes.LONGEST
    client.post(change(article), form_of(client, change(article)) | {'_act': 'save', 'note': lines.replace('\0', '')})
    assert Note.objects.count() == 2
    page = client.post(page_of(article, 'notes'), {'note': f'{lines} and more'}).text
    assert 'Use at most' in page
    assert 'and more</textarea>' in page


def test_a_note_that_is_typed_is_kept_with_the_rest_for_its_writer(client, editor):
    article = make_article('Rain')
    sent = {'key': '12345678-1234-5678-1234-567812345678', 'version': 1, 'fields': {'note': ['Half a th']}}
    client.post(f'{LIST}{article.pk}/working-copy/', sent, content_type='application/json')
    assert WorkingCopy.objects.get().fields == {'note': ['Half a th']}
    assert 'Half a th' in client.get(f'{change(article)}?copy={sent["key"]}').text


def test_whoever_has_the_link_reads_that_version_and_nobody_keeps_it(client, editor):
    article = make_article('Rain', status='draft', standfirst='It fell.', authors=['Ada'], lead_image=make_media())
    article = publishing.save(
        article, by=editor, embargo=timezone.now() + timedelta(days=1), embargo_reason='secret reason'
    )
    notes.add(article, 'secret note', by=editor)
    path = link_to(client, article)
    publishing.save(article, by=editor, title='Storm')
    response = Client().get(path)
    for words in ('Rain</h1>', 'It fell.', 'The text of Rain.', 'Ada', 'Not to be published before', 'flood.jpg'):
        assert words in response.text
    for words in ('Storm', 'secret'):
        assert words not in response.text
    assert response['Cache-Control'] == 'no-store'
    assert 'noindex' in response['X-Robots-Tag']
    assert response['Referrer-Policy'] == 'no-referrer'
    assert '<meta name="robots" content="noindex, nofollow">' in response.text
    assert 'Disallow: /preview/' in client.get('/robots.txt').text
    Article.objects.update(embargo=timezone.now())
    assert 'Not to be published before' not in Client().get(path).text
    assert Client().get(path[:-2] + ('A/' if path[-2] != 'A' else 'B/')).status_code == 404


def test_a_link_ends_when_it_is_revoked_or_old_and_when_the_article_goes(client, editor):
    article = make_article('Rain', status='draft')
    revoked, old, trashed = (link_to(client, article) for _ in range(3))
    first, second, _ = PreviewLink.objects.order_by('pk')
    client.post(page_of(article, 'links'), {'revoke': first.pk})
    PreviewLink.objects.filter(pk=second.pk).update(expires=timezone.now())
    assert Client().get(trashed).status_code == 200
    publishing.trash(article, by=editor)
    for path in (revoked, old, trashed):
        response = Client().get(path)
        assert (response.status_code, response['Cache-Control']) == (410, 'no-store')
        assert 'no longer valid' in response.text
        assert 'Rain' not in response.text
    article.refresh_from_db()
    client.post(page_of(article, 'links'), {'make': '1'})
    assert PreviewLink.objects.count() == 3


def test_once_the_article_is_public_the_link_leads_there_and_none_is_made(client, editor):
    article = make_article('Rain', status='draft')
    path = link_to(client, article)
    article = publishing.publish(article, by=editor)
    assert Client().get(path)['Location'] == article.get_absolute_url()
    page = client.post(page_of(article, 'links'), {'make': '1'}, follow=True).text
    assert 'Readers see this article already' in page
    article = publishing.withdraw(article, by=editor)
    assert Client().get(path).status_code == 410, 'nobody reads on what was withdrawn'
    assert Client().get(link_to(client, article)).status_code == 200
    filing.apply([article.pk], filing.Act(state='publish'), by=editor)
    filing.apply([article.pk], filing.Act(state='withdraw'), by=editor)
    assert not preview_links.still_open(article).exists()
