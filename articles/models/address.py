"""Validators for URLs and their parts: letters of any script are allowed, what ends a segment of a path is not."""

from urllib.parse import urlsplit

from django.core.validators import RegexValidator

segment = RegexValidator(r'^[^/?#\s\x00-\x1f\x7f]+\Z', 'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.')
path = RegexValidator(
    r'^[^/?#\s\x00-\x1f\x7f]+(/[^/?#\s\x00-\x1f\x7f]+)*\Z', 'Use letters, digits and hyphens: no spaces, “?” or “#”.'
)

NOT_A_URL = 'Enter a URL, such as https://news.example/about/, or a path on this site, such as /about/.'


def is_url(text: str) -> bool:
    """Whether a text is blank, an absolute URL of the web, or a path on this site."""
    if any(char.isspace() or char in '\\"<>' for char in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_path = not parts.scheme and not parts.netloc and text.startswith('/')
    return not text or is_path or (parts.scheme in ('http', 'https') and bool(parts.hostname))
