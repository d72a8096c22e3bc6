"""Health checks for load balancers."""

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process is running; nothing else is checked."""
    return HttpResponse('live\n', content_type='text/plain')


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Pages can be served: the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute('SELECT 1')
    except (DatabaseError, InterfaceError):
        return HttpResponse('the database is away\n', content_type='text/plain', status=503)
    return HttpResponse('ready\n', content_type='text/plain')
