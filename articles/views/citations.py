"""Citations of an article as BibTeX, RIS and CSL-JSON, and its short URL."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import conditional_page, require_safe

from articles import citations, lists, metadata
from articles.models import Article

FORMATS = {
    'bib': (citations.bibtex, 'application/x-bibtex; charset=utf-8'),
    'ris': (citations.ris, 'application/x-research-info-systems; charset=utf-8'),
    'json': (citations.csl_json, 'application/vnd.citationstyles.csl+json'),
}


@require_safe
@conditional_page
def cite(request: HttpRequest, slug: str, format: str, **day: int) -> HttpResponse:
    """The citation of an article as a file for reference managers; `format` is one of FORMATS."""
    articles = lists.articles_at(**day).public().for_reading().defer('body_html', 'body_source', 'body_text', 'meta')
    article = lists.by_slug(articles, slug)
    if redirect := lists.moved(request, f'{article.get_absolute_url()}cite.{format}'):
        return redirect
    write, content_type = FORMATS[format]
    cited = metadata.reference(article, lists.Sections())
    name = f'attachment; filename="{cited.key}.{format}"'
    return HttpResponse(write(cited), content_type=content_type, headers={'Content-Disposition': name})


@require_safe
def short(request: HttpRequest, pk: int) -> HttpResponse:
    """Redirects to the current URL of the article; 410 where it was withdrawn."""
    article = Article.objects.public().filter(pk=pk).only('kind', 'slug', 'published_on').first()
    if article:
        return HttpResponsePermanentRedirect(article.get_absolute_url())
    get_object_or_404(Article.objects.withdrawn().only('pk'), pk=pk)
    return render(request, 'withdrawn.html', status=410)
