"""The API's comments: the public ones, on one article or on all. E-mail and IP addresses are never part of them."""

from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from articles.api.params import PageParams
from articles.models import Article, Comment

from . import params
from .problems import InvalidRequest, Problem

router = Router()
# The fields of a comment, and whether they are part of the default answer.
FIELDS = {
    'id': True, 'article': True, 'url': True, 'in_reply_to': True, 'author': True, 'author_url': True, 'posted': True,
    'text': True, 'html': False,
}  # fmt: skip
ORDERS = ('newest', 'oldest')


class CommentOut(Schema):
    id: int = None
    article: int = None
    url: str = None
    in_reply_to: int | None = Field(None, description='The id of the comment it replies to, if that is public.')
    author: str = None
    author_url: str = None
    posted: datetime = None
    text: str = None
    html: str = None


class CommentPage(Schema):
    items: list[CommentOut]
    next: str | None


class CommentParams(PageParams):
    article: str = Field('', pattern=r'^([1-9][0-9]{0,17})?$', description='The id of an article.')
    order: str = params.order_parameter(ORDERS)
    fields: str = params.fields_parameter(FIELDS)


@router.get('comments', response={200: CommentPage, 400: Problem}, exclude_unset=True, summary='Comments')
def comments(request: HttpRequest, given: Query[CommentParams]) -> dict:
    params.check_names(request, CommentParams)
    if given.order and given.order not in ORDERS:
        raise InvalidRequest(f'There is no order “{given.order[:100]}”.', 'order', ORDERS)
    fields = params.parse_fields(given.fields, FIELDS)
    rows = _page(given)
    page = rows[: given.limit]
    cursor = None
    if len(rows) > given.limit:
        cursor = params.cursor(_kind(given), page[-1].posted.isoformat(), page[-1].pk)
    return {
        'items': [_as_dict(comment, fields) for comment in page],
        'next': cursor and params.url_after(request, cursor),
    }


def _kind(given: CommentParams) -> str:
    return f'comments {given.order or "newest"}'


def _page(given: CommentParams) -> list[Comment]:
    """The comments of a page, and the first one after it, if there is one."""
    shown = ('parent', 'number', 'author_name', 'author_url', 'posted', 'body_text', 'body_html')
    related = ('article__kind', 'article__slug', 'article__published_on', 'parent__status', 'parent__kind')
    rows = Comment.objects.approved().filter(kind=Comment.Kind.COMMENT, article__in=Article.objects.public())
    rows = rows.select_related('article', 'parent').only('article', *shown, *related)
    if given.article:
        rows = rows.filter(article=int(given.article))
    than, sign = ('gt', '') if given.order == 'oldest' else ('lt', '-')
    if given.cursor:
        posted, pk = params.position(_kind(given), given.cursor)
        rows = rows.filter(Q(**{f'posted__{than}': posted}) | Q(**{f'pk__{than}': pk}), **{f'posted__{than}e': posted})
    return list(rows.order_by(f'{sign}posted', f'{sign}pk')[: given.limit + 1])


def _as_dict(comment: Comment, fields: set[str]) -> dict:
    parent = comment.parent
    values = {
        'id': comment.pk,
        'article': comment.article_id,
        'url': f'{settings.SITE_URL}{comment.get_absolute_url()}',
        'in_reply_to': parent.pk if parent and (parent.status, parent.kind) == ('approved', 'comment') else None,
        'author': comment.author_name,
        'author_url': comment.author_url,
        'posted': comment.posted,
        'text': comment.body_text,
        'html': comment.body_html,
    }
    return {name: value for name, value in values.items() if name in fields}
