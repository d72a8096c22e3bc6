"""Pages of invented systems that ask for a password in place of their text."""

from datetime import UTC

import pytest

from articles.readers.html.page import article
from articles.readers.html.saved_page import SavedPage
from articles.readers.record import RefusedRecord

TEXT = ''.join(
    f'<p>The {who} decided on Monday evening that the old bridge over the river will be closed for two years, since '
    'engineers had found cracks in the northern pier during an inspection, and advised against any further delay.</p>'
    for who in ('council', 'mayor', 'county', 'ministry')
)
PASSWORD = '<input type="password" name="secret">'
LOGIN = f'<form><label>Name <input name="user"></label><label>Word {PASSWORD}</label></form>'


def read(content, title='Old bridge to close', top=''):
    head = f'<title>{title}</title><meta property="article:published_time" content="2015-05-03T08:00:00Z">'
    markup = f'<html><head>{head}</head><body>{top}<main><h1>{title}</h1>{content}</main></body></html>'
    return article(SavedPage('page.html', markup.encode(), 'https://gazette.example/2015/05/03/bridge/'), UTC)


@pytest.mark.parametrize(
    'form',
    [
        f'<form id="node-password"><fieldset><legend>Protected page</legend>Password {PASSWORD}</fieldset></form>',
        f'<p>Este contenido está protegido. Para verlo, introduce la contraseña.</p><form>{PASSWORD}</form>',
        f'<p>Deze pagina is alleen voor leden.</p><div class="lock">{PASSWORD}<button>Open</button></div>',
        '<form class="site-lock"><INPUT TYPE=PASSWORD placeholder="Hasło"></form>',
    ],
)
def test_a_page_that_asks_for_its_password_is_for_review_and_has_no_text(form):
    record = read(form)
    assert (record.kind, record.status, record.body_html) == ('post', 'review', '')
    assert record.title == 'Old bridge to close'
    assert 'password' in [note.code for note in record.notes]


def test_a_page_that_asks_to_log_in_is_for_review():
    record = read(f'<p>Logga in för att läsa hela artikeln.</p>{LOGIN}')
    assert record.status == 'review'
    assert 'password' in [note.code for note in record.notes]


def test_an_opening_above_a_form_for_a_password_is_for_review():
    assert read(f'{TEXT}<form>{PASSWORD}</form>').status == 'review'


def test_a_page_with_its_text_is_public_whoever_may_log_in_beside_it():
    assert read(TEXT, top=LOGIN).status == 'published'
    assert read(f'<p>{"The bridge is open again. " * 3}</p>', top=LOGIN).status == 'published'
    assert read(f'{TEXT}<div>{LOGIN}</div>').status == 'published'


@pytest.mark.parametrize('title', ['Log in', 'Anmeldung', 'Se connecter', 'Iniciar sesión', 'Inloggen', 'Zaloguj się'])
def test_a_page_to_log_in_is_no_article(title):
    refused = read(LOGIN, title)
    assert isinstance(refused, RefusedRecord)
    assert 'log in' in refused.reason
