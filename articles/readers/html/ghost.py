"""Reads what Ghost leaves on its own pages on purpose: https://docs.ghost.org/themes/helpers/utility/body_class.

Its JSON-LD says nearly everything; the classes say where the text is.
"""

from articles.readers.html.document import Document
from articles.readers.html.wordpress import Marks, elements_of

_KINDS = {'post-template': 'post', 'page-template': 'page'}
# Of Ghost's own themes, the newer first.
_CONTENTS = ('gh-content', 'post-full-content', 'post-content')
_OTHERS = frozenset(
    'gh-feed post-feed post-card gh-card read-next related-wrapper gh-comments kg-collection-card'.split()
)

# Stands where the rest of a text for subscribers would be.
_FENCES = frozenset(('gh-post-upgrade-cta', 'gh-cta', 'gh-upgrade-cta'))


def read(page: Document) -> Marks | None:
    """What Ghost says of a page of one post; None for a page that Ghost did not make, and for one that lists posts."""
    body = page.tree.find('body')
    if body is None or not page.meta('generator').startswith('Ghost'):
        return None
    names = (body.get('class') or '').split()
    kind = next((kind for name, kind in _KINDS.items() if name in names), '')
    if not kind:
        return None
    own, whole = elements_of(body, lambda element: not _OTHERS.isdisjoint((element.get('class') or '').split()))
    places = ([e for e in own if name in (e.get('class') or '').split()] for name in _CONTENTS)
    content = next((elements[0] for elements in places if elements), None)
    is_cut = any(not _FENCES.isdisjoint((element.get('class') or '').split()) for element in own)
    return Marks('', kind, content, own, whole, is_cut=is_cut, system='ghost')


def author_names(page: Document) -> list[str]:
    """The names of all authors: Ghost calls those after the first contributors."""
    return [*page.linked.names(page.article.get('author')), *page.linked.names(page.article.get('contributor'))]
