"""The front page desk: what editors put at the top, in which order and until when, and which sections follow."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from articles.admin import front
from articles.changes import journal
from articles.models import Article, FrontSection, FrontStory, MenuLink
from tests.admin.test_site import queries_of
from tests.every import every
from tests.factories import make_article, make_category, make_editor

pytestmark = pytest.mark.django_db

DESK = '/admin/articles/frontstory/'


def form(stories=(), sections=()) -> dict:
    """What a browser would send for these (position, article) and (position, category, articles), all of them new."""
    data = {'opened': front.version()}
    for name, rows in (('stories', stories), ('sections', sections)):
        data |= {f'{name}-TOTAL_FORMS': len(rows), f'{name}-INITIAL_FORMS': 0}
    for number, (position, article, *until) in enumerate(stories):
        data |= {f'stories-{number}-position': position, f'stories-{number}-article': article.pk}
        if until:
            moment = timezone.localtime(until[0])
            data |= {
                f'stories-{number}-until_0': f'{moment:%Y-%m-%d}',
                f'stories-{number}-until_1': f'{moment:%H:%M:%S}',
            }
    for number, (position, category, articles) in enumerate(sections):
        values = {'position': position, 'category': category.pk, 'articles': articles}
        data |= {f'sections-{number}-{field}': value for field, value in values.items()}
    return data


def headlines(html: str, part: str) -> list[str]:
    return [heading.text.strip() for heading in BeautifulSoup(html, 'lxml').select(f'{part} h2, {part} h3')]


def test_stories_are_at_the_top_in_the_order_of_the_editors_until_their_time(client, editor):
    articles = [make_article(f'Story {n}', published=f'2017-11-{10 + n}') for n in range(9)]
    top = headlines(client.get('/').text, '.opening')
    assert top == ['Story 8', 'Story 7', 'Story 6', 'Story 5', 'Story 4']
    soon = timezone.now() + timedelta(hours=1)
    data = form(stories=[(20, articles[1]), (10, articles[3], soon)])
    preview = client.post(f'{DESK}preview/', data)
    assert headlines(preview.text, '.opening')[:3] == ['Story 3', 'Story 1', 'Story 8']
    assert 'no-store' in preview['Cache-Control']
    assert headlines(client.get('/').text, '.opening') == top
    assert client.post(DESK, data).status_code == 302
    assert headlines(client.get('/').text, '.opening') == ['Story 3', 'Story 1', 'Story 8', 'Story 7', 'Story 6']
    now = journal.now()
    FrontStory.objects.filter(article=articles[3]).update(until=now.clock - timedelta(minutes=1))
    assert articles[3].pk in journal.changes(now._replace(clock=now.clock - timedelta(hours=1)))[0]
    assert headlines(client.get('/').text, '.opening')[0] == 'Story 1'
    assert 'left the front page on' in client.get(DESK).text


def test_what_does_not_fit_or_is_not_public_says_so(client, editor):
    for n in range(7):
        FrontStory.objects.create(article=make_article(f'Story {n}'), position=n)
    FrontStory.objects.create(article=make_article('Secret', status='draft'), position=9)
    for n in range(4):
        make_article(f'Pinned {n}', pinned=True)
    said = client.get(DESK).text
    assert '“Story 5” does not fit beside the lead story' in said
    assert '“Story 4” does not fit' not in said
    assert '“Secret” is not public' in said
    assert '4 other articles are pinned. Only the newest 3' in said
    page = client.get('/').text
    assert 'Secret' not in page
    assert headlines(page, '.recent')[:2] == ['Story 5', 'Story 6']


def test_sections_are_those_of_the_editors_in_their_order_with_as_many_articles(client, editor):
    for n in range(40):
        make_article(f'World {n}', categories=['World'], published=f'2017-10-{1 + n % 28:02}')
        make_article(f'Local {n}', categories=['Local'], published=f'2017-09-{1 + n % 28:02}')
    world, local = make_category('World'), make_category('Local')
    client.post(DESK, form(sections=[(1, local, 2), (2, world, 6)]))
    sections = BeautifulSoup(client.get('/').text, 'lxml').select('section.section')
    assert [section.h2.text.strip() for section in sections] == ['Local', 'World']
    assert [len(section.select('h3, .headlines li')) for section in sections] == [2, 6]
    FrontSection.objects.filter(category=world).delete()
    assert len(BeautifulSoup(client.get('/').text, 'lxml').select('section.section')) == 1


def test_every_field_of_a_row_has_a_name_for_screen_readers(client, editor):
    MenuLink.objects.create(url='/tag/', label='Tags')
    for address in (DESK, '/admin/articles/menulink/'):
        page = BeautifulSoup(client.get(address).text, 'lxml')
        fields = page.select('main [name*="-"]:not([type=hidden])')
        assert every(one.get('aria-label') or page.select(f'label[for={one["id"]}]') for one in fields)


def test_second_of_two_editors_is_told_what_the_first_did_and_loses_nothing(client, editor):
    flood, rain = make_article('Flood <b>'), make_article('Rain')
    kept = FrontStory.objects.create(article=make_article('Fog'), position=10)
    world = make_category('World')
    first, second = form(stories=[(10, rain)]), form(stories=[(20, flood)], sections=[(5, world, 3)])
    second |= {'stories-INITIAL_FORMS': 1, 'stories-0-id': kept.pk}
    kept.delete()
    first['opened'] = front.version()
    assert client.post(DESK, first).status_code == 302
    late = client.post(DESK, second)
    assert (late.status_code, late['Cache-Control']) == (200, client.get(DESK)['Cache-Control'])
    assert 'You had chosen: 20 “Flood &lt;b&gt;”, 5 “World”.' in late.text
    assert [story.article for story in FrontStory.objects.all()] == [rain]
    assert not FrontSection.objects.exists()
    assert f'name="opened" value="{front.version()}"' in late.text
    assert client.post(DESK, second | {'stories-0-article': '9' * 30}).status_code == 200


def test_a_story_twice_or_too_many_articles_are_refused_and_nothing_is_saved(client, editor):
    article = make_article('Flood')
    twice = client.post(DESK, form(stories=[(1, article), (2, article)]))
    assert (twice.status_code, 'duplicate' in twice.text) == (200, True)
    many = client.post(DESK, form(stories=[(1, article)], sections=[(1, make_category('World'), 99)]))
    assert 'less than or equal to 10' in many.text
    assert not FrontStory.objects.exists()
    assert client.post(f'{DESK}preview/', form(sections=[(1, make_category('World'), 99)])).status_code == 400


def test_desk_costs_readers_no_query_and_needs_its_right(client):
    article = make_article('Flood', categories=['World'])
    before = queries_of(client, '/')
    FrontStory.objects.create(article=article)
    FrontSection.objects.create(category=make_category('World'))
    assert queries_of(client, '/') == before
    client.force_login(make_editor('moderator', 'Moderators'))
    for address in (DESK, f'{DESK}preview/'):
        assert client.post(address, form()).status_code == 403
    Article.objects.all().delete()
    assert client.get('/').status_code == 200
