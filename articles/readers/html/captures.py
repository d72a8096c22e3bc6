"""What the pages of a capture say of each other: which are copies, parts and comments of one article."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

# Parameters that lead to the same page: WordPress' form for a reply, buttons to share, counters of visits.
_SAME_PAGE = re.compile(
    r'^(?:replytocom|unapproved|moderation-hash|share|nb|amp|noamp|print|like_comment|_wpnonce|utm_\w+|fbclid|gclid'
    r'|mc_[ce]id|igshid)$',
    re.I,
)
_COMMENTS = re.compile(r'/comment-page-\d+(?=/?$)')


def own_address(url: str) -> str:
    """The address of the article on a page, without what leads to a form, a page of its comments, or counts visits."""
    parts = urlsplit(url)
    query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True)]
    kept = [(name, value) for name, value in query if not _SAME_PAGE.match(name) and name != 'cpage']
    path = _COMMENTS.sub('', parts.path)
    if (len(kept), path) == (len(query), parts.path):
        return url
    return urlunsplit((parts.scheme, parts.netloc, path, urlencode(kept), ''))
