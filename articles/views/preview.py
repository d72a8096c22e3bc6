"""What an outsider sees by a link to a version that is not public."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles.editorial import preview_links, revisions
from articles.models import Article

from .article import shown_body


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """That version; the article itself once it is public; 410 after the link has expired or was revoked."""
    link = preview_links.by_token(token)
    if not link:
        raise Http404
    values = preview_links.values(link)
    if values and link.article.is_public:
        response = HttpResponseRedirect(link.article.get_absolute_url())
    elif values:
        article = Article(**revisions.columns(values))
        authors = ', '.join(author['name'] for author in values['authors'])
        lead = revisions.lead_image(values)
        lead = lead if lead and lead.file and lead.address not in article.body_html else None
        context = {'article': article, 'authors': authors, 'lead': lead, 'expires': link.expires}
        context |= {
            'body': shown_body(article, first_eager=not lead),
            'embargo': link.article.is_embargoed and link.article.embargo,
        }
        response = render(request, 'preview.html', context)
    else:
        response = render(request, 'preview.html', {'article': None}, status=410)
    response['Cache-Control'], response['X-Robots-Tag'] = 'no-store', 'noindex, nofollow'
    response['Referrer-Policy'] = 'no-referrer'
    return response
