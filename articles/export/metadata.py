"""The table of articles, as CSV: everything but the text."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from articles import lists
from articles.db.batches import batches
from articles.models import Article, ArticleTag, Comment
from articles.models.article import ArticleQuerySet
from articles.text import spreadsheet

COLUMNS = (
    'id', 'kind', 'status', 'address', 'title', 'byline', 'categories', 'tags', 'published', 'modified', 'language',
    'words', 'comments', 'old address',
)  # fmt: skip
_TAGS = ArticleTag.objects.filter(article=OuterRef('pk')).order_by('tag__name', 'tag').values('tag__name')
_COMMENTS = Comment.objects.approved().filter(article=OuterRef('pk')).order_by().values('article')
_NOT_NEEDED = ('body_source', 'body_html', 'meta', 'standfirst', 'import_digests', 'comments_digests')


def lines(articles: ArticleQuerySet) -> Iterator[str]:
    """Lines of CSV: a header, then one line an article, public or not. Only approved comments are counted."""
    yield '\ufeff' + spreadsheet.line(COLUMNS)
    categories = lists.Sections()
    articles = articles.defer(*_NOT_NEEDED).select_related('provenance').with_card()
    counts = Coalesce(Subquery(_COMMENTS.annotate(count=Count('pk')).values('count')), 0)
    for batch in batches(articles.annotate(tag_list=ArraySubquery(_TAGS), comment_count=counts)):
        for article in batch:
            yield spreadsheet.line(_cells(article, categories))


def _cells(article: Article, categories: lists.Sections) -> list[object]:
    path = article.get_absolute_url()
    return [
        article.pk,
        article.kind,
        article.status,
        path and settings.SITE_URL + path,
        article.title,
        '; '.join(author['name'] for author in article.byline),
        '; '.join(category.name for category in map(categories.get, article.filed_under) if category),
        '; '.join(article.tag_list),
        article.published and timezone.localtime(article.published).isoformat(),
        timezone.localtime(article.modified).isoformat(),
        article.language,
        len(article.body_text.split()),
        article.comment_count,
        article.provenance.url if hasattr(article, 'provenance') else '',
    ]
