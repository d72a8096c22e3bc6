"""The pages of an article's conversation: their URLs, their order, and the page that a comment is on."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from articles.models import Article, CommentPlace

OLDEST = 'oldest'
ORDERS = {OLDEST: _('Oldest first'), 'newest': _('Newest first'), 'liveliest': _('Most replies first')}


@dataclass(frozen=True, slots=True)
class Pages:
    """The page `number` of `last` pages of the comments on the article at `address`, in an order."""

    address: str
    order: str
    number: int
    last: int

    @property
    def orders(self) -> list[tuple[str, str, bool]]:
        """(label, URL, whether it is the order shown) of each order."""
        return [(label, url(self.address, 1, order), order == self.order) for order, label in ORDERS.items()]

    @property
    def before(self) -> str:
        """The URL of the page before this one; '' without one. So with the next."""
        return url(self.address, self.number - 1, self.order) if self.number > 1 else ''

    @property
    def after(self) -> str:
        return url(self.address, self.number + 1, self.order) if self.number < self.last else ''


def page_url(address: str, number: int) -> str:
    """WordPress' URL of a page of the comments on the article at an address; that of the first is the article's."""
    return address if number == 1 else f'{address}comment-page-{number}/'


def url(address: str, number: int, order: str) -> str:
    query = '' if order == OLDEST else f'?comments={order}'
    return f'{page_url(address, number)}{query}#comments'


def page_of(article: Article, number: str | int) -> int | None:
    """The page where the public comment with this number is, in the order of the oldest first; None without one."""
    text = str(number)
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    places = CommentPlace.objects.filter(comment__article=article, comment__number=int(text))
    return places.values_list('oldest', flat=True).first()
