"""What the documents say is there, and what is there they say."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / 'README.md', *sorted((ROOT / 'docs').glob('*.md'))]
OURS = [name for name, app in get_commands().items() if app == 'articles']


@pytest.mark.parametrize('command', OURS)
def test_every_command_has_help_and_stands_in_the_operations_page(command):
    assert load_command_class('articles', command).help
    assert f'manage.py {command}' in (ROOT / 'docs/operations.md').read_text()


def test_every_setting_from_the_environment_stands_in_the_operations_page():
    table = (ROOT / 'docs/operations.md').read_text()
    source = ''.join(file.read_text() for file in (ROOT / 'newsroom').glob('*.py'))
    names = set(re.findall(r"""env(?:\.\w+)?\(['"]([A-Z_]+)['"]|environ(?:\.get)?[\[(]['"]([A-Z_]+)['"]""", source))
    for name in {first or second for first, second in names} - {'DJANGO_SETTINGS_MODULE', 'ARCHIVE'}:
        assert f'| `{name}` |' in table, f'{name} is not described'


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda document: document.name)
def test_what_a_document_links_to_exists(document):
    for target in re.findall(r'\]\((?!https?:)([^)#]+)', document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda document: document.name)
def test_files_that_a_document_names_exist(document):
    pattern = r'`((?:articles|newsroom|templates|tests|bench|sample|docs)/[\w./-]*)`'
    for name in re.findall(pattern, document.read_text()):
        assert (ROOT / name).exists(), name
