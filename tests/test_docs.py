"""Documents name what exists, and describe every command and setting."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from newsroom import environment

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted(
    [*ROOT.glob('*.md'), *(ROOT / 'docs').glob('*.md'), ROOT / 'bench/README.md', ROOT / 'findings/README.md']
)
OURS = [name for name, app in get_commands().items() if app == 'articles']


@pytest.mark.parametrize('command', OURS)
def test_every_command_has_help_and_is_on_the_operations_page(command):
    assert load_command_class('articles', command).help
    assert f'manage.py {command}' in (ROOT / 'docs/operations.md').read_text()


def test_every_setting_from_the_environment_is_on_the_operations_page():
    table = (ROOT / 'docs/operations.md').read_text()
    source = ''.join(file.read_text() for file in (ROOT / 'newsroom').glob('*.py'))
    names = set(re.findall(r"""env(?:\.\w+)?\(['"]([A-Z_]+)['"]|environ(?:\.get)?[\[(]['"]([A-Z_]+)['"]""", source))
    names = {first or second for first, second in names}
    assert names - set(environment.NAMES) <= {'DJANGO_SETTINGS_MODULE', 'ARCHIVE', 'NEWSROOM_ENV', 'NEWSROOM_ENV_READ'}
    for name in environment.NAMES:
        assert f'| `{name}` |' in table, f'{name} is not described'


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_targets_of_links_in_documents_exist(document):
    for target in re.findall(r'\]\((?!https?:)([^)#]+)', document.read_text()):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize('document', DOCUMENTS, ids=lambda document: str(document.relative_to(ROOT)))
def test_files_that_a_document_names_exist(document):
    pattern = r'`((?:articles|newsroom|templates|tests|bench|sample|docs)/[\w./-]*)`'
    for name in re.findall(pattern, document.read_text()):
        assert (ROOT / name).exists(), name
