"""Makes the AVIF copies of the pictures that most readers see: of the front page and the first pages of sections."""

from collections.abc import Iterator

from django.core.exceptions import SuspiciousFileOperation
from django.utils import timezone

from articles import lists
from articles.images import renditions
from articles.models import Media


def copies() -> Iterator[None]:
    """Makes the copies that are missing, and yields after each, since one may take a second."""
    for picture in _pictures():
        path = picture.file.name
        for width in renditions.offered(path, picture.width):
            try:
                if not renditions.avif(path, width):
                    renditions.make_avif(path, width)
                    yield
            except (OSError, ValueError, SuspiciousFileOperation):
                break  # Its file is missing, or no picture.


def _pictures() -> list[Media]:
    whole = lists.whole()
    front = lists.front(whole, timezone.localdate())
    blocks = [block for block in (*front.above, front.large, *front.below) if block]
    shown = [*front.page.object_list, *(article for block in blocks for article in block.articles)]
    chosen = [section for section, _ in whole.sections.on_front]
    for section in dict.fromkeys([*whole.sections.main, *chosen]):
        shown += lists.category(section.address.removeprefix('/category/').strip('/')).page(1).object_list
    pictures = {article.picture.file.name: article.picture for article in shown if lists.has_picture(article)}
    return list(pictures.values())
