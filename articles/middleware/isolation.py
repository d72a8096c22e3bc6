"""What pages may use of a device, and who may show what the site serves."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# The viewer opens pictures full screen, and links are copied to the clipboard; nothing else is used.
UNUSED = ('accelerometer', 'camera', 'display-capture', 'geolocation', 'gyroscope', 'microphone', 'payment', 'usb')
NOTHING_ELSE = ', '.join(f'{feature}=()' for feature in UNUSED)


def policies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: sets Permissions-Policy and Cross-Origin-Resource-Policy.

    Pages are for this site only. Pictures, feeds, and what the API and oEmbed answer are made to be used elsewhere.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_page = response.get('Content-Type', '').startswith('text/html')
        response.headers.setdefault('Cross-Origin-Resource-Policy', 'same-origin' if is_page else 'cross-origin')
        response.headers.setdefault('Permissions-Policy', NOTHING_ELSE)
        return response

    return answer
