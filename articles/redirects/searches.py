"""Redirects of searches that have no results, which editors enter as old URLs: /search/?q=newsletter."""

from urllib.parse import urlencode

from django.urls import reverse

from articles.models import OldUrl
from articles.search import words
from articles.text import url_forms


def target(text: str) -> str:
    """The URL on this site that a search redirects to, by its words in lower case; '' if it does not."""
    query = urlencode({'q': ' '.join(words.tokens(text))})
    old = OldUrl.objects.filter(path=url_forms.key(f'{reverse("search")}?{query}')).select_related('article').first()
    if not old:
        return ''
    if old.article:
        return old.article.get_absolute_url() if old.article.is_public else ''
    return old.target
