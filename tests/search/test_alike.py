import json
from dataclasses import astuple

import pytest
from django.conf import settings

from articles.search import alike, words
from tests.factories import make_article

TEXT = (
    'The river rose by two metres overnight, and the council opened the school hall for everybody whose house was wet. '
    'Firemen carried beds, soup and dry clothes through knee-deep water until nine in the morning. '
)
OTHER = (
    'A ferry ran aground near the lighthouse while most of its passengers slept; tugs pulled it free before the tide. '
    'Nobody got hurt, says its captain, who blames fog, a broken lamp and bad luck. '
)


def grouped(texts):
    by_id = dict(enumerate(texts))
    return alike.groups(list(by_id), {pk: alike.sketch(text.lower()) for pk, text in by_id.items()}, lambda pks: by_id)


def test_texts_that_share_most_words_are_a_group():
    changed = TEXT.replace('two', 'three')
    assert grouped([TEXT, OTHER, changed, 'short', 'short', '']) == [[0, 2], [1], [3], [4], [5]]


def test_sketches_alone_fold_nothing():
    same = dict.fromkeys((1, 2), alike.sketch(TEXT))
    assert alike.groups([1, 2], same, lambda pks: {1: TEXT, 2: OTHER}) == [[1], [2]]
    assert alike.groups([1, 2], same, lambda pks: {1: TEXT}) == [[1], [2]]


@pytest.mark.parametrize(
    ('text', 'changed', 'other'),
    [
        (
            '昨夜河水上涨两米，市议会为所有房屋进水的居民开放了学校礼堂。消防员涉水搬运床铺、热汤和干衣服，一直忙到上午九点。',
            '昨夜河水上涨三米，市议会为所有房屋进水的居民开放了学校礼堂。消防员涉水搬运床铺、热汤和干衣服，一直忙到上午九点。',
            '一艘渡轮在灯塔附近搁浅，当时大多数乘客正在睡觉；拖船赶在涨潮之前把它拉了出来。船长说没有人受伤，并把事故归咎于大雾。',
        ),
        (
            'เมื่อคืนน้ำในแม่น้ำสูงขึ้นสองเมตร สภาเมืองจึงเปิดหอประชุมโรงเรียนให้ทุกคนที่บ้านถูกน้ำท่วมเข้าพัก',
            'เมื่อคืนน้ำในแม่น้ำสูงขึ้นสามเมตร สภาเมืองจึงเปิดหอประชุมโรงเรียนให้ทุกคนที่บ้านถูกน้ำท่วมเข้าพัก',
            'เรือข้ามฟากเกยตื้นใกล้ประภาคารขณะที่ผู้โดยสารส่วนใหญ่กำลังหลับ เรือลากจูงดึงออกมาได้ก่อนน้ำขึ้น กัปตันบอกว่าไม่มีใครบาดเจ็บ',
        ),
    ],
    ids=['Chinese', 'Thai'],
)  # fmt: skip
def test_texts_without_spaces_between_words_are_compared_too(text, changed, other):
    by_id = {0: text, 1: other, 2: changed}
    sketches = {pk: alike.sketch(words.spaced(one)) for pk, one in by_id.items()}
    assert alike.groups([0, 1, 2], sketches, lambda pks: by_id) == [[0, 2], [1]]
    # Even were all taken for candidates, only those are a group that share most of what three letters make.
    assert alike.groups([0, 1, 2], dict.fromkeys(by_id, 1), lambda pks: by_id) == [[0, 2], [1]]


def test_near_duplicates_are_folded_behind_the_best_and_counted(index_all, db, client):
    for n, text in enumerate([TEXT, TEXT + 'More soon.', TEXT + 'Flood over.', OTHER + 'flood']):
        make_article(f'Flood {n}', body_html=f'<p>{text}</p>')
    index_all()
    page = client.get('/search/?q=flood')
    assert page.context['matches'].total == 4
    assert sorted(len(result['alike']) for result in page.context['results']) == [0, 2]
    assert '<summary>2 like it</summary>' in page.text
    assert all(page.text.count(f'/flood-{n}/') for n in range(4))
    assert client.get('/search.csv?q=flood').getvalue().count(b'/flood-') == 4


@pytest.mark.parametrize('order', ['relevance', 'newest', 'oldest'])
def test_near_duplicates_are_folded_across_pages_and_shown_once(index_all, db, client, order):
    for n in range(45):
        # Each has words of its own, but for the last ten, which repeat the first ones.
        own = ' '.join(f'{word}{n % 35}' for word in TEXT.split())
        make_article(f'Flood {n}', body_html=f'<p>{own}</p>', published=f'2017-03-{n % 28 + 1:02}')
    index_all()
    pages = [client.get('/search/', {'q': 'flood', 'order': order, 'page': n}) for n in (1, 2)]
    shown = [one for page in pages for one in page.context['results']]
    everything = [one['article'].title for one in shown] + [other.title for one in shown for other in one['alike']]
    assert (len(shown), sum(len(one['alike']) for one in shown)) == (35, 10)
    assert sorted(everything) == sorted(f'Flood {n}' for n in range(45))
    assert '45 articles' in pages[0].text
    assert 'Page 2 of 2' in pages[1].text
    assert client.get('/search/', {'q': 'flood', 'order': order, 'page': 3}).status_code == 404


def test_of_many_near_duplicates_none_is_left_out(index_all, db, client):
    for n in range(50):
        make_article(f'Flood {n}', body_html=f'<p>{TEXT}</p>')
    index_all()
    page = client.get('/search/?q=flood')
    assert [len(result['alike']) for result in page.context['results']] == [20, 20, 7]
    assert all(f'/flood-{n}/' in page.text for n in range(50))


def test_what_has_most_words_follows_near_duplicates_that_fill_no_page(index_all, db, client):
    for n in range(30):
        make_article(f'Flood river {n}', body_html=f'<p>{TEXT}</p>')
    for n in range(25):
        make_article(f'Flood alone {n}')
    index_all()
    query = {'q': 'flood river -ferry'}
    pages = [client.get('/search/', query | {'page': n}) for n in (1, 2)]
    titles = [
        [one.title for result in page.context['results'] for one in (result['article'], *result['alike'])]
        for page in pages
    ]
    assert [len(page.context['results']) for page in pages] == [20, 7]
    everything = sorted([f'Flood river {n}' for n in range(30)] + [f'Flood alone {n}' for n in range(25)])
    assert sorted(titles[0] + titles[1]) == everything
    listed = json.loads(client.get('/search.json', query).getvalue())
    assert (listed['total'], listed['most']['total']) == (30, 25)
    assert sorted(one['title'] for one in listed['articles']) == everything
    assert client.get('/search.csv', query).getvalue().count(b'/flood-') == 55
    assert client.get('/search/', query | {'page': 3}).status_code == 404


def test_json_lists_near_duplicates_and_says_what_each_is_like(index_all, db, client):
    for n, text in enumerate([TEXT, TEXT + 'More soon.', OTHER]):
        make_article(f'Flood {n}', body_html=f'<p>{text}</p>')
    index_all()
    first, *others = json.loads(client.get('/search.json?q=flood+-ferry').getvalue())['articles']
    assert 'like' not in first
    assert [one['like'] for one in others] == [first['address']]


def test_typical_tags_narrow_results_and_lead_to_more_like_them(index_all, db, client):
    for n in range(8):
        make_article(
            f'Flood {n}', slug=f'flood-{n}', tags=['news', *(['rivers'] if n < 5 else ['dams'] if n < 7 else [])]
        )
        make_article(f'Vote {n}', slug=f'vote-{n}', tags=['news', *(['rivers'] if n < 1 else [])])
    index_all()
    context = client.get('/search/?q=flood').context
    assert [astuple(one) for one in context['narrower']] == [
        ('rivers', 5, '/search/?q=flood&tag=rivers'),
        ('dams', 2, '/search/?q=flood&tag=dams'),
    ]
    assert [astuple(one) for one in context['like']] == [('rivers', 6, '/tag/rivers/')]
    document = json.loads(client.get('/search.json?q=flood').getvalue())
    assert [(one['name'], one['total']) for one in document['narrow_to']] == [('rivers', 5), ('dams', 2)]
    assert [one['address'] for one in document['more_like_this']] == [f'{settings.SITE_URL}/tag/rivers/']
    page = client.get('/search/?q=flood&tag=rivers')
    assert [one.name for one in page.context['narrower']] == []
    assert '>More like this<' in page.text


def test_the_page_of_what_the_query_is_the_name_of_comes_first(index_all, db, client):
    make_article('Flood', tags=['Harbour'], authors=['Ada Byron'])
    index_all()
    for typed, url in (('ada BYRON', '/author/ada-byron/'), ('harbour', '/tag/harbour/')):
        assert [one.url for one in client.get(f'/search/?q={typed}').context['named']] == [url]
    for typed in ('ada', 'flood', 'harbour&tag=harbour', 'harbour ferry'):
        assert client.get(f'/search/?q={typed}').context['named'] == []
