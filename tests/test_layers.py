"""Imports run one way: what meets hostile input knows nothing of models, and shells never import each other."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LAYERS = [
    ['articles.text', 'articles.threads', 'articles.citations', 'articles.importers', 'articles.fetching'],
    ['articles.models'],
    [
        'articles.appearance', 'articles.journal', 'articles.copies', 'articles.copying', 'articles.lists',
        'articles.originals', 'articles.versions', 'articles.comparing',
        'articles.living', 'articles.whereabouts', 'articles.working', 'articles.batches',
    ],
    ['articles.search'],
    [
        'articles.publishing', 'articles.moderation', 'articles.networks', 'articles.media', 'articles.metadata',
        'articles.renditions', 'articles.cards',
        'articles.syndication', 'articles.importers.store',
    ],
    [
        'articles.importing', 'articles.undoing', 'articles.reimporting', 'articles.conflicts', 'articles.following',
        'articles.incoming', 'articles.forms', 'articles.old_addresses', 'articles.walking',
    ],
    ['articles.jobs', 'articles.export'],
    [
        'articles.views', 'articles.api', 'articles.feeds', 'articles.sitemaps', 'articles.old_urls', 'articles.admin',
        'articles.management', 'articles.templatetags', 'articles.context',
        'articles.freshness', 'articles.compression',
    ],
    ['articles.urls'],
    ['newsroom'],
]  # fmt: skip
STORE = (
    'store', 'store_addresses', 'store_articles', 'store_comments', 'store_files', 'store_items', 'store_joins',
    'store_links', 'store_provenance', 'store_report', 'store_terms',
)  # fmt: skip
PURE = [
    ROOT / 'articles/fetching.py',
    *sorted((ROOT / 'articles/text').glob('*.py')),
    *sorted((ROOT / 'articles/citations').glob('*.py')),
    *(ROOT / f'articles/search/{name}.py' for name in ('words', 'query', 'snippets')),
    *sorted(file for file in (ROOT / 'articles/importers').glob('*.py') if file.stem not in STORE),
]


def module(file: Path) -> str:
    return '.'.join(file.relative_to(ROOT).with_suffix('').parts).removesuffix('.__init__')


def imported(file: Path) -> set[str]:
    """Every module of the project that a file imports, and every package of others."""
    package = module(file) if file.name == '__init__.py' else module(file).rpartition('.')[0]
    names = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ''
            if node.level:
                base = '.'.join([*package.split('.')[: len(package.split('.')) - node.level + 1], *base.split('.')])
            names |= {base.rstrip('.')} | {f'{base.rstrip(".")}.{alias.name}' for alias in node.names}
    return names


def layer(name: str) -> int | None:
    """The layer of a module: that of the longest name that begins it."""
    if name.rpartition('.')[2] in STORE and name.startswith('articles.importers'):
        return 4
    matches = [
        (len(prefix), number)
        for number, prefixes in enumerate(LAYERS)
        for prefix in prefixes
        if name == prefix or name.startswith(f'{prefix}.')
    ]
    return max(matches)[1] if matches else None


@pytest.mark.parametrize('file', PURE, ids=module)
def test_readers_and_text_know_no_framework(file):
    assert not [name for name in imported(file) if name.split('.')[0] in ('django', 'psycopg2', 'newsroom')]


@pytest.mark.parametrize(
    'file', [file for file in sorted((ROOT / 'articles').rglob('*.py')) if 'migrations' not in file.parts], ids=module
)
def test_a_module_imports_only_from_layers_below(file):
    own = module(file)
    if own in ('articles', 'articles.apps'):
        return
    assert layer(own) is not None, f'{own} has no place in the layers'
    for name in imported(file):
        if name.startswith('articles.') and layer(name) is not None:
            assert layer(name) <= layer(own), f'{own} imports {name}'


def test_shells_do_not_import_each_other():
    shells = LAYERS[7]
    for file in (ROOT / 'articles').rglob('*.py'):
        own = next((shell for shell in shells if module(file) == shell or module(file).startswith(f'{shell}.')), None)
        if own:
            others = {name for name in imported(file) for shell in shells if shell != own and name.startswith(shell)}
            assert not others, f'{module(file)} imports {others}'
