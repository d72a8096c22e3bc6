"""Captures of sites in the database: what is public of them, and what a redo leaves as it is."""

from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from articles.imports import run as import_run
from articles.models import Article
from tests.readers.test_captures import SITE, comment, post, saved, warc

pytestmark = pytest.mark.django_db

LIMA = ZoneInfo('America/Lima')
LIST = f"""<body class="archive"><ul><li class="wp-block-post post-7"><h2><a href="{SITE}/news/bridge/">Bridge</a></h2>
<time datetime="2019-08-01T21:15:00-05:00">August 1, 2019</time></li></ul>{SITE}"""


def imported(path) -> None:
    import_run.run([('html', path)], zone=LIMA, on_record=lambda: None)


def test_a_page_without_a_date_is_public_at_its_path(tmp_path, client):
    imported(saved(tmp_path, **{'about/team/index.html': post('/about/team/', kind='page', day='')}))

    assert client.get('/about/team/').status_code == 200


def test_a_post_without_a_date_waits_in_review(tmp_path, client):
    imported(saved(tmp_path, **{'news/bridge/index.html': post('/news/bridge/', day='')}))

    assert Article.objects.get().status == 'review'
    assert not Article.objects.public().exists()


def test_a_redo_keeps_the_date_that_a_list_told(tmp_path):
    imported(saved(tmp_path, **{'news/bridge/index.html': post('/news/bridge/', day=''), 'all/index.html': LIST}))
    before = Article.objects.values('status', 'published', 'published_on').get()
    call_command('reimport', '--all', verbosity=0)

    assert before['status'] == 'published'
    assert Article.objects.values('status', 'published', 'published_on').get() == before


def test_a_redo_keeps_the_date_and_author_that_the_api_of_the_site_told(tmp_path):
    page = post('/about/', kind='page', day='').replace('Inés Quispe &amp; Co', '')
    answer = (
        f'{{"date": "2009-01-01T04:00:00", "date_gmt": "2009-01-01T09:00:00", "link": "{SITE}/about/", "author": 3}}'
    )
    person = f'{{"id": 3, "name": "Luz", "link": "{SITE}/author/luz/", "avatar_urls": {{}}}}'
    answers = {'wp-json/wp/v2/pages/7': answer, 'wp-json/wp/v2/users/3': person}
    imported(saved(tmp_path, **{'about/index.html': page}, **answers))
    before = Article.objects.values('status', 'published', 'published_on', 'bylines__author__name').get()
    call_command('reimport', '--all', verbosity=0)

    assert before['bylines__author__name'] == 'Luz'
    assert before['published'].isoformat() == '2009-01-01T09:00:00+00:00'
    assert Article.objects.values('status', 'published', 'published_on', 'bylines__author__name').get() == before


def test_a_redo_keeps_all_pages_of_a_text(tmp_path):
    path = '/2019/08/01/bridge/'
    pages = ((path, post(path)), (f'{path}2/', post(path, text='<p>Page 2.</p>', names='single-paged-2')))
    imported(warc(tmp_path, *pages))
    before = Article.objects.values('body_html').get()
    call_command('reimport', '--all', verbosity=0)

    assert 'Page 2.' in before['body_html']
    assert Article.objects.values('body_html').get() == before


def test_a_second_import_changes_nothing(tmp_path):
    path = '/2019/08/01/bridge/'
    archive = warc(tmp_path, (path, post(path, comments=comment(4, 'Ana'))))
    imported(archive)
    report = import_run.run([('html', archive)], zone=LIMA, on_record=lambda: None)

    assert report.outcomes['unchanged'] == 1
