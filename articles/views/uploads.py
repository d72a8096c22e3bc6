"""Uploaded files at the URLs WordPress gave them, their renditions, and share cards."""

from contextlib import suppress
from pathlib import Path, PurePath
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import http_date
from django.views.decorators.http import require_safe
from django.views.static import serve

from articles.images import renditions, share_cards
from articles.models import Article
from articles.text import image_sources

# Types that browsers may display. Everything else, such as HTML and SVG, which can hold scripts, is a download.
SHOWN = {
    '.avif': 'image/avif',
    '.gif': 'image/gif',
    '.jpeg': 'image/jpeg',
    '.jpg': 'image/jpeg',
    '.m4a': 'audio/mp4',
    '.mp3': 'audio/mpeg',
    '.mp4': 'video/mp4',
    '.ogg': 'audio/ogg',
    '.pdf': 'application/pdf',
    '.png': 'image/png',
    '.wav': 'audio/wav',
    '.webm': 'video/webm',
    '.webp': 'image/webp',
}
ONE_DAY = 24 * 3600


@require_safe
def upload(request: HttpRequest, path: str) -> HttpResponse:
    """A file. A missing smaller picture of WordPress redirects to the next wider rendition of the original."""
    try:
        response = _stored(request, path)
    except Http404:
        original, width = image_sources.original(path), image_sources.width_named(path)
        if width and default_storage.exists(original):
            return HttpResponsePermanentRedirect(_smaller(original, renditions.nearest(width)))
        raise
    if response.status_code == 200:
        kind = SHOWN.get(PurePath(path).suffix.lower())
        response['Content-Type'] = kind or 'application/octet-stream'
        response['Content-Disposition'] = 'inline' if kind else 'attachment'
    return response


@require_safe
def rendition(request: HttpRequest, width: int, path: str) -> HttpResponse:
    """A picture in one of WIDTHS, as AVIF to browsers that show it, where it was made ahead; where none is made of it,
    a redirect to the original."""
    if width not in renditions.WIDTHS:
        raise Http404
    made = _made(path, width)
    if not made:
        return HttpResponseRedirect(quote(settings.MEDIA_URL + path))
    smaller = renditions.avif(path, width) if 'image/avif' in request.headers.get('Accept', '') else None
    response = _file(request, str((smaller or made).relative_to(renditions.folder())), renditions.folder())
    if response.status_code == 200:
        response['Content-Type'] = 'image/avif' if smaller else 'image/webp'
    patch_vary_headers(response, ['Accept'])
    return response


@require_safe
def card(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The share card of an article. Its name is a digest of its content, so an outdated name redirects."""
    shown = ('kind', 'slug', 'title', 'published_on')
    card = share_cards.Card.of(get_object_or_404(Article.objects.public().only(*shown).with_card(), pk=pk))
    if name != card.name:
        return HttpResponseRedirect(card.address)
    try:
        return _file(request, share_cards.made(card).name, share_cards.folder())
    except share_cards.Busy:
        return HttpResponse(status=429, headers={'Retry-After': 1, 'Cache-Control': 'no-store'})
    except OSError:  # The disk is full: the link is shared without a picture.
        return HttpResponse(status=503, headers={'Retry-After': 60, 'Cache-Control': 'no-store'})


def _smaller(path: str, width: int) -> str:
    """The URL of the rendition, or of the original where no rendition is made."""
    return renditions.address(path, width) if _made(path, width) else quote(settings.MEDIA_URL + path)


def _made(path: str, width: int) -> Path | None:
    try:
        return renditions.made(path, width)
    except (OSError, ValueError, SuspiciousFileOperation) as error:
        with suppress(ValueError, SuspiciousFileOperation):
            if default_storage.exists(path):  # The disk is full: the original is shown instead.
                return None
        raise Http404 from error


def _stored(request: HttpRequest, path: str) -> HttpResponse:
    """An uploaded file, or 304 where the reader's copy of it is still good."""
    try:
        file = default_storage.open(path)
        modified = int(default_storage.get_modified_time(path).timestamp())
    except (OSError, ValueError, SuspiciousFileOperation) as error:  # No such file, or a name that no storage takes.
        raise Http404 from error
    response = FileResponse(file, headers={'Last-Modified': http_date(modified)})
    return _cacheable(get_conditional_response(request, last_modified=modified, response=response))


def _file(request: HttpRequest, path: str, root: Path) -> HttpResponse:
    """A file that was made here, from its folder."""
    try:
        return _cacheable(serve(request, path, document_root=root))
    except OSError as error:  # A name that no file system takes.
        raise Http404 from error


def _cacheable(response: HttpResponse) -> HttpResponse:
    response['X-Content-Type-Options'] = 'nosniff'
    patch_cache_control(response, public=True, max_age=ONE_DAY)
    return response
