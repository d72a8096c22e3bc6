"""The page with the site's own settings: what it changes, what it refuses, and what the environment has set."""

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Change, Site
from tests.admin.test_article import form_of
from tests.factories import make_article, make_comment, make_editor, make_media

pytestmark = pytest.mark.django_db

SETTINGS = '/admin/articles/site/1/change/'


def change(client, **values):
    return client.post(SETTINGS, form_of(client, SETTINGS) | values)


def test_name_tagline_and_the_links_at_the_foot_are_on_the_pages(client, editor):
    article = make_article('Flood')
    assert client.get('/admin/articles/site/').url == SETTINGS
    assert change(
        client,
        name='The Harbour <Post>',
        tagline='News & tides',
        contact='desk@news.example',
        imprint='/imprint/',
        privacy='https://news.example/privacy/',
        social='https://social.example/@post\r\nhttps://www.other.example/post',
    ).status_code == 302  # fmt: skip
    front = client.get('/').text
    assert 'The Harbour &lt;Post&gt;' in front
    assert 'News &amp; tides' in front
    for page in (front, client.get(article.get_absolute_url()).text):
        foot = page.partition('class="foot"')[2]
        assert 'href="mailto:desk@news.example"' in foot
        assert 'href="/imprint/"' in foot
        assert '<a rel="me" href="https://www.other.example/post">other.example</a>' in foot
        assert 'The Harbour &lt;Post&gt;' in page.partition('</title>')[0]
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data['@graph'][0]['publisher']['sameAs'][0] == 'https://social.example/@post'
    assert 'The Harbour' in client.get('/feed/').text
    assert client.get('/manifest.webmanifest').json()['name'] == 'The Harbour <Post>'


def test_logo_stands_for_the_name_and_goes_with_its_picture(client, editor):
    logo = make_media('2017/11/logo.png', alt='', width=900, height=200)
    change(client, name='The Post', logo=logo.pk)
    plate = client.get('/').text.partition('class="nameplate"')[2].partition('</header>')[0]
    assert re.search(r'<h1 class="name"><a href="/"><img class="logo"[^>]* alt="The Post"', plate)
    logo.delete()
    assert '<h1 class="name"><a href="/">The Post</a>' in ' '.join(client.get('/').text.split())


@pytest.mark.parametrize(
    ('field', 'value', 'reason'),
    [
        ('accent', '#ff8800', 'hard to read on light pages: its contrast is 2.1 to 1'),
        ('accent_dark', '#96201a', 'Choose a lighter one'),
        ('accent', 'red', 'six digits'),
        ('accent', '}body{', 'six digits'),
        ('imprint', 'javascript:alert(1)', 'Enter a URL'),
        ('imprint', '//elsewhere.example/', 'Enter a URL'),
        ('contact', 'desk at news.example', 'e-mail address'),
        ('social', 'https://ok.example/\njavascript:alert(1)', 'javascript:alert(1)”'),
        ('social', '\n'.join(f'https://social.example/{n}' for n in range(21)), 'at most 20'),
        ('social', f'https://social.example/{"x" * 300}', 'At most 300 characters'),
        ('comments_days', '99999', '30000'),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason_and_nothing_typed_is_lost(client, editor, field, value, reason):
    refused = change(client, tagline='News and tides', **{field: value})
    assert refused.status_code == 200
    assert reason in refused.text.replace('&quot;', '"')
    assert 'News and tides' in refused.text
    assert not Site.objects.exists()


def test_colours_are_those_of_every_page_in_light_and_dark(client, editor):
    change(client, accent='#0B5394', accent_dark='#9fc5e8')
    [sheet] = re.findall(r'href="(/look/[^"]*)"', client.get('/').text)
    rules = client.get(sheet)
    assert (rules.status_code, rules['Content-Type']) == (200, 'text/css')
    assert 'light-dark(#0b5394, #9fc5e8)' in rules.text
    assert client.get('/look/zzzzzz-.css').status_code == 404


def test_comments_close_everywhere_or_after_some_days(client, editor):
    new, old = make_article('New', published=timezone.now() - timedelta(days=2)), make_article('Old')
    comment = make_comment(old)

    def is_open(article) -> bool:
        can_post = client.get(f'/respond/{article.pk}/').status_code == 200
        page = client.get(article.get_absolute_url()).text
        assert can_post == ('class="comment-form"' in page) == ('Comments are closed' not in page)
        return can_post

    assert [is_open(new), is_open(old)] == [True, True]
    change(client, comments_days='30')
    assert [is_open(new), is_open(old)] == [True, False]
    assert comment.body_text in client.get(old.get_absolute_url()).text
    form = form_of(client, SETTINGS)
    del form['comments_open']
    client.post(SETTINGS, form)
    assert [is_open(new), is_open(old)] == [False, False]


def test_feeds_have_whole_texts_or_beginnings(client, editor):
    make_article('Flood', body_html='<p>The river rose. </p><p>It fell <em>again</em>.</p>', standfirst='Wet feet.')
    assert '&lt;em&gt;again' in client.get('/feed/').text
    form = form_of(client, SETTINGS)
    del form['feeds_full']
    client.post(SETTINGS, form)
    assert 'again' not in client.get('/feed/').text
    assert 'Wet feet.' in client.get('/feed/').text


def test_what_the_environment_sets_wins_and_is_locked_with_the_reason(client, editor, settings):
    Site.objects.create(pk=1, name='Ours', training_crawlers=True)
    settings.SITE_NAME, settings.TRAINING_CRAWLERS = 'Theirs', False
    settings.SOURCES = {'SITE_NAME': '/srv/newsroom.env', 'TRAINING_CRAWLERS': 'the environment'}
    page = client.get(SETTINGS).text
    assert 'Set by SITE_NAME in /srv/newsroom.env: it can only be changed there.' in page
    assert re.search(r'<input[^>]* name="name" value="Theirs"[^>]* disabled', page)
    change(client, name='Forged', training_crawlers='on', tagline='Kept')
    assert 'Theirs' in client.get('/').text
    assert 'GPTBot' in client.get('/robots.txt').text
    site = Site.objects.get()
    assert (site.name, site.training_crawlers, site.tagline) == ('Ours', True, 'Kept')


def test_what_somebody_else_has_saved_since_is_not_overwritten(client, editor):
    opened = form_of(client, SETTINGS)
    change(client, name='The Post', comments_days='14')
    late = client.post(SETTINGS, opened | {'name': 'The Harbour', 'tagline': 'News & tides'}, follow=True)
    assert 'Someone else has changed the site settings since you opened the page' in late.text
    assert 'Name: “The Harbour”, Tagline: “News &amp; tides”' in late.text
    site = Site.objects.get()
    assert (site.name, site.tagline, site.comments_days) == ('The Post', '', 14)
    assert change(client, tagline='News & tides').status_code == 302
    assert Site.objects.get().tagline == 'News & tides'


def test_the_admin_has_the_name_of_the_site(client, editor):
    change(client, name='The Harbour <Post>')
    for page in (client.get('/admin/').text, client.get(SETTINGS).text):
        assert '<div id="site-name"><a href="/admin/">The Harbour &lt;Post&gt;</a>' in page
        assert '| The Harbour &lt;Post&gt;</title>' in page
    client.logout()
    assert 'The Harbour &lt;Post&gt;' in client.get('/admin/login/').text


def test_a_change_drops_every_page_that_is_kept(client, editor):
    change(client, tagline='News and tides')
    assert [change.article_id for change in Change.objects.all()] == [0]


def test_only_those_with_the_right_change_them(client):
    client.force_login(make_editor('moderator', 'Moderators'))
    assert client.get(SETTINGS).status_code == 403
    assert client.post(SETTINGS, {'name': 'Mine'}).status_code == 403


def test_settings_cost_no_query_more(client, editor):
    article = make_article('Flood', tags=['water'])
    client.logout()
    paths = ('/', article.get_absolute_url(), '/tag/water/', '/feed/', '/robots.txt', '/search/help/')
    before = {path: queries_of(client, path) for path in paths}
    Site.objects.create(pk=1, name='The Post', logo=make_media())
    assert {path: queries_of(client, path) for path in paths} == before
    assert (before['/robots.txt'], before['/search/help/']) == (1, 1)


def queries_of(client, path: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)
