import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.readers.plaintext import reader as plaintext_reader
from articles.readers.record import ArticleRecord, RefusedRecord, SourceRecord
from tests.growth import growth

KARACHI = ZoneInfo('Asia/Karachi')

SEED_FORM = """\
Putin to hold Syria peace talks with Erdogan, Rouhani

November 22, 2017 | By | Reply More

The leaders of three countries will meet at the sea to speak about the end of a war that has gone on for years.

Peace talks with Erdogan, RouhaniThe country is currently divided between an army and those who took up arms against it.

Nobody who was asked on Monday expected the meeting with Rouhani to bring peace before the end of the winter.

– ‘Future belongs to Syrians’ –

A speaker said that the future of the country was for the people who live in it, and for nobody else, to decide.

– Riyadh summit –

Those who oppose the government will gather in another city, and choose the people who will speak for all of them.

Press journalist for the evening paper – Khizer Hayat reports.

Tags: , ,

Category: Arab uprising

Leave a Reply"""

PARAGRAPH = 'The harbour was closed on Monday after the storm had torn a ferry from its berth and driven it ashore.'
SECOND = 'Nobody was hurt, the harbour master said, and the next boat to the islands is expected to leave at noon.'


def read_text(text: str, url: str = '') -> ArticleRecord:
    return plaintext_reader.article(text, source='copy.txt', url=url, zone=KARACHI)


def page(*lines: str, url: str = '') -> ArticleRecord:
    return read_text('\n\n'.join(lines), url)


def codes(record: ArticleRecord) -> list[str]:
    return [note.code for note in record.notes]


def names(people) -> list[str]:
    return [person.name for person in people]


def read_folder(folder: Path) -> list:
    return list(plaintext_reader.read(folder, zone=KARACHI))


# The whole form


def test_page_in_the_form_of_the_seed_becomes_an_article():
    record = read_text(SEED_FORM)
    assert record.title == 'Putin to hold Syria peace talks with Erdogan, Rouhani'
    assert record.slug == 'putin-to-hold-syria-peace-talks-with-erdogan-rouhani'
    assert record.published == datetime(2017, 11, 22, tzinfo=KARACHI)
    assert (record.kind, record.status, record.body_format) == ('post', 'published', 'text')
    assert names(record.categories) == ['Arab uprising']
    assert names(record.authors) == ['Khizer Hayat']
    assert record.tags == ()
    assert record.comments == ()
    assert record.comments_open
    assert record.body_source == SEED_FORM


def test_crossheads_between_dashes_become_headings():
    headings = re.findall('<h2>(.*?)</h2>', read_text(SEED_FORM).body_html)
    assert headings == ['‘Future belongs to Syrians’', 'Riyadh summit']


def test_caption_glued_to_a_sentence_becomes_a_figure_of_its_own():
    record = read_text(SEED_FORM)
    assert (
        '<figure class="missing-picture"><figcaption>Peace talks with Erdogan, Rouhani</figcaption></figure>\n'
        '<p>The country is currently divided'
    ) in record.body_html
    assert [(image.src, image.alt, image.caption) for image in record.images] == [
        ('', 'Peace talks with Erdogan, Rouhani', 'Peace talks with Erdogan, Rouhani')
    ]


def test_byline_terms_and_comment_form_are_not_in_the_body_but_kept():
    record = read_text(SEED_FORM)
    for line in ('November 22, 2017 | By | Reply More', 'Tags: , ,', 'Category: Arab uprising', 'Leave a Reply'):
        assert line not in record.body_text
        assert line in record.meta['left_out']
    assert record.meta['credit_line'] == 'Press journalist for the evening paper – Khizer Hayat reports.'
    assert 'Khizer Hayat' not in record.body_text


def test_everything_blank_or_guessed_is_noted():
    record = read_text(SEED_FORM)
    assert codes(record) == ['blank-tags', 'blank-byline', 'author-from-credit', 'glued-caption']
    assert record.notes[0].detail.startswith('3 ')


# Title, day, byline


def test_title_is_the_line_that_the_address_repeats():
    url = 'https://example.org/2019/03/04/ferry-driven-ashore-in-storm/'
    record = page('Weather and sea', 'Ferry driven ashore in storm', PARAGRAPH, SECOND, url=url)
    assert record.title == 'Ferry driven ashore in storm'
    assert record.published == datetime(2019, 3, 4, tzinfo=KARACHI)
    assert (record.url, record.old_urls, record.source_key) == (url, (url,), f'text:{url}')


def test_paragraph_above_the_title_stays_in_the_body():
    url = 'https://example.org/ferry-driven-ashore-in-storm'
    record = page(PARAGRAPH, 'Ferry driven ashore in storm', SECOND, url=url)
    assert record.title == 'Ferry driven ashore in storm'
    assert record.body_text == f'{PARAGRAPH}\n\n{SECOND}'


def test_page_without_a_date_is_a_draft():
    record = page('Ferry driven ashore', PARAGRAPH, SECOND)
    assert (record.status, record.published) == ('draft', None)
    assert 'no-date' in codes(record)


def test_page_without_a_title_is_a_draft():
    record = page('12 May 2014', 'Share', '• one', '• two')
    assert (record.status, record.title, record.slug) == ('draft', '', '')
    assert 'no-title' in codes(record)


@pytest.mark.parametrize(
    ('line', 'day'),
    [
        ('Published May 6th, 2011 at 3:05 pm', datetime(2011, 5, 6, 15, 5, tzinfo=KARACHI)),
        ('Stand: 20. April 2020, 14:57 Uhr', datetime(2020, 4, 20, 14, 57, tzinfo=KARACHI)),
        ('Le 19 février 2020', datetime(2020, 2, 19, tzinfo=KARACHI)),
        ('12 de marzo de 2018', datetime(2018, 3, 12, tzinfo=KARACHI)),
        ('2016-02-29', datetime(2016, 2, 29, tzinfo=KARACHI)),
        ('25/12/2015', datetime(2015, 12, 25, tzinfo=KARACHI)),
        ('Apr 042013', datetime(2013, 4, 4, tzinfo=KARACHI)),
    ],
)
def test_day_below_the_title_is_the_day_of_publication(line, day):
    assert page('Ferry driven ashore', line, PARAGRAPH, SECOND).published == day


@pytest.mark.parametrize(
    'line',
    [
        '03/04/2020',
        '31 February 2012',
        'The next meeting of the harbour board will be held on 4 June 2015',
    ],
)
def test_day_that_is_ambiguous_impossible_or_only_mentioned_is_not_taken(line):
    assert page('Ferry driven ashore', line, PARAGRAPH, SECOND).published is None


def test_day_of_an_update_is_not_the_day_of_publication():
    record = page('Ferry driven ashore', 'Updated: 8 May 2015', PARAGRAPH, SECOND)
    assert record.published is None
    assert record.modified == datetime(2015, 5, 8, tzinfo=KARACHI)


@pytest.mark.parametrize(
    ('line', 'people'),
    [
        ('By Ada Lovelace | 5 May 2014', ['Ada Lovelace']),
        ('Von Clara Zetkin und Rosa Mayreder', ['Clara Zetkin', 'Rosa Mayreder']),
        ('5 May 2014 by Ludwig van Beethoven in News', ['Ludwig van Beethoven']),
        ('Author: Ada Lovelace', ['Ada Lovelace']),
        ('Von dpa', ['dpa']),
    ],
)
def test_names_in_a_byline_are_the_authors(line, people):
    record = page('Ferry driven ashore', line, PARAGRAPH, SECOND)
    assert names(record.authors) == people
    assert line not in record.body_text


@pytest.mark.parametrize('line', ['May 5, 2014 | By | Reply More', 'By on 5 May 2014', 'Posted by'])
def test_blank_byline_gives_no_author(line):
    record = page('Ferry driven ashore', line, PARAGRAPH, SECOND)
    assert record.authors == ()
    assert 'blank-byline' in codes(record)


def test_writer_introduced_below_the_article_is_its_author():
    record = page('Ferry driven ashore', PARAGRAPH, SECOND, 'Ada Lovelace is a reporter who writes about the sea.')
    assert names(record.authors) == ['Ada Lovelace']


def test_tags_and_categories_are_listed_once_each():
    record = page('Ferry driven ashore', PARAGRAPH, SECOND, 'Tags: storm, ferry, storm', 'Filed under: Sea, Weather')
    assert names(record.tags) == ['storm', 'ferry']
    assert names(record.categories) == ['Sea', 'Weather']


# Glued captions


@pytest.mark.parametrize(
    'line',
    [
        'McDonald and the people of the islands have been waiting for the ferry since the beginning of the year.',
        'A new YouTube channel shows the harbour at every hour of the day, and the tube of its camera is heated.',
        'Reederei Nord GmbH had sent an iPhone to every one of its captains, and Mac Donald was one of them, too.',
        'An einer Schule lernen Lehrer und LehrerInnen, wie man ein Boot baut, und Innen wird es danach gestrichen.',
        'In a LinkedIn message the captain said that she had linked two ropes in the dark before the storm began.',
        'The board met in Washington, D.C. The ferry was not mentioned, and neither was the U.S. Coast Guard at all.',
    ],
)
def test_names_with_a_capital_inside_are_not_split(line):
    record = page('Ferry driven ashore', '5 May 2014', PARAGRAPH, line, SECOND)
    assert record.images == ()
    assert line in record.body_text


def test_caption_that_stands_alone_elsewhere_is_split_from_its_credit():
    caption = 'A ferry on the beach below the old lighthouse'
    record = page('Ferry driven ashore', caption, f'{caption}Photo: Ada Lovelace', PARAGRAPH, SECOND)
    assert caption in [image.caption for image in record.images]
    assert f'{caption}Photo' not in record.body_text


# Comments and what else surrounds an article

COMMENTED = f"""\
Ferry driven ashore

5 May 2014

{PARAGRAPH}

{SECOND}

3 Responses to “Ferry driven ashore”

  1. Anna says:
    May 6, 2014 at 9:41 am
    I saw it from my window.

    • Bert says:
      So did I.
  2. Pingback: Storms of the year

Leave a Reply

Your email address will not be published."""


def test_comments_are_apart_from_the_body_and_threaded():
    record = read_text(COMMENTED)
    assert record.body_text == f'{PARAGRAPH}\n\n{SECOND}'
    found = [(comment.id, comment.parent, comment.author, comment.text, comment.kind) for comment in record.comments]
    assert found == [
        ('1', '', 'Anna', 'I saw it from my window.', 'comment'),
        ('2', '1', 'Bert', 'So did I.', 'comment'),
        ('3', '', 'Storms of the year', '', 'pingback'),
    ]
    assert {comment.status for comment in record.comments} == {'approved'}
    assert record.comments_open


def test_comments_without_a_list_are_separated_by_name_and_time():
    record = page(
        *('Ferry driven ashore', PARAGRAPH, SECOND, 'Kommentare', 'Harzer', '31.10.2023, 19.18 Uhr', 'Endlich Regen.'),
        *('Anna', '1.11.2023, 8.00 Uhr', 'Zu viel davon.', 'Comments are closed.'),
    )
    assert [(comment.author, comment.published, comment.text) for comment in record.comments] == [
        ('Harzer', datetime(2023, 10, 31, 19, 18, tzinfo=KARACHI), 'Endlich Regen.'),
        ('Anna', datetime(2023, 11, 1, 8, 0, tzinfo=KARACHI), 'Zu viel davon.'),
    ]
    assert not record.comments_open


def test_a_comment_that_begins_with_what_somebody_said_keeps_its_words():
    said = 'I said so on the Tuesday. I was told it was the light.'
    record = read_text(COMMENTED.replace('I saw it from my window.', said))
    assert (record.comments[0].author, record.comments[0].text) == ('Anna', said)


def test_comments_below_a_text_without_heading_leave_its_last_line_where_it_is():
    record = page(
        *(
            'Ferry driven ashore',
            '5 May 2014',
            PARAGRAPH,
            SECOND,
            'Leo Diaz says:',
            '6 May 2014 at 10:12',
            'I never liked it.',
        ),
        *('Eva says:', '7 May 2014 at 9:02', 'I did.', 'Leave a Reply'),
    )
    assert record.body_text.split('\n\n') == [PARAGRAPH, SECOND]
    assert [(comment.author, comment.published.day, comment.text) for comment in record.comments] == [
        ('Leo Diaz', 6, 'I never liked it.'), ('Eva', 7, 'I did.'),
    ]  # fmt: skip


def test_count_of_comments_beside_the_headline_starts_no_comments():
    record = page('Ferry driven ashore', '3 Comments', '5 May 2014', PARAGRAPH, SECOND)
    assert record.comments == ()
    assert SECOND in record.body_text


def test_buttons_and_links_to_other_articles_are_left_out_of_the_body():
    record = page(
        'Skip to content', 'Ferry driven ashore', 'Share', PARAGRAPH, SECOND, 'Related articles', 'Fog at sea'
    )
    assert record.body_text == f'{PARAGRAPH}\n\n{SECOND}'
    assert {'Skip to content', 'Share', 'Related articles', 'Fog at sea'} <= set(record.meta['left_out'])


def test_lists_and_quotations_keep_their_form():
    record = page('Ferry driven ashore', PARAGRAPH, '• rope\n• tar', '3. sail\n4. wind', '> It was loud.', SECOND)
    assert '<ul><li>rope</li><li>tar</li></ul>' in record.body_html
    assert '<ol start="3"><li>sail</li><li>wind</li></ol>' in record.body_html
    assert '<blockquote><p>It was loud.</p></blockquote>' in record.body_html


def test_markup_in_the_text_is_shown_as_text():
    record = page('Ferry driven ashore', PARAGRAPH, 'Type <script>alert(1)</script> & wait.', SECOND)
    assert '&lt;script&gt;' in record.body_html
    assert 'Type <script>alert(1)</script> & wait.' in record.body_text


def test_wrapped_paragraphs_are_joined():
    wrapped = (
        'Ferry driven ashore\n\nThe harbour was closed on Monday after the storm had torn a ferry\n'
        'from its berth and driven it onto the beach below the lighthouse,\nwhere it lies on its side and waits for '
        'a tug.\n\nNobody was hurt, the harbour master said on the same evening, and\n'
        'the next boat to the islands is expected to leave at noon on\nTuesday if the wind allows.'
    )
    assert read_text(wrapped).body_text.count('\n\n') == 1


@pytest.mark.parametrize(
    'text',
    ['北京的港口星期一因暴风雨关闭。', 'Гавань закрыта из-за шторма', 'Der FÃ¤hrhafen ist geschlossen', 'مرفأ مغلق'],
)
def test_other_scripts_and_mojibake_survive_untouched(text):
    assert text in page('Ferry driven ashore', PARAGRAPH, text, SECOND).body_text


# Files


def test_folder_is_searched_down_in_order_with_addresses_from_its_list(tmp_path):
    (tmp_path / 'b').mkdir()
    (tmp_path / 'b' / 'two.txt').write_text(SEED_FORM)
    (tmp_path / 'a.txt').write_text(COMMENTED)
    (tmp_path / 'picture.png').write_bytes(b'\x89PNG')
    (tmp_path / 'thumbnails').write_bytes(bytes(20))
    (tmp_path / 'urls.csv').write_text('file,url\nb/two.txt,https://example.org/two\na.txt,javascript:alert(1)\n')
    source, first, second = read_folder(tmp_path)
    assert isinstance(source, SourceRecord)
    assert plaintext_reader.count(tmp_path) == 2
    assert (first.title, first.url) == ('Ferry driven ashore', '')
    assert (second.url, second.source_key) == ('https://example.org/two', 'text:https://example.org/two')


def test_single_file_is_read(tmp_path):
    file = tmp_path / 'copy'
    file.write_text(SEED_FORM)
    assert read_folder(file)[1].title.startswith('Putin')


@pytest.mark.parametrize(
    ('data', 'reason'),
    [
        (b'', 'empty'),
        (b' \n\t', 'empty'),
        (bytes(range(32)) * 50, 'binary'),
        (b'a' * 5_000_001, 'larger than 5 MB'),
        (b'a\n' * 60_000, 'lines'),
        (b'<!DOCTYPE html><p>Ferry', 'HTML'),
    ],
)
def test_file_that_is_no_page_is_refused_with_the_reason(tmp_path, data, reason):
    (tmp_path / 'bad.txt').write_bytes(data)
    (refused,) = read_folder(tmp_path)[1:]
    assert isinstance(refused, RefusedRecord)
    assert reason in refused.reason


@pytest.mark.parametrize('encoding', ['utf-8', 'utf-8-sig', 'utf-16', 'cp1252'])
def test_encoding_is_recognised(tmp_path, encoding):
    (tmp_path / 'copy.txt').write_bytes(f'Fähre gestrandet\r\n\r\n{PARAGRAPH}\r\n'.encode(encoding))
    record = read_folder(tmp_path)[1]
    assert record.title == 'Fähre gestrandet'
    assert ('guessed-encoding' in codes(record)) == (encoding == 'cp1252')


def test_control_characters_are_taken_out_and_noted(tmp_path):
    (tmp_path / 'copy.txt').write_text(f'Ferry\x00 driven ashore\n\n{PARAGRAPH}\x07')
    record = read_folder(tmp_path)[1]
    assert (record.title, record.body_text) == ('Ferry driven ashore', PARAGRAPH)
    assert 'control-characters' in codes(record)


def test_same_text_with_other_white_space_has_the_same_key():
    assert read_text(SEED_FORM).source_key == read_text(SEED_FORM.replace('\n', '\r\n')).source_key
    assert read_text(SEED_FORM).source_key != read_text(SEED_FORM + ' More.').source_key


@pytest.mark.parametrize(
    ('head', 'name', 'expected'),
    [
        (b'Ferry driven ashore', 'copy.txt', True),
        ('Fähre'.encode()[:2], 'copy', True),
        (b'<!DOCTYPE html><p>', 'copy.txt', False),
        (b'\xef\xbb\xbf<?xml version="1.0"?>', 'copy.txt', False),
        (b'\x89PNG\r\n\x1a\n\x00\x00\x00\x0d', 'copy.txt', False),
        (b'Ferry driven ashore', 'copy.xml', False),
        (b'Ferry driven ashore', '.hidden', False),
    ],
)
def test_only_plain_text_matches(head, name, expected):
    assert plaintext_reader.matches(head, name) is expected


# Any text at all

LINES = st.lists(
    st.one_of(
        st.sampled_from([line for line in (SEED_FORM + COMMENTED).split('\n') if line]),
        st.text(st.characters(codec='utf-8', exclude_categories=['Cc', 'Cs', 'Cn', 'Cf', 'Zl', 'Zp']), max_size=80),
    ),
    max_size=25,
)


def words_of(text: str) -> set[str]:
    return set(re.findall(r'[^\W_]+', text))


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(LINES)
def test_no_word_of_the_text_is_lost(lines):
    text = '\n\n'.join(lines)
    record = read_text(text)
    kept = [record.title, record.body_text, *record.meta.get('left_out', ()), record.meta.get('credit_line', '')]
    for comment in record.comments:
        kept += [comment.author, comment.text, comment.meta.get('head', ''), *comment.meta.get('left_out', ())]
    places = ''.join(' '.join(kept).split())
    # A list shows its numbers by its markup.
    missing = {word for word in words_of(text) if not word.isnumeric() and word not in places}
    assert not missing


@given(st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode('utf-16', 'surrogatepass')))
def test_any_bytes_become_one_record_or_one_refusal(tmp_path_factory, data):
    file = tmp_path_factory.mktemp('any') / 'copy.txt'
    file.write_bytes(data)
    (record,) = read_folder(file)[1:]
    assert isinstance(record, ArticleRecord | RefusedRecord)


@pytest.mark.slow
@pytest.mark.parametrize(
    'text',
    [
        *('aB' * 100_000, 'A' * 200_000, '1 a2 b3 c4 d' * 20_000, 'By ' * 60_000, '– ' * 60_000, '1.1.2011 ' * 20_000),
        *('Related articles\n' * 20_000, '  1. a says:\n' * 20_000, '3 comments\n' * 20_000, 'aB aB. Cd\n' * 20_000),
        *('  – a\n1.1.2011\n' * 10_000, 'Tags: a, b\n' * 20_000, f'{PARAGRAPH}\nMore from us\n' * 5_000),
    ],
    ids=lambda text: text[:12],
)
def test_hostile_text_takes_time_in_proportion_to_its_length(text):
    assert growth(read_text, text[: len(text) // 10], text) < 40
