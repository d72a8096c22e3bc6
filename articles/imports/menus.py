"""Menus of an imported WordPress site, which become menus of this one."""

from collections import Counter
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from articles import lists
from articles.models import Article, KeptItem, MenuLink, address
from articles.redirects import lookup
from articles.text import url_forms

MOST = 100  # links
LONGEST = 500  # characters of a URL


class _Item(NamedTuple):
    """An item of a menu: `path` is a URL that the old site had, '' for one of another site, which is `url`."""

    label: str
    path: str
    url: str


def imported() -> dict[str, int]:
    """The menus of imported sites by name, each with the number of its links."""
    items = KeptItem.objects.filter(kind='nav_menu_item').values_list('record__meta__terms', flat=True)
    return dict(Counter(name for terms in items for name in _names(terms)))


@transaction.atomic
def take(name: str, menu: MenuLink.Menu) -> tuple[int, list[str]]:
    """Adds the links of an imported menu to one of the site's; returns how many, and the labels of those left out.

    Links within the old site lead to where their target is now; what is not here, or beyond the most links, is left
    out. Menus are flat here: what was below another link follows it.
    """
    kept = KeptItem.objects.filter(kind='nav_menu_item', record__meta__terms__contains=[{'name': name}])
    ordered = sorted(kept.only('source_key', 'record'), key=_order)
    items = [_item(one.record, site=one.source_key.split(':')[1]) for one in ordered[:MOST]]
    places = lookup.find({item.path for item in items if item.path})
    sections = lists.Sections().by_address
    position = MenuLink.objects.filter(menu=menu).aggregate(last=Max('position'))['last'] or 0
    free = MenuLink.MOST - MenuLink.objects.count()
    links, left_out = [], []
    for item in items:
        place = places.get(item.path)
        url = (place.url if place else '') if item.path else item.url
        category = sections.get(url)
        label = item.label or (_title_at(url) if url and not category else '')
        if not url or not (label or category) or len(links) >= free:
            left_out.append(item.label or item.path or item.url)
            continue
        position += 10
        target = {'category_id': category} if category else {'url': url}
        links.append(MenuLink(menu=menu, position=position, label=label[:200], **target))
    MenuLink.objects.bulk_create(links)
    return len(links), left_out


def _names(terms: object) -> set[str]:
    """The names of the menus among the terms of an item."""
    of_menus = [term for term in terms if term.get('taxonomy') == 'nav_menu'] if isinstance(terms, list) else []
    return {str(term.get('name', '')) for term in of_menus} - {''}


def _order(item: KeptItem) -> int:
    number = str(item.record['meta'].get('menu_order', ''))
    return int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0


def _item(record: dict, site: str) -> _Item:
    meta = record['meta'].get('postmeta', {})
    kind, number = meta.get('_menu_item_type'), str(meta.get('_menu_item_object_id', ''))
    label, url = record.get('title', ''), str(meta.get('_menu_item_url', '')).strip()
    if kind == 'post_type' and number.isdigit():
        return _Item(label, f'/?{"page_id" if meta.get("_menu_item_object") == "page" else "p"}={number}', '')
    if kind == 'taxonomy' and meta.get('_menu_item_object') == 'category' and number.isdigit():
        return _Item(label, f'/?cat={number}', '')
    if url and url_forms.host(url) in ('', url_forms.host(f'http://{site}')):
        return _Item(label, url_forms.key(url), '')
    return _Item(label, '', url if address.is_url(url) and len(url) <= LONGEST else '')


def _title_at(url: str) -> str:
    """The title of the page at a path; '' where it is none."""
    page = Article.objects.public().filter(kind=Article.Kind.PAGE, slug=url.strip('/')).only('title').first()
    return page.title if page else ''
