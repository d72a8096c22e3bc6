"""robots.txt, security.txt, the web manifest and the favicon; and the page that lists the feeds."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.views.decorators.http import require_safe

from articles import lists

# Crawlers that collect texts to train language models, by the names their makers give for robots.txt (November 2026).
TRAINING_CRAWLERS = (
    *('AI2Bot', 'Amazonbot', 'anthropic-ai', 'Applebot-Extended', 'Bytespider', 'CCBot', 'ClaudeBot', 'cohere-ai'),
    *('cohere-training-data-crawler', 'Diffbot', 'FacebookBot', 'Google-Extended', 'GPTBot', 'img2dataset'),
    *('Kangaroo Bot', 'Meta-ExternalAgent', 'omgili', 'PanguBot', 'Timpibot', 'Webzio-Extended'),
)
ICONS = {'img/icon-192.png': '192x192', 'img/icon-512.png': '512x512'}


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """RFC 9309, and where the sitemaps are."""
    # The search form and its help may be crawled; results may not, as they link to ever more results.
    closed = ('/admin/', '/respond/', '/follow/', '/mine/', '/preview/', '/search/?', '/search/suggestions', '/search.')
    lines = ['User-agent: *', *(f'Disallow: {address}' for address in closed), '']
    if not lists.site().training_crawlers:
        lines += [*(f'User-agent: {name}' for name in TRAINING_CRAWLERS), 'Disallow: /', '']
    lines += [f'Sitemap: {settings.SITE_URL}{reverse(name)}' for name in ('sitemap', 'news-sitemap')]
    return HttpResponse('\n'.join(lines) + '\n', content_type='text/plain')


@require_safe
def security(request: HttpRequest) -> HttpResponse:
    """RFC 9116: where to report a vulnerability. Its mandatory date of expiry is four weeks ahead, at midnight UTC."""
    until = (timezone.now() + timedelta(weeks=4)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f'Contact: {settings.SECURITY_CONTACT}',
        f'Expires: {until.isoformat()}',
        f'Preferred-Languages: {settings.LANGUAGE_CODE}',
        f'Canonical: {settings.SITE_URL}{reverse("security")}',
    ]
    return HttpResponse('\n'.join(lines) + '\n', content_type='text/plain; charset=utf-8')


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The manifest with which the site can be put on a telephone's home screen (w3.org/TR/appmanifest)."""
    name = lists.site().name
    content = {
        'name': name,
        'short_name': name,
        'lang': settings.LANGUAGE_CODE,
        'dir': 'rtl' if get_language_bidi() else 'ltr',
        'id': '/',
        'start_url': '/',
        'scope': '/',
        'display': 'minimal-ui',
        'background_color': '#fdfcf9',
        'theme_color': '#fdfcf9',
        'icons': [
            {'src': static('img/icon.svg'), 'sizes': 'any', 'type': 'image/svg+xml'},
            *({'src': static(name), 'sizes': sizes, 'type': 'image/png'} for name, sizes in ICONS.items()),
        ],
    }
    return JsonResponse(content, content_type='application/manifest+json')


@require_safe
def look(request: HttpRequest, light: str, dark: str) -> HttpResponse:
    """The site's own colours, as six hexadecimal digits each, in place of those in static/css/site.css."""
    light, dark = f'#{light or "96201a"}', f'#{dark or "f2958b"}'
    rules = (
        f':root {{ --accent: {light}; }}\n'
        f'@supports (color: light-dark(red, red)) {{ :root {{ --accent: light-dark({light}, {dark}); }} }}\n'
    )
    headers = {'Cache-Control': 'public, max-age=31536000, immutable'}
    return HttpResponse(rules, content_type='text/css', headers=headers)


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    """For programs that request /favicon.ico without reading a page."""
    return HttpResponseRedirect(static('img/favicon.ico'))


@require_safe
def feeds(request: HttpRequest) -> HttpResponse:
    return render(request, 'feeds.html', {'sections': lists.Sections()})


@require_safe
def saved(request: HttpRequest) -> HttpResponse:
    """The list of the articles that a reader saved, which only the reader's device knows. Raises Http404 without it."""
    if not settings.OFFLINE:
        raise Http404
    return render(request, 'saved.html', {'sections': lists.Sections()})


@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root of the site, since it answers for what is below its own URL."""
    if not settings.OFFLINE:
        raise Http404
    return HttpResponse((settings.BASE_DIR / 'static/js/worker.js').read_bytes(), content_type='text/javascript')
