"""Comments of text copies in words that no list holds: what repeats from one to the next says where they are.

The pages are invented, in the forms that lynx, w3m, reader views, text extractors and copying from a browser leave.
"""

from datetime import UTC, datetime

from articles.readers.plaintext import reader

TITLE = 'Old bridge to close for two years'
PARAGRAPHS = f"""\
{TITLE}

The council decided on Monday evening that the old bridge will be closed for two years, from the coming autumn.

Engineers had found cracks in the northern pier, and they advised against any further delay of the work.
"""
FIRST = 'It was repaired twice in the nineties already, and nobody has learnt anything from it.'
SECOND = 'Will there be a ferry while the bridge is closed, as there was when we were children?'
THIRD = 'There will, but only until nine in the evening, as far as I was told at the harbour.'


def read(text):
    return reader.article(f'{PARAGRAPHS}\n{text}', source='copy.txt', zone=UTC)


def comments(text):
    """(author, minute, text) of the comments below the article, of which nothing may be left in its text."""
    record = read(text)
    assert 'northern pier' in record.body_text
    assert not any(words in record.body_text for words in (FIRST, SECOND, THIRD))
    return [(c.author, c.published and c.published.replace(tzinfo=None), c.text) for c in record.comments]


def at(day, hour, minute):
    return datetime(2015, 5, day, hour, minute)  # noqa: DTZ001


def test_the_title_after_a_number_is_a_heading_in_any_language():
    copies = (
        f'2 θύματα στο “{TITLE}”\n\n1. {FIRST}\n\n2. {SECOND}',
        f'2 mielipidettä artikkeliin ”{TITLE}”\n\n{FIRST}\n\n{SECOND}',
        f'2 bình luận về “{TITLE}”\n\n{FIRST}\n\n{SECOND}',
    )
    for copy in copies:
        assert ' '.join(text.replace('\n\n', ' ') for *_, text in comments(copy)) == f'{FIRST} {SECOND}'


def test_a_number_and_the_title_without_comments_below_are_none():
    assert comments(f'7 More about {TITLE}') == []


def test_names_and_times_repeat_without_any_heading():
    copies = (
        # Czech, by a reader view
        f'Jan Novák 4. května 2015 v 15:12\n{FIRST}\nOdpovědět\nMarie Malá 6. května 2015 v 21:30\n{SECOND}\nOdpovědět',
        # Hungarian
        f'Jan Novák 2015. május 4. 15:12\n{FIRST}\nMarie Malá 2015. május 6. 21:30\n{SECOND}',
        # Greek
        f'Jan Novák 4 Μαΐου 2015 στις 15:12\n{FIRST}\nMarie Malá 6 Μαΐου 2015 στις 21:30\n{SECOND}',
        # Finnish, with the number of each
        f'1. Jan Novák 4.5.2015 15:12\n{FIRST}\n2. Marie Malá 6.5.2015 21:30\n{SECOND}',
        # glued, as text extractors leave them
        f'Jan Novák04.05.1515:12\n{FIRST}\n+1\nMarie Malá06.05.1521:30\n{SECOND}\n0',
    )
    expected = [('Jan Novák', at(4, 15, 12), FIRST), ('Marie Malá', at(6, 21, 30), SECOND)]
    for copy in copies:
        assert comments(copy) == expected


def test_names_stand_above_their_times():
    assert comments(f'Jan\n4. 5. 2015, 15:12\n{FIRST}\nMarie Malá\n6. 5. 2015, 21:30\n{SECOND}') == [
        ('Jan', at(4, 15, 12), FIRST),
        ('Marie Malá', at(6, 21, 30), SECOND),
    ]


def test_a_day_without_its_year_is_a_time_nobody_knows():
    assert comments(f'• {FIRST}\n  anouk Le 9 janvier à 13:06\n• {SECOND}\n  Marta Le 11 janvier à 09:40') == [
        ('anouk', None, FIRST),
        ('Marta', None, SECOND),
    ]


def test_how_long_ago_it_was_is_no_date_but_a_mark():
    copies = (
        f'Marta vor 3 Stunden\n{FIRST}\nJonas vor 2 Tagen\n{SECOND}\noldferryman vor 4 Tagen\n{THIRD}',
        f'Marta před 3 hodinami\n{FIRST}\nJonas před 2 dny\n{SECOND}\noldferryman před 4 dny\n{THIRD}',
        f'Marta 3 saat önce\n{FIRST}\nJonas 2 gün önce\n{SECOND}\noldferryman 4 gün önce\n{THIRD}',
        f'Marta 3 時間前\n{FIRST}\nJonas 2 日前\n{SECOND}\noldferryman 4 日前\n{THIRD}',
    )
    for copy in copies:
        assert comments(copy) == [('Marta', None, FIRST), ('Jonas', None, SECOND), ('oldferryman', None, THIRD)]


def test_names_that_stand_twice_with_the_same_button_are_comments():
    """As picture and as text, in copies of pages with wpDiscuz."""
    parts = (('Marta Quill', FIRST), ('Jonas', SECOND), ('oldferryman', THIRD))
    blocks = (
        f'{name}\nVieras\n{name}\n{text}\nTykkää 3\n{days} päivää sitten' for days, (name, text) in enumerate(parts, 2)
    )
    assert [(name, text) for name, _, text in comments('\n'.join(blocks))] == list(parts)


def test_a_number_of_what_follows_is_a_heading_in_two_words_too():
    copy = f'3 lettere aperte\n\n  1. {FIRST}\n     Saluti\n\n  2. {SECOND}\n\n  3. {THIRD}'
    assert [text for *_, text in comments(copy)] == [f'{FIRST}\n\nSaluti', SECOND, THIRD]


def test_answers_in_a_list_at_the_end_are_comments():
    assert [text for *_, text in comments(f"""
  • {FIRST}

    • Dear Marta,

      {SECOND}

  • {THIRD}""")] == [FIRST, f'Dear Marta,\n\n{SECOND}', THIRD]  # fmt: skip


def test_lists_of_an_article_are_text():
    copies = (
        # tips with a number
        f'3 ways across\n\n  1. {FIRST}\n  2. {SECOND}\n  3. {THIRD}',
        # a list within a list
        f'  • By boat\n    • {FIRST}\n    • {SECOND}\n  • On foot\n    • {THIRD}',
        # captions that are printed twice, a year that is no count
        f'The pier\nThe pier\n{FIRST}\nThe arch\nThe arch\n{SECOND}\nBridges of 2015\n{THIRD}',
        # what a time table says
        f'Ferry at 15:12\n{FIRST}\n{SECOND}\n{THIRD}',
    )
    for copy in copies:
        record = read(copy)
        assert record.comments == ()
        assert all(text in record.body_text for text in (FIRST, SECOND, THIRD))


def test_other_articles_with_their_times_are_no_comments():
    assert [c.text for c in read("""
New ferry from the northern harbour to the islands opens in summer
4 May 2015, 15:12
The ferry takes forty people and eleven cars, and it runs until nine in the evening.
Council argues about the price of the tickets for another evening
6 May 2015, 21:30
Children travel free, says the mayor, who had promised it before the election.""").comments] == []  # fmt: skip
