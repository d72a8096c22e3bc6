"""The page that shows readers where an imported article came from, without anything private."""

from pathlib import PurePosixPath
from urllib.parse import urlsplit

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from articles import lists
from articles.models import Article
from articles.text import sanitise

KINDS = {
    'wxr': _('WordPress export'),
    'html': _('Saved page'),
    'text': _('Plain-text copy of the page'),
    'feed': _('Feed'),
}
# Notes of the import in words for readers, by code. A note's own text may quote private data, so it is not shown.
NOTES = {
    'author-from-credit': _('The author is named as in the credit line at the end of the text.'),
    'blank-byline': _('The field for the author’s name was blank.'),
    'blank-term': _('A tag or a category was blank.'),
    'control-characters': _('Characters that no text can hold were removed.'),
    'embed': _('What was embedded from another site is shown as a link.'),
    'glued-caption': _('A caption that ran into the text was set apart from it.'),
    'guessed-encoding': _('The character encoding had to be guessed.'),
    'languages': _('The text is there in more than one language.'),
    'no-author': _('No author was named.'),
    'pages': _('The text was divided into several pages.'),
    'summary-only': _('The feed had no more of the text than a summary.'),
    'unknown-shortcode': _('Shortcodes of the old site that mean nothing here were left in the text.'),
    'unreadable-characters': _('Characters that could not be read are shown as �.'),
}

CAME_FROM = ('provenance__document', 'provenance__original', 'provenance__run')
SHOWN = (
    'kind', 'slug', 'title', 'language', 'published_on', 'modified', 'version', 'imported_version',
    'provenance__url', 'provenance__run__started', 'provenance__original__sha256', 'provenance__document__origin',
    'provenance__document__kind', 'provenance__document__captured', 'provenance__document__sha256',
    'provenance__document__importer_version',
)  # fmt: skip


@require_safe
def source(request: HttpRequest, slug: str, **day: int) -> HttpResponse:
    """The source of an article, or of a page (no day); 404 if it was written here, 410 if it was withdrawn."""
    articles = lists.articles_at(**day)
    # Without the original's content, which is large and private.
    imported = articles.public().select_related(*CAME_FROM).only(*SHOWN).filter(provenance__isnull=False)
    try:
        article = lists.by_slug(imported, slug)
    except Http404:
        lists.by_slug(articles.withdrawn().filter(provenance__isnull=False).only('slug'), slug)
        return render(request, 'withdrawn.html', status=410)
    redirect = lists.moved(request, f'{article.get_absolute_url()}source/')
    return redirect or render(request, 'source.html', _context(article))


def _context(article: Article) -> dict:
    provenance = article.provenance
    notes = article.import_notes.filter(run=provenance.run_id).values_list('code', flat=True)
    return {
        'article': article,
        'sections': lists.Sections(),
        'document': provenance.document,
        'kind': provenance.document and KINDS.get(provenance.document.kind, provenance.document.kind),
        'name': provenance.document and _public_name(provenance.document.origin),
        'original': provenance.original,
        'imported': provenance.run and provenance.run.started,
        'address': sanitise.web_url(provenance.url),
        'notes': [NOTES[code] for code in dict.fromkeys(notes) if code in NOTES],
        'is_changed': article.version != article.imported_version,
    }


def _public_name(origin: str) -> str:
    """The name of a file without its path on the server; a URL without its query and user, which may be secret."""
    parts = urlsplit(origin)
    if parts.scheme in ('http', 'https') and parts.hostname:
        return f'{parts.scheme}://{parts.hostname}{parts.path}'
    return PurePosixPath(origin).name
