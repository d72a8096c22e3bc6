"""Words that this project no longer uses in names, templates, messages and descriptions of the API."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from articles.api.urls import api

ROOT = Path(settings.BASE_DIR)
ROOMS = (ROOT / 'articles', ROOT / 'newsroom')
# Rooms that are not clean yet: take each out once it is.
PENDING = {'migrations'}
CODE = sorted(file for room in ROOMS for file in room.rglob('*.py') if not PENDING & set(file.parts))
TEMPLATES = [file for file in sorted((ROOT / 'templates').rglob('*')) if file.is_file()]

# Words of identifiers, each with what to write instead.
NAMES = {
    'asking': 'request',
    'awaited': 'pending',
    'go_on': 'resume',
    'goes_on': 'resumes',
    'leads_to': 'redirects_to',
    'led_to': 'redirected_to',
    'living': 'current',
    'stands': 'is',
    'take_back': 'undo, withdraw',
    'taken_back': 'undone, withdrawn',
    'taken_up': 'resumed',
    'told': 'what it holds',
    'whereabouts': 'location, url',
}
# Words that say nothing of the value that a variable holds, and the rooms that still have such variables.
VARIABLES = {'found', 'led', 'meant', 'told'}
PENDING_VARIABLES = ('articles/search/', 'articles/views/search', 'articles/models/version.py')
# Patterns of sentences, each with what to write instead.
SENTENCES = {
    'asking': 'requesting',
    'awaited': 'pending',
    'go(es)? on': 'resume, continue',
    'leads? (to|on|from|elsewhere)': 'redirects to',
    'led (on|to)': 'redirected to',
    'living': 'current',
    'no more than that': 'only that',
    '(stand|stands|stood)(?! for|-)': 'is',
    't(ake|akes|aken|ook) (it |this |them |your comment |this comment )?back': 'undo, withdraw',
    'taken up': 'resumed',
    'told': 'what was said, to whom',
    'was meant': 'matches',
    'whereabouts': 'location',
}
_SENTENCE = re.compile(rf'\b(?:{"|".join(SENTENCES)})\b', re.IGNORECASE)


def retired_names(source: str) -> Iterator[str]:
    """The identifiers of Python code, each once, that are made of a retired word."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.Name(id=name) | ast.arg(arg=name):
                names.add(name)
            case ast.Attribute(attr=name) | ast.keyword(arg=str(name)):
                names.add(name)
    for name in sorted(names):
        words = '_' + re.sub(r'(?<=[a-z])(?=[A-Z])', '_', name).lower() + '_'
        if any(f'_{word}_' in words for word in NAMES):
            yield name


def sentences(source: str) -> Iterator[str]:
    """The texts in Python code, without its docstrings: labels, help, messages, errors."""
    tree = ast.parse(source)
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def descriptions(node) -> Iterator[str]:
    """The texts for people in an OpenAPI document."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key in ('description', 'summary', 'title') and isinstance(value, str):
                yield value
            else:
                yield from descriptions(value)
    elif isinstance(node, list):
        for value in node:
            yield from descriptions(value)


def retired(texts) -> list[str]:
    return [text for text in texts if _SENTENCE.search(text)]


@pytest.mark.parametrize(
    ('source', 'names'),
    [
        ('def take_back(run): told = 1', ['take_back', 'told']),
        ('class LivingPlaces: pass', ['LivingPlaces']),
        ('standing = understands = living_room.toldo', ['living_room']),
        ('articles.annotate(told=1)', ['told']),
    ],
)
def test_retired_names_are_recognised(source, names):
    assert list(retired_names(source)) == names


@pytest.mark.parametrize('text', ['Go on', 'It stands here.', 'Take it back', 'leads to /', 'told of it'])
def test_retired_sentences_are_recognised(text):
    assert retired([text])


@pytest.mark.parametrize('text', ['Good one', '/topics/* stands for all', 'The lead image', 'I understand', 'Ongoing'])
def test_other_sentences_are_not(text):
    assert not retired([text])


def test_no_name_is_made_of_a_retired_word():
    assert CODE
    names = {str(file.relative_to(ROOT)): list(retired_names(file.read_text())) for file in CODE}
    assert {file: retired_ones for file, retired_ones in names.items() if retired_ones} == {}


def test_variables_say_what_they_hold():
    names = {
        (str(file.relative_to(ROOT)), name.id)
        for file in CODE
        if not str(file.relative_to(ROOT)).startswith(PENDING_VARIABLES)
        for name in ast.walk(ast.parse(file.read_text()))
        if isinstance(name, ast.Name) and name.id in VARIABLES
    }
    assert names == set()


def test_no_text_in_code_has_a_retired_word():
    texts = {str(file.relative_to(ROOT)): retired(sentences(file.read_text())) for file in CODE}
    assert {file: retired_ones for file, retired_ones in texts.items() if retired_ones} == {}


def test_no_template_has_a_retired_word():
    assert TEMPLATES
    lines = {str(file.relative_to(ROOT)): retired(file.read_text().splitlines()) for file in TEMPLATES}
    assert {file: retired_ones for file, retired_ones in lines.items() if retired_ones} == {}


@pytest.mark.parametrize('language', sorted(folder.name for folder in (ROOT / 'locale').iterdir()))
def test_no_message_has_a_retired_word(language):
    with (ROOT / f'locale/{language}/LC_MESSAGES/django.po').open('rb') as file:
        ids = [message.id for message in read_po(file)]
    messages = [text for one in ids for text in ([one] if isinstance(one, str) else one)]
    assert len(messages) > 100
    assert retired(messages) == []


def test_no_description_of_the_api_has_a_retired_word():
    texts = list(descriptions(api.get_openapi_schema()))
    assert texts
    assert retired(texts) == []
