from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from articles.readers.wxr.comments import comments
from articles.text import sanitise

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
