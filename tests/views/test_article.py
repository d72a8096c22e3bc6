from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils import timezone

from articles.models import Article
from tests.every import every
from tests.factories import make_article, make_category, make_comment, make_media

pytestmark = pytest.mark.django_db
FLOOD = '/2017/11/22/flood/'


def page(client, address=FLOOD):
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, 'html.parser')


def test_many_topics_are_folded_after_the_first(client):
    make_article('Goats', slug='flood', tags=[f'Goat {n:03}' for n in range(60)])
    soup = page(client)
    folded = soup.select_one('.filed details')
    assert len(soup.select('.filed > .tags > li')) == 24
    assert folded.summary.text == 'All 60 topics'
    assert [link.text for link in folded.select('a[rel=tag]')] == [f'Goat {n:03}' for n in range(24, 60)]
    make_article('Goat', slug='goat', tags=['Goat'])
    assert not page(client, '/2017/11/22/goat/').select('.filed details')


def test_article_shows_all_that_belongs_to_it(client):
    asia = make_category('Asia', parent=make_category('World'))
    make_article(
        'Flood',
        standfirst='The river rose by night.',
        authors=['Ada', 'Bo', 'Cy'],
        categories=[asia, 'Weather'],
        tags=['rain', 'night'],
        lead_image=make_media(caption='The bridge.', credit='Photo: Dee'),
    )
    soup = page(client)
    assert [heading.text for heading in soup.find_all('h1')] == ['Flood']
    assert soup.select_one('.story .kicker a')['href'] == '/category/world/asia/'
    assert soup.select_one('.standfirst').text == 'The river rose by night.'
    assert [(a['href'], a.text) for a in soup.select('a[rel=author]')] == [
        ('/author/ada/', 'Ada'),
        ('/author/bo/', 'Bo'),
        ('/author/cy/', 'Cy'),
    ]
    assert soup.select_one('.credits time')['datetime'] == '2017-11-22T12:00:00+00:00'
    assert soup.select_one('.credits time a')['href'] == '/2017/11/22/'
    figure = soup.select_one('figure.lead-image')
    assert figure.img.attrs == {
        'src': '/wp-content/uploads/2017/11/flood.jpg',
        'srcset': '/renditions/360/2017/11/flood.jpg.webp 360w, /wp-content/uploads/2017/11/flood.jpg 640w',
        'sizes': '(min-width: 58rem) 54rem, 92vw',
        'alt': 'The river',
        'width': '640',
        'height': '480',
        'fetchpriority': 'high',
    }
    assert 'The bridge.' in figure.figcaption.text
    assert 'Photo: Dee' in figure.figcaption.text
    assert 'The text of Flood.' in soup.select_one('.text').text
    assert [a.text for a in soup.select('a[rel=tag]')] == ['night', 'rain']
    assert [a['href'] for a in soup.select('.filed nav a')] == [
        '/category/world/',
        '/category/world/asia/',
        '/category/weather/',
    ]
    assert soup.title.text == 'Flood · Newsroom'
    assert soup.select_one('link[rel=canonical]')['href'] == f'{settings.SITE_URL}{FLOOD}'
    assert soup.select_one('meta[name=description]')['content'] == 'The river rose by night.'


def test_section_above_another_of_an_article_is_not_listed_twice(client):
    world = make_category('World')
    article = make_article(categories=[world, make_category('Asia', parent=world)])
    filed = page(client, article.get_absolute_url()).select('.filed nav li')
    assert [lineage.get_text(' ', strip=True) for lineage in filed] == ['World Asia']


def test_page_is_at_its_path(client):
    make_article('Who we are', kind='page', slug='about/us')
    assert page(client, '/about/us/').h1.text == 'Who we are'
    assert client.get('/about/US').status_code == 301
    assert client.get('/us/').status_code == 404


def test_article_with_much_on_it_costs_five_queries(client, django_assert_num_queries):
    picture = make_media()
    article = make_article(
        'Flood',
        authors=['Ada', 'Bo'],
        categories=['News', 'Weather'],
        tags=[f'tag {n}' for n in range(9)],
        lead_image=make_media('2017/11/bridge.jpg'),
        body_html=f'<p><img src="{picture.address}" alt=""> <img src="/wp-content/uploads/none.jpg"></p>',
    )
    for _ in range(30):
        make_comment(article)
    make_article('Before', published='2017-11-21')
    make_article('After', published='2017-11-23')
    with django_assert_num_queries(5):
        soup = page(client)
    assert len(soup.select('.text img')) == 1
    assert len(soup.select('article.comment')) == 30


def test_neighbours_are_the_next_in_time(client):
    for number in range(3):
        make_article(f'{number}', slug=f'n{number}', published=datetime(2017, 11, 22, 9 + number, tzinfo=UTC))
    make_article('Last year', published='2016-11-22')
    make_article('Later', published=timezone.now() + timedelta(days=1))
    links = page(client, '/2017/11/22/n1/').select('.neighbours a')
    assert [(link['rel'], link.text) for link in links] == [(['prev'], '0'), (['next'], '2')]
    links = page(client, '/2017/11/22/n0/').select('.neighbours a')
    assert [link.text for link in links] == ['Last year', '1']
    assert [link.text for link in page(client, '/2017/11/22/n2/').select('.neighbours a')] == ['1']


def test_neighbours_of_the_same_moment_are_those_beside_it_in_lists(client):
    for number in range(3):
        make_article(f'{number}', slug=f'n{number}')
    assert [link.text for link in page(client, '/2017/11/22/n1/').select('.neighbours a')] == ['0', '2']


def test_update_is_shown_when_it_came_clearly_later(client):
    make_article('Flood', modified=datetime(2017, 11, 22, 12, 5, tzinfo=UTC))
    assert not page(client).select('.updated')
    Article.objects.update(modified=datetime(2017, 11, 24, 8, tzinfo=UTC))
    assert page(client).select_one('.updated time')['datetime'] == '2017-11-24T08:00:00+00:00'


@pytest.mark.parametrize(
    ('days', 'said'), [(0, None), (360, None), (370, '1 year old'), (10 * 365 + 10, '10 years old')]
)
def test_old_article_says_how_old_it_is(client, days, said):
    article = make_article(published=timezone.now() - timedelta(days=days))
    age = page(client, article.get_absolute_url()).select_one('.age')
    assert (age and age.text) == (said and f'This article is {said}.')


@pytest.mark.parametrize(('language', 'direction'), [('ar', 'rtl'), ('he-IL', 'rtl'), ('fa', 'rtl'), ('fr', 'ltr')])
def test_language_of_an_article_is_declared(client, language, direction):
    make_article('Flood', language=language, standfirst='It rose.')
    soup = page(client)
    for words in ('h1', '.standfirst', '.text'):
        assert (soup.select_one(words)['lang'], soup.select_one(words)['dir']) == (language, direction)
    # What is beside them is in the language of the site.
    assert not [part for part in soup.select('.credits, .cite > summary') if part.find_parent(lang=language)]


def test_lead_image_that_the_body_shows_is_shown_once(client):
    picture = make_media()
    make_article('Flood', lead_image=picture, body_html=f'<img src="{picture.address}" alt="">')
    assert len(page(client).select('.story img')) == 1


def test_lead_image_whose_file_is_missing_leaves_no_broken_image(client):
    make_article('Flood', lead_image=make_media('', source_url='https://old.example/flood.jpg'))
    assert not page(client).select('img')


def test_first_picture_of_an_article_loads_at_once_and_those_below_when_they_are_reached(client):
    pictures = [make_media(f'{n}.jpg') for n in range(3)]
    body = ''.join(f'<p><img src="{picture.address}" alt=""></p>' for picture in pictures[1:])
    make_article('Flood', body_html=body)
    assert [image.get('loading') for image in page(client).select('.story img')] == [None, 'lazy']
    Article.objects.update(lead_image=pictures[0])
    images = page(client).select('.story img')
    assert [image.get('loading') for image in images] == [None, 'lazy', 'lazy']
    assert every({'width', 'height', 'srcset', 'sizes'} <= image.attrs.keys() for image in images)


def test_pictures_open_large_without_script(client):
    lead, small = make_media('lead.jpg'), make_media('2017/11/icon.png', width=24, height=24)
    shown = make_media('mill.jpg', alt='')
    make_article(
        'Flood', lead_image=lead, body_html=f'<img src="{shown.address}" alt=""><img src="{small.address}" alt="">'
    )
    links = page(client).select('.story a:has(img)')
    assert [link['href'] for link in links] == [lead.address, shown.address]
    assert [link.get('aria-label') for link in links] == [None, 'Open the picture']


def test_video_of_another_site_is_a_card_that_loads_nothing(client):
    address = 'https://www.youtube.com/watch?v=nwe'
    make_article('Flood', body_html=f'<p><a href="{address}">{address}</a></p>')
    card = page(client).select_one('.text .embed a')
    assert (card['href'], card.get_text(' ', strip=True)) == (address, 'Video · YouTube youtube.com/watch?v=nwe')


def test_headline_says_how_long_the_text_is_and_leads_to_the_comments(client):
    article = make_article('Flood', body_html=f'<p>{"word " * 700}</p>')
    make_comment(article)
    make_comment(article)
    soup = page(client)
    credits = soup.select_one('.story .credits')
    assert '3 minutes to read' in credits.text
    assert credits.select_one('[href="#comments"]').text == '2 comments'
    assert not soup.select('.error-summary')


def test_short_article_without_comments_promises_neither(client):
    make_article('Flood')
    credits = page(client).select_one('.story .credits')
    assert 'minute' not in credits.text
    assert not credits.select('[href="#comments"]')


def test_articles_beside_have_their_pictures(client):
    make_article('Before', published='2017-11-21', lead_image=make_media('before.jpg', alt='The mill'))
    make_article('Flood')
    older = page(client).select_one('.neighbours .older')
    assert (older.img['src'], older.img['alt']) == ('/wp-content/uploads/before.jpg', 'The mill')


def test_pictures_of_other_sites_are_not_requested(client):
    make_article('Flood', body_html='<p><img src="https://example.org/a.jpg" alt="Smoke"></p>')
    soup = page(client)
    assert not soup.select('img')
    assert soup.select_one('.missing-picture a')['href'] == 'https://example.org/a.jpg'


def test_no_part_of_a_page_comes_from_another_site(client):
    make_article('Flood')
    never_fetched = '[rel=canonical], [rel=shortlink], [rel=alternate], [rel="schema.DC"]'
    parts = page(client).select(f'[src], link[href]:not({never_fetched})')
    assert every((part.get('src') or part['href']).startswith('/') for part in parts)


def test_title_is_text_and_no_markup(client):
    names = {'tags': ['<i>rain</i>'], 'authors': ['<u>Ada</u>'], 'standfirst': '<b>Rain</b>'}
    make_article('<b>Flood</b> & fire', slug='flood', body_html='<p>Rain.</p>', **names)
    soup = page(client)
    assert soup.h1.text == '<b>Flood</b> & fire'
    assert not soup.select('.story :is(b, i, u)')


def test_other_spellings_of_an_address_lead_to_it(client):
    make_article('Flood')
    for address in ('/2017/11/22/FLOOD/', '/2017/11/22/Flood/', '/2017/11/22/flood'):
        response = client.get(address)
        assert (response.status_code, response['Location']) == (301, FLOOD)


def test_slug_in_another_script_is_found_however_encoded(client):
    article = make_article('洪水')
    address = article.get_absolute_url()
    assert address == '/2017/11/22/%E6%B4%AA%E6%B0%B4/'
    for spelling in (address, address.lower(), '/2017/11/22/洪水/', address.replace('%', '%25')):
        response = client.get(spelling, follow=True)
        assert '洪水' in response.content.decode()


@pytest.mark.parametrize(
    'address',
    [
        '/2017/11/22/other/',
        '/2017/11/31/other/',
        '/2017/13/22/other/',
        '/0000/11/22/other/',
        '/2017/11/22/flood%00/',
        '/2017/11/22/%FF%FE/',
        '/%00/',
        '/2017/11/22/flood/2/3/4/',
        '/' + 'a' * 5000 + '/',
    ],
)
def test_address_of_nothing_is_not_found(client, address):
    make_article('Flood')
    assert client.get(address, follow=True).status_code == 404


HIDDEN = [
    {'status': 'draft', 'published': datetime(2017, 11, 22, 12, tzinfo=UTC)},
    {'status': 'review', 'published': datetime(2017, 11, 22, 12, tzinfo=UTC)},
    {'status': 'private'},
    {'password': 'pbkdf2$…'},
    {'status': 'withdrawn', 'password': 'pbkdf2$…'},
]


@pytest.mark.parametrize('fields', HIDDEN, ids=str)
def test_hidden_article_looks_like_one_that_never_was(client, fields):
    absent = client.get(FLOOD)
    make_article('Flood', **fields)
    hidden = client.get(FLOOD)
    assert hidden.status_code == absent.status_code == 404
    assert hidden.content == absent.content


@pytest.mark.parametrize('status', ['published', 'withdrawn'])
def test_article_of_tomorrow_is_not_there_before(client, status):
    article = make_article('Flood', published=timezone.now() + timedelta(days=1), status=status)
    assert client.get(article.get_absolute_url()).status_code == 404


def test_withdrawn_article_says_so_with_its_title_and_day_and_no_more(client):
    make_article('Flood', status='withdrawn', authors=['Ada'])
    response = client.get(FLOOD)
    assert response.status_code == 410
    message = BeautifulSoup(response.content, 'html.parser').select_one('.message').get_text(' ', strip=True)
    assert 'This article was withdrawn Flood , 22 November 2017' in message
    for word in ('Ada', 'The text of'):
        assert word not in message


def test_article_in_the_bin_is_gone_without_its_title(client):
    make_article('Flood', status='trashed', authors=['Ada'])
    response = client.get(FLOOD)
    assert response.status_code == 410
    assert 'Flood' not in response.content.decode()


def test_a_smaller_picture_that_is_missing_is_shown_as_the_original(client, db):
    make_media('2017/11/mill.jpg')
    address = make_article(body_html='<p><img src="/wp-content/uploads/2017/11/mill-300x200.jpg" alt="Mill"></p>')
    assert 'src="/wp-content/uploads/2017/11/mill.jpg"' in client.get(address.get_absolute_url()).text


def head_of(client, article) -> tuple[str, str]:
    soup = BeautifulSoup(client.get(article.get_absolute_url()).content, 'html.parser')
    return soup.title.text, soup.select_one('meta[name=description]')['content']


def test_seo_fields_of_the_old_site_are_in_the_head_until_somebody_edits(client):
    seo = {'title': 'Flood in Lower Mill: all you need to know', 'description': 'The river rose & fell.'}
    imported = make_article(title='Flood', standfirst='It rained.', meta={'seo': seo}, imported_version=1)
    assert head_of(client, imported) == (f'{seo["title"]} · Newsroom', seo['description'])
    assert '<h1>Flood</h1>' in client.get(imported.get_absolute_url()).text
    Article.objects.update(version=2)
    assert head_of(client, imported) == ('Flood · Newsroom', 'It rained.')


@pytest.mark.parametrize(
    'pattern', ['%%title%% %%sep%% %%sitename%%', '%title% - %sitename%', '#post_title | #site_title']
)
def test_patterns_that_a_plugin_filled_in_are_shown_to_nobody(client, pattern):
    patterned = make_article(title='Flood', meta={'seo': {'title': pattern}}, imported_version=1)
    assert head_of(client, patterned)[0] == 'Flood · Newsroom'


def test_headings_and_landmarks_of_an_article_form_an_outline(client):
    make_article('Before', published='2017-11-21')
    body = '<h4>At the door</h4><p>It rose.</p><h6>By night</h6><p>It fell.</p>'
    make_comment(make_article('Flood', body_html=body, categories=['News'], tags=['rain']))
    soup = page(client)
    headings = [(heading.name, heading.text) for heading in soup.select('h1, h2, h3, h4, h5, h6')]
    assert headings == [
        ('h1', 'Flood'),
        ('h2', 'At the door'),
        ('h3', 'By night'),
        ('h2', '1 comment'),
        ('h2', 'Leave a comment'),
    ]
    named = [part['aria-label'] for part in soup.select('nav')]
    assert named == ['Sections', 'Filed under', 'Articles before and after']
