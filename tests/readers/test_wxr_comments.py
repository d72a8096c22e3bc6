from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.readers.wxr.comments import comments, live_entries
from articles.text import plain, sanitise

ZONE = ZoneInfo('Europe/Berlin')


@pytest.fixture
def read():
    """Reads comments given by their fields and returns them with the codes of what was noted."""

    def read(*all_fields):
        notes = []
        elements = []
        for fields in all_fields:
            element = etree.Element('comment')
            for name, value in fields.items():
                etree.SubElement(element, f'{{http://wordpress.org/export/1.2/}}comment_{name}').text = value
            elements.append(element)
        return comments(elements, ZONE, notes), [note.code for note in notes]

    return read


def one(read, **fields):
    (comment,), _ = read({'id': '1'} | fields)
    return comment


def test_thread_is_kept_as_the_file_has_it(read):
    found, codes = read({'id': '2', 'parent': '1'}, {'id': '1', 'parent': '0'})
    assert [(comment.id, comment.parent) for comment in found] == [('2', '1'), ('1', '')]
    assert codes == []


def test_answer_to_a_comment_that_is_not_there_is_noted(read):
    (comment,), codes = read({'id': '2', 'parent': '99'})
    assert comment.parent == '99'
    assert codes == ['orphan-comment']


@pytest.mark.parametrize(
    ('said', 'status'),
    [('1', 'approved'), ('approve', 'approved'), ('0', 'held'), ('hold', 'held'), ('', 'held'), ('spam', 'spam'),
     ('trash', 'trashed'), ('post-trashed', 'trashed'), ('odd', 'held')],
)  # fmt: skip
def test_state_of_a_comment(read, said, status):
    assert one(read, approved=said).status == status


def test_state_that_says_more_is_kept(read):
    assert one(read, approved='post-trashed').meta == {'status': 'post-trashed'}


@pytest.mark.parametrize(
    ('said', 'kind'),
    [('', 'comment'), ('comment', 'comment'), ('pingback', 'pingback'), ('trackback', 'trackback'), ('note', 'note'),
     ('review', 'comment')],
)  # fmt: skip
def test_kind_of_a_comment(read, said, kind):
    comment = one(read, type=said)
    assert comment.kind == kind
    assert comment.meta == ({'type': 'review'} if said == 'review' else {})


def test_body_has_paragraphs_and_is_sanitised(read):
    comment = one(read, content='One\n\n<img src=x onerror=alert(1)><a href="http://x.example/">two</a>')
    assert comment.body_html == '<p>One</p>\n<p><a href="http://x.example/" rel="nofollow ugc">two</a></p>'
    assert comment.text == 'One\n\ntwo'


def test_address_of_a_commenter_is_of_the_web(read):
    assert one(read, author_url='http://x.example/?a=1&amp;b=2').url == 'http://x.example/?a=1&b=2'
    hostile = one(read, author_url='javascript:alert(1)')
    assert (hostile.url, hostile.meta) == ('', {'url': 'javascript:alert(1)'})


def test_name_is_text(read):
    assert one(read, author='Tom &amp; <b>Ann</b>').author == 'Tom & Ann'


def test_date_is_local(read):
    comment = one(read, date='2017-11-22 10:00:00', date_gmt='2017-11-22 07:00:00')
    assert comment.published.isoformat() == '2017-11-22T10:00:00+03:00'


def test_comments_with_the_same_number_are_all_kept(read):
    found, codes = read({'id': '5'}, {'id': '5'}, {})
    assert [comment.id for comment in found] == ['5', '6', '7']
    assert codes == ['comment-id', 'comment-id']


@given(
    st.text(
        st.sampled_from(list('ab é“"\'<>&;/p\n\r\t\xa0\u2028\ufeff\x85\x7f\U0001f600')) | st.characters(codec='utf-8')
    )
)
def test_every_comment_is_as_the_sanitiser_leaves_it(words):
    words = sanitise.without_controls(words)
    element = etree.Element('comment')
    etree.SubElement(element, '{http://wordpress.org/export/1.2/}comment_content').text = words
    (comment,) = comments([element], ZONE, [])
    assert sanitise.comment_html(comment.body_html) == comment.body_html


@pytest.mark.parametrize('said', ['like', 'repost', 'bookmark', 'rsvp:yes'])
def test_reaction_from_elsewhere_is_no_comment_of_a_reader(read, said):
    comment = one(read, type=said, approved='1')
    assert (comment.kind, comment.status, comment.meta['type']) == ('pingback', 'approved', said)


def test_remark_of_editors_is_private(read):
    comment = one(read, type='editorial-comment', approved='editorial-comment')
    assert (comment.kind, comment.status) == ('note', 'held')


def test_resolved_note_is_private(read):
    comment = one(read, type='note', approved='1')
    assert (comment.kind, comment.status, comment.meta) == ('note', 'held', {'status': '1'})


def test_url_in_a_comment_is_a_link(read):
    html = '<a href="https://well.example/a" rel="nofollow ugc">https://well.example/a</a>.'
    assert html in one(read, content='See https://well.example/a.').body_html


def live(number, time, words, **fields):
    element = etree.Element('comment')
    values = {'id': number, 'type': 'liveblog', 'approved': 'liveblog', 'content': words} | fields
    for name, value in values.items() | {'date': f'2019-05-07 {time}'}.items():
        etree.SubElement(element, f'{{http://wordpress.org/export/1.2/}}comment_{name}').text = value
    return element


def replaces(element, number):
    meta = etree.SubElement(element, 'commentmeta')
    etree.SubElement(meta, 'meta_key').text = 'liveblog_replaces'
    etree.SubElement(meta, 'meta_value').text = number
    return element


def test_entries_of_a_live_report_are_text_in_their_order():
    notes = []
    elements = [live('2', '10:09:00', 'The vote.'), live('1', '10:02:00', 'Doors open.')]
    html = live_entries(elements, ZONE, notes)
    assert plain.from_html(html) == '10:02\n\nDoors open.\n\n10:09\n\nThe vote.'
    assert elements == []
    assert [note.code for note in notes] == ['live-entries']


def test_corrected_entry_of_a_live_report_replaces_the_first_in_its_place():
    first, second = live('1', '10:02:00', 'Nine votes.'), live('2', '10:09:00', 'Applause.')
    corrected = replaces(live('3', '10:30:00', 'Ten votes.'), '1')
    html = live_entries([first, second, corrected], ZONE, [])
    assert plain.from_html(html) == '10:02\n\nTen votes.\n\n10:09\n\nApplause.'


def test_deleted_entry_of_a_live_report_is_gone():
    entries = [live('1', '10:02:00', 'Nine votes.'), replaces(live('3', '10:30:00', ''), '1')]
    assert live_entries(entries, ZONE, []) == ''


@pytest.mark.parametrize('said', ['action_log', 'order_note', 'sensei_course_status'])
def test_log_that_a_plugin_keeps_as_approved_comments_is_held(read, said):
    assert one(read, type=said, approved='1').status == 'held'
    assert one(read, type='review', approved='1').status == 'approved'
