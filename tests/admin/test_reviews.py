"""Reviews: who is asked, with what note, and with what note a draft comes back to its writer."""

import pytest

from articles.editorial import publishing
from articles.models import Article, Review
from tests.admin.test_article import change, form_of
from tests.admin.test_start_page import rows_of
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db


def press(client, article: Article, act: str, **fields):
    article.refresh_from_db()
    return client.post(change(article), form_of(client, change(article)) | {'_act': act} | fields, follow=True)


def test_a_draft_goes_to_whom_its_writer_asks_and_comes_back_with_a_note(client):
    writer, editor, _ = make_editor('wren', 'Writers'), make_editor('ed', 'Editors'), make_editor('other', 'Editors')
    article = publishing.save(Article(), by=writer, title='Rain', body='<p>Text.</p>')
    make_article('Older', status='review')
    client.force_login(writer)
    press(client, article, 'submit', review_to=editor.pk, review_note='Is the <name> right?')
    client.force_login(editor)
    assert 'Submitted by wren for ed, ' in client.get(change(article)).text
    assert 'Is the &lt;name&gt; right?' in client.get(change(article)).text
    first, second = rows_of(client, 'In review: 2')
    assert first.startswith('Rain Submitted by wren for ed, ')
    assert second == 'Older'
    press(client, article, 'return_to_draft', review_note='No.\r\nAsk him.')
    assert Review.objects.first().to == writer
    client.force_login(writer)
    page = client.get(change(article)).text
    assert 'Returned by ed to wren, ' in page
    assert 'No.<br>Ask him.' in page
    [row] = rows_of(client, 'Mine: 1')
    assert row.startswith('Rain Draft, ')


def test_a_note_that_goes_nowhere_is_not_lost_and_only_reviewers_are_asked(client, editor):
    article, writer = make_article('Rain', status='draft'), make_editor('wren', 'Writers')
    page = press(client, article, 'save', review_note='Half a th')
    assert 'It goes with a review' in page.text
    assert 'Half a th</textarea>' in page.text
    assert 'Select a valid choice' in press(client, article, 'submit', review_to=writer.pk).text
    article.refresh_from_db()
    assert (article.status, article.version) == ('draft', 1)
    assert not Review.objects.exists()
