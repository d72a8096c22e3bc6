"""What a table of articles says of each: all but the text."""

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
    """CSV with a head, a line an article. What editors alone may see is in it; comments are counted as readers do."""
    yield '\ufeff' + spreadsheet.line(COLUMNS)
    sections = lists.Sections()
    articles = articles.defer(*_NOT_NEEDED).select_related('provenance').with_card()
    counts = Coalesce(Subquery(_COMMENTS.annotate(count=Count('pk')).values('count')), 0)
    for batch in batches(articles.annotate(tag_list=ArraySubquery(_TAGS), comment_count=counts)):
        for article in batch:
            yield spreadsheet.line(_cells(article, sections))


def _cells(article: Article, sections: lists.Sections) -> list[object]:
    address = article.get_absolute_url()
    return [
        article.pk,
        article.kind,
        article.status,
        address and settings.SITE_URL + address,
        article.title,
        '; '.join(author['name'] for author in article.byline),
        '; '.join(section.name for section in map(sections.get, article.filed_under) if section),
        '; '.join(article.tag_list),
        article.published and timezone.localtime(article.published).isoformat(),
        timezone.localtime(article.modified).isoformat(),
        article.language,
        len(article.body_text.split()),
        article.comment_count,
        article.provenance.url if hasattr(article, 'provenance') else '',
    ]
