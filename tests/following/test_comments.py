"""Following comments by mail: proved, told once, ended by one click."""

import base64
from datetime import timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.utils import timezone

from articles.comments import forms, moderation, person, writers
from articles.following import announcements, outbox, subscriptions
from articles.models import Comment, Follower, Mail, Subscription
from articles.readers.record import CommentRecord
from articles.views.following import make_stamp
from tests.factories import import_records, make_article, make_comment, make_record
from tests.following.inbox import deliver, link, subscribe

pytestmark = pytest.mark.django_db


def follow(client, article, email='Reader@mail.example', **values):
    form = {'email': email, 'pace': 'at once', 'subject': '', 'stamp': make_stamp()}
    return client.post(f'/follow/{article.pk}/', form | values)


def follower(article, email='reader@mail.example', comment=None):
    return subscribe(email, article=article, comment=comment)


def approved(article, moderator, **fields):
    comment = make_comment(article, 'I was there.', status='held', author_name='Bo', **fields)
    moderation.approve(comment, by=moderator)
    return comment


def test_comment_of_long_ago_that_is_withdrawn_and_brought_back_is_no_news(client, moderator):
    article = make_article('Flood')
    follower(article)
    long_ago = timezone.now() - timedelta(days=9)
    comment = make_comment(article, posted=long_ago, moderated=long_ago)
    assert writers.withdraw(comment)
    assert writers.undo_withdrawal(comment)
    comment.refresh_from_db()
    assert (comment.status, comment.moderated) == ('approved', long_ago)
    assert announcements.comments() == 0
    assert deliver() == []
    approved(article, moderator)
    assert announcements.comments() == 1


def test_without_a_mail_server_nothing_is_offered(client, settings):
    settings.EMAIL_URL = ''
    article = make_article()
    make_comment(article)
    assert 'by e-mail' not in client.get(article.get_absolute_url()).text
    assert client.get(f'/follow/{article.pk}/').status_code == 404


def test_reader_follows_an_article_proves_the_address_is_told_and_leaves_by_one_click(client, moderator):
    article = make_article('Flood')
    make_comment(article)
    page = BeautifulSoup(client.get(article.get_absolute_url()).content, 'html.parser')
    assert page.select_one(f'a[href="/follow/{article.pk}/"]')
    assert 'get a mail' in client.get(follow(client, article)['Location']).text
    assert deliver() == [('reader@mail.example', 'Please confirm: comments on Flood')]
    address = link(mail.outbox[0], 'confirm')
    client.get(address)
    assert not Subscription.objects.get().confirmed
    assert 'a mail for each new comment' in Client(enforce_csrf_checks=True).post(address).text
    approved(article, moderator)
    assert deliver()[1:] == [('reader@mail.example', 'New comment: Flood')]
    news = mail.outbox[1]
    assert 'I was there.' in news.body
    assert '<p>I was there.</p>' in news.alternatives[0].content
    assert news.extra_headers['List-Unsubscribe-Post'] == 'List-Unsubscribe=One-Click'
    stop = news.extra_headers['List-Unsubscribe'].strip('<>').removeprefix('https://news.example')
    assert stop == link(news, 'stop')
    client.get(stop)
    assert Subscription.objects.exists()
    Client(enforce_csrf_checks=True).post(stop, {'List-Unsubscribe': 'One-Click'})
    assert not Subscription.objects.exists()
    assert 'have ended' in client.get(stop).text
    approved(article, moderator)
    assert len(deliver()) == 2


def test_writer_follows_the_replies_and_is_asked_to_confirm_only_once_the_comment_is_public(client, moderator):
    article = make_article('Flood')
    form = {'name': 'Ada', 'text': 'Well said.', 'email': 'ada@mail.example', 'follow': 'on'}
    client.post(f'/respond/{article.pk}/', form | {'stamp': forms.make_stamp(article, seconds=60)})
    comment = Comment.objects.get()
    assert deliver() == []
    moderation.approve(comment, by=moderator)
    assert deliver() == [('ada@mail.example', 'Please confirm: comments on Flood')]
    client.post(link(mail.outbox[0], 'confirm'))
    approved(article, moderator, parent=comment)
    approved(article, moderator)
    approved(article, moderator, parent=comment, author_email='Ada@mail.example')
    assert len(deliver()) == 2
    assert 'replied to your comment' in mail.outbox[1].body


def test_who_wants_replies_without_an_address_is_asked_for_one(client):
    article = make_article()
    form = {'name': 'Ada', 'text': 'Well said.', 'email': '', 'follow': 'on'}
    answer = client.post(f'/respond/{article.pk}/', form | {'stamp': forms.make_stamp(article, seconds=60)})
    assert answer.status_code == 422
    assert 'Write your e-mail address above' in answer.text


def test_nobody_is_told_twice_or_of_what_is_not_public(moderator):
    article = make_article()
    follower(article)
    comment = make_comment(article, status='held')
    make_comment(article, status='spam')
    for act in (moderation.approve, moderation.hold, moderation.approve):
        act(Comment.objects.filter(pk=comment.pk), by=moderator)
        deliver()
    assert len(mail.outbox) == 1


def test_comment_that_is_hidden_before_the_mail_leaves_is_not_sent(moderator):
    article = make_article()
    follower(article)
    comment = approved(article, moderator)
    announcements.announce()
    moderation.trash(comment, by=moderator)
    assert deliver() == []


def test_imported_and_earlier_comments_cause_no_mail(moderator):
    record = CommentRecord(id='7', author='Bo', text='Old.', body_html='<p>Old.</p>', status='approved')
    import_records(make_record(comments=(record,)))
    imported = Comment.objects.get()
    follower(imported.article)
    make_comment(imported.article)
    moderation.hold(imported, by=moderator)
    moderation.approve(imported, by=moderator)
    assert deliver() == []


def test_mail_of_a_database_restored_after_days_is_not_sent(moderator):
    article = make_article()
    follower(article)
    approved(article, moderator)
    announcements.announce()
    Mail.objects.update(due=timezone.now() - announcements.FRESH)
    assert deliver() == []
    assert not Mail.objects.exists()


def test_follower_of_the_article_and_of_the_comment_is_told_once(moderator):
    article = make_article()
    comment = make_comment(article)
    follower(article)
    follower(article, comment=comment)
    approved(article, moderator, parent=comment)
    assert len(deliver()) == 1
    assert 'replied to your comment' in mail.outbox[0].body


def test_unconfirmed_address_is_asked_once_a_day_and_then_forgotten(client):
    article = make_article()
    for _ in range(3):
        follow(client, article)
    assert len(deliver()) == 1
    Mail.objects.update(due=timezone.now() - timedelta(days=2))
    follow(client, article)
    assert len(deliver()) == 2
    Subscription.objects.update(made=timezone.now() - timedelta(days=15))
    subscriptions.tidy()
    assert not Subscription.objects.exists()


def test_network_follows_few_articles_in_a_short_time(client):
    answers = [follow(client, make_article()) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]


def test_address_that_others_give_for_many_articles_gets_few_mails_until_it_has_confirmed(client):
    articles = [make_article() for _ in range(5)]
    for number, article in enumerate(articles):
        form = {'email': 'Reader@mail.example', 'pace': 'at once', 'subject': '', 'stamp': make_stamp()}
        answer = client.post(f'/follow/{article.pk}/', form, REMOTE_ADDR=f'192.0.2.{number}')
        assert answer.status_code == 303
    assert len(deliver()) == subscriptions.MOST_ASKED
    # Whoever got them and ends them all has not made room for more.
    client.post(mail.outbox[0].extra_headers['List-Unsubscribe'].strip('<>').removeprefix('https://news.example'))
    client.post(f'/follow/all/{subscriptions.follower_token(Follower.objects.get())}/', {'stop': 'all'})
    assert not Subscription.objects.exists()
    follow(client, articles[0], email='reader@mail.example')
    assert len(deliver()) == subscriptions.MOST_ASKED
    Mail.objects.update(due=timezone.now() - timedelta(days=2))
    subscriptions.tidy()
    assert not Mail.objects.exists()
    follow(client, articles[1], email='reader@mail.example')
    assert len(deliver()) == subscriptions.MOST_ASKED + 1
    Subscription.objects.update(confirmed=timezone.now())
    follow(client, make_article(), email='reader@mail.example')
    assert len(deliver()) == subscriptions.MOST_ASKED + 2


@pytest.mark.parametrize(
    'values',
    [
        {'email': ''},
        {'email': 'a@b'},
        {'email': 'a@x.example\nBcc: b@x.example'},
        {'subject': 'x'},
        {'stamp': ''},
        {'pace': 'x'},
    ],
)
def test_what_is_no_address_or_no_person_follows_nothing(client, values):
    assert follow(client, make_article(), **values).status_code == 422
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(('name', 'status'), [('confirm', 404), ('all', 410)])
def test_forged_link_is_unknown(client, name, status):
    assert client.get(f'/follow/{name}/1:forged/').status_code == status
    assert client.post(f'/follow/{name}/1:forged/').status_code == status


def test_page_of_all_lists_and_ends_what_an_address_follows(client):
    articles = [make_article(title) for title in ('Flood', 'Fire')]
    for article in articles:
        reader = follower(article).follower
    follower(articles[0], email='other@mail.example')
    address = f'/follow/all/{subscriptions.follower_token(reader)}/'
    page = BeautifulSoup(client.get(address).content, 'html.parser')
    assert [button['aria-label'] for button in page.select('[name=stop][aria-label]')] == [
        'End mails about “Fire”',
        'End mails about “Flood”',
    ]
    client.post(address, {'stop': page.select_one('[name=stop]')['value']})
    assert 'Fire' not in client.get(address).text
    other = Subscription.objects.get(follower__email='other@mail.example')
    client.post(address, {'stop': other.pk})
    client.post(address, {'stop': 'all'})
    assert list(Subscription.objects.all()) == [other]


def test_link_to_all_that_an_address_follows_expires(client, monkeypatch):
    address = f'/follow/all/{subscriptions.follower_token(follower(make_article()).follower)}/'
    monkeypatch.setattr(subscriptions, 'PAGE_OPEN', timedelta(seconds=-1))
    answer = client.get(address)
    assert answer.status_code == 410
    assert 'too old' in answer.text


def test_erased_person_follows_nothing(moderator):
    follower(make_article())
    person.erase('Reader@mail.example', by=moderator)
    assert not Follower.objects.exists()


def test_mail_that_fails_is_tried_later_and_given_up_in_the_end(moderator, monkeypatch):
    article = make_article()
    follower(article)
    approved(article, moderator)
    monkeypatch.setattr(EmailBackend, 'send_messages', raising(SMTPServerDisconnected('gone')))
    for tries in range(1, outbox.MOST_TRIES + 1):
        deliver()
        assert Mail.objects.get().tries == tries
        assert not outbox.is_due()
        Mail.objects.update(due=timezone.now())
    monkeypatch.undo()
    assert deliver() == []


def test_address_that_the_server_does_not_know_is_no_longer_told(moderator, monkeypatch):
    article = make_article()
    follower(article)
    approved(article, moderator)
    refused = SMTPRecipientsRefused({'reader@mail.example': (550, b'5.1.1 No such user')})
    monkeypatch.setattr(EmailBackend, 'send_messages', raising(refused))
    deliver()
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    'reply',
    [b'5.7.1 Relay access denied', b'5.1.8 Sender address rejected', b'5.2.2 Mailbox full', b'Your network is blocked'],
)
def test_server_that_refuses_this_site_ends_nothing_that_is_followed(moderator, monkeypatch, reply):
    article = make_article()
    follower(article)
    approved(article, moderator)
    refused = SMTPRecipientsRefused({'reader@mail.example': (554, reply)})
    monkeypatch.setattr(EmailBackend, 'send_messages', raising(refused))
    deliver()
    assert Follower.objects.exists()
    assert Mail.objects.get().tries == 1


@pytest.mark.parametrize(
    'error',
    [
        SMTPDataError(554, b'Refused'),
        SMTPRecipientsRefused({'a@mail.example': (550, b'5.1.1 No such user')}),
        SMTPRecipientsRefused({'a@mail.example': (450, b'Mailbox is full')}),
    ],
)
def test_address_that_the_server_refuses_costs_nobody_else_the_mail(moderator, monkeypatch, error):
    article = make_article()
    for email in ('a@mail.example', 'b@mail.example'):
        follower(article, email=email)
    approved(article, moderator)
    send_messages = EmailBackend.send_messages

    def refusing(server, messages):
        if messages[0].to == ['a@mail.example']:
            raise error
        return send_messages(server, messages)

    monkeypatch.setattr(EmailBackend, 'send_messages', refusing)
    assert [to for to, _ in deliver()] == ['b@mail.example']


def test_links_of_a_mail_tell_no_address_and_name_no_other_row_after_a_restore(client, moderator):
    subscription = follower(make_article())
    links = [subscriptions.token_of(subscription), subscriptions.follower_token(subscription.follower)]
    for token in links:
        shown = b''.join(base64.urlsafe_b64decode(part + '==') for part in token.split(':'))
        assert b'reader' not in shown
    subscription.made += timedelta(microseconds=1)
    subscription.save()
    assert client.get(f'/follow/confirm/{links[0]}/').status_code == 404
    Follower.objects.update(key=uuid4())
    assert client.get(f'/follow/all/{links[1]}/').status_code == 410


def test_headline_of_several_lines_is_one_line_of_a_subject(moderator):
    article = make_article('Flood\nBcc: x@mail.example')
    follower(article)
    approved(article, moderator)
    assert deliver()[0][1] == 'New comment: Flood Bcc: x@mail.example'


def raising(error):
    def send_messages(server, messages):
        raise error

    return send_messages


def test_comments_that_are_approved_together_are_one_mail(moderator):
    article = make_article('Flood')
    follower(article)
    for text in ('One.', 'Two.'):
        make_comment(article, text, moderated=timezone.now())
    assert deliver() == [('reader@mail.example', '2 new comments: Flood')]
    make_comment(article, 'Three.', moderated=timezone.now())
    assert deliver()[1:] == [('reader@mail.example', 'New comment: Flood')]
