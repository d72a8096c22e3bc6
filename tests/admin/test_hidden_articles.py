"""What is not public stays so for who may see public articles only, whichever page they ask for."""

import pytest
from django.contrib.contenttypes.models import ContentType

from articles.editorial import publishing
from articles.models import Article, Revision
from tests.factories import make_article, make_comment, make_editor, make_media

pytestmark = pytest.mark.django_db

LIST = '/admin/articles/article/'


@pytest.mark.parametrize('group', ['Writers', 'Moderators'])
def test_earlier_versions_of_a_public_article_are_for_editors(client, group):
    article = make_article('Rumour', status='draft')
    article = publishing.save(article, by=make_editor('ed'), title='Fact')
    publishing.publish(article, by=article.edited_by)
    history = f'{LIST}{article.pk}/history/'
    client.force_login(article.edited_by)
    assert 'Rumour' in client.get(history).text
    client.force_login(make_editor('other', group))
    for query in ('', '?from=1', '?from=1&to=2'):
        page = client.get(f'{history}{query}')
        assert page.status_code == 403
    assert f'{article.pk}/history/' not in client.get(f'{LIST}{article.pk}/change/').text


def test_a_writer_sees_the_versions_of_their_own_article(client):
    writer = make_editor('ada', 'Writers')
    article = publishing.save(Article(), by=writer, title='First', body='<p>Text.</p>')
    article = publishing.save(article, by=writer, title='Second')
    client.force_login(writer)
    assert 'First' in client.get(f'{LIST}{article.pk}/history/').text
    publishing.publish(article, by=make_editor('ed'))
    assert 'First' in client.get(f'{LIST}{article.pk}/history/').text


def test_a_picture_does_not_name_the_drafts_of_others_that_show_it(client):
    media = make_media()
    make_article('Secret', status='draft', lead_image=media)
    out = make_article('Out', lead_image=media)
    client.force_login(make_editor('ada', 'Writers'))
    page = client.get(f'/admin/articles/media/{media.pk}/change/').text
    assert ('Out' in page, 'Secret' in page) == (True, False)
    assert f'{out.pk}/change/' in page


def test_a_moderator_has_no_comments_on_hidden_articles_and_no_notes(client):
    hidden, public = make_article('Secret', status='withdrawn'), make_article('Out')
    on_hidden = make_comment(hidden, 'About it.', status='held', author_email='ada@example.org')
    note = make_comment(public, 'Check this.', kind='note', status='held', author_name='Desk')
    held = make_comment(public, 'Well.', status='held', author_email='ada@example.org')
    client.force_login(make_editor('mo', 'Moderators'))
    comments = '/admin/articles/comment/'
    for query in ('', f'?article={hidden.pk}&status=any', '?status=any&kind=note', f'{held.pk}/change/'):
        page = client.get(f'{comments}{query}').text
        assert 'Secret' not in page
        assert 'About it.' not in page
        assert 'Check this.' not in page
    assert 'Well.' in client.get(comments).text
    for one in (on_hidden, note):
        assert client.get(f'{comments}{one.pk}/change/').status_code == 302
        assert client.get(f'{comments}{one.pk}/ban/').status_code == 404
        for act in ('erase', 'assign', 'reply'):
            assert client.post(f'{comments}{one.pk}/{act}/', {'text': 'Mine.'}).status_code == 404
        assert client.post(f'{comments}moderate/', {'approve': one.pk}).status_code == 404
    client.post(comments, {'action': 'approve', '_selected_action': [on_hidden.pk]})
    for export in ({}, {'export': '1'}):
        answer = client.post(f'{comments}person/', {'email': 'ada@example.org'} | export).text.lower()
        assert 'ada@example.org' in answer
        assert 'secret' not in answer
    on_hidden.refresh_from_db()
    assert (on_hidden.status, on_hidden.moderated) == ('held', None)
    client.force_login(make_editor('ed'))
    assert 'About it.' in client.get(f'{comments}?article={hidden.pk}&status=any').text
    assert 'Check this.' in client.get(f'{comments}?status=any&kind=note').text


def test_the_url_of_a_scheduled_article_is_not_told(client):
    scheduled, public = make_article('Secret', published='2099-01-01'), make_article('Out')
    client.force_login(make_editor('mo', 'Moderators'))
    kind = ContentType.objects.get_for_model(Article).pk
    assert client.get(f'/admin/r/{kind}/{scheduled.pk}/').status_code == 404
    assert client.get(f'/admin/r/{ContentType.objects.get_for_model(Revision).pk}/1/').status_code == 404
    assert client.get(f'/admin/r/{kind}/{public.pk}/')['Location'].endswith(public.get_absolute_url())
