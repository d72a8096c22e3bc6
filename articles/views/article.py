"""The page of an article."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from articles import lists, metadata
from articles.citations import apa, chicago, mla
from articles.comments import conversations, threads
from articles.comments.forms import CommentForm, is_open, make_stamp
from articles.db.compiled import Compiled
from articles.editorial import corrections
from articles.images import renditions
from articles.models import Article, Comment, Media
from articles.pages import keys
from articles.text import embeds, headings, image_sources, plain, tables

from . import memento
from .beside import SUBJECT, beside

CLEARLY_LATER = timedelta(hours=1)
SHOWN_OF_WITHDRAWN = ('kind', 'slug', 'title', 'language', 'status', 'published_on')


@require_safe
def article(request: HttpRequest, slug: str, number: int = 1, **day: int) -> HttpResponse:
    """The article of that day, or without a day the page, that has the slug; 410 where it was withdrawn.

    `number` is the page of its comments that is shown below it.
    """
    on = lists.given_day(**day)
    try:
        public = _for_page(at=timezone.now(), on=on, slugs=lists.spellings(slug))
        article = lists.best_spelt(public, slug)
    except Http404:
        withdrawn = lists.by_slug(lists.articles_on(on).withdrawn().only(*SHOWN_OF_WITHDRAWN), slug)
        context = {'article': withdrawn, 'ask': lists.contact_page(), 'why': corrections.why_withdrawn(withdrawn)}
        return render(request, 'withdrawn.html', context, status=410)
    address = article.get_absolute_url()
    return lists.moved(request, conversations.page_url(address, number)) or _page(request, article, number)


def _page(request: HttpRequest, article: Article, number: int) -> HttpResponse:
    """The page; with WordPress' `?replytocom=NUMBER` the form is shown below the comment with that number.

    With `?comment=NUMBER`, which is asked for without script only, it redirects to that comment.
    """
    if wanted := conversations.page_of(article, request.GET.get('comment', '')):
        linked = conversations.page_url(article.get_absolute_url(), wanted)
        return HttpResponseRedirect(f'{linked}#comment-{int(request.GET["comment"])}')
    order = request.GET.get('comments', '')
    order = order if order in conversations.ORDERS else conversations.OLDEST
    to = request.GET.get('replytocom', '')
    can_comment = is_open(article)
    if can_comment and to and number == 1 and order == conversations.OLDEST:
        number = conversations.page_of(article, to) or 1
    comments = threads.conversation(_conversation(order, article=article.pk, page=number), order)
    if number > 1 and not comments.pages:
        # Browsers keep the fragment, and the page offers the way to a comment that is not on it.
        return HttpResponseRedirect(article.get_absolute_url())
    context = _context(article, comments)
    context['comment_pages'] = conversations.Pages(article.get_absolute_url(), order, number, comments.pages)
    context['can_comment'] = can_comment
    if can_comment and to in {str(row.comment.number) for row in comments.rows if not row.removed}:
        context |= {'replying_to': int(to), 'form': CommentForm(article, to=int(to))}
    response = render(request, 'article.html', context)
    shown = [article, *context.get('neighbours', {}).values(), *context.get('related', ())]
    keys.name(response, [keys.TODAY, *(keys.article(one.pk) for one in shown)])
    if context['has_history']:
        response['Link'] = memento.links(article)
    if to or order != conversations.OLDEST:
        response['X-Robots-Tag'] = 'noindex'
    return response


def _context(article: Article, comments: threads.Conversation) -> dict:
    sections = lists.Sections()
    filed = filter(None, map(sections.get, article.filed_under))
    lineages = [section.lineage for section in filed if not section.is_default]
    # Many themes showed the lead image above a body that shows it as well.
    lead = article.lead_image
    if lead and (not lead.file or lead.address in article.body_html):
        lead = None
    updated = corrections.updated(article)
    if updated and updated <= article.published + CLEARLY_LATER and not corrections.shown(article):
        updated = None
    cited, image = metadata.reference(article, sections), metadata.image(article)
    return {
        'article': article,
        'body': shown_body(article, first_eager=not lead),
        'reading_minutes': plain.minutes(article.body_html),
        'lead': lead,
        'sections': sections,
        'filed': _without_prefixes(lineages),
        'updated': updated,
        'corrections': corrections.shown(article),
        'corrections_at': lists.site().corrections,
        'has_history': corrections.has_history(article),
        'comments': comments,
        'cited': cited,
        'citations': [style(cited) for style in (apa, mla, chicago)],
        'image': image,
        'seo': metadata.for_search_engines(article),
        'linked_data': metadata.linked_data(
            article, cited, image, lineages, updated or article.published, comments.count
        ),
        # Only where the page shows more of it than its stamp; its fields are rendered once for all articles.
        'form': SimpleLazyObject(lambda: CommentForm(article)),
        'stamp': make_stamp(article),
    } | (beside(article) if article.kind == Article.Kind.ARTICLE else {})


def _without_prefixes(lineages: list[list]) -> list[list]:
    """The lineages of an article's categories, without those that are the beginning of another."""
    return [
        lineage
        for lineage in lineages
        if not any(lineage == other[: len(lineage)] for other in lineages if other != lineage)
    ]


def shown_body(article: Article, *, first_eager: bool) -> str:
    """The body as it is shown. `first_eager`: no picture is above it, so its first one is loaded at once."""
    words = _words(get_language())
    shown = image_sources.show(
        article.body_html,
        _held(article.body_html),
        first_eager=first_eager,
        missing=words['missing'],
        undescribed=words['undescribed'],
        enlarge=words['enlarge'],
    )
    shown = tables.scrollable(headings.in_order(shown), words['table'])
    return embeds.as_cards(tables.scrollable_formulae(shown, words['formula']), words)


@lru_cache
def _words(language: str) -> dict[str, str]:
    """What is said in a body of its parts in the language that is active: among these the words for `embeds.KINDS`."""
    kinds = (_('Video'), _('Audio'), _('Post'), _('Picture'), _('Document'), _('Map'), _('Form'), _('Link'))
    return dict(zip(embeds.KINDS, kinds, strict=True)) | {
        'missing': _('Picture not in this archive'),
        'undescribed': _('no description'),
        'enlarge': _('Open the picture'),
        'table': _('Table'),
        'formula': _('Formula'),
    }


def _held(body_html: str) -> dict[str, image_sources.StoredImage]:
    """The pictures of a body that the archive has, by `src`; the original where a smaller one is missing."""
    paths = {src: image_sources.path_within(settings.MEDIA_URL, src) for src in image_sources.sources(body_html)}
    if not any(paths.values()):
        return {}
    versions = {src: image_sources.versions(path) for src, path in paths.items() if path}
    media = Media.objects.filter(file__in={path for paths in versions.values() for path in paths})
    known = {picture.file.name: picture for picture in media.only('file', 'width', 'height')}
    pictures = {src: next((known[path] for path in paths if path in known), None) for src, paths in versions.items()}
    return {src: _shown(picture) for src, picture in pictures.items() if picture}


def _shown(picture: Media) -> image_sources.StoredImage:
    offered = renditions.srcset(picture.file.name, picture.width)
    return image_sources.StoredImage(picture.address, picture.width, picture.height, offered)


@Compiled
def _for_page(at: datetime, on: date | None, slugs: list[str]) -> QuerySet:
    articles = lists.articles_on(on).public(at).filter(slug__in=slugs)
    return articles.for_reading().annotate(subject=Left('body_text', SUBJECT), seo=F('meta__seo'))


@Compiled
def _conversation(order: str, article: int, page: int) -> QuerySet:
    return Comment.objects.filter(article=article).in_conversation(order=order, page=page)
