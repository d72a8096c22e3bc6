"""What plugins show to members, subscribers or other accounts only, in the items of a WordPress export.

The old site kept it from the public, so it is not published here: neither the passages between the tags of such a
plugin, nor an article that is closed as a whole.
"""

import re
from collections import defaultdict
from collections.abc import Iterator

from articles.readers.record import Note

# A shortcode, or the comment that delimits a block; in the JSON of a block, > is written as \u003e.
_TAG = re.compile(
    r'\[(?P<closes>/?)(?P<name>[a-zA-Z][\w-]{2,60})(?:[\s=][^\[\]]{0,2000})?\]'
    r'|<!--\s{1,9}(?P<block_closes>/?)wp:(?P<block>[a-z0-9/-]{3,100})\s[^>]{0,5000}-->'
)
_FOR_SOME = re.compile(
    r'(?:^|[-_/])(?:members?|membership|restrict(?:ed|ion)?|private|protect(?:ed|or|ion)?|premium|paywall|paid'
    r'|subscribers?|logged-?_?in|(?:mepr|um)[-_](?:show|active|show_content|loggedin)|s2if|wlm_\w+|ihc-hide-content)'
    r'(?:$|[-_/])',
    re.I,
)
_FOR_THE_OTHERS = re.compile(r'(?:^|[-_/])(?:not?|non|un|logged-?_?out|visitors?|guests?)(?:$|[-_/])', re.I)
_PREVIEW_ENDS = re.compile(r'<!--\s+wp:jetpack/paywall\b')
# Fields that close an article as a whole, with the values that leave it open.
_FIELDS = {
    '_jetpack_newsletter_access': re.compile('|everybody'),
    '_members_access_role': re.compile(''),
    '_memberful_acl': re.compile(r'|a:0:\{\}'),
    'rcp_user_level': re.compile('|all|none', re.I),
    'rcp_subscription_level': re.compile(r'|a:0:\{\}'),
    '_is_paid': re.compile('|0'),
    'rcUserLevel': re.compile('|none', re.I),
    'ihc_mb_who': re.compile('|all|unreg'),
}


def closing_field(postmeta: dict[str, list[str]]) -> str:
    """The name of a field of a plugin that closes the item to the public; '' for none."""
    closed = (key for key, is_open in _FIELDS.items() if any(not is_open.fullmatch(v) for v in postmeta.get(key, ())))
    return next(closed, '')


def public_part(source: str, notes: list[Note]) -> str:
    """The text without the passages for some readers only, which are noted."""
    end = _PREVIEW_ENDS.search(source)
    passages = sorted([*_passages(source), *([(end.start(), len(source), 'jetpack/paywall')] if end else [])])
    kept, position = [], 0
    for start, stop, _ in passages:
        kept.append(source[position : max(start, position)])
        position = max(position, stop)
    if passages:
        names = ', '.join(dict.fromkeys(name for *_, name in passages))
        notes.append(Note('members-only', f'What “{names[:200]}” showed to some readers only is only in the source.'))
    return ''.join(kept) + source[position:]


def _passages(source: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and name of each pair of tags; a tag without a closing one encloses nothing."""
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for tag in _TAG.finditer(source):
        name = (tag['name'] or tag['block']).lower()
        if not _FOR_SOME.search(name) or _FOR_THE_OTHERS.search(name):
            continue
        if not (tag['closes'] or tag['block_closes']):
            opened[name].append(tag.start())
        elif opened[name]:
            yield opened[name].pop(), tag.end(), name
