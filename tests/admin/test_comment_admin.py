import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import User
from django.utils import timezone

from articles.comments import moderation
from articles.models import Comment
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
Status = Comment.Status
QUEUE = '/admin/articles/comment/'


@pytest.fixture
def moderator(client):
    user = make_editor('moderator', 'Moderators')
    client.force_login(user)
    return client


def hold(article, text='Held words', **fields):
    return make_comment(article, text, status=Status.HELD, **fields)


def page(response):
    return BeautifulSoup(response.content, 'html.parser')


def press(client, response, label):
    """Sends the form of a button as a browser would."""
    button = next(b for b in page(response).select('button') if label in (b.get_text(strip=True), b.get('aria-label')))
    form = button.find_parent('form')
    values = {field['name']: field.get('value', '') for field in form.select('input[type=hidden]')}
    action = button.get('formaction') or form['action']
    return client.post(action, values | ({button['name']: button['value']} if button.get('name') else {}), follow=True)


def statuses():
    return list(Comment.objects.order_by('pk').values_list('status', flat=True))


def test_queue_shows_what_is_held_newest_first(moderator):
    article = make_article('Flood in the harbour')
    hold(article, 'Older words')
    hold(article, 'Newer words', posted=timezone.now())
    make_comment(article, 'Public words')
    make_comment(article, 'Private words', kind=Comment.Kind.NOTE, status=Status.HELD)
    text = moderator.get(QUEUE).text
    assert text.index('Newer words') < text.index('Older words')
    assert 'Public words' not in text
    assert 'Private words' not in text
    assert 'Flood in the harbour' in text


def test_row_says_what_it_takes_to_judge_a_comment(moderator):
    article = make_article()
    parent = make_comment(article, 'What was asked', author_name='Bo', network_hash='h')
    make_comment(article, author_name='Ada')
    comment = hold(article, parent=parent, network_hash='h', author_email='ada@example.org')
    Comment.objects.filter(pk=comment.pk).update(body_html='<p><a href="https://example.org">x</a></p>')
    text = ' '.join(page(moderator.get(QUEUE)).select_one('.judged').get_text(' ').split())
    for fact in (
        'to Bo : What was asked', 'Held words', 'ada@example.org', '1 link', '1 recent approved by this name',
        '1 approved from this network',
    ):  # fmt: skip
        assert fact in text


@pytest.mark.parametrize(('label', 'status'), [('Approve', 'approved'), ('Spam', 'spam'), ('Trash', 'trashed')])
def test_one_press_decides_and_another_undoes_it(moderator, label, status):
    hold(make_article())
    answer = press(moderator, moderator.get(QUEUE), label)
    assert statuses() == [status]
    assert 'Held words' not in answer.text
    answer = press(moderator, answer, 'Undo')
    assert statuses() == ['held']
    assert 'Undone for 1 comment.' in answer.text
    assert 'Held words' in answer.text


def test_queue_stays_filtered_after_a_press_and_its_undo(moderator):
    article = make_article()
    make_comment(article, status=Status.SPAM)
    address = f'{QUEUE}?status=spam&article={article.pk}'
    answer = press(moderator, moderator.get(address), 'Hold for review')
    assert answer.redirect_chain[-1][0] == address
    assert press(moderator, answer, 'Undo').redirect_chain[-1][0] == address


@pytest.mark.parametrize(('action', 'status'), [('approve', 'approved'), ('spam', 'spam'), ('trash', 'trashed')])
def test_many_are_decided_at_once_and_undone_at_once(moderator, action, status):
    article = make_article()
    chosen = [hold(article).pk for _ in range(5)]
    hold(article)
    answer = moderator.post(QUEUE, {'action': action, '_selected_action': chosen}, follow=True)
    assert statuses() == [status] * 5 + ['held']
    assert '5 comments ' in page(answer).select_one('.messagelist').get_text()
    press(moderator, answer, 'Undo')
    assert statuses() == ['held'] * 6


def test_undo_spares_what_a_colleague_decided_since(moderator):
    comment = hold(make_article())
    answer = press(moderator, moderator.get(QUEUE), 'Spam')
    Comment.objects.filter(pk=comment.pk).update(status=Status.APPROVED, moderated=timezone.now())
    assert 'moderated again since' in press(moderator, answer, 'Undo').text
    assert statuses() == ['approved']


def test_second_of_two_moderators_hears_of_the_first_and_may_insist(moderator, client):
    hold(make_article())
    before = moderator.get(QUEUE)
    moderation.approve(Comment.objects.get(), by=make_editor('bo', 'Moderators'))
    answer = press(moderator, before, 'Spam')
    assert statuses() == ['approved']
    assert 'the comment by Ada was moderated by bo at' in ' '.join(
        page(answer).select_one('.messagelist').get_text().split()
    )
    press(moderator, answer, 'Spam all the same')
    assert statuses() == ['spam']


def test_choice_of_many_spares_what_a_colleague_decided_since(moderator):
    chosen = [hold(make_article(), f'Words {number}').pk for number in range(3)]
    seen = [field['value'] for field in page(moderator.get(QUEUE)).select('[name=seen]')]
    assert len(seen) == 3
    moderation.approve(Comment.objects.filter(pk=chosen[0]), by=make_editor('bo', 'Moderators'))
    answer = moderator.post(QUEUE, {'action': 'spam', '_selected_action': chosen, 'seen': seen}, follow=True)
    assert statuses() == ['approved', 'spam', 'spam']
    assert 'is approved' in answer.text
    assert '2 comments marked as spam' in answer.text


def test_several_decisions_are_undone_at_once(moderator):
    hold(make_article())
    changes = []
    for label in ('Approve', 'Spam'):
        answer = press(moderator, moderator.get(f'{QUEUE}?status=any'), label)
        changes.insert(0, page(answer).select_one('[name=change]')['value'])
    answer = moderator.post(f'{QUEUE}undo/', {'change': changes}, follow=True)
    assert statuses() == ['held']
    assert 'Undone for 2 comments.' in answer.text


def test_script_gets_only_what_is_said(moderator):
    comment = hold(make_article())
    answer = moderator.post(f'{QUEUE}moderate/', {'spam': comment.pk}, headers={'X-Requested-With': 'fetch'})
    assert page(answer).select_one('.messagelist')['data-decided'] == str(comment.pk)
    assert 'marked as spam' in answer.text
    assert '<html' not in answer.text
    assert 'marked as spam' not in moderator.get(QUEUE).text


def test_undo_that_was_not_offered_is_unknown(moderator):
    assert moderator.post(f'{QUEUE}undo/', {'change': 'e30:forged'}).status_code == 404
    assert moderator.post(f'{QUEUE}undo/').status_code == 404


@pytest.mark.parametrize(
    'values',
    [{}, {'approve': 'x'}, {'approve': ''}, {'approve': '9' * 30}, {'approve': '0'}, {'erase': '1'}],
    ids=str,
)
def test_press_on_nothing_known_is_unknown(moderator, values):
    assert moderator.post(f'{QUEUE}moderate/', values).status_code == 404


@pytest.mark.parametrize('address', ['moderate/', 'undo/', '1/erase/', '1/reply/'])
def test_nothing_is_decided_by_a_link(moderator, address):
    assert moderator.get(QUEUE + address).status_code == 405


@pytest.mark.parametrize('address', ['', 'moderate/', 'undo/', '1/erase/', '1/reply/', '1/change/'])
def test_staff_without_the_right_is_refused(client, address):
    comment = hold(make_article(), pk=1)
    client.force_login(User.objects.create_user('typist', is_staff=True))
    for method in (client.get, client.post):
        response = method(QUEUE + address, {'approve': comment.pk})
        assert response.status_code in (403, 405)
    assert statuses() == ['held']


@pytest.mark.parametrize('address', ['', 'moderate/', 'undo/'])
def test_readers_are_sent_to_the_log_in_page(client, address):
    assert client.post(QUEUE + address).status_code == 302


@pytest.mark.parametrize(
    ('query', 'words'),
    [
        ('status=approved', {'Public', 'Ping', 'Else'}),
        ('status=any', {'Held', 'Public', 'Ping', 'Else'}),
        ('kind=pingback&status=any', {'Ping'}),
        ('kind=note', {'Note'}),
        ('status=nonsense', {'Held'}),
        ('status=%00&kind=%00', {'Held'}),
        ('q=publ&status=any', {'Public'}),
        ('q=nobody&status=any', set()),
        ('article=x', {'Held'}),
        ('article=99999999999999999999', {'Held'}),
        ('article={article}&status=any', {'Held', 'Public', 'Ping'}),
    ],
)
def test_queue_is_narrowed_by_status_kind_article_and_words(moderator, query, words):
    article = make_article()
    hold(article, 'Held')
    make_comment(article, 'Public')
    make_comment(article, 'Ping', kind=Comment.Kind.PINGBACK)
    make_comment(article, 'Note', kind=Comment.Kind.NOTE, status=Status.HELD)
    make_comment(make_article(), 'Else')
    moderator.force_login(make_editor())  # who sees notes as well
    response = moderator.get(f'{QUEUE}?{query.format(article=article.pk)}', follow=True)
    assert {row.get_text(strip=True) for row in page(response).select('.judged .text')} == words


def test_queue_costs_the_same_for_five_and_fifty(moderator, django_assert_max_num_queries):
    article = make_article()
    for n in range(50):
        hold(article, f'Words {n}', parent=make_comment(article), author_name=f'Name {n}', network_hash=f'{n}')
        if n in (4, 49):
            with django_assert_max_num_queries(17):
                moderator.get(QUEUE)


def test_comment_is_judged_with_article_and_thread_in_view(moderator):
    article = make_article(body_html='<p>The flood came at night.</p>')
    top = make_comment(article, 'At the top')
    comment = hold(article, parent=top)
    make_comment(article, 'Elsewhere', author_name='Bo')
    response = moderator.get(f'{QUEUE}{comment.pk}/change/')
    text = page(response).select_one('.in-view').get_text()
    assert 'The flood came at night.' in text
    assert text.index('At the top') < text.index('Held words')
    assert 'Elsewhere' not in text
    press(moderator, response, 'Approve: comment by Ada')
    assert statuses() == ['approved', 'approved', 'approved']


def edited(client, comment, **values):
    fields = {'author_name': 'Ada', 'author_email': '', 'author_url': '', 'text': comment.body_text, 'seen': ''}
    return client.post(f'{QUEUE}{comment.pk}/change/', fields | values, follow=True)


def test_comment_is_edited_as_text_and_the_edit_undone(moderator):
    comment = hold(make_article(), 'Before', body_html='<p>Be<em>fore</em></p><blockquote><p>Said</p></blockquote>')
    shown = page(moderator.get(f'{QUEUE}{comment.pk}/change/')).select_one('#id_text')
    assert shown.string.strip() == 'Be*fore*\n\n> Said'
    answer = edited(moderator, comment, text='*After*<script>x()</script>')
    comment.refresh_from_db()
    assert (comment.body_html, comment.status) == ('<p><em>After</em>&lt;script&gt;x()&lt;/script&gt;</p>', 'held')
    press(moderator, answer, 'Undo')
    comment.refresh_from_db()
    assert comment.body_text == 'Before'


def test_new_name_leaves_the_html_of_a_comment_as_it_is(moderator):
    html = '<p>One<br>two <abbr title="x">y</abbr></p>'
    comment = hold(make_article(), 'One two', body_html=html)
    text = page(moderator.get(f'{QUEUE}{comment.pk}/change/')).select_one('#id_text').string
    edited(moderator, comment, text=text.lstrip('\n').replace('\n', '\r\n'), author_name='Grace')
    comment.refresh_from_db()
    assert (comment.author_name, comment.body_html) == ('Grace', html)


def test_second_of_two_editors_sees_what_the_first_wrote(moderator):
    comment = hold(make_article(), 'Before')
    edited(moderator, comment, text='By the first')
    answer = edited(moderator, comment, text='By the second')
    assert 'Someone else has changed this comment' in answer.text
    assert 'By the first' in answer.text
    assert 'By the second' in page(answer).select_one('#id_text').string
    seen = page(answer).select_one('#id_seen')['value']
    edited(moderator, comment, text='By the second', seen=seen)
    comment.refresh_from_db()
    assert comment.body_text == 'By the second'


def test_paper_replies_under_its_name_and_readers_see_that_it_is_the_paper(moderator, client, settings):
    settings.SITE_NAME = 'The Herald'
    comment = hold(make_article('Flood'))
    address = f'{QUEUE}{comment.pk}/'
    answer = moderator.post(f'{address}reply/', {'text': 'We *asked* again.'}, follow=True)
    assert statuses() == ['approved', 'approved']
    shown = page(client.get(comment.article.get_absolute_url())).select('.comment')
    assert [one.select_one('.official') is not None for one in shown] == [False, True]
    assert shown[1].select_one('.author').string == 'The Herald'
    assert shown[1].select_one('em').string == 'asked'
    press(moderator, answer, 'Undo')
    assert statuses() == ['approved', 'trashed']


def test_same_reply_sent_twice_is_published_once(moderator):
    comment = hold(make_article())
    for _ in range(2):
        answer = moderator.post(f'{QUEUE}{comment.pk}/reply/', {'text': 'We asked again.'}, follow=True)
    assert statuses() == ['approved', 'approved']
    assert 'Nothing was changed' in answer.text


def test_paper_does_not_reply_over_the_head_of_a_colleague_and_keeps_the_text(moderator):
    comment = hold(make_article())
    form = page(moderator.get(f'{QUEUE}{comment.pk}/change/')).select_one('.official-reply form')
    moderation.spam(comment, by=make_editor('bo', 'Moderators'))
    values = {'text': 'We\n"asked" again.', 'seen': form.select_one('[name=seen]')['value']}
    answer = moderator.post(form['action'], values, follow=True)
    assert statuses() == ['spam']
    assert 'moderated by bo' in answer.text
    press(moderator, answer, 'Reply all the same')
    assert statuses() == ['approved', 'approved']
    assert Comment.objects.get(official=True).body_text.split() == ['We', '"asked"', 'again.']


@pytest.mark.parametrize('text', ['', '  \n', 'x' * 10_001], ids=len)
def test_reply_without_text_or_with_too_much_is_refused(moderator, text):
    comment = hold(make_article())
    answer = moderator.post(f'{QUEUE}{comment.pk}/reply/', {'text': text}, follow=True)
    assert 'between 1 and 10,000' in answer.text
    assert statuses() == ['held']


def test_others_of_the_same_person_are_in_view(moderator):
    comment = hold(make_article(), author_email='ada@example.org', network_hash='h')
    make_comment(make_article(), 'By the network', author_name='Bo', network_hash='h')
    make_comment(make_article(), 'By the address', author_name='Cy', author_email='ada@example.org')
    make_comment(make_article(), 'By nobody', author_name='Di')
    text = page(moderator.get(f'{QUEUE}{comment.pk}/change/')).select_one('.in-view').get_text()
    assert 'By the network' in text
    assert 'By the address' in text
    assert 'By nobody' not in text


@pytest.mark.parametrize('address', ['javascript:alert(1)', 'ftp://example.org', 'example.org'])
def test_writers_address_must_be_one_of_the_web(moderator, address):
    comment = hold(make_article())
    assert 'http://' in page(edited(moderator, comment, author_url=address)).select_one('.errorlist').get_text()
    comment.refresh_from_db()
    assert comment.author_url == ''


def test_withdrawn_comment_and_note_can_be_read_and_not_changed(moderator):
    article = make_article()
    moderator.force_login(make_editor())
    for comment in (
        make_comment(article, status=Status.WITHDRAWN),
        make_comment(article, kind=Comment.Kind.NOTE, status=Status.HELD),
    ):
        response = moderator.get(f'{QUEUE}{comment.pk}/change/')
        assert response.status_code == 200
        assert not page(response).select('input[name=author_name], button.approve')
        assert edited(moderator, comment, author_name='Changed').status_code == 403


def test_person_is_erased_after_a_second_thought(moderator):
    article = make_article()
    comment = make_comment(article, 'Secret', author_name='Ada Lovelace')
    make_comment(article, 'Reply', parent=comment)
    answer = press(moderator, moderator.get(f'{QUEUE}{comment.pk}/change/'), 'Erase for good')
    assert 'was erased' in answer.text
    for address in (f'{QUEUE}{comment.pk}/change/', f'{QUEUE}{comment.pk}/history/', article.get_absolute_url()):
        text = moderator.get(address).text
        assert 'Secret' not in text
        assert 'Lovelace' not in text


def test_comments_are_neither_added_nor_deleted_here(moderator):
    comment = hold(make_article())
    assert moderator.get(f'{QUEUE}add/').status_code == 403
    assert moderator.post(f'{QUEUE}{comment.pk}/delete/', {'post': 'yes'}).status_code == 403
    assert 'delete_selected' not in moderator.get(QUEUE).text


def test_pages_hold_no_script_or_style_of_their_own(moderator):
    comment = hold(make_article())
    for address in (QUEUE, f'{QUEUE}{comment.pk}/change/'):
        shown = page(moderator.get(address))
        assert not [script for script in shown.select('script') if not script.get('src')]
        assert not shown.select('style, [style], [onclick]')


def test_hostile_names_and_texts_are_shown_as_text(moderator):
    hold(
        make_article('<i>Title</i>'),
        '<script>x()</script>',
        author_name='"><img src=x>',
        author_url='https://x/"onclick=',
    )
    shown = page(moderator.get(QUEUE)).select_one('#result_list')
    assert not shown.select('script, img, i, [onclick]')
    assert '"><img src=x>' in shown.get_text()
