"""Dates and bylines of invented pages as many languages print them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage

OSLO = ZoneInfo('Europe/Oslo')
PARAGRAPHS = (
    '<p>The council decided on Monday evening that the old bridge over the river will be closed for two years.</p>'
    '<p>Engineers had found cracks in the northern pier during an inspection, and they advised against any delay.</p>'
)


def read(line, language=''):
    markup = (
        f'<html lang="{language}"><head><title>Old bridge to close</title></head><body><article>'
        f'<h1>Old bridge to close</h1>{line}{PARAGRAPHS}</article></body></html>'
    )
    return article(SavedPage('page.html', markup.encode(), 'https://gazette.example/bridge.html'), OSLO)


@pytest.mark.parametrize(
    ('line', 'published'),
    [
        ('٣ مايو ٢٠١٥', '2015-05-03 00:00'),
        ('٢٠١٥/٠٥/٠٣ - ٠٨:٠٥ م', '2015-05-03 20:05'),
        ('3 أيار 2015', '2015-05-03 00:00'),
        ('3 كانون الثاني 2015', '2015-01-03 00:00'),
        ('۳ نوامبر ۲۰۱۵ ساعت ۰۸:۰۵', '2015-11-03 08:05'),
        ('३ मार्च २०१५', '2015-03-03 00:00'),
        ('3 במאי 2015', '2015-05-03 00:00'),
        ('Publié le 3 mai 2015 à 08h05', '2015-05-03 08:05'),
        ('Mis en ligne le 3 févr. 2015 à 20h', '2015-02-03 20:00'),
        ('Publicado el 3 de dic. de 2015 a las 8:05 p. m.', '2015-12-03 20:05'),
        ('3 d’abril de 2015', '2015-04-03 00:00'),
        ('Pubblicato il 3 ott 2015 alle ore 8.05', '2015-10-03 08:05'),
        ('3. marts 2015 kl. 08.05', '2015-03-03 08:05'),
        ('3. května 2015', '2015-05-03 00:00'),
        ('2015. május 3. 8:05', '2015-05-03 08:05'),
        ('3 ianuarie 2015', '2015-01-03 00:00'),
        ('3. toukokuuta 2015 klo 8.05', '2015-05-03 08:05'),
        ('3 Μαΐου 2015', '2015-05-03 00:00'),
        ('3 травня 2015', '2015-05-03 00:00'),
        ('Veröffentlicht am 3. Mai 2015 um 8 Uhr', '2015-05-03 08:00'),
        ('Posted May 3, 2015, 8 pm', '2015-05-03 20:00'),
    ],
)
def test_a_date_below_the_title_is_that_of_the_article(line, published):
    assert read(f'<div>{line}</div>').published == datetime.fromisoformat(published).replace(tzinfo=OSLO)


@pytest.mark.parametrize('language', ['fr', 'es-MX', 'pt-BR', 'it_IT', 'nl', 'pl', 'en-GB'])
@pytest.mark.parametrize('line', ['04/05/2015 08:05', '04-05-2015 08:05', '04/05/15 08:05'])
def test_a_date_of_numbers_begins_with_the_day_in_most_languages(line, language):
    assert read(f'<div>{line}</div>', language).published == datetime(2015, 5, 4, 8, 5, tzinfo=OSLO)


def test_a_date_of_numbers_for_programs_is_not_told_by_the_language_of_the_page():
    record = read('<meta name="date" content="05/04/2015 08:05:00"><div>Erstellt am: 04.05.2015</div>', 'de')
    assert record.published == datetime(2015, 5, 4, tzinfo=OSLO)


@pytest.mark.parametrize(
    'byline',
    [
        'Von <a href="/autor/marta">Marta Quill</a> und Jonas Berg',
        'By Marta Quill and <a href="/staff/jonas">Jonas Berg</a>',
        'Par <a href="/auteur/marta">Marta Quill</a> et Jonas Berg, le 3 mai 2015',
        'Por <a href="/x">Marta Quill</a> y Jonas Berg | 3 de mayo de 2015',
        'Escrito por <a href="/x">Marta Quill</a> e Jonas Berg',
        'Di <a href="/x">Marta Quill</a> e Jonas Berg',
        'Geschreven door <a href="/x">Marta Quill</a> en Jonas Berg',
        'Tekst: <a href="/x">Marta Quill</a> i Jonas Berg',
        'Av <a href="/x">Marta Quill</a> och Jonas Berg',
        'Af <b>Marta Quill</b> og Jonas Berg',
        '<a rel="author" href="/x">Marta Quill</a> &amp; Jonas Berg',
    ],
)
@pytest.mark.parametrize('name', ['byline', 'author', 'article-author'])
def test_a_byline_names_all_whether_linked_or_not(byline, name):
    authors = read(f'<p class="{name}">{byline}</p>').authors
    assert [author.name for author in authors] == ['Marta Quill', 'Jonas Berg']


def test_three_who_are_joined_are_three():
    authors = read('<p class="byline">By Marta Quill, <a href="/x">Jonas Berg</a> and Ana de la Cruz</p>').authors
    assert [author.name for author in authors] == ['Marta Quill', 'Jonas Berg', 'Ana de la Cruz']


@pytest.mark.parametrize(
    'byline', ['By <a href="/x">Marta Quill</a> in New Haven', 'Av <a href="/x">Marta Quill</a> i Lund']
)
def test_a_place_beside_a_name_is_nobody(byline):
    assert [author.name for author in read(f'<p class="byline">{byline}</p>').authors] == ['Marta Quill']
