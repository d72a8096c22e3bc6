"""What may stand in an address: letters of any script, but nothing that ends a path segment."""

from django.core.validators import RegexValidator

segment = RegexValidator(r'^[^/?#\s\x00-\x1f\x7f]+\Z', 'Use letters, digits and hyphens: no spaces, “/”, “?” or “#”.')
path = RegexValidator(
    r'^[^/?#\s\x00-\x1f\x7f]+(/[^/?#\s\x00-\x1f\x7f]+)*\Z', 'Use letters, digits and hyphens: no spaces, “?” or “#”.'
)
