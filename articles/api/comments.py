"""Comments that readers may see, on one article or on all. No e-mail, no address of a network, at any time."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import Paged
from articles.models import Article, Comment

from . import params
from .problems import Problem, Refused

router = Router()
# The fields of a comment, and whether they are told unasked.
FIELDS = {
    'id': True, 'article': True, 'url': True, 'in_reply_to': True, 'author': True, 'author_url': True, 'posted': True,
    'text': True, 'html': False,
}  # fmt: skip
ORDERS = ('newest', 'oldest')


class CommentOut(Schema):
    id: int = None
    article: int = None
    url: str = None
    in_reply_to: int | None = Field(None, description='The comment it replies to, while that can be read.')
    author: str = None
    author_url: str = None
    posted: datetime = None
    text: str = None
    html: str = None


class CommentPage(Schema):
    items: list[CommentOut]
    next: str | None


class Asked(Paged):
    article: str = Field('', pattern=r'^([1-9][0-9]{0,17})?$', description='The id of an article.')
    order: str = params.order_parameter(ORDERS)
    fields: str = params.fields_parameter(FIELDS)


@router.get('comments', response={200: CommentPage, 400: Problem}, exclude_unset=True, summary='Comments')
def comments(request: HttpRequest, asked: Query[Asked]) -> dict:
    params.only_known(request, Asked)
    if asked.order and asked.order not in ORDERS:
        raise Refused(f'There is no order “{asked.order[:100]}”.', 'order', ORDERS)
    fields = params.chosen(asked.fields, FIELDS)
    found = _page(asked)
    page = found[: asked.limit]
    cursor = None
    if len(found) > asked.limit:
        cursor = params.cursor(_kind(asked), page[-1].posted.isoformat(), page[-1].pk)
    return {
        'items': [_told(comment, fields) for comment in page],
        'next': cursor and params.address_after(request, cursor),
    }


def _kind(asked: Asked) -> str:
    return f'comments {asked.order or "newest"}'


def _page(asked: Asked) -> list[Comment]:
    """One comment more than asked for, if there is one."""
    shown = ('parent', 'number', 'author_name', 'author_url', 'posted', 'body_text', 'body_html')
    related = ('article__kind', 'article__slug', 'article__published_on', 'parent__status', 'parent__kind')
    found = Comment.objects.approved().filter(kind=Comment.Kind.COMMENT, article__in=Article.objects.public())
    found = found.select_related('article', 'parent').only('article', *shown, *related)
    if asked.article:
        found = found.filter(article=int(asked.article))
    than, sign = ('gt', '') if asked.order == 'oldest' else ('lt', '-')
    if asked.cursor:
        posted, pk = params.position(_kind(asked), asked.cursor)
        found = found.filter(
            Q(**{f'posted__{than}': posted}) | Q(**{f'pk__{than}': pk}), **{f'posted__{than}e': posted}
        )
    return list(found.order_by(f'{sign}posted', f'{sign}pk')[: asked.limit + 1])


def _told(comment: Comment, fields: set[str]) -> dict:
    parent = comment.parent
    told = {
        'id': comment.pk,
        'article': comment.article_id,
        'url': f'{settings.SITE_URL}{comment.article.get_absolute_url()}#{comment.anchor}',
        'in_reply_to': parent.pk if parent and (parent.status, parent.kind) == ('approved', 'comment') else None,
        'author': comment.author_name,
        'author_url': comment.author_url,
        'posted': comment.posted,
        'text': comment.body_text,
        'html': comment.body_html,
    }
    return {name: value for name, value in told.items() if name in fields}
