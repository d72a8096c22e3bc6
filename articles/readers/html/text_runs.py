"""Splits a page into runs of text and media, the smallest parts that an article's body keeps or leaves out."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree
from lxml.html import HtmlElement

from articles.readers.html.document import HEADINGS, name_matcher

_BLOCK_NAMES = (
    'address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer'
    ' form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th thead'
    ' tr ul'
)
BLOCKS = frozenset(_BLOCK_NAMES.split())
# Elements whose content is not text: code, controls, and fallbacks.
UNREAD = frozenset(
    'audio button canvas head iframe input label map math meter noscript object option progress script select style svg'
    ' template textarea title video'.split()
)
MEDIA = frozenset('img iframe video audio object embed'.split())
# Elements around the article, whose classes name its subject or the place of the sidebar, and so are not asides.
_FRAMES = frozenset('html body main article'.split())
# Names of parts within the text that do not belong to it.
_ASIDE = (
    r'(?:^|[-_ ])(?:shar(?:e|ing)|social|sociable|addtoany|sharedaddy|related|recommend(?:ed|ation)?s?|newsletter'
    r'|subscri(?:be|ption)'
    r'|promo|ads?|advert\w*|sponsor\w*|outbrain|taboola|comments?|respond|disqus|author-?(?:bio|box|info|card)'
    r'|about-?author|bio'
    r'|tags?|tag-?list|topics|breadcrumbs?|nav|navigation|navbar|menu|footer|sidebar|most-?(?:read|popular)|popular'
    r'|trending|latest'
    r'|recent|next|prev(?:ious)?|pagination|pager|read-?(?:more|next|also)|more-?(?:on|from|stories|news|articles)'
    r'|teasers?|toolbar'
    r'|jp-relatedposts|print-?(?:only|header)|copyright|disclaimer|cookies?|consent|modal|popup|overlay'
    r'|paywall-?(?:offer|prompt)'
    r'|rating|likes?|post-?meta|entry-?(?:meta|utility|footer)|byline|dateline|timestamp|published|toc|skip-?link'
    r'|screen-?reader-text'
    r'|visually-?hidden|sr-only|donat\w+|crowdfunding|poll|quiz|login|signup|sign-up|email-?(?:form|signup)'
    r'|see-?also|magazine|shop|product|coupon)(?:$|[-_ ])|relatedpost|sharebutton|newsletter|googlead'
    r'|advert'
)
_is_called_aside = name_matcher(_ASIDE)
# The id of a heading is made from its text, whatever that is about.
_is_heading_called_aside = name_matcher(_ASIDE, has_id=False)


@dataclass(slots=True)
class Run:
    """Text directly in a block, up to the next block.

    `parts`: the places of the text, each (element, 'text' or 'tail'). `asides`: the asides around it. `kept`: whether
    the run belongs to the article.
    """

    block: HtmlElement
    asides: tuple[HtmlElement, ...]
    parts: list[tuple[HtmlElement, str]] = field(default_factory=list)
    key: str = ''  # the text without white space, for comparison
    linked: int = 0  # characters of the key in links
    kept: bool = False

    @property
    def is_mostly_links(self) -> bool:
        return self.linked * 2 > len(self.key)

    def places(self) -> Iterator[HtmlElement]:
        """The elements that directly contain the text."""
        for element, place in self.parts:
            yield element if place == 'text' else element.getparent()

    def blank(self) -> None:
        """Removes the text from the tree."""
        for element, place in self.parts:
            setattr(element, place, None)


@dataclass(slots=True)
class Medium:
    """A picture, frame or player; `position` is the number of runs before it, `asides` are the asides around it."""

    element: HtmlElement
    asides: tuple[HtmlElement, ...]
    position: int


class PageRuns:
    """All runs and media within an element, in order."""

    def __init__(self, root: HtmlElement) -> None:
        self.root = root
        self.runs: list[Run] = []
        self.media: list[Medium] = []
        self._blocks: list[HtmlElement] = []
        self._asides: list[HtmlElement] = []
        self._links = 0  # the number of open links
        self._run: Run | None = None
        self._keys: list[str] = []  # of the current run; joined once, since a run may have thousands of parts
        self._read()

    def _read(self) -> None:
        walk = etree.iterwalk(self.root, events=('start', 'end'))
        for event, element in walk:
            tag, starts = element.tag, event == 'start'
            if tag in BLOCKS:
                if self._run:
                    self._finish(self._run)
                self._start(element, tag) if starts else self._end(element)
            elif tag == 'a':
                self._links += 1 if starts else -1
            elif starts and (tag in MEDIA or tag in UNREAD):
                if tag in MEDIA:
                    self.media.append(Medium(element, tuple(self._asides), len(self.runs) + bool(self._run)))
                if tag in UNREAD:
                    walk.skip_subtree()
                    continue
            text = element.text if starts else element.tail
            if text and not text.isspace():
                self._take(element, 'text' if starts else 'tail', squeezed(text))

    def _start(self, block: HtmlElement, tag: str) -> None:
        self._blocks.append(block)
        is_called = _is_heading_called_aside if tag in HEADINGS else _is_called_aside
        if tag in ('nav', 'aside') or (tag not in _FRAMES and is_called(block)):
            self._asides.append(block)

    def _end(self, block: HtmlElement) -> None:
        self._blocks.pop()
        if self._asides and self._asides[-1] is block:
            self._asides.pop()

    def _take(self, element: HtmlElement, place: str, key: str) -> None:
        if key and self._blocks:  # The tail of the root is not within it.
            if not self._run:
                self._run = Run(self._blocks[-1], tuple(self._asides))
            self._run.parts.append((element, place))
            self._keys.append(key)
            self._run.linked += len(key) if self._links else 0

    def _finish(self, run: Run) -> None:
        run.key = ''.join(self._keys)
        self.runs.append(run)
        self._run, self._keys = None, []


def squeezed(text: str) -> str:
    """The text without white space and invisible characters."""
    bare = ''.join(text.split())
    return bare if bare.isascii() else bare.replace('\u00ad', '').replace('\u200b', '').replace('\ufeff', '')
