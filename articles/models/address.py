"""Validators for the parts of URLs: letters of any script are allowed, characters that end a path segment are not."""

from django.core.validators import RegexValidator

segment = RegexValidator(r'^[^/?#\s\x00-\x1f\x7f]+\Z', 'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.')
path = RegexValidator(
    r'^[^/?#\s\x00-\x1f\x7f]+(/[^/?#\s\x00-\x1f\x7f]+)*\Z', 'Use letters, digits and hyphens: no spaces, “?” or “#”.'
)
