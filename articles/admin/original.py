"""The original of an imported article beside the article itself. For editors only: originals may hold private data."""

import json
import re
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from articles.admin.article_states import moment
from articles.models import Provenance, SourceDocument
from articles.text import sanitise

# The targets of links and pictures in a saved page do not exist here, so they are removed before it is shown.
_TARGETS = re.compile(r' (?:href|src|poster)="[^"]*"')
# Characters of an original that are shown; the whole of it can be downloaded.
MOST = 200_000
LABELS = {
    'title': 'Title',
    'authors': 'Byline',
    'published': 'Published',
    'modified': 'Modified',
    'categories': 'Categories',
    'tags': 'Tags',
    'url': 'URL',
    'body': 'Text',
}


class ExtractedField(NamedTuple):
    """A field: its current value, where the importer found it, and the confidence in percent."""

    label: str
    value: str
    origin: str
    confidence: int


class OriginalMixin:
    def get_urls(self):
        return [
            path('<int:pk>/original/', self.admin_site.admin_view(self.original), name='articles_article_original'),
            path(
                '<int:pk>/original/download/',
                self.admin_site.admin_view(self.original_file),
                name='articles_article_original_file',
            ),
            *super().get_urls(),
        ]

    def original(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Shows the original and the article side by side, with the origin of each field and the import's notes."""
        provenance = self._provenance(request, pk)
        article, text = provenance.article, ''
        if provenance.original:
            text = _decoded(provenance.original.read(), provenance.document)
        context = {**self.admin_site.each_context(request), 'title': f'What “{article}” was read from'}
        context |= {
            'opts': self.opts,
            'article': article,
            'provenance': provenance,
            'has_text': bool(text),
            'page': _TARGETS.sub('', sanitise.article_html(text)) if _is_page(provenance) else '',
            'text': text[:MOST],
            'is_cut': len(text) > MOST,
            'fields': _extracted_fields(provenance),
            'other_data': _other_data(article.meta),
            'notes': article.import_notes.filter(run=provenance.run_id),
            'is_changed': article.version != article.imported_version,
        }
        return render(request, 'admin/articles/article/original.html', context)

    def original_file(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The original, byte for byte, as a download that no browser opens in place."""
        provenance = self._provenance(request, pk)
        if not (provenance.original and provenance.original.content):
            raise Http404
        content = provenance.original.read()
        response = HttpResponse(content, content_type='application/octet-stream')
        response.headers['Content-Disposition'] = f'attachment; filename="original-{pk}.{_ending(provenance, content)}"'
        return response

    def _provenance(self, request: HttpRequest, pk: int) -> Provenance:
        whole = Provenance.objects.select_related('article', 'document__original', 'original', 'run')
        provenance = whole.defer('article__body_source', 'article__body_text').filter(pk=pk).first()
        if not self.has_change_permission(request, provenance and provenance.article):
            raise PermissionDenied
        if not provenance:
            raise Http404
        return provenance


def _decoded(original: bytes, document: SourceDocument | None) -> str:
    """The text of an original, in the encoding that the server of a page or the file itself declared, if one did."""
    from articles.readers.html import tree  # Its parser is loaded only for who looks at an original.

    encoding = document.meta.get('encoding') if document else ''
    if document and not encoding:
        encoding = tree.declared(document.original.read() if document.original else b'')
    return tree.decoded(original, encoding)[0]


def _is_page(provenance: Provenance) -> bool:
    return bool(provenance.document) and provenance.document.kind == 'html'


def _ending(provenance: Provenance, content: bytes) -> str:
    kind = provenance.document.kind if provenance.document else ''
    if kind in ('html', 'text'):
        return {'html': 'html', 'text': 'txt'}[kind]
    return 'json' if content.lstrip().startswith(b'{') else 'xml'


def _extracted_fields(provenance: Provenance) -> list[ExtractedField]:
    """The fields that had to be extracted, as from HTML; empty for formats that name their fields."""
    if not provenance.fields:
        return []
    article = provenance.article
    values = {
        'title': article.title,
        'authors': _names(article.authors.order_by('bylines__position')),
        'published': moment(article.published),
        'modified': moment(article.modified),
        'categories': _names(article.categories.all()),
        'tags': _names(article.tags.all()),
        'url': provenance.url,
        'body': 'below',
    }
    return [
        ExtractedField(
            LABELS[name], value, provenance.fields[name]['from'], round(provenance.fields[name]['confidence'] * 100)
        )
        for name, value in values.items()
        if name in provenance.fields
    ]


def _other_data(meta: dict) -> list[tuple[str, str]]:
    """(name, value) of source data that the form has no field for: custom taxonomies first, plugin fields last."""
    taxonomies: dict[str, list[str]] = {}
    for term in meta.get('terms', []):
        taxonomies.setdefault(term['taxonomy'], []).append(term['name'])
    seo = [(f'{name} for search engines', text) for name, text in meta.get('seo', {}).items()]
    others = {name: value for name, value in meta.items() if name not in ('terms', 'seo', 'postmeta')}
    fields = [(name, _as_text(value)) for name, value in (others | meta.get('postmeta', {})).items()]
    return [*((name, ', '.join(terms)) for name, terms in taxonomies.items()), *seo, *fields]


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _names(things) -> str:
    return ', '.join(thing.name for thing in things)
