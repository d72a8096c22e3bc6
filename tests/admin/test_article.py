import html
import re
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from articles.editorial import publishing
from articles.models import Article, Tag
from tests.factories import make_article, make_author, make_category, make_editor, make_tag

pytestmark = pytest.mark.django_db

ADD = '/admin/articles/article/add/'


def change(article: Article) -> str:
    return f'/admin/articles/article/{article.pk}/change/'


def form_of(client, address: str) -> dict:
    """What a browser would send if nothing was typed: line ends as CR LF, as browsers have them."""
    context = client.get(address).context
    form, opened = context['adminform'].form, context.get('opened')
    data = {'opened': opened} if opened else {}
    for field in form:
        value = field.value()
        if field.name in ('published', 'embargo'):
            day, time = value if isinstance(value, list) else field.field.widget.decompress(value)
            data |= {f'{field.name}_0': day or '', f'{field.name}_1': time or ''}
        elif value is True or value not in (None, False):
            data[field.name] = value.replace('\n', '\r\n') if isinstance(value, str) else value
    return data


def new_article(**fields) -> dict:
    return {
        'kind': 'article',
        'title': 'Flood',
        'body': '<p>Water.</p>',
        'comments_open': 'on',
        'read_version': 1,
    } | fields


def test_written_article_is_a_draft_until_published(client, editor):
    response = client.post(ADD, new_article(_act='save'), follow=True)
    article = Article.objects.get()
    assert response.redirect_chain[-1][0] == change(article)
    assert 'Draft' in response.text
    assert client.get('/').status_code == 200
    assert 'Flood' not in client.get('/').text
    client.post(change(article), form_of(client, change(article)) | {'_act': 'publish'})
    article.refresh_from_db()
    assert article.is_public
    assert article.edited_by == editor
    assert client.get(article.get_absolute_url()).status_code == 200


def test_byline_categories_and_tags_are_picked_and_new_tags_typed(client, editor):
    zoe, ben, world, asia, sea = (
        make_author('Zoe'), make_author('Ben'), make_category('World'), make_category('Asia'), make_tag('Sea')
    )  # fmt: skip
    picked = {
        'authors': [zoe.pk, ben.pk],
        'categories': [asia.pk, world.pk],
        'tags': [sea.slug, 'High Tide', '2017', 'sea'],
    }
    client.post(ADD, new_article(_act='save', **picked))
    article = Article.objects.get()
    assert [byline.author for byline in article.bylines.all()] == [zoe, ben]
    assert [(link.category, link.is_primary) for link in article.category_links.all()] == [(asia, True), (world, False)]
    assert sorted(article.tags.values_list('name', 'slug')) == [
        ('2017', '2017'),
        ('High Tide', 'high-tide'),
        ('Sea', 'sea'),
    ]


@pytest.mark.parametrize('name', ['¿?', '\0', 'x' * 300])
def test_tag_that_cannot_have_an_address_is_refused(client, editor, name):
    response = client.post(ADD, new_article(tags=[name]))
    assert not Article.objects.exists()
    assert not Tag.objects.exists()
    assert response.status_code == 200


def test_scheduled_article_is_absent_until_its_time_and_says_when(client, editor, settings):
    settings.TIME_ZONE = 'Europe/Berlin'
    at = timezone.localtime(timezone.now() + timedelta(days=2), timezone.get_default_timezone())
    data = new_article(_act='schedule', published_0=f'{at:%Y-%m-%d}', published_1='06:00:00')
    response = client.post(ADD, data, follow=True)
    article = Article.objects.get()
    assert f'Scheduled for {at.day} {at:%B %Y} 06:00 Europe/Berlin' in response.text
    assert client.get(article.get_absolute_url()).status_code == 404
    assert list(Article.objects.public(at=at + timedelta(days=1))) == [article]


@pytest.mark.parametrize('when', [{}, {'published_0': '2001-01-01', 'published_1': '06:00'}])
def test_scheduling_needs_a_time_ahead_and_keeps_what_was_typed(client, editor, when):
    response = client.post(ADD, new_article(_act='schedule', **when))
    assert response.status_code == 200
    assert response.context['adminform'].form.errors['published']
    assert 'Water.' in response.text
    assert not Article.objects.exists()


def test_publishing_without_a_title_says_so_and_stores_nothing(client, editor):
    response = client.post(ADD, new_article(title='', _act='publish'))
    assert 'Give the article a title' in response.text
    assert not Article.objects.exists()


def test_opening_and_saving_changes_nothing(client, editor):
    body = (
        '<p id="text-top" class="crosshead">A &amp; B</p>\n<figure class="alignleft wide">'
        '<a href="/x"><img src="/a.jpg" alt=""></a><figcaption>C</figcaption></figure>\r\n'
        '<video controls="" preload="none" src="/v.mp4"></video>'
        '<details open=""><summary>S</summary>D</details><dl><dt>T</dt><dd>D</dd></dl>\n\n<pre>  two\n lines </pre>'
    )
    article = make_article(
        'Imported', body_html=body, body_source='[video src=v.mp4]', body_format='wordpress', standfirst=' One.\nTwo. ',
        authors=['Zoe', 'Ben'], categories=['World', 'Asia'], tags=['sea', 'air'], published='2012-03-04',
    )  # fmt: skip
    before = Article.objects.values().get()
    response = client.post(change(article), form_of(client, change(article)) | {'_act': 'save'}, follow=True)
    assert 'Saved' in response.text
    assert Article.objects.values().get() == before
    assert [byline.author.name for byline in article.bylines.all()] == ['Zoe', 'Ben']


def test_correcting_one_word_keeps_the_rest(client, editor):
    article = make_article(
        'Old', body_html='<p>One\ntwo.</p>', body_source='One\ntwo.', body_format='wordpress', tags=['sea']
    )
    client.post(change(article), form_of(client, change(article)) | {'title': 'New', '_act': 'save'})
    article.refresh_from_db()
    assert (article.title, article.version) == ('New', 2)
    assert (article.body_source, article.body_format) == ('One\ntwo.', 'wordpress')


def test_publishing_what_someone_else_changed_is_stopped(client, editor):
    article = make_article('Flood', status='draft')
    mine = form_of(client, change(article))
    publishing.save(article, by=make_editor('bob'), title='Not ready at all')
    response = client.post(change(article), mine | {'_act': 'publish'})
    assert 'Not ready at all' in response.text
    assert not Article.objects.public().exists()


def test_withdrawing_and_trashing_take_it_away_and_restoring_brings_it_back(client, editor):
    article = make_article('Flood')
    address = article.get_absolute_url()
    for act, status in (('withdraw', 410), ('trash', 410), ('restore', 410), ('publish', 200)):
        client.post(change(article), form_of(client, change(article)) | {'_act': act})
        assert (client.get(address).status_code == 200) == (status == 200), act


def test_what_a_browser_cannot_do_is_refused(client, editor):
    article = make_article('Flood', status='draft')
    for act in ('withdraw', 'restore', '__class__', '_locked', 'save_model'):
        client.post(change(article), form_of(client, change(article)) | {'_act': act})
    article.refresh_from_db()
    assert (article.status, article.version) == ('draft', 1)


def test_preview_shows_what_is_typed_and_stores_nothing(client, editor):
    article = make_article('Flood', status='draft', tags=['sea'])
    data = form_of(client, change(article)) | {'title': 'Typed only', 'tags': ['brand new']}
    for address in (f'/admin/articles/article/{article.pk}/preview/', '/admin/articles/article/preview/'):
        response = client.post(address, new_article(**data))
        assert 'Typed only' in response.text
        assert 'brand new' in response.text
        assert 'no-store' in response['Cache-Control']
        assert response['X-Robots-Tag'] == 'noindex'
    assert Article.objects.get().title == 'Flood'
    assert not Tag.objects.filter(name='brand new').exists()
    assert not Article.objects.public().exists()


def test_preview_of_a_saved_draft_and_of_what_cannot_be_shown(client, editor):
    article = make_article('Flood', status='draft')
    assert 'Flood' in client.get(f'/admin/articles/article/{article.pk}/preview/').text
    response = client.post('/admin/articles/article/preview/', new_article(title=''))
    assert response.status_code == 400
    assert 'title' in response.text
    assert client.get('/admin/articles/article/999999/preview/').status_code == 404
    assert client.get('/admin/articles/article/preview/').status_code == 404


def test_form_runs_no_script_but_its_own(client, editor):
    response = client.get(ADD)
    assert "'unsafe-inline'" not in response['Content-Security-Policy']
    for attributes, content in re.findall(r'<script([^>]*)>(.*?)</script>', response.text, re.S):
        assert not content.strip() or 'application/json' in attributes
    assert not re.search(r'<style|\sstyle="|\son\w+="', response.text)


def test_body_cannot_break_out_of_its_textarea(client, editor):
    article = make_article('Flood', body_html='<p>&lt;/textarea&gt;&lt;script&gt;</p>')
    assert html.escape(article.body_html) in client.get(change(article)).text


def test_history_says_who_changed_what(client, editor):
    article = make_article('Flood')
    client.post(change(article), form_of(client, change(article)) | {'title': 'New', '_act': 'save'})
    entry = LogEntry.objects.get()
    assert entry.user == editor
    assert entry.get_change_message() == 'Changed title.'


def test_form_costs_the_same_however_many_tags_there_are(client, editor, django_assert_max_num_queries):
    article = make_article('Flood', tags=[f'tag {n}' for n in range(30)], authors=['Zoe', 'Ben'], categories=['A', 'B'])
    for n in range(30):
        make_author(f'Author {n}')
        make_category(f'Category {n}')
        make_tag(f'Other {n}')
    with django_assert_max_num_queries(22):
        response = client.get(change(article))
    assert 'Other 5' not in response.text
    assert 'Author 5' not in response.text
