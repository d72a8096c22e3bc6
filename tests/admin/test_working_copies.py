"""Nothing typed is lost: what two people typed is merged, and what nobody saved is offered back."""

import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from articles.editorial import publishing, working_copies
from articles.models import Article, WorkingCopy
from tests.factories import make_article, make_author, make_editor, make_tag

from .test_article import ADD, change, form_of, new_article

pytestmark = pytest.mark.django_db

BODY = '<p>One is here.</p>\n<p>Two is here.</p>\n<p>Three is here.</p>'


def store(client, article: Article | None = None, key=None, **fields):
    address = f'/admin/articles/article/{f"{article.pk}/" if article else ""}working-copy/'
    sent = {'key': str(key or uuid4()), 'version': article.version if article else 1}
    sent |= {'fields': {name: [value] for name, value in fields.items()} or None}
    return client.post(
        address, json.dumps(sent), content_type='application/json', headers={'User-Agent': 'Firefox Linux'}
    )


def test_different_fields_and_paragraphs_of_two_editors_are_both_stored(client, editor):
    article = make_article('Flood', body_html=BODY, standfirst='Old.', tags=['sea', 'air'])
    mine = form_of(client, change(article)) | {
        'title': 'Mine', 'body': BODY.replace('One', '1'), 'tags': ['sea', 'mud'], '_act': 'save',
    }  # fmt: skip
    theirs = BODY.replace('Two', '2')
    tags = [*article.tags.all(), make_tag('rain')]
    publishing.save(
        article, by=make_editor('bob'), standfirst='New.', body=theirs, authors=[make_author('Ben')], tags=tags
    )
    response = client.post(change(article), mine, follow=True)
    assert 'what all of you wrote' in response.text
    article.refresh_from_db()
    assert (article.title, article.standfirst, article.version) == ('Mine', 'New.', 3)
    assert article.body_html == BODY.replace('One', '1').replace('Two', '2')
    assert sorted(tag.name for tag in article.tags.all()) == ['mud', 'rain', 'sea']
    assert [byline.author.name for byline in article.bylines.all()] == ['Ben']


@pytest.mark.parametrize(
    ('choice', 'title', 'second'),
    [('mine', 'Mine', 'Second'), ('theirs', 'Theirs', '2'), ('both', 'Mine', '2 is here.</p>\n<p>Second')],
)
def test_what_both_changed_is_shown_and_one_is_chosen(client, editor, choice, title, second):
    article = make_article('Flood', body_html=BODY)
    mine = form_of(client, change(article)) | {'title': 'Mine', 'body': BODY.replace('Two', 'Second'), '_act': 'save'}
    theirs = BODY.replace('Two', '2').replace('Three', '3')
    publishing.save(article, by=make_editor('bob'), title='Theirs', body=theirs, standfirst='New.')
    response = client.post(change(article), mine)
    assert 'bob saved this article' in response.text
    for mark in (
        '<del>Flood</del><ins>Mine</ins>',
        '<ins>Theirs</ins>',
        '<del>Two</del><ins>Second</ins>',
        '<ins>2</ins>',
    ):
        assert mark in response.text
    article.refresh_from_db()
    assert article.title == 'Theirs'
    shown = response.context['undecided'].merged.choices
    again = {field.name: field.value() for field in response.context['adminform'].form if field.value()}
    again |= {'_act': 'save', 'choices': len(shown)}
    for number, one in enumerate(shown):
        again |= {f'choice-{number}-field': one.name, f'choice-{number}': choice}
        if one.clash:
            again |= {f'choice-{number}-mine': one.clash.mine, f'choice-{number}-theirs': one.clash.theirs}
    again = {name: value for name, value in again.items() if name != 'published'}
    again |= {'published_0': f'{article.published:%Y-%m-%d}', 'published_1': f'{article.published:%H:%M:%S}'}
    client.post(change(article), again)
    article.refresh_from_db()
    assert (article.title, article.standfirst) == (title, 'New.')
    assert article.body_html == f'<p>One is here.</p>\n<p>{second} is here.</p>\n<p>3 is here.</p>'


def test_a_draft_that_somebody_published_meanwhile_is_not_changed_in_public_unseen(client, editor):
    article = make_article('Flood', status='draft')
    mine = form_of(client, change(article)) | {'title': 'Half', '_act': 'save'}
    publishing.publish(article, by=make_editor('bob'))
    response = client.post(change(article), mine)
    assert 'it is now “Published”' in response.text
    assert Article.objects.get().title == 'Flood'


def test_working_copy_is_offered_to_its_owner_only_and_is_gone_once_saved(client, editor):
    article = make_article('Flood', tags=['sea'], standfirst='Old.')
    key = uuid4()
    answer = store(
        client, article, key, title='Flood at last', tags='brand new', slug='typed', published_0='2020-01-01'
    )
    assert answer.json()['key'] == str(key)
    assert 'Flood at last' in client.get(change(article)).text
    address = f'{change(article)}?copy={key}'
    typed = form_of(client, address)
    assert (typed['title'], typed['slug'], typed['tags']) == ('Flood at last', 'typed', ['brand new'])
    assert 'Firefox on Linux' in client.get(address).text
    client.force_login(make_editor('bob'))
    assert 'Flood at last' not in client.get(address).text
    assert 'Flood at last' not in client.get('/admin/articles/article/working-copies/').text
    client.force_login(editor)
    assert 'Flood at last' in client.get('/admin/articles/article/working-copies/').text
    assert not Article.objects.filter(title='Flood at last').exists()
    publishing.save(article, by=editor, standfirst='New.')
    client.post(change(article), typed | {'_act': 'save', 'published_0': '2017-11-22', 'published_1': '12:00:00'})
    article.refresh_from_db()
    assert (article.title, article.standfirst) == ('Flood at last', 'New.')
    assert not WorkingCopy.objects.exists()


def test_who_deletes_an_article_sees_that_somebody_types_and_not_what(client, editor):
    article = make_article('Flood', status='trashed')
    fields = {'title': ['Flood at last']}
    working_copies.store(make_editor('bob'), article, uuid4(), version=1, browser='', fields=fields)
    editor.is_superuser = True
    editor.save()
    page = client.get(f'/admin/articles/article/{article.pk}/delete/').text
    assert ('begun on' in page, 'Flood at last' in page) == (True, False)


def test_new_articles_in_two_windows_have_two_copies_and_saving_one_keeps_the_other(client, editor):
    one, other = (client.get(ADD).context['adminform'].form['copy_key'].value() for _ in range(2))
    for key, title in ((one, 'First'), (other, 'Second')):
        store(client, None, key, title=title)
    response = client.post(ADD, new_article(title='First', copy_key=one, _act='save'), follow=True)
    assert f'saved-{one}' in response.text
    assert [copy.title for copy in working_copies.of(editor)] == ['Second']
    client.post('/admin/articles/article/working-copies/', {'discard': other})
    assert not WorkingCopy.objects.exists()


def test_more_than_the_limits_is_refused_in_words(client, editor, settings, monkeypatch):
    monkeypatch.setattr(working_copies, 'MOST', 2)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 2000
    key = uuid4()
    assert [store(client, title=str(n)).status_code for n in range(2)] == [200, 200]
    refused = store(client, None, key, title='One too many')
    assert (refused.status_code, 'Discard some' in refused.json()['reason']) == (409, True)
    refused = store(client, title='x' * 3000)
    assert (refused.status_code, 'larger than 5 MB' in refused.json()['reason']) == (413, True)


@pytest.mark.parametrize(
    'body',
    ['', '[]', '{"key": 1}', '{"key": "x", "version": 1}', f'{{"key": "{UUID(int=1)}", "version": 1, "fields": [1]}}'],
)
def test_what_no_form_sends_is_refused(client, editor, body):
    address = '/admin/articles/article/working-copy/'
    assert client.post(address, body, content_type='application/json').status_code == 400
    assert client.get(address).status_code == 404
    assert store(client, title='\0\ud800<script>', nonsense='x').status_code == 200
    assert WorkingCopy.objects.get().fields == {'title': ['<script>']}


def test_who_may_not_write_stores_nothing(client):
    article = make_article('Flood')
    client.force_login(make_editor('moderator', 'Moderators'))
    assert store(client, article, title='x').status_code == 403
    assert not WorkingCopy.objects.exists()


def test_others_who_have_it_open_are_named_and_locked_out_of_nothing(client, editor):
    article = make_article('Flood')
    store(client, article)
    assert 'editor has' not in client.get(change(article)).text
    client.force_login(make_editor('bob'))
    assert 'editor has this article open since' in client.get(change(article)).text
    assert store(client, article).json()['others'][0].startswith('editor has')
    WorkingCopy.objects.update(seen=timezone.now() - timedelta(minutes=3))
    assert 'has this article open' not in client.get(change(article)).text


def test_copies_go_after_60_days_and_with_owner_or_article(editor):
    article = make_article('Flood')
    for n in range(3):
        working_copies.store(editor, article, uuid4(), version=1, browser='', fields={'title': [str(n)]})
    WorkingCopy.objects.filter(fields__title=['0']).update(seen=timezone.now() - timedelta(days=61))
    assert working_copies.delete_old() == 1
    article.delete()
    assert not WorkingCopy.objects.exists()
