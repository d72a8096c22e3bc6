"""The switch between light and dark at the foot of every page. It works without script."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.middleware import appearance


@csrf_exempt  # Readers have no session, so there is nothing to forge but light or dark; a token would need a cookie.
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Remembers the choice and redirects to the page it was made on, which the Referer header names."""
    page = request.headers.get('Referer', '')
    ours = url_has_allowed_host_and_scheme(page, {request.get_host()})
    parts = urlsplit(page if ours else '/')
    query = f'?{parts.query}' if parts.query else ''
    response = HttpResponseRedirect(f'/{parts.path.lstrip("/")}{query}#appearance', status=303)
    appearance.remember(response, request.POST.get('choice', ''))
    return response
