"""The start page: what waits for whoever looks at it, each list by its own rights."""

from collections.abc import Iterator
from typing import NamedTuple

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from articles.comments import reports
from articles.editorial import reviews, working_copies
from articles.models import Article, Comment, Conflict, ImportRun

from .article_states import describe_review, moment
from .rights import visible_comments

SHOWN = 5  # rows of a list
COUNTED = 1000  # no list is counted any further
LOOKED_AT = 1000  # drafts, the newest ones, among which one's own are
ACTIVE = (ImportRun.State.WAITING, ImportRun.State.RUNNING, ImportRun.State.UNDOING, ImportRun.State.LOOKED)
BROKEN = (ImportRun.State.FAILED, ImportRun.State.INTERRUPTED)


class Row(NamedTuple):
    url: str
    text: str
    remark: str = ''


class Section(NamedTuple):
    """A list with its number of rows in words, and the URL of all of it, '' where the rows are all."""

    title: str
    count: str
    rows: list[Row]
    url: str = ''


def acts(request: HttpRequest) -> Iterator[Row]:
    """What is done most often, for who may do it."""
    for right, url, text in (
        ('articles.add_article', 'articles_article_add', 'Write an article'),
        ('articles.view_article', 'articles_article_changelist', 'Articles'),
        ('articles.change_comment', 'articles_comment_changelist', 'Comments'),
        ('articles.add_media', 'articles_media_add', 'Add a picture'),
        ('articles.add_oldurl', 'articles_oldurl_add', 'Add a redirect'),
        ('articles.run_import', 'articles_importrun_add', 'Import an archive'),
    ):
        if request.user.has_perm(right):
            yield Row(reverse(f'admin:{url}'), text)


def sections(request: HttpRequest) -> Iterator[Section]:
    """The lists that concern somebody, those that are empty included."""
    may = request.user.has_perm
    articles = admin.site.get_model_admin(Article)
    if articles.has_view_permission(request):
        yield from _of_articles(request, articles.get_queryset(request))
    if may('articles.change_comment'):
        yield _comments(request)
    if may('articles.change_article'):
        yield _conflicts()
    if may('articles.view_importrun'):
        yield _runs()


def _of_articles(request: HttpRequest, articles: QuerySet[Article]) -> Iterator[Section]:
    user, changelist = request.user, reverse('admin:articles_article_changelist')
    if user.has_perm('articles.change_article') or user.has_perm('articles.write_article'):
        yield _mine(user, articles)
    if not user.has_perm('articles.change_article'):
        return
    in_review = articles.filter(status=Article.Status.REVIEW).order_by('-modified', '-pk')
    listed = list(_light(in_review)[: COUNTED + 1])
    asked = reviews.newest(listed)
    listed.sort(key=lambda one: one.pk not in asked or asked[one.pk].to_id != user.pk)
    rows = [_article(one, describe_review(asked.get(one.pk))) for one in listed[:SHOWN]]
    yield Section('In review', _count(len(listed)), rows, f'{changelist}?state=review')
    due = articles.filter(public_from__gt=timezone.now()).order_by('public_from', 'pk')
    rows = [_article(one, moment(one.public_from)) for one in _light(due)[:SHOWN]]
    yield Section('Next scheduled', _counted(due), rows, f'{changelist}?state=scheduled')


def _mine(user, articles: QuerySet[Article]) -> Section:
    """Drafts that somebody saved last, articles in review that they submitted, and what they typed and did not save."""
    newest = Article.objects.filter(status__in=[Article.Status.DRAFT, Article.Status.REVIEW], modified__isnull=False)
    newest = newest.order_by('-modified', '-pk').values('pk')[:LOOKED_AT]
    own = articles.filter(pk__in=newest).filter(Q(edited_by=user) | Q(reviews__by=user)).distinct()
    copies = list(working_copies.listed(user).select_related('article')[:SHOWN])
    rows = [
        Row(_url_of_copy(copy), copy.title or '(no title)', f'typed {moment(copy.typed)}, not saved') for copy in copies
    ]
    rows += [_article(one, f'{one.get_status_display()}, {moment(one.modified)}') for one in
             _light(own.order_by('-modified', '-pk'))[:SHOWN]]  # fmt: skip
    url = reverse('admin:articles_working_copies') if copies else ''
    return Section('Mine', _count(len(copies) + _number(own)), rows, url)


def _comments(request: HttpRequest) -> Section:
    held = visible_comments(request.user).filter(status=Comment.Status.HELD).exclude(kind=Comment.Kind.NOTE)
    queue = reverse('admin:articles_comment_changelist')
    rows = []
    if own := held.filter(assigned=request.user).count():
        rows.append(Row(f'{queue}?assigned=me', f'{own} assigned to you'))
    if reported := reports.pending().values('comment').distinct().count():
        rows.append(Row(queue, f'{reported} reported by readers'))
    for one in held.order_by('suspicion', '-posted', '-pk').defer('body_html', 'meta')[:SHOWN]:
        url = reverse('admin:articles_comment_change', args=[one.pk])
        rows.append(Row(url, ' '.join(one.body_text.split())[:80], f'{one.author_name}, {moment(one.posted)}'))
    return Section('Held comments', _counted(held), rows, queue)


def _conflicts() -> Section:
    undecided = Conflict.objects.filter(decision='').order_by('-pk')
    rows = [
        Row(reverse('admin:articles_conflict_change', args=[one.pk]), str(one.article), moment(one.found))
        for one in undecided.select_related('article').only('found', 'article__title')[:SHOWN]
    ]
    return Section('Conflicts', _counted(undecided), rows, reverse('admin:articles_conflict_changelist'))


def _runs() -> Section:
    runs = ImportRun.objects.filter(state__in=ACTIVE + BROKEN).order_by('-pk')
    rows = [
        Row(reverse('admin:articles_importrun_change', args=[run.pk]), run.source[:80], run.get_state_display())
        for run in runs.defer('counts', 'files')[:SHOWN]
    ]
    return Section('Runs that need a look', _counted(runs), rows, reverse('admin:articles_importrun_changelist'))


def _light(articles: QuerySet[Article]) -> QuerySet[Article]:
    return articles.only('title', 'status', 'modified', 'public_from')


def _article(article: Article, remark: str) -> Row:
    return Row(reverse('admin:articles_article_change', args=[article.pk]), str(article), remark)


def _url_of_copy(copy) -> str:
    form = reverse('admin:articles_article_change', args=[copy.article_id]) if copy.article_id else (
        reverse('admin:articles_article_add')
    )  # fmt: skip
    return f'{form}?copy={copy.key}'


def _counted(rows: QuerySet) -> str:
    return _count(_number(rows))


def _number(rows: QuerySet) -> int:
    """How many rows there are, as far as they are counted and one more."""
    return len(rows.order_by().values_list('pk')[: COUNTED + 1])


def _count(number: int) -> str:
    return f'more than {COUNTED:,}' if number > COUNTED else str(number)
