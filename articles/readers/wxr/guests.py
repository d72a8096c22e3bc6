"""Names in bylines that are no accounts of the site: guest authors of Co-Authors Plus, Molongui and their like.

They are items of a type of their own, which may stand after the articles that name them.
"""

import re

from articles.readers.record import AuthorRecord
from articles.text import plain, slugs

# Taxonomies whose terms are bylines: of Co-Authors Plus and PublishPress Authors, of copies of the latter, of Bylines.
TAXONOMIES = frozenset({'author', 'ppma_author', 'byline'})
TYPES = frozenset({'guest-author', 'guest_author'})
_GUEST = re.compile(r'_?guest[-_ ]?author(?:[-_ ]?name)?', re.I)
_BY = re.compile(r'^by\s+', re.I)
_NAME = re.compile(r'(?=.{2,80}$)[^\W\d_][^\d@/<>{}:;]*')
_BY_MOLONGUI = re.compile(r'(user|guest)-(\d+)')


def author(fields: dict[str, str], meta: dict[str, str]) -> tuple[list[str], AuthorRecord | None]:
    """(The names that items know a guest author by, the guest author), of the item that describes one.

    `fields`: the children of the item by name; `meta`: its first wp:postmeta of each key.
    """
    name = plain.title(meta.get('cap-display_name', '') or fields.get('title', ''))
    slug = slugs.decode(fields.get('post_name', '').strip().removeprefix('cap-')) or slugs.slugify(name)
    if not name:
        return [], None
    record = AuthorRecord(
        name=name,
        slug=slug,
        email=meta.get('cap-user_email', '') or meta.get('_molongui_guest_author_mail', ''),
        bio=plain.title(meta.get('cap-description', '')),
    )
    names = [slug, meta.get('cap-user_login', '').strip(), f'guest-{fields.get("post_id", "").strip()}']
    return [known for known in names if known], record


def chosen(meta: dict[str, list[str]]) -> list[tuple[str, str]]:
    """('user' or 'guest', number) of those named by the plugin Molongui Authorship."""
    values = [*meta.get('_molongui_author', ()), *meta.get('_molongui_main_author', ())]
    return [match.groups() for value in values if (match := _BY_MOLONGUI.fullmatch(value.strip()))]  # type: ignore[misc]


def named(meta: dict[str, list[str]]) -> str:
    """The name in a field for guest authors, which many themes print in place of the account's; '' without one."""
    values = (plain.title(values[0]) for key, values in meta.items() if _GUEST.fullmatch(key))
    names = (_BY.sub('', value).strip() for value in values)
    return next((name for name in names if _NAME.fullmatch(name)), '')


def name_in(description: str) -> str:
    """The name in the description of a term of Co-Authors Plus, which is what the plugin searches; '' for none.

    That is display name, first name, last name, login, number and e-mail, of which some may be empty.
    """
    words = description.split()
    if not words or '@' not in words[-1] or len(words) < 3 or not words[-2].isdecimal():
        return ''
    words = words[: -3 if len(words) > 3 else -2]
    for end in range(1, len(words)):
        shown, full = words[:end], words[end:]
        if shown == full or (shown[-1] == full[-1] and len(full) > 1):
            return plain.title(' '.join(shown))
    return plain.title(' '.join(words))
