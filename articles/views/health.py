"""Health checks for load balancers, and for the operator who reads what they say."""

from secrets import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from articles.health import readiness


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process is running; nothing else is checked."""
    return HttpResponse('live\n', content_type='text/plain')


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Pages can be served. The first line is for machines, each line after it names a cause and says what to do."""
    findings = readiness.findings()
    is_ready = not any(finding.stops for finding in findings)
    lines = ['ready' if is_ready else 'not ready']
    lines += [f'{"" if finding.stops else "warning: "}{finding.problem}. {finding.advice}' for finding in findings]
    return HttpResponse('\n'.join([*lines, '']), content_type='text/plain', status=200 if is_ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The state of the site in numbers, for whoever has the token."""
    if not settings.METRICS_TOKEN:
        raise Http404
    given = request.headers.get('Authorization', '')
    if not compare_digest(given.encode(), f'Bearer {settings.METRICS_TOKEN}'.encode()):
        headers = {'WWW-Authenticate': 'Bearer'}
        return HttpResponse('Send METRICS_TOKEN.\n', content_type='text/plain', status=401, headers=headers)
    from articles.health import metrics  # Its library takes a quarter of a second, and is rarely wanted.

    return HttpResponse(metrics.text(), content_type=metrics.CONTENT_TYPE)
