"""What editors merged stays merged when its articles are imported again."""

import pytest

from articles.editorial import terms
from articles.models import Author, Category, Tag
from articles.readers.record import AuthorRecord, TermRecord
from tests.factories import import_records, make_article, make_author, make_category, make_editor, make_record, make_tag

pytestmark = pytest.mark.django_db


def record(**fields):
    foreign = TermRecord('Foreign')
    return make_record(
        1,
        tags=(TermRecord('Flooding'), TermRecord('Rain')),
        categories=(TermRecord('Asia', parent=foreign),),
        authors=(AuthorRecord('A. Byron', key='7'), AuthorRecord('Guest')),
        **fields,
    )


def terms_of(article) -> list[list[str]]:
    links = article.tags.order_by('name'), article.categories.all(), article.authors.order_by('bylines__position')
    return [[str(term) for term in term_list] for term_list in links]


def test_changed_article_has_the_terms_that_its_own_were_merged_into():
    import_records(record())
    editor, [article] = make_editor(), Tag.objects.get(slug='rain').articles.all()
    terms.merge([make_tag('Flooding')], make_tag('Floods'), by=editor)
    terms.merge([make_tag('Floods')], make_tag('Water'), by=editor)
    terms.merge([make_category('Foreign')], make_category('World'), by=editor)
    terms.merge([Author.objects.get(name='A. Byron')], make_author('Ada'), by=editor)
    [merged] = terms.merge([Author.objects.get(name='Guest')], make_author('Desk'), by=editor)
    import_records(record(title='Changed'))
    article.refresh_from_db()
    assert article.title == 'Changed'
    assert terms_of(article) == [['Rain', 'Water'], ['Asia'], ['Ada', 'Desk']]
    assert str(article.categories.get().parent) == 'World'
    assert not Tag.objects.filter(slug__in=['flooding', 'floods']).exists()
    assert not Category.objects.filter(slug='foreign').exists()
    terms.undo(merged)
    import_records(record(title='Changed again'))
    assert terms_of(article)[2] == ['Ada', 'Guest']


def test_term_that_is_there_again_is_that_of_its_own():
    import_records(record())
    editor = make_editor()
    terms.merge([make_tag('Flooding')], make_tag('Floods'), by=editor)
    other = make_article('Other', tags=[make_tag('Flooding')])
    import_records(record(title='Changed'))
    assert {str(article) for article in make_tag('Flooding').articles.all()} == {'Changed', str(other)}
