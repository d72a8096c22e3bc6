from articles.search import index
from articles.search.parser import parse
from articles.search.ranking import MOST_PAIRS, Ranking
from tests.factories import make_article


def test_of_many_words_only_the_first_are_looked_for_near_each_other(index_all, db):
    make_article('Flood')
    index_all()
    ranking = Ranking(index.snapshot())

    def phrases(words):
        near = ranking.nearness(parse(' '.join(f'word{n}' for n in range(words))), [1])
        return repr(near).count('PhraseQuery')

    assert 0 < phrases(3) < phrases(MOST_PAIRS) < phrases(MOST_PAIRS + 2) == phrases(32)
