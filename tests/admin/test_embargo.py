"""Nobody publishes an article under embargo before its time, whichever way they try."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.admin import bulk
from articles.editorial import filing, publishing
from articles.editorial.filing import Act
from articles.models import Article
from tests.admin.test_article import change, form_of
from tests.factories import make_article, make_editor

pytestmark = pytest.mark.django_db

LIST = '/admin/articles/article/'


@pytest.fixture
def article():
    """A draft under embargo until tomorrow."""
    return publishing.save(
        make_article('Report', status='draft'),
        by=make_editor('desk'),
        embargo=timezone.now() + timedelta(days=1),
        embargo_reason='the ministry presents it',
    )


def is_hidden(article: Article) -> bool:
    article.refresh_from_db()
    return not article.is_public and not article.is_scheduled


def test_every_way_to_publish_is_refused_with_the_reason_superusers_included(client, article, monkeypatch):
    boss = make_editor('boss')
    boss.is_superuser = True
    boss.save()
    client.force_login(boss)
    form = form_of(client, change(article))
    page = client.post(change(article), form | {'_act': 'publish'}).text
    assert '(the ministry presents it): nobody can publish it before' in page
    soon = timezone.localtime(timezone.now() + timedelta(hours=1))
    scheduled = {'_act': 'schedule', 'published_0': f'{soon:%Y-%m-%d}', 'published_1': f'{soon:%H:%M}'}
    assert 'nobody can publish it before' in client.post(change(article), form | scheduled).text
    chosen = {'_selected_action': [article.pk]}
    page = client.post(LIST, chosen | {'action': 'publish_selected'}, follow=True).text
    assert 'nobody can publish it before' in page
    page = client.post(LIST, chosen | {'action': 'refile_selected', 'look': 'yes', 'state': 'publish'}).text
    assert 'This would change 0 of 1' in page
    monkeypatch.setattr(bulk, 'MOST_AT_ONCE', 0)
    outcomes = filing.apply([article.pk], Act(values={'language': 'de'}, state='publish'), by=boss)
    assert 'nobody can publish it before' in outcomes[article.pk].reason
    assert is_hidden(article)
    assert article.language == ''


def test_it_can_be_scheduled_for_the_end_of_the_embargo_and_then_only_later(article):
    article = publishing.publish(article, by=article.edited_by, at=article.embargo)
    assert article.is_scheduled
    for values in (
        {'published': timezone.now() + timedelta(hours=2)},
        {'embargo': article.embargo + timedelta(days=1)},
    ):
        with pytest.raises(ValidationError, match='nobody can publish it before'):
            publishing.save(article, by=article.edited_by, **values)
    publishing.save(article, by=article.edited_by, published=article.embargo + timedelta(days=2))


def test_an_embargo_that_is_over_or_lifted_holds_nothing_back(client, editor, article):
    Article.objects.update(embargo=timezone.now() - timedelta(minutes=1))
    client.post(change(article), form_of(client, change(article)) | {'_act': 'publish'})
    article.refresh_from_db()
    assert article.is_public
    other = publishing.save(
        make_article('Other', status='draft'), by=editor, embargo=timezone.now() + timedelta(days=1), embargo_reason='x'
    )
    form = form_of(client, change(other)) | {'embargo_0': '', 'embargo_1': '', '_act': 'save'}
    client.post(change(other), form)
    other.refresh_from_db()
    assert (other.embargo, other.embargo_reason) == (None, '')
    assert publishing.publish(other, by=editor).is_public


def test_what_returns_with_its_former_date_does_not_return_before(article):
    published = publishing.publish(article, by=article.edited_by, at=article.embargo)
    Article.objects.update(published=timezone.now() - timedelta(days=9), embargo=None)
    published.refresh_from_db()
    gone = publishing.withdraw(published, by=article.edited_by)
    held = publishing.save(
        gone, by=article.edited_by, embargo=timezone.now() + timedelta(days=1), embargo_reason='a court decides'
    )
    with pytest.raises(ValidationError, match='a court decides'):
        publishing.publish(held, by=article.edited_by)
    trashed = publishing.trash(held, by=article.edited_by)
    publishing.restore(trashed, by=article.edited_by)
    assert is_hidden(article)


def test_undoing_a_withdrawal_publishes_nothing_that_got_an_embargo_since(article):
    public = make_article('Out')
    done = filing.apply([public.pk], Act(state='withdraw'), by=article.edited_by)
    public.refresh_from_db()
    publishing.save(
        public, by=article.edited_by, embargo=timezone.now() + timedelta(days=1), embargo_reason='a court decides'
    )
    assert filing.revert(done, by=article.edited_by) == {public.pk: filing.EDITED}
    assert is_hidden(public)


def test_it_needs_a_reason_and_an_article_that_is_not_public(client, editor):
    draft, public = make_article('Draft', status='draft'), make_article('Out')
    tomorrow = {'embargo_0': f'{timezone.now() + timedelta(days=2):%Y-%m-%d}', 'embargo_1': '6am'}
    form = form_of(client, change(draft)) | tomorrow | {'_act': 'save'}
    assert 'Say why, or who asked for it' in client.post(change(draft), form).text
    client.post(change(draft), form | {'embargo_reason': 'press conference'})
    draft.refresh_from_db()
    assert draft.is_embargoed
    assert 'press conference' in client.get(change(draft)).text
    assert 'Draft, embargo' in client.get(LIST).text
    assert 'press conference' in client.get(f'{LIST}{draft.pk}/history/?from=1').text
    with pytest.raises(ValidationError, match='Withdraw it first'):
        publishing.save(public, by=editor, embargo=timezone.now() + timedelta(days=1), embargo_reason='x')


def test_a_preview_is_shown_also_under_embargo_and_leaves_it(client, editor, article):
    for send in (client.get, client.post):
        page = send(f'{LIST}{article.pk}/preview/', form_of(client, change(article)))
        assert page.status_code == 200
        assert 'The text of Report.' in page.text
        assert 'ministry' not in page.text
    assert is_hidden(article)
    assert article.is_embargoed
