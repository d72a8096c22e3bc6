"""The site in other languages: every text a reader may see is marked, translated, and stands in the compiled files."""

import gettext
import io
import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import feedparser
import pytest
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.translation import ngettext, override
from django.utils.translation.template import templatize

from tests.factories import make_article, make_comment

ROOT = Path(settings.BASE_DIR)
LANGUAGES = sorted(folder.name for folder in (ROOT / 'locale').iterdir())
TEMPLATES = [file for file in sorted((ROOT / 'templates').rglob('*.*')) if 'admin' not in file.parts]
CODE = [file for file in sorted((ROOT / 'articles').rglob('*.py')) if 'migrations' not in file.parts]
KEYWORDS = {
    **dict.fromkeys(('_', 'gettext', 'gettext_lazy', 'gettext_noop'), None),
    **dict.fromkeys(('ngettext', 'ngettext_lazy'), (1, 2)),
    **dict.fromkeys(('pgettext', 'pgettext_lazy'), ((1, 'c'), 2)),
    **dict.fromkeys(('npgettext', 'npgettext_lazy'), ((1, 'c'), 2, 3)),
}
PLACEHOLDER = re.compile(r'%(?:\((\w+)\))?[sd]|(</?\w+[^>]*>)')


@cache
def catalogue(language: str):
    with (ROOT / f'locale/{language}/LC_MESSAGES/django.po').open('rb') as file:
        return read_po(file, locale=language)


@cache
def texts() -> list[tuple[Path, str | None, str, str]]:
    """(file, context, text, its plural) of everything that is marked in templates and in code."""
    found = []
    for file in [*TEMPLATES, *CODE]:
        source = file.read_text()
        if file.suffix != '.py':
            # What templatize leaves is calls among blanked-out letters, and its indentation means nothing.
            source = '\n'.join(line.strip() for line in templatize(source, origin=file.name).splitlines())
        for _, function, said, _ in extract_python(io.BytesIO(source.encode()), KEYWORDS, [], {}):
            parts = [part for part in (said if isinstance(said, tuple) else (said,)) if part]
            context = parts.pop(0) if 'pgettext' in function else None
            found.append((file.relative_to(ROOT), context, parts[0], parts[1] if function.startswith('n') else ''))
    return found


def forms(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


@pytest.mark.parametrize('language', LANGUAGES)
def test_every_text_is_translated(language):
    known = catalogue(language)
    missing = []
    for file, context, text, plural in texts():
        message = known.get((text, plural) if plural else text, context)
        if message is None or message.fuzzy or not all(forms(message)):
            missing.append(f'{file}: {text}')
    assert not missing


def test_texts_are_found_where_they_stand():
    found = {(context, text) for _, context, text, _ in texts()}
    assert {('byline', 'By'), (None, 'Filed under'), (None, 'Write your comment.'), (None, '%(n)s reply')} <= found


@pytest.mark.parametrize('language', LANGUAGES)
def test_translation_has_the_places_and_the_markup_of_its_source(language):
    """A form for one number alone, such as the Arabic dual, may have the number in words."""
    known = catalogue(language)
    for message in known:
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        if not message.id:
            continue
        wanted = {match[0] for match in PLACEHOLDER.finditer(sources[-1])}
        for number, form in enumerate(forms(message)):
            has = {match[0] for match in PLACEHOLDER.finditer(form)}
            if is_for_one_number(language, number) and len(sources) > 1:
                assert has <= wanted, form
            else:
                assert has == wanted, form


def is_for_one_number(language: str, form: int) -> bool:
    plural = gettext.c2py(catalogue(language).plural_expr)
    return sum(plural(n) == form for n in range(1000)) == 1


@pytest.mark.parametrize('language', LANGUAGES)
def test_compiled_file_says_what_its_source_says(language):
    with (ROOT / f'locale/{language}/LC_MESSAGES/django.mo').open('rb') as file:
        compiled = gettext.GNUTranslations(file)
    said = {}
    for message in catalogue(language):
        if not message.id:
            continue
        key = message.id if isinstance(message.id, str) else message.id[0]
        key = f'{message.context}\x04{key}' if message.context else key
        if isinstance(message.id, str):
            said[key] = message.string
        else:
            said |= {(key, number): form for number, form in enumerate(message.string)}
    assert {key: text for key, text in compiled._catalog.items() if key} == said


@pytest.mark.parametrize('file', TEMPLATES, ids=lambda file: str(file.relative_to(ROOT / 'templates')))
def test_no_words_of_a_template_are_left_unmarked(file):
    """Names of formats and of what is typed in the query language are the same in every language."""
    source = re.sub(r'{% comment %}.*?{% endcomment %}', '', file.read_text(), flags=re.DOTALL)
    source = re.sub(r'{% blocktranslate.*?{% endblocktranslate %}', '', source, flags=re.DOTALL)
    source = re.sub(r'{% block body %}.*?{% endblock %}|{%.*?%}|{{.*?}}', '', source, flags=re.DOTALL)
    soup = BeautifulSoup(source, 'xml' if file.suffix == '.xml' else 'html.parser')
    for known in soup.find_all(['kbd', 'code', 'script', 'InputEncoding']):
        known.clear()
    shown = [*soup.stripped_strings, *(tag.get(name, '') for tag in soup.find_all() for name in ('aria-label', 'alt'))]
    words = set(re.findall(r'[^\W\d_]+', ' '.join(shown)))
    assert words <= {'html', 'API', 'RSS', 'Atom', 'JSON', 'BibTeX', 'RIS', 'CSL', 'robots', 'txt', 'articles'}


@pytest.mark.parametrize(
    ('language', 'said'),
    [
        ('de', ['0 Antworten', '1 Antwort', '2 Antworten', '3 Antworten', '11 Antworten', '100 Antworten']),
        ('fr', ['0 réponse', '1 réponse', '2 réponses', '3 réponses', '11 réponses', '100 réponses']),
        ('es', ['0 respuestas', '1 respuesta', '2 respuestas', '3 respuestas', '11 respuestas', '100 respuestas']),
        ('pt', ['0 respostas', '1 resposta', '2 respostas', '3 respostas', '11 respostas', '100 respostas']),
        ('ar', ['لا ردود', 'رد واحد', 'ردّان', '3 ردود', '11 ردًّا', '100 رد']),
    ],
)
def test_numbers_take_the_form_their_language_gives_them(language, said):
    with override(language):
        forms = [ngettext('%(n)s reply', '%(n)s replies', n) % {'n': n} for n in (0, 1, 2, 3, 11, 100)]
    assert forms == said


@pytest.mark.django_db
def test_page_is_in_the_language_of_the_site(client, settings):
    settings.LANGUAGE_CODE = 'de'
    make_comment(make_article('Flut', authors=['Ada', 'Bo'], modified=datetime(2017, 11, 24, 8, tzinfo=UTC)))
    soup = BeautifulSoup(client.get('/2017/11/22/flut/').content, 'html.parser')
    assert soup.html['lang'] == 'de'
    assert not soup.html.get('dir')
    assert soup.select_one('.credits').get_text(' ', strip=True) == (
        'Von Ada und Bo 22. November 2017 Aktualisiert am 24. November 2017, 08:00 Uhr 1 Kommentar'
    )


@pytest.mark.django_db
def test_arabic_page_reads_from_the_right(client, settings):
    settings.LANGUAGE_CODE = 'ar'
    make_article('Flood', language='en', authors=['Ada', 'Bo'])
    soup = BeautifulSoup(client.get('/2017/11/22/flood/').content, 'html.parser')
    assert (soup.html['lang'], soup.html['dir']) == ('ar', 'rtl')
    assert soup.select_one('.credits').get_text(' ', strip=True).startswith('بقلم Ada و Bo 22 نوفمبر 2017')
    assert {(part['lang'], part['dir']) for part in soup.select('h1, .text')} == {('en', 'ltr')}


@pytest.mark.django_db
def test_comment_that_lacks_a_name_is_handed_back_in_the_language_of_the_site(client, settings):
    settings.LANGUAGE_CODE = 'fr'
    article = make_article('Crue')
    response = client.post(f'/respond/{article.pk}/', {'text': 'Bien dit.', 'name': '', 'email': 'x'})
    soup = BeautifulSoup(response.content, 'html.parser')
    said = [message.text for message in soup.select('.field .error')]
    assert said == ['Indiquez le nom sous lequel vous souhaitez paraître.', 'Saisissez une adresse de courriel valide.']
    assert soup.select_one('.error-summary h2').text == 'Votre commentaire n’a pas été envoyé'


@pytest.mark.django_db
@pytest.mark.parametrize(
    ('address', 'title'),
    [('/comments/feed/', 'Kommentare – Newsroom'), ('/2017/11/22/flut/feed/atom/', 'Kommentare zu Flut – Newsroom')],
)
def test_feed_has_its_title_in_the_language_of_the_site(client, settings, address, title):
    settings.LANGUAGE_CODE = 'de'
    make_article('Flut')
    read = feedparser.parse(client.get(address).content)
    assert (read.feed.title, read.feed.language) == (title, 'de')
