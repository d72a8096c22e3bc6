"""Text copies of invented pages, in the forms that lynx, w3m, html2text and browsers leave of common systems."""

from datetime import UTC, datetime

from articles.readers.plaintext import reader

PARAGRAPHS = """\
Old bridge to close for two years

The council decided on Monday evening that the old bridge will be closed for two years, from the coming autumn.

Engineers had found cracks in the northern pier, and they advised against any further delay of the work.
"""


def comments(text):
    record = reader.article(f'{PARAGRAPHS}\n{text}', source='copy.txt', zone=UTC)
    assert 'nineties' not in record.body_text
    assert 'northern pier' in record.body_text
    return [(c.parent, c.author, c.published and c.published.replace(tzinfo=None), c.text) for c in record.comments]


def at(day, hour, minute):
    return datetime(2015, 5, day, hour, minute)  # noqa: DTZ001


WRAPPED = """\
Old bridge to close for two years

The council decided on Monday evening that the old bridge over the river will
be closed for two years, beginning in the coming autumn.

Engineers had found cracks in the northern pier during a routine inspection,
and they advised against any further delay of the work.

5 Antworten auf Old bridge to close for two years

 1. [a]Marta Quill sagt:
    4. Mai 2015 um 15:12

    The bridge was repaired twice in the nineties already, and nobody learnt
    from it.

    Antworten
      □ [a]oldferryman sagt:
        4. Mai 2015 um 16:40

        Twice?
        The third one was never announced.

        Antworten
          ☆ [a]Marta Quill sagt:
            5. Mai 2015 um 09:05

            You may be right.

            Antworten
 2. [a]Jonas sagt:
    6. Mai 2015 um 21:30

    Thanks!

    Antworten

Schreibe einen Kommentar
"""


def test_wrapped_lines_are_one_paragraph_and_nested_lists_of_any_bullet_are_threads():
    record = reader.article(WRAPPED, source='copy.txt', zone=UTC)
    assert 'will be closed for two years' in record.body_text
    found = [(c.id, c.parent, c.author, c.published, c.text) for c in record.comments]
    assert found == [
        (
            *('1', '', 'Marta Quill', datetime(2015, 5, 4, 15, 12, tzinfo=UTC)),
            'The bridge was repaired twice in the nineties already, and nobody learnt from it.',
        ),
        (
            *('2', '1', 'oldferryman', datetime(2015, 5, 4, 16, 40, tzinfo=UTC)),
            'Twice?\n\nThe third one was never announced.',
        ),
        ('3', '2', 'Marta Quill', datetime(2015, 5, 5, 9, 5, tzinfo=UTC), 'You may be right.'),
        ('4', '', 'Jonas', datetime(2015, 5, 6, 21, 30, tzinfo=UTC), 'Thanks!'),
    ]


def test_names_and_times_below_the_texts_belong_to_what_is_above_them():
    assert comments("""
Comments (2)

It was repaired twice in the nineties.

Posted by: Marta Quill | May 4, 2015 3:12 PM

Will there be a ferry?

Posted by: Jonas | May 6, 2015 9:30 PM

Post a comment""") == [
        ('', 'Marta Quill', at(4, 15, 12), 'It was repaired twice in the nineties.'),
        ('', 'Jonas', at(6, 21, 30), 'Will there be a ferry?'),
    ]


def test_times_below_the_texts_and_names_above_them_are_of_one_comment():
    assert comments("""
2 comments:

Marta Quill said...
It was repaired twice in the nineties.
May 4, 2015 3:12 PM
Jonas said...
Will there be a ferry?
May 6, 2015 9:30 PM

Post a Comment""") == [
        ('', 'Marta Quill', at(4, 15, 12), 'It was repaired twice in the nineties.'),
        ('', 'Jonas', at(6, 21, 30), 'Will there be a ferry?'),
    ]


def test_posts_of_a_forum_need_no_heading_and_leave_their_buttons():
    assert comments("""
Marta QuillMay 4, 2015, 3:12pm2

It was repaired twice in the nineties.

2 Likes
JonasMay 6, 2015, 9:30pm3

Will there be a ferry?

1 Like
oldferrymanMay 7, 2015, 7:01am4

There will.

4 Likes""") == [
        ('', 'Marta Quill', at(4, 15, 12), 'It was repaired twice in the nineties.'),
        ('', 'Jonas', at(6, 21, 30), 'Will there be a ferry?'),
        ('', 'oldferryman', at(7, 7, 1), 'There will.'),
    ]


def test_other_languages_have_other_words_and_dates():
    assert comments("""
2 комментария: Old bridge to close for two years

Marta Quill говорит:
4 мая 2015 в 15:12
It was repaired twice in the nineties.
Ответить
太郎 より:
2015年5月6日 9:30 PM
Will there be a ferry?
Ответить

Добавить комментарий""") == [
        ('', 'Marta Quill', at(4, 15, 12), 'It was repaired twice in the nineties.'),
        ('', '太郎', at(6, 21, 30), 'Will there be a ferry?'),
    ]


def test_the_day_of_the_week_says_which_number_is_the_month():
    assert comments("""
Comments

Submitted by Marta Quill on Mon, 05/04/2015 - 15:12

It was repaired twice in the nineties.

Submitted by Jonas on Wed, 05/06/2015 - 21:30

Will there be a ferry?

Add new comment""") == [
        ('', 'Marta Quill', at(4, 15, 12), 'It was repaired twice in the nineties.'),
        ('', 'Jonas', at(6, 21, 30), 'Will there be a ferry?'),
    ]


def test_a_count_of_what_follows_is_a_heading_whatever_its_word():
    assert [text for *_, text in comments("""
3 Zugaben

  1. It was repaired twice in the nineties.

    1. Three times.

  2. Will there be a ferry?""")] == [
        'It was repaired twice in the nineties.', 'Three times.', 'Will there be a ferry?',
    ]  # fmt: skip


def test_days_in_captions_are_no_comments():
    assert (
        comments("""
The council sat on Monday, 4 May 2015, until 23:10, when the last of its members had gone home

The mayor on Tuesday, 5 May 2015, at 9:30, beside the pier that is to be replaced by a new one""")
        == []
    )


def test_a_form_below_a_heading_is_no_comment():
    assert (
        comments("""
One thought on “Old bridge to close for two years”
Leave a Comment
Your email address will not be published.""")
        == []
    )


def test_a_row_of_signs_before_a_day_is_no_name():
    assert comments(f'Comments\n\n{"» " * 30}x 4 May 2015 15:12') == []
