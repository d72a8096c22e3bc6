"""Files of articles, at the address WordPress gave them."""

from pathlib import PurePath

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from django.views.static import serve

# What browsers may show in place; anything else, pages and drawings that may hold scripts among it, they save.
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
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except OSError as error:  # A name that no file system takes.
        raise Http404 from error
    if response.status_code == 200:
        kind = SHOWN.get(PurePath(path).suffix.lower())
        response['Content-Type'] = kind or 'application/octet-stream'
        response['Content-Disposition'] = 'inline' if kind else 'attachment'
    response['X-Content-Type-Options'] = 'nosniff'
    patch_cache_control(response, public=True, max_age=ONE_DAY)
    return response
