"""What plugins show to some readers only is not published from a WordPress export."""

import pytest

from .test_wxr_fields import codes, field, item, read  # noqa: F401


@pytest.mark.parametrize(
    'passage',
    [
        '[members_only]Hidden.[/members_only]',
        '[mepr-show if="rule: 5"]Hidden.[/mepr-show]',
        '[restrict userlevel="editor"]Hidden [restrict]deeper[/restrict] Hidden.[/restrict]',
        '[membership level="1"]\n\nHidden.\n\n[/membership]',
        '[restrict][restrict]Hidden.[/restrict]',
        '<!-- wp:pmpro/membership {"levels":["1"]} --><p>Hidden.</p><!-- /wp:pmpro/membership -->',
        '<!-- wp:jetpack/premium-content/container --><p>Hidden.</p><!-- /wp:jetpack/premium-content/container -->',
    ],
)
def test_passage_for_members_is_only_in_the_source(read, passage):  # noqa: F811
    record = read(item(body=f'Frost came.\n\n{passage}\n\nIt went.'))[7]
    assert 'Frost came.' in record.body_text
    assert 'It went.' in record.body_text
    assert 'Hidden' not in record.body_html
    assert 'Hidden' in record.body_source
    assert record.status == 'published'
    assert 'members-only' in codes(record)


def test_text_below_the_end_of_a_preview_is_only_in_the_source(read):  # noqa: F811
    record = read(item(body='<p>Frost came.</p><!-- wp:jetpack/paywall /--><p>Hidden.</p>'))[7]
    assert record.body_text == 'Frost came.'


@pytest.mark.parametrize(
    'words', ['[not_logged_in]Frost[/not_logged_in]', '[premium] Frost', 'a [private letter] Frost']
)
def test_words_for_everyone_stay(read, words):  # noqa: F811
    record = read(item(body=words))[7]
    assert 'Frost' in record.body_text
    assert 'members-only' not in codes(record)


def test_article_that_is_all_for_members_is_private(read):  # noqa: F811
    assert read(item(body='[members_only]Hidden.[/members_only]'))[7].status == 'private'


@pytest.mark.parametrize(
    ('key', 'value', 'status'),
    [
        ('_jetpack_newsletter_access', 'paid_subscribers', 'private'),
        ('_jetpack_newsletter_access', 'everybody', 'published'),
        ('_members_access_role', 'subscriber', 'private'),
        ('rcp_user_level', 'All', 'published'),
        ('rcp_user_level', 'Subscriber', 'private'),
        ('_memberful_acl', 'a:0:{}', 'published'),
    ],
)
def test_article_closed_by_a_field_is_private(read, key, value, status):  # noqa: F811
    assert read(item(field(key, value)))[7].status == status
