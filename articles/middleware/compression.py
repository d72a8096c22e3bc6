"""Pages are sent compressed, also where no proxy does it."""

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_http_compression.middleware import HttpCompressionMiddleware


class Compression(HttpCompressionMiddleware):
    """Compresses the text of public pages.

    The length of a compressed page tells something of what it holds. The admin's forms hold tokens, and pages that
    nobody may store are for one reader: both are sent as they are. Public pages hold no secret, and need no noise.
    """

    max_random_bytes = 0
    content_type_re = re.compile(r'text/|application/(?:json|xml)$|.*\+(?:json|xml)$')

    def maybe_compress(self, request: HttpRequest, response: HttpResponseBase) -> None:
        private = request.path.startswith('/admin/') or 'no-store' in response.get('Cache-Control', '')
        # Of a table that is streamed, each line would be compressed by itself.
        if not private and not response.streaming:
            super().maybe_compress(request, response)
