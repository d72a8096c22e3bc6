import pytest
from bs4 import BeautifulSoup

from articles.editorial import publishing
from articles.imports import undo
from articles.models import Article, Conflict, ImportRun
from articles.readers.record import TermRecord
from tests.factories import import_records, make_editor, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def theirs():
    return make_record(
        title='Their title',
        standfirst='Theirs.',
        body_html='<p>Their text.</p>',
        body_source='Their text.',
        body_text='Their text.',
        tags=(TermRecord('Sun', 'sun'),),
        original=b'theirs',
    )


@pytest.fixture
def conflict(editor, theirs):
    """An article that was edited here, and there."""
    import_records(make_record(body_html='<p>Text.</p>'))
    publishing.save(Article.objects.get(), by=make_editor('bob'), title='Our title')
    assert import_records(theirs).outcomes == {'conflict': 1}
    return Conflict.objects.get()


def address(conflict):
    return f'/admin/articles/conflict/{conflict.pk}/change/'


def decide(client, conflict, version=2, **choice):
    return client.post(address(conflict), {'version': version, **choice}, follow=True)


def test_a_conflict_is_kept_once_with_what_was_read(conflict, theirs):
    assert Article.objects.get().title == 'Our title'
    assert import_records(theirs).outcomes == {'conflict': 1}
    conflict = Conflict.objects.get()
    assert conflict.values['title'] == 'Their title'
    assert conflict.original.read() == b'theirs'
    assert [tag['name'] for tag in conflict.values['tags']] == ['Sun']


def test_open_conflicts_are_listed_and_the_article_links_to_its_own(client, conflict):
    assert 'Our title' in client.get('/admin/articles/conflict/').text
    assert address(conflict) in client.get(f'/admin/articles/article/{conflict.article_id}/change/').text
    decide(client, conflict, _all='ours')
    assert 'Our title' not in client.get('/admin/articles/conflict/').text
    assert 'Our title' in client.get('/admin/articles/conflict/?decision=any').text
    assert address(conflict) not in client.get(f'/admin/articles/article/{conflict.article_id}/change/').text


def test_the_two_are_compared_field_by_field(client, conflict):
    page = BeautifulSoup(client.get(address(conflict)).content, 'html.parser').find(id='content')
    assert [heading.text for heading in page.find_all('h2')] == ['Title', 'Standfirst', 'Text', 'Tags']
    assert [ins.text for ins in page.select('.between ins')] == ['Their', 'Theirs.', 'Their text', 'Sun']
    assert page.find('textarea', {'name': 'merged_body'}).text.strip() == '<p>Text.</p>'


def test_ours_is_kept_and_the_same_version_conflicts_no_more(client, conflict, theirs):
    decide(client, conflict, _all='ours')
    article = Article.objects.get()
    assert (article.title, article.version) == ('Our title', 2)
    assert import_records(theirs).outcomes == {'unchanged': 1}
    assert Conflict.objects.get().decision == 'ours'


def test_theirs_is_taken_whole_and_the_article_follows_its_source_again(client, conflict, theirs, editor):
    decide(client, conflict, _all='theirs')
    article = Article.objects.get()
    assert (article.title, article.body_html, article.body_source) == (
        'Their title',
        '<p>Their text.</p>',
        'Their text.',
    )
    assert [tag.name for tag in article.tags.all()] == ['Sun']
    assert article.edited_by == editor
    assert article.provenance.original.read() == b'theirs'
    assert Conflict.objects.get().decision == 'theirs'
    assert import_records(theirs).outcomes == {'unchanged': 1}
    assert import_records(make_record(title='Third')).outcomes == {'updated': 1}


def test_a_decision_of_an_editor_is_not_undone_with_an_import(client, conflict):
    decide(client, conflict, _all='theirs')
    for run in ImportRun.objects.all():
        undo.undo(run)
    assert Article.objects.get().title == 'Their title'


def test_fields_are_chosen_one_by_one_and_merged(client, conflict, theirs):
    decide(
        client,
        conflict,
        title='merged',
        merged_title='Both titles',
        standfirst='theirs',
        body='merged',
        merged_body='<p>Both.</p><script>alert(1)</script>',
        tags='ours',
    )
    article = Article.objects.get()
    assert (article.title, article.standfirst, article.body_html) == ('Both titles', 'Theirs.', '<p>Both.</p>')
    assert not article.tags.exists()
    assert Conflict.objects.get().decision == 'merged'
    assert import_records(theirs).outcomes == {'unchanged': 1}
    assert import_records(make_record(title='Third')).outcomes == {'conflict': 1}


def test_a_later_version_of_the_source_settles_earlier_ones_as_well(client, conflict, theirs):
    import_records(make_record(title='Third'))
    decide(client, Conflict.objects.first(), _all='ours')
    assert not Conflict.objects.filter(decision='').exists()
    assert import_records(theirs).outcomes == {'unchanged': 1}


def test_decision_about_an_outdated_version_is_refused(client, conflict):
    publishing.save(Article.objects.get(), by=make_editor('cy'), standfirst='Meanwhile.')
    page = decide(
        client,
        conflict,
        title='merged',
        merged_title='Kept while comparing',
        standfirst='theirs',
        body='ours',
        tags='ours',
    )
    assert 'Nothing was decided' in page.text
    assert '<del>Meanwhile</del>' in page.text
    assert 'Kept while comparing' in page.text
    assert 'name="version" value="3"' in page.text
    assert Article.objects.get().standfirst == 'Meanwhile.'
    assert Conflict.objects.get().decision == ''


def test_what_was_decided_is_not_decided_twice(client, conflict):
    decide(client, conflict, _all='ours')
    page = decide(client, conflict, _all='theirs')
    assert 'Editor has already decided this conflict.' in page.text
    assert Article.objects.get().title == 'Our title'


def test_a_text_that_could_not_be_published_is_refused_with_the_reason(client, conflict):
    page = decide(client, conflict, title='ours', standfirst='ours', body='merged', merged_body=' ', tags='ours')
    assert 'Write the text before you publish it.' in page.text
    assert Conflict.objects.get().decision == ''


def test_moderators_do_not_decide(client, conflict):
    client.force_login(make_editor('mod', 'Moderators'))
    assert client.get('/admin/articles/conflict/').status_code == 403
    assert client.get(address(conflict)).status_code == 403
    assert client.post(address(conflict), {'version': 2, '_all': 'theirs'}).status_code == 403
