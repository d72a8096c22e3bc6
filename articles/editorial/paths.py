"""Which paths a page can have: not those that the site itself answers."""

from django.urls import Resolver404, resolve

from articles.text import slugs


def is_of_a_page(path: str) -> bool:
    """Whether a page with this path, such as team/office, would be shown at its URL."""
    try:
        return resolve(f'/{path}/').url_name == 'page'
    except Resolver404:
        return False


def is_of_an_article(slug: str) -> bool:
    """Whether an article with this slug would be shown at its URL, on any day: *feed* is the feed of the day."""
    try:
        return resolve(f'/2000/01/01/{slug}/').url_name == 'article'
    except Resolver404:
        return False


def for_a_page(wanted: str) -> str:
    """The path itself where a page can have it, else the nearest one that it can have: search-2 for search."""
    path = slugs.page_path(wanted) or 'page'
    first, slash, rest = path.partition('/')
    nearest = (path, f'{path}-2', f'{first}-2{slash}{rest}', f'{first}-2{slash}{rest}-2', path.replace('/', '-'))
    return next(filter(is_of_a_page, nearest), f'page-{slugs.slugify(path)}')
