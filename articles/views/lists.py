"""The pages of lists."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import lists
from articles.models import Article

# With these, WordPress' own addresses of the form /?p=123 name something else than the front page.
OLD_PARAMETERS = {'p', 'page_id', 'attachment_id', 'cat', 'tag', 'author', 'm', 'name', 'pagename', 'feed'}
PINNED = 3  # articles that stand first on the front page


@require_safe
def listing(request: HttpRequest, find: Callable[..., lists.Listing], number: int = 1, **where) -> HttpResponse:
    """Page `number` of the list that `find(**where)` finds."""
    found = find(**where)
    address = f'{found.address}page/{number}/' if number > 1 else found.address
    if redirect := lists.moved(request, address):
        return redirect
    page = found.page(number)
    return render(request, 'list.html', {'listing': found, 'page': page, 'sections': found.sections})


@require_safe
def front(request: HttpRequest, number: int = 1) -> HttpResponse:
    if OLD_PARAMETERS & request.GET.keys():
        raise Http404
    found = lists.whole()
    if redirect := lists.moved(request, f'/page/{number}/' if number > 1 else '/'):
        return redirect
    page = found.page(number)
    pinned = []
    if number == 1:
        pinned = list(Article.objects.public().listed().filter(pinned=True).for_listing().newest_first()[:PINNED])
    stories = [*pinned, *(article for article in page.articles if article not in pinned)]
    return render(
        request, 'front.html', {'listing': found, 'page': page, 'sections': found.sections, 'stories': stories}
    )
