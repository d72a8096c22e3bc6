import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from bs4 import BeautifulSoup
from django.core.signing import Signer
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.comments import forms, moderation, writers
from articles.models import Article, Comment
from tests.factories import make_article, make_comment, make_editor

pytestmark = pytest.mark.django_db
Status = Comment.Status

NASTY = [
    "'; DROP TABLE articles_comment; --",
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '{{ 7|add:7 }}{% load x %}',
    '%s %(name)s %00 %n',
    '\x00null\x00',
    'bell\x07 escape\x1b[31m',
    '\ud83d'.encode('utf-8', 'surrogatepass').decode('utf-8', 'replace'),
    '\ufeffbom \u202eright to left\u202c \u200b',
    '﷽' * 50,
    'Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮',
    '👩‍👩‍👧‍👦🇺🇸',
    '田中さんにあげて下さい',
    'http://a/%%30%30',
    '../../../../etc/passwd%00',
    '${jndi:ldap://example.org/a}',
    '1e309',
    '-1',
    '0',
    '9' * 40,
    'NaN',
    'ﬀ ß İ ı',
]


def sent(article, **values):
    """What a browser sends a minute after the form came."""
    stamp = forms.make_stamp(article, seconds=60)
    return {'name': 'Ada', 'text': 'Well said.', 'email': '', 'address': '', 'to': '', 'stamp': stamp} | values


def post(client, article, **values):
    return client.post(f'/respond/{article.pk}/', sent(article, **values))


def page(response):
    return BeautifulSoup(response.content, 'html.parser')


def messages_of(response):
    return [item.get_text(' ', strip=True) for item in page(response).select('.error-summary li')]


def test_comment_is_held_and_its_writer_sees_so(client):
    article = make_article()
    response = post(client, article, text='I was there.\n\nSee https://example.org/')
    assert response.status_code == 303
    held = client.get(response['Location'])
    assert 'held for review' in held.text
    assert 'I was there.' in held.text
    assert (held['Cache-Control'], held['X-Robots-Tag']) == ('no-store', 'noindex')
    comment = Comment.objects.get()
    assert (comment.status, comment.number, comment.parent) == (Status.HELD, comment.pk, None)
    assert '<a href="https://example.org/" rel="nofollow ugc">' in comment.body_html


def test_held_comment_is_not_on_the_articles_page(client):
    article = make_article()
    post(client, article, text='Not yet.')
    assert 'Not yet.' not in client.get(article.get_absolute_url()).text


def test_reply_goes_below_the_comment_it_answers(client):
    article = make_article()
    parent = make_comment(article, 'First!')
    form = client.get(f'/respond/{article.pk}/', {'to': parent.number})
    assert 'First!' in form.text
    assert page(form).select_one('input[name=to]')['value'] == str(parent.number)
    post(client, article, to=parent.number)
    assert Comment.objects.latest('pk').parent == parent


def test_form_to_reply_to_a_comment_that_is_gone_says_so(client):
    article = make_article()
    gone = make_comment(article, 'Gone words', status=Status.SPAM)
    for to in (gone.number, 'x', '9' * 5000, '-1', '0', '\x00'):
        response = client.get(f'/respond/{article.pk}/', {'to': to})
        assert response.status_code == 200
        assert 'no longer public' in response.text
        assert 'Gone words' not in response.text


def test_reply_to_a_comment_that_is_gone_is_handed_back_to_send_by_itself(client):
    article = make_article()
    parent = make_comment(article, status=Status.TRASHED)
    response = post(client, article, to=parent.number, text='I agree with you.')
    assert response.status_code == 422
    assert 'no longer public' in messages_of(response)[0]
    assert 'I agree with you.' in response.text
    assert not page(response).select_one('input[name=to]').get('value')


def test_reply_to_a_comment_of_another_article_is_not_taken(client):
    article, comment = make_article(), make_comment(make_article())
    assert post(client, article, to=comment.number).status_code == 422


@pytest.mark.parametrize(
    ('field', 'value', 'message'),
    [
        ('name', '', 'Write the name'),
        ('name', ' \u200b ', 'Write the name'),
        ('name', 'x' * 101, '100 characters'),
        ('text', '', 'Write your comment'),
        ('text', '\u200b\n\n', 'Write your comment'),
        ('text', '<b></b>', 'Write your comment'),
        ('text', 'x' * 10_001, '10000 characters'),
        ('email', 'ada at home', 'valid email'),
        ('email', 'a@' + 'b.' * 130 + 'org', '254 characters'),
        ('address', 'javascript:alert(1)', 'valid URL'),
        ('address', 'ftp://example.org/', 'valid URL'),
        ('address', 'https://example.org/' + 'x' * 500, '500 characters'),
    ],
)
def test_invalid_field_has_one_message_and_the_text_is_kept(client, field, value, message):
    article = make_article()
    response = post(client, article, **{'text': 'My long thought.', field: value})
    assert response.status_code == 422
    assert len(messages_of(response)) == 1
    assert message in messages_of(response)[0]
    if field != 'text':
        assert page(response).textarea.string.strip() == 'My long thought.'
    control = page(response).select_one(f'[name={field}]')
    assert control['aria-invalid'] == 'true'
    described = [page(response).find(id=name).get_text() for name in control['aria-describedby'].split()]
    assert message in described[-1]
    assert page(response).select_one('.error-summary a')['href'] == f'#{control["id"]}'
    assert not Comment.objects.exists()


def test_empty_request_is_answered_with_messages(client):
    article = make_article()
    response = client.post(f'/respond/{article.pk}/')
    assert response.status_code == 422
    assert len(messages_of(response)) == 3


def test_ten_thousand_characters_with_line_ends_as_browsers_send_them_are_taken(client):
    article = make_article()
    assert post(client, article, text='x\r\n' * 4999 + 'xy').status_code == 303
    assert post(client, article, text='x\n' * 5000 + 'y').status_code == 422


def test_web_address_without_scheme_is_taken_as_https(client):
    post(client, make_article(), address='example.org')
    assert Comment.objects.get().author_url == 'https://example.org'


def test_preview_shows_the_comment_and_keeps_nothing(client):
    article = make_article()
    response = post(client, article, text='<b>Bold</b> & <i>free', name='Ada', preview='1')
    assert response.status_code == 200
    assert (
        page(response).select_one('.preview .comment-text').decode_contents() == '<p><b>Bold</b> &amp; <i>free</i></p>'
    )
    assert page(response).textarea.string.strip() == '<b>Bold</b> & <i>free'
    assert not Comment.objects.exists()
    again = {field['name']: field.get('value', '') for field in page(response).select('form input')}
    assert client.post(f'/respond/{article.pk}/', again | {'text': 'Sent'}).status_code == 303
    assert Comment.objects.get().status == Status.HELD


def test_preview_of_an_invalid_form_is_refused(client):
    assert post(client, make_article(), name='', preview='1').status_code == 422


@pytest.mark.parametrize('values', [{'subject': 'cheap watches'}, {'stamp': None}], ids=['trap', 'haste'])
def test_machine_gets_the_same_answer_and_its_comment_is_spam(client, values):
    article = make_article()
    if 'stamp' in values:
        values = {'stamp': forms.make_stamp(article)}
    response = post(client, article, **values)
    assert response.status_code == 303
    assert Comment.objects.get().status == Status.SPAM
    spam = client.get(response['Location']).text
    Comment.objects.update(status=Status.HELD)
    assert client.get(response['Location']).text == spam


def test_form_of_a_machine_whose_clock_is_ahead_is_no_spam(client):
    article = make_article()
    post(client, article, stamp=forms.make_stamp(article, seconds=-300))
    assert Comment.objects.get().status == Status.HELD


def stamps(article):
    return {
        'missing': '',
        'forged': f'{int(time.time())}:abc',
        'old': forms.make_stamp(article, seconds=forms.OLDEST + 60),
        'another article': forms.make_stamp(Article(pk=article.pk + 1), seconds=60),
        'another purpose': Signer(salt='else').sign(int(time.time())),
        'not text': '\x00\ufffd',
    }


@pytest.mark.parametrize('which', ['missing', 'forged', 'old', 'another article', 'another purpose', 'not text'])
def test_form_without_a_good_stamp_comes_back_with_a_fresh_one(client, which):
    article = make_article()
    response = post(client, article, stamp=stamps(article)[which], text='Kept.')
    assert response.status_code == 422
    assert 'open for too long' in messages_of(response)[0]
    assert page(response).textarea.string.strip() == 'Kept.'
    fresh = page(response).select_one('input[name=stamp]')['value']
    assert forms.age(article, fresh) < 10


def test_writer_who_sends_an_old_form_again_at_once_is_no_machine(client):
    article = make_article()
    response = post(client, article, stamp=stamps(article)['old'])
    post(client, article, stamp=page(response).select_one('input[name=stamp]')['value'])
    assert Comment.objects.get().status == Status.HELD


def test_network_that_sends_too_much_gets_retry_after(client):
    article = make_article()
    for n in range(5):
        assert post(client, article, text=f'Comment {n}').status_code == 303
    response = post(client, article, text='Comment 6')
    assert response.status_code == 429
    assert 590 <= int(response['Retry-After']) <= 600
    assert page(response).textarea.string.strip() == 'Comment 6'
    assert '10 minutes' in messages_of(response)[0]
    assert client.post(f'/respond/{article.pk}/', sent(article), REMOTE_ADDR='192.0.2.9').status_code == 303


def test_invented_proxies_do_not_hide_a_network(client):
    article = make_article()
    answers = [
        client.post(f'/respond/{article.pk}/', sent(article, text=f'{n}'), HTTP_X_FORWARDED_FOR=f'198.51.100.{n}')
        for n in range(6)
    ]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]


def test_same_form_sent_twice_is_one_comment_and_one_answer(client):
    article = make_article()
    first, second = post(client, article), post(client, article)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first['Location'] == second['Location']
    assert Comment.objects.count() == 1


def test_copy_of_a_public_comment_does_not_get_the_link_that_withdraws_it(client):
    article = make_article()
    post(client, article)
    Comment.objects.update(status=Status.APPROVED)
    response = post(client, article)
    assert response['Location'] == Comment.objects.get().get_absolute_url()


@pytest.mark.parametrize('status', [Status.HELD, Status.SPAM, Status.TRASHED])
def test_copy_of_a_comment_that_was_public_gets_the_link_in_its_writers_network_only(client, status):
    article = make_article()
    link = post(client, article)['Location']
    Comment.objects.update(status=status, moderated=timezone.now())
    assert post(client, article)['Location'] == link
    copied = client.post(f'/respond/{article.pk}/', sent(article), REMOTE_ADDR='192.0.2.7')
    assert copied['Location'] == Comment.objects.get().get_absolute_url()


@pytest.mark.django_db(transaction=True)
def test_same_form_sent_twice_at_once_is_one_comment():
    article = make_article()
    together = Barrier(2)
    form = sent(article)

    def send(_):
        try:
            together.wait()
            return Client().post(f'/respond/{article.pk}/', form)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer['Location'] for answer in answers}) == 1
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    'fields',
    [
        {'comments_open': False},
        {'status': Article.Status.DRAFT},
        {'status': Article.Status.WITHDRAWN},
        {'status': Article.Status.PRIVATE},
        {'status': Article.Status.TRASHED},
        {'password': 'hashed'},
        {'published': datetime(2999, 1, 1, tzinfo=UTC)},
    ],
    ids=str,
)
def test_article_that_takes_no_comments_answers_as_if_it_did_not_exist(client, fields):
    article = make_article(**fields)
    make_comment(article, 'Quoted words')
    unknown = client.get('/respond/999999999/')
    assert unknown.status_code == 404
    for response in (client.get(f'/respond/{article.pk}/?to=1'), post(client, article)):
        assert (response.status_code, response.content) == (404, unknown.content)
    assert Comment.objects.count() == 1


def test_number_that_no_table_can_hold_is_unknown(client):
    assert client.get(f'/respond/{10**30}/').status_code == 404


@pytest.mark.parametrize('method', ['put', 'delete', 'patch', 'options'])
def test_other_methods_are_refused(client, method):
    article = make_article()
    for address in (f'/respond/{article.pk}/', '/comments/held/x/'):
        response = getattr(client, method)(address)
        assert response.status_code == 405
        assert response['Allow'] == 'GET, HEAD, POST'


def test_form_needs_no_cookie_and_holds_nothing_personal():
    client = Client(enforce_csrf_checks=True)
    article = make_article()
    for address in (article.get_absolute_url(), f'/respond/{article.pk}/'):
        response = client.get(address)
        assert not response.cookies
        assert 'Cookie' not in response.get('Vary', '')
    assert post(client, article).status_code == 303
    assert not client.cookies


def test_trap_is_kept_from_people(client):
    trap = page(client.get(f'/respond/{make_article().pk}/')).select_one('input[name=subject]')
    assert (trap['autocomplete'], trap['tabindex']) == ('off', '-1')
    assert trap.find_parent(class_='not-for-people').label.string == 'Leave this field empty'


@pytest.mark.parametrize('text', NASTY)
def test_nasty_text_is_kept_as_it_was_or_refused_by_field(client, text):
    article = make_article()
    clean = re.sub(r'[\x00-\x08\x0b-\x1f]', '', text).strip()
    assert post(client, article, name=text, text=text).status_code == 303
    comment = Comment.objects.get()
    assert comment.author_name == ' '.join(clean.split())
    assert comment.body_text == ' '.join(clean.split())
    Comment.objects.update(status=Status.APPROVED)
    shown = page(client.get(article.get_absolute_url())).select_one('.comment')
    assert shown.select_one('.author').get_text() == comment.author_name
    assert not shown.select('script, img')
    for field in ('email', 'address', 'to', 'stamp', 'subject', 'preview'):
        response = post(client, article, **{field: text, 'text': f'{field} {text[:50]}'})
        assert response.status_code in (200, 303, 422)


@pytest.mark.parametrize('charset', ['utf-7', 'utf-16', 'cp037', 'nonsense'])
def test_charset_a_browser_never_sends_is_harmless(client, charset):
    article = make_article()
    boundary = 'multipart/form-data; boundary=BoUnDaRyStRiNg'
    body = '--BoUnDaRyStRiNg\r\nContent-Disposition: form-data; name="text"\r\n\r\n+2AA-\r\n--BoUnDaRyStRiNg--\r\n'
    response = client.generic('POST', f'/respond/{article.pk}/', body, content_type=f'{boundary}; charset={charset}')
    assert response.status_code in (400, 422)


@pytest.mark.parametrize('content_type', ['application/json', 'text/plain', 'multipart/form-data', ''])
def test_body_that_is_no_form_is_harmless(client, content_type):
    response = client.generic('POST', f'/respond/{make_article().pk}/', b'\xff\x00{"a":', content_type=content_type)
    assert response.status_code in (400, 422)


def test_invalid_utf8_is_taken_as_far_as_it_can_be_read(client):
    article = make_article()
    body = b'name=%FF%FEAda&text=a%ED%A0%80b&stamp=' + forms.make_stamp(article, seconds=60).encode()
    response = client.generic('POST', f'/respond/{article.pk}/', body, 'application/x-www-form-urlencoded')
    assert response.status_code == 303
    assert Comment.objects.get().body_text == 'a\ufffd\ufffd\ufffdb'


def held_page(client, **fields):
    article = make_article(**fields.pop('article', {}))
    address = post(client, article, text='My words.')['Location']
    Comment.objects.update(**fields)
    return address


@pytest.mark.parametrize(
    ('fields', 'says', 'shows_text'),
    [
        ({'status': Status.HELD}, 'held for review', True),
        ({'status': Status.SPAM}, 'held for review', True),
        ({'status': Status.APPROVED}, 'is public', True),
        ({'status': Status.TRASHED}, 'did not accept', False),
        ({'status': Status.WITHDRAWN}, 'withdrew this comment', False),
    ],
    ids=lambda value: value['status'].value if isinstance(value, dict) else None,
)
def test_writer_sees_what_became_of_the_comment(client, fields, says, shows_text):
    text = client.get(held_page(client, **fields)).text
    assert says in text
    assert ('My words.' in text) is shows_text


def test_public_comment_is_one_link_away_from_its_held_page(client):
    address = held_page(client, status=Status.APPROVED)
    comment = Comment.objects.get()
    link = page(client.get(address)).select_one('.notice a')['href']
    assert link == comment.get_absolute_url()


def test_held_page_does_not_lead_to_an_article_that_was_withdrawn(client):
    address = held_page(client, status=Status.APPROVED)
    Article.objects.update(status=Article.Status.WITHDRAWN)
    text = client.get(address).text
    assert 'not public at present' in text
    assert Article.objects.get().get_absolute_url() not in text


@pytest.mark.parametrize('status', [Status.HELD, Status.SPAM, Status.APPROVED])
def test_writer_takes_a_comment_back_and_replies_keep_their_place(client, status):
    address = held_page(client, status=status)
    comment = Comment.objects.get()
    make_comment(comment.article, 'A reply.', parent=comment, number=comment.number + 1)
    assert 'disappears' in client.get(address).text
    response = Client(enforce_csrf_checks=True).post(address, {'withdraw': '1'})
    assert (response.status_code, response['Location']) == (303, address)
    assert 'withdrew this comment' in client.get(address).text
    shown = client.get(comment.article.get_absolute_url()).text
    assert 'My words.' not in shown
    assert 'This comment was removed.' in shown
    assert 'A reply.' in shown


def test_link_names_no_other_comment_that_got_the_number_after_a_restore(client):
    address = held_page(client)
    Comment.objects.update(posted=timezone.now())
    assert client.get(address).status_code == 404


@pytest.mark.parametrize('token', ['1', '1:x', 'x:', '%00', 'é', '1:' + 'a' * 43])
def test_link_that_was_not_given_out_is_not_found(client, token):
    make_comment(make_article(), pk=1)
    for response in (client.get(f'/comments/held/{token}/'), client.post(f'/comments/held/{token}/')):
        assert response.status_code == 404


def test_thread_is_shown_as_nested_lists_with_links(client):
    article = make_article()
    top = make_comment(article, 'Top', author_url='https://example.org/')
    reply = make_comment(article, 'Reply', parent=top, author_name='Bo')
    make_comment(article, 'Later', author_name='Cy', posted=timezone.now())
    shown = page(client.get(article.get_absolute_url()))
    assert shown.h2.string == '3 comments'
    items = shown.select('ol.thread > li')
    assert items[0].article['id'] == top.anchor
    assert items[0].select_one('li li > article')['id'] == reply.anchor
    author = shown.select_one(f'#{top.anchor} a.author')
    assert (author['href'], author['rel']) == ('https://example.org/', ['nofollow', 'ugc'])
    assert shown.select_one(f'#{reply.anchor} .reply a')['href'] == f'?replytocom={reply.number}#respond'
    permalink = shown.select_one(f'#{reply.anchor} .permalink')['href']
    assert permalink == f'{article.get_absolute_url()}{reply.anchor}/'
    assert client.get(permalink)['Location'] == f'{article.get_absolute_url()}#{reply.anchor}'
    assert shown.find(id='respond').form['action'] == f'/respond/{article.pk}/'


def test_replies_can_be_folded_away_and_their_number_is_shown(client):
    article = make_article()
    top, later = make_comment(article, 'Top'), make_comment(article, 'Later')
    reply = make_comment(article, 'Reply', parent=top)
    make_comment(article, 'Deep', parent=make_comment(article, 'Deeper', parent=reply))
    make_comment(article, 'Spam', parent=top, status=Status.SPAM)
    folds = page(client.get(article.get_absolute_url())).select('.thread details')
    assert [fold.summary.text for fold in folds] == ['3 replies']
    assert folds[0].has_attr('open')
    assert len(folds[0].select('article')) == 3
    assert not folds[0].find_parent('li').select(f'#{later.anchor}')


def test_reply_is_written_below_the_comment_it_answers(client, django_assert_max_num_queries):
    article = make_article()
    first, second = make_comment(article, 'First', author_name='Bo'), make_comment(article, 'Second')
    with django_assert_max_num_queries(5):
        response = client.get(f'{article.get_absolute_url()}?replytocom={first.number}')
    assert response['X-Robots-Tag'] == 'noindex'
    shown = page(response)
    assert len(shown.select('form.comment-form')) == 1
    item = shown.find(id=first.anchor).find_parent('li')
    assert item.select_one('#respond h3').text == 'Reply to Bo'
    assert item.select_one('input[name=to]')['value'] == str(first.number)
    assert not shown.find(id=second.anchor).find_parent('li').select('form')


@pytest.mark.parametrize('number', ['0', 'x', '', '9' * 40, '-1', '%00', '١'])
def test_reply_to_no_comment_is_a_comment_on_the_article(client, number):
    article = make_article()
    make_comment(article, 'Held', number=7, status=Status.HELD)
    for asked in (number, '7'):
        shown = page(client.get(f'{article.get_absolute_url()}?replytocom={asked}'))
        assert shown.select_one('main > .respond form')
        assert not shown.select_one('input[name=to]').get('value')


def test_removed_comment_shows_neither_name_nor_text(client):
    article = make_article()
    removed = make_comment(
        article, 'Harsh words', author_name='Rude', status=Status.TRASHED, author_email='r@example.org'
    )
    make_comment(article, 'An answer', parent=removed)
    make_comment(article, 'Spam words', status=Status.SPAM)
    text = client.get(article.get_absolute_url()).text
    assert 'This comment was removed.' in text
    assert 'An answer' in text
    for word in ('Harsh', 'Rude', 'r@example.org', 'Spam words'):
        assert word not in text
    assert '1 comment<' in text


def test_closed_article_shows_its_comments_and_no_form(client):
    article = make_article(comments_open=False)
    make_comment(article, 'From back then')
    shown = page(client.get(article.get_absolute_url()))
    assert 'From back then' in shown.get_text()
    assert not shown.select('form.comment-form, a[href*=replytocom]')


def test_private_columns_stay_private(client):
    article = make_article()
    make_comment(article, author_email='ada@example.org', network_hash='abc123')
    text = client.get(article.get_absolute_url()).text + client.get(f'/respond/{article.pk}/').text
    assert 'ada@example.org' not in text
    assert 'abc123' not in text


def test_comments_posted_long_ago_do_not_count(client):
    article = make_article()
    for _ in range(5):
        make_comment(article)
    Comment.objects.update(posted=timezone.now() - timedelta(days=2))
    assert post(client, article).status_code == 303


def test_pages_of_comments_have_the_urls_of_wordpress_and_old_ones_land(client):
    article = make_article()
    made = [make_comment(article, f'Comment {n}.', posted=timezone.now() + timedelta(hours=n)) for n in range(60)]
    url = article.get_absolute_url()
    first, second = page(client.get(url)), client.get(f'{url}comment-page-2/')
    assert [link['href'] for link in first.select('.comments .pages a')] == [f'{url}comment-page-2/#comments']
    assert 'Comment 59.' in second.text
    assert 'Comment 49.' not in second.text
    assert page(second).select_one('link[rel=canonical]')['href'].endswith(url)
    assert client.get(f'{url}{made[59].anchor}/')['Location'] == f'{url}comment-page-2/#{made[59].anchor}'
    assert client.get(f'{url}comment-page-1/')['Location'] == url
    # What a browser without script sends for /url/#comment-123, once the reader has typed the number.
    assert first.select_one('.comments noscript input')['name'] == 'comment'
    sent = client.get(url, {'comment': made[59].number})
    assert sent['Location'] == f'{url}comment-page-2/#{made[59].anchor}'
    assert client.get(url, {'comment': 'x'}).status_code == 200
    assert client.get(f'{url}comment-page-9/')['Location'] == url
    assert client.get(f'{url}comment-7/').status_code == 404
    newest = client.get(f'{url}?comments=newest')
    assert newest['X-Robots-Tag'] == 'noindex'
    assert page(newest).select_one('.thread article')['id'] == made[59].anchor
    assert client.get(f'{url}?comments=%00').status_code == 200
    replying = page(client.get(f'{url}?replytocom={made[59].number}'))
    assert replying.find(id=made[59].anchor).find_parent('li').select('form')


@pytest.mark.parametrize('status', [Status.HELD, Status.SPAM, Status.APPROVED])
def test_writer_undoes_the_withdrawal_within_a_day(client, status):
    address = held_page(client, status=status)
    client.post(address, {'withdraw': '1'})
    assert 'you can undo this' in client.get(address).text
    client.post(address, {'undo': '1'})
    assert Comment.objects.get().status == status
    client.post(address, {'withdraw': '1'})
    Comment.objects.update(moderated=timezone.now() - timedelta(days=1, seconds=1))
    assert 'you can undo this' not in client.get(address).text
    client.post(address, {'undo': '1'})
    assert Comment.objects.get().status == Status.WITHDRAWN


def test_post_that_says_nothing_changes_nothing(client):
    address = held_page(client)
    assert client.post(address).status_code == 303
    assert Comment.objects.get().status == Status.HELD


@pytest.mark.parametrize('status', [Status.HELD, Status.SPAM, Status.APPROVED])
def test_writer_edits_for_ten_minutes_and_it_is_shown_as_edited(client, status, monkeypatch):
    address = held_page(client, status=status)
    assert 'My words.' in page(client.get(address)).select_one('textarea').string
    assert client.post(address, {'text': 'My *better* words.'}).status_code == 303
    comment = Comment.objects.get()
    assert (comment.body_html, comment.status) == ('<p>My <em>better</em> words.</p>', status)
    assert comment.meta['first_text'] == 'My words.'
    assert 'edited' in client.get(address).text
    if status == Status.APPROVED:
        assert page(client.get(comment.article.get_absolute_url())).select_one('.edited')
    monkeypatch.setattr(writers, 'EDITABLE', timedelta())
    assert not page(client.get(address)).select('textarea')
    answer = client.post(address, {'text': 'Too late.'})
    assert answer.status_code == 422
    assert 'time to edit is over' in answer.text
    assert page(answer).select_one('textarea').string.strip() == 'Too late.'
    assert Comment.objects.get().body_text == 'My better words.'


@pytest.mark.parametrize('text', ['', ' ', '\x00', '\u200b', 'x' * 10_001], ids=repr)
def test_edit_without_words_or_with_too_many_is_refused(client, text):
    address = held_page(client)
    assert client.post(address, {'text': text}).status_code == 422
    assert Comment.objects.get().body_text == 'My words.'


def test_stored_website_that_is_no_web_address_is_not_linked(client):
    article = make_article()
    make_comment(article, author_name='Bo', author_url='javascript:alert(1)')
    shown = client.get(article.get_absolute_url()).text
    assert '<bdi class="author">Bo</bdi>' in shown
    assert 'javascript:' not in shown


def test_public_comment_that_gains_links_is_held_again(client):
    address = held_page(client, status=Status.APPROVED)
    client.post(address, {'text': 'See https://pills.example/ now.'})
    assert Comment.objects.get().status == Status.HELD


def test_public_comment_whose_link_leads_elsewhere_is_held_again(client):
    address = held_page(client, status=Status.APPROVED, body_html='<p><a href="https://good.example/">good</a></p>')
    client.post(address, {'text': 'See https://pills.example/ now.'})
    assert Comment.objects.get().status == Status.HELD


def test_public_comment_that_keeps_its_links_stays_public(client):
    address = held_page(client, status=Status.APPROVED)
    client.post(address, {'text': 'See https://good.example/ now.'})
    Comment.objects.update(status=Status.APPROVED)
    client.post(address, {'text': 'Do see https://good.example/ now.'})
    assert Comment.objects.get().status == Status.APPROVED


def test_writer_does_not_edit_what_a_moderator_has_edited(client):
    address = held_page(client, status=Status.APPROVED)
    moderator = make_editor('moderator', 'Moderators')
    change = moderation.edit(Comment.objects.get(), by=moderator, text='Milder words.')
    assert client.post(address, {'text': 'Wilder words.'}).status_code == 422
    assert Comment.objects.get().body_text == 'Milder words.'
    moderation.restore(change, by=moderator)
    assert client.post(address, {'text': 'Wilder words.'}).status_code == 303
    assert Comment.objects.get().body_text == 'Wilder words.'


def test_moderator_hears_that_a_comment_was_edited_and_sees_both_texts(client):
    address = held_page(client)
    client.force_login(make_editor('moderator', 'Moderators'))
    queue = '/admin/articles/comment/'
    before = page(client.get(queue)).select_one('[name=seen]')['value']
    client.post(address, {'text': 'Other words.'})
    answer = client.post(f'{queue}moderate/', {'approve': Comment.objects.get().pk, 'seen': before}, follow=True)
    assert Comment.objects.get().status == Status.HELD
    assert 'Not changed' in answer.text
    row = page(client.get(queue)).select_one('.judged').get_text()
    assert 'My words.' in row
    assert 'Other words.' in row


def test_trashed_comment_cannot_be_edited(client):
    address = held_page(client, status=Status.TRASHED)
    assert client.post(address, {'text': 'Other words.'}).status_code == 422
    assert Comment.objects.get().body_text == 'My words.'
