"""The raw values of one item of a WordPress export."""

from dataclasses import dataclass, field

from lxml import etree

from . import xml


@dataclass
class Item:
    """The raw values of an item; of a field that occurs twice, the first."""

    fields: dict[str, str] = field(default_factory=dict)
    terms: list[tuple[str | None, str, str]] = field(default_factory=list)
    postmeta: dict[str, list[str]] = field(default_factory=dict)
    comments: list[etree._Element] = field(default_factory=list)
    repaired: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, element: etree._Element) -> 'Item':
        item = cls()
        for child in element:
            name = xml.name(child)
            if name == 'comment' and len(child):
                item.comments.append(child)
            elif name == 'postmeta':
                key, value = xml.pair(child)
                item.postmeta.setdefault(key, []).append(value)
            elif name == 'category':
                item.terms.append((child.get('domain'), child.get('nicename', '').strip(), xml.value(child)))
            else:
                # Body and excerpt are both named "encoded"; only their namespaces differ, in every version of WXR.
                name = 'excerpt' if name == 'encoded' and 'excerpt' in child.tag else name
                item.fields.setdefault(name, xml.value(child))
        return item

    def get(self, name: str) -> str:
        return self.fields.get(name, '').strip()

    def shown(self, name: str) -> str:
        """A text as it was meant, though the file has it in a wrong encoding."""
        return self.repaired.get(name) or self.fields.get(name, '')

    def meta(self, *keys: str) -> str:
        return next((self.postmeta[key][0].strip() for key in keys if key in self.postmeta), '')
