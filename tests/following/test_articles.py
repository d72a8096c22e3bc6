"""New articles by mail: of a section, an author, a tag or a search; at once, daily or weekly."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.http import QueryDict
from django.utils import timezone

from articles.editorial import terms
from articles.following import announcements, kept, subscriptions
from articles.models import Announced, Author, Mail, Subscription, Tag
from articles.search import follow as index_follower
from articles.search.params import SearchParams
from articles.views.following import make_stamp
from tests.factories import (
    import_records,
    make_article,
    make_category,
    make_comment,
    make_editor,
    make_record,
    make_tag,
)
from tests.following.inbox import deliver, link, subscribe

pytestmark = pytest.mark.django_db


def just_now():
    """Before the transaction of the test began, by whose clock the database compares."""
    return timezone.now() - timedelta(minutes=10)


def publish(title, **fields):
    article = make_article(title, published=just_now(), **fields)
    index_follower.rebuild()
    return article


def test_reader_follows_a_section_from_its_page_and_is_told_of_new_articles_below_it(client, search_index):
    world = make_category('World')
    make_article('Old', categories=[world])
    page = BeautifulSoup(client.get('/category/world/').content, 'html.parser')
    address = page.select_one('a[href^="/follow/"]')['href']
    form = BeautifulSoup(client.get(address).content, 'html.parser')
    assert [option['value'] for option in form.select('select option')] == ['at once', 'daily', 'weekly']
    sent = {'email': 'reader@mail.example', 'pace': 'at once', 'stamp': form.select_one('[name=stamp]')['value']}
    assert 'get a mail' in client.get(client.post(address, sent)['Location']).text
    assert deliver() == [('reader@mail.example', 'Please confirm: new articles, World')]
    client.post(link(mail.outbox[0], 'confirm'))
    Subscription.objects.update(confirmed=timezone.now() - timedelta(hours=1))
    publish('Flood', categories=[make_category('Asia', parent=world)], standfirst='The river rose.')
    publish('Cup', categories=['Sport'])
    assert deliver()[1:] == [('reader@mail.example', 'Flood')]
    news = mail.outbox[1]
    assert 'The river rose.' in news.body
    assert 'New articles: World' in news.body
    client.post(news.extra_headers['List-Unsubscribe'].strip('<>').removeprefix('https://news.example'))
    publish('Drought', categories=[world])
    assert len(deliver()) == 2


@pytest.mark.parametrize('search', ['q=river', 'author=ada-king', 'tag=weather', 'q=river&tag=weather'])
def test_search_that_is_followed_finds_new_articles(search_index, search):
    make_article('Old', authors=['Ada King'], tags=['weather'])
    subscribe(search=kept.kept(SearchParams.parse(QueryDict(search))))
    publish('Flood at the river', authors=['Ada King'], tags=['weather'])
    publish('Cup final', authors=['Bo'], tags=['sport'])
    assert deliver() == [('reader@mail.example', 'Flood at the river')]


def test_who_follows_an_article_in_two_ways_is_told_once(search_index):
    weather = make_tag('Weather')
    subscribe(search='q=river')
    subscribe(search=f'tag={weather.pk}')
    publish('The river', tags=[weather])
    assert len(deliver()) == 1


def test_imported_early_old_and_hidden_articles_cause_no_mail(search_index):
    subscribe(search='q=river')
    import_records(make_record(title='River', published=just_now()))
    make_article('River of old')
    make_article('River page', published=just_now(), kind='page', slug='river')
    make_article('River draft', status='draft')
    scheduled = make_article('River tomorrow', published=timezone.now() + timedelta(days=1))
    withdrawn = publish('River withdrawn')
    announcements.announce()
    withdrawn.status = 'withdrawn'
    withdrawn.save()
    assert deliver() == []
    scheduled.published = just_now()
    scheduled.save()
    index_follower.rebuild()
    assert len(deliver()) == 1


def test_article_waits_for_the_index_and_is_announced_once(search_index):
    subscribe(search='q=river')
    article = make_article('River', published=just_now())
    assert deliver() == []
    index_follower.rebuild()
    assert len(deliver()) == 1
    Announced.objects.all().delete()
    assert len(deliver()) == 1
    assert Announced.objects.get().article == article


def test_news_of_a_day_are_one_mail_in_the_morning(search_index, settings):
    settings.TIME_ZONE = 'UTC'
    subscribe(search='q=river', pace='daily')
    for title in ('River one', 'River two'):
        publish(title)
        assert deliver() == []
    Mail.objects.update(due=timezone.now())
    assert deliver() == [('reader@mail.example', '2 new articles: river')]
    assert all(title in mail.outbox[0].alternatives[0].content for title in ('River one', 'River two'))
    publish('River three')
    assert len(deliver()) == 1
    assert Mail.objects.filter(sent=None).count() == 1


@pytest.mark.parametrize(
    ('pace', 'due'),
    [
        ('daily', datetime(2026, 12, 2, 7, tzinfo=UTC)),
        ('weekly', datetime(2026, 12, 7, 7, tzinfo=UTC)),
        ('at once', datetime(2026, 12, 1, 9, tzinfo=UTC)),
    ],
)
def test_mails_of_a_day_leave_in_the_morning_and_those_of_a_week_on_monday(pace, due):
    assert announcements._due(pace, datetime(2026, 12, 1, 9, tzinfo=UTC)) == due


def test_comments_come_once_a_day_too(moderator, search_index):
    article = make_article('Flood')
    subscribe(article=article, pace='daily')
    for text in ('One.', 'Two.'):
        make_comment(article, text, moderated=timezone.now())
    assert deliver() == []
    Mail.objects.update(due=timezone.now())
    assert deliver() == [('reader@mail.example', '2 new comments: Flood')]


def test_reader_changes_how_often_on_the_page_of_all(client):
    one, other = subscribe(search='q=river'), subscribe('other@mail.example', search='q=river')
    address = f'/follow/all/{subscriptions.follower_token(one.follower)}/'
    assert 'New articles: river' in client.get(address).text
    client.post(address, {f'pace-{one.pk}': 'weekly', f'pace-{other.pk}': 'weekly', 'save': '1'})
    client.post(address, {f'pace-{one.pk}': 'hourly', 'save': '1'})
    assert dict(Subscription.objects.values_list('pk', 'pace')) == {one.pk: 'weekly', other.pk: 'at once'}


def test_the_same_search_in_another_order_is_the_same_subscription(client):
    for order in ('newest', 'oldest'):
        form = {'email': 'reader@mail.example', 'pace': 'daily', 'stamp': make_stamp()}
        client.post(f'/follow/?q=river&order={order}', form)
    assert Subscription.objects.get().search == 'q=river&match=all'


def test_words_of_a_search_make_no_link_and_no_letter_in_a_mail_to_somebody_else(client):
    form = {'email': 'reader@mail.example', 'pace': 'daily', 'stamp': make_stamp()}
    client.post('/follow/?q=Win+at+https://win.example/x+or+ask+me@win.example+' + 'now+' * 100, form)
    deliver()
    message = mail.outbox[0]
    for text in (message.subject, message.body.split('https://news.example')[0]):
        assert 'win.example' not in text
        assert len(text) < 250


@pytest.mark.parametrize(
    'query', ['', '?q=', '?q=x&order=wrong', '?on=1', '?tag=none', '?category=none', '?author=none']
)
def test_what_is_no_search_cannot_be_followed(client, query):
    assert client.get(f'/follow/{query}').status_code == 404


def test_search_in_comments_is_refused_in_words_and_offers_its_feed(client):
    make_comment(make_article(), 'Geese & swans')
    answer = client.get('/follow/', {'q': 'comment:geese & swans'})
    assert answer.status_code == 400
    feed = BeautifulSoup(answer.content, 'html.parser').select_one('main a')['href']
    assert 'Geese &amp;amp; swans' in client.get(feed).text
    assert client.post('/follow/?q=comment:geese', {'email': 'a@mail.example'}).status_code == 400
    assert not Subscription.objects.exists()


def test_what_is_followed_is_followed_also_after_it_was_renamed_moved_or_merged(search_index):
    editor = make_editor()
    world, news = make_category('World'), make_category('News')
    asia, old, new = make_category('Asia', parent=world), make_tag('Floods'), make_tag('Flood')
    ada, bo = Author.objects.create(name='Ada', slug='ada'), Author.objects.create(name='Bo', slug='bo')
    for number, search in enumerate((f'category={asia.pk}', f'tag={old.pk}', f'author={ada.pk}')):
        subscribe(f'reader{number}@mail.example', search=search)
    asia.parent, asia.slug = news, 'far-east'
    asia.save()
    merged = terms.merge([old], new, by=editor)
    terms.merge([ada], bo, by=editor)
    publish('River', categories=[asia], tags=[new], authors=[bo])
    assert sorted(deliver()) == [(f'reader{number}@mail.example', 'River') for number in range(3)]
    terms.undo(merged[0])
    publish('Cup', tags=[new])
    publish('Sea', tags=[Tag.objects.get(slug='floods')])
    assert deliver()[3:] == [('reader1@mail.example', 'Sea')]


def test_subscription_is_over_where_its_tag_was_deleted_and_holds_up_no_other(client, search_index):
    tag = make_tag('Floods')
    one, other = subscribe(search=f'q=river&tag={tag.pk}'), subscribe('other@mail.example', search='q=river')
    links = [subscriptions.token_of(one), subscriptions.follower_token(one.follower)]
    publish('River', tags=[tag])
    announcements.announce()
    tag.delete()
    publish('River two')
    assert deliver() == [(other.follower.email, '2 new articles: river')]
    assert client.get(f'/follow/confirm/{links[0]}/').status_code == 404
    assert 'These mails have ended' in client.get(f'/follow/stop/{links[0]}/').text
    assert 'You follow nothing' in client.get(f'/follow/all/{links[1]}/').text
    subscriptions.tidy()
    assert Subscription.objects.get() == other


@pytest.mark.parametrize('search', ['tag=mayor-resigns', 'author=mayor-resigns', 'category=mayor-resigns'])
def test_names_that_only_drafts_have_are_told_to_nobody(client, search_index, search):
    name = 'Mayor resigns'
    make_article('Draft', status='draft', tags=[name], authors=[name], categories=[name])
    publish('River')
    assert client.get(f'/follow/?{search}').status_code == 404
    assert name not in client.get(f'/search/?{search}').text
