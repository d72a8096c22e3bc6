from articles.search import alike
from tests.factories import make_article

TEXT = (
    'The river rose by two metres overnight, and the council opened the school hall for everybody whose house was wet. '
    'Firemen carried beds, soup and dry clothes through knee-deep water until nine in the morning. '
)
OTHER = (
    'A ferry ran aground near the lighthouse while most of its passengers slept; tugs pulled it free before the tide. '
    'Nobody got hurt, says its captain, who blames fog, a broken lamp and bad luck. '
)


def test_texts_that_share_most_words_are_a_group():
    changed = TEXT.replace('two', 'three')
    assert alike.groups([TEXT, OTHER, changed, 'short', 'short', '']) == [[0, 2], [1], [3], [4], [5]]


def test_near_duplicates_are_folded_behind_the_best_and_counted(index_all, db, client):
    for n, text in enumerate([TEXT, TEXT + 'More soon.', TEXT + 'Flood over.', OTHER + 'flood']):
        make_article(f'Flood {n}', body_html=f'<p>{text}</p>')
    index_all()
    page = client.get('/search/?q=flood')
    assert page.context['found'].total == 4
    assert sorted(len(result['alike']) for result in page.context['results']) == [0, 2]
    assert '<summary>2 like it</summary>' in page.text
    assert all(page.text.count(f'/flood-{n}/') for n in range(4))
    assert client.get('/search.csv?q=flood').getvalue().count(b'/flood-') == 4


def test_the_page_of_what_the_query_is_the_name_of_comes_first(index_all, db, client):
    make_article('Flood', tags=['Harbour'], authors=['Ada Byron'])
    index_all()
    for typed, url in (('ada BYRON', '/author/ada-byron/'), ('harbour', '/tag/harbour/')):
        assert [one.url for one in client.get(f'/search/?q={typed}').context['named']] == [url]
    for typed in ('ada', 'flood', 'harbour&tag=harbour', 'harbour ferry'):
        assert client.get(f'/search/?q={typed}').context['named'] == []
