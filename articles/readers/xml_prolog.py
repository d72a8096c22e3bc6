"""What stands before the root element of an XML file: the place of attacks."""

from lxml import etree

from articles.readers.archives import Refused

LONGEST = 1 << 20  # characters


def root(head: str) -> str:
    """The name of the root element, with its prefix if it has one. `head` is the file up to it at least.

    Raises Refused if a document type declares entities, or if there is no root element. Tag by tag into a parser of
    its own: a declaration is seen before it is parsed, and the search ends with the root element, since an article may
    well speak of entities.
    """
    probe = etree.XMLPullParser(events=('start',), recover=True, resolve_entities=False, encoding='utf-8')
    for tag in head[:LONGEST].split('>'):
        if '<!ENTITY' in tag:
            raise Refused('its document type declares entities')
        probe.feed(f'{tag}>'.encode())
        if start := next(probe.read_events(), None):
            element = start[1]
            name = element.tag.rpartition('}')[2]
            return f'{element.prefix}:{name}' if element.prefix else name
    raise Refused('not an XML file with a root element')
