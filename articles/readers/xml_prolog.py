"""Checks the prolog of an XML file, where a document type may declare entities."""

from collections.abc import Iterable
from typing import cast

from lxml import etree

from articles.readers.archives import UnreadableFile

LONGEST = 1 << 20  # characters


def root(head: str) -> str:
    """The name of the root element, with its prefix if it has one. `head` is the file up to that element or further.

    Raises UnreadableFile if a document type declares entities, or if there is no root element. The parser is fed tag by
    tag, so that a declaration is seen before it is parsed. The check ends at the root element, because an article may
    mention entities.
    """
    probe = etree.XMLPullParser(events=('start',), recover=True, resolve_entities=False, encoding='utf-8')
    for tag in head[:LONGEST].split('>'):
        if '<!ENTITY' in tag:
            raise UnreadableFile('its document type declares entities')
        probe.feed(f'{tag}>'.encode())
        for _, element in cast(Iterable[tuple[str, etree._Element]], probe.read_events()):
            name = element.tag.rpartition('}')[2]
            return f'{element.prefix}:{name}' if element.prefix else name
    raise UnreadableFile('not an XML file with a root element')
