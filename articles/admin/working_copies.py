"""What is typed into the form of an article is stored while it is typed, and offered back."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils import timezone

from articles.editorial import working_copies
from articles.models import Article, WorkingCopy
from articles.text import browsers, sanitise

from .article_form import KEYS, ArticleForm
from .article_states import moment

TOO_LARGE = 'This is larger than 5 MB: the server does not keep it.'
TOO_MANY = f'The server keeps {working_copies.MOST} working copies for you. Discard some under “My working copies”.'


class WorkingCopiesMixin:
    def get_urls(self):
        store = self.admin_site.admin_view(self.store_working_copy)
        return [
            path('working-copies/', self.admin_site.admin_view(self.working_copies), name='articles_working_copies'),
            path('working-copy/', store, name='articles_working_copy_new'),
            path('<path:object_id>/working-copy/', store, name='articles_working_copy'),
            *super().get_urls(),
        ]

    def store_working_copy(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """Stores the JSON {key, version, instead_of, fields} that a form sends; answers when, and who else is here."""
        article = self._article(request, object_id)
        if request.method != 'POST':
            raise Http404
        try:
            sent = json.loads(request.body)
            key, instead_of = UUID(sent['key']), UUID(sent['instead_of']) if sent.get('instead_of') else None
            version, fields = int(sent['version']), _checked(sent.get('fields'))
            if not 0 <= version < 2**31:
                raise ValueError
        except RequestDataTooBig:
            return JsonResponse({'reason': TOO_LARGE}, status=413)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return JsonResponse({'reason': 'This form could not be read.'}, status=400)
        try:
            working_copies.store(
                request.user, article, key, version=version, fields=fields, instead_of=instead_of,
                browser=browsers.name(request.headers.get('User-Agent', '')),
            )  # fmt: skip
        except working_copies.TooMany:
            return JsonResponse({'reason': TOO_MANY}, status=409)
        return JsonResponse(
            {'key': str(key), 'at': moment(timezone.now(), 'H:i:s'), 'others': _others(request, article)}
        )

    def working_copies(self, request: HttpRequest) -> HttpResponse:
        """Lists what this person has typed and not saved; a POST discards one."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        if request.method == 'POST':
            if key := _uuid(request.POST.get('discard', '')):
                working_copies.discard(request.user, [key])
            number = request.POST.get('article', '')
            if request.POST.get('back') != 'form':
                return redirect(request.path)
            if number.isascii() and number.isdigit():
                return redirect('admin:articles_article_change', number)
            return redirect('admin:articles_article_add')
        copies = working_copies.listed(request.user).select_related('article')
        context = {**self.admin_site.each_context(request), 'title': 'My working copies', 'opts': self.opts}
        return render(request, 'admin/articles/article/working_copies.html', context | {'copies': copies})

    def continued(self, request: HttpRequest, article: Article | None) -> WorkingCopy | None:
        """The working copy that the form is to begin with, named by ?copy= in its URL."""
        key = _uuid(request.GET.get('copy', ''))
        return key and working_copies.of(request.user).filter(key=key, article=article).first()

    def offers(self, request: HttpRequest, article: Article | None, form: ArticleForm) -> dict[str, Any]:
        """What the template of the form shows: other working copies of this article, and who else has it open."""
        own = [form[name].value() for name in ('copy_key', 'continued_key')]
        own = [key for value in own if (key := _uuid(str(value or '')))]
        copies = working_copies.listed(request.user).filter(article=article).exclude(key__in=own)
        return {'copies': copies[: working_copies.MOST], 'others': _others(request, article)}

    def _article(self, request: HttpRequest, object_id: str | None) -> Article | None:
        article = self.get_object(request, unquote(object_id)) if object_id else None
        if object_id and not article:
            raise Http404
        if not (self.has_change_permission(request, article) if article else self.has_add_permission(request)):
            raise PermissionDenied
        return article


def _checked(fields: Any) -> dict[str, list[str]] | None:
    """The fields of a form that belong to the article. Raises ValueError or TypeError if they are none."""
    if fields is None:
        return None
    names = set(ArticleForm.base_fields) - KEYS | {'published_0', 'published_1', 'embargo_0', 'embargo_1'}
    if not isinstance(fields, Mapping) or not all(isinstance(one, list) for one in fields.values()):
        raise TypeError
    return {name: [_storable(value) for value in fields[name]] for name in names & set(fields)}


def _storable(value: Any) -> str:
    # JSON may have half of a pair of surrogates, which no text in UTF-8 has.
    return sanitise.without_controls(str(value).encode(errors='ignore').decode())


def _others(request: HttpRequest, article: Article | None) -> list[str]:
    if not article:
        return []
    others = working_copies.open_elsewhere(article, request.user)
    return [f'{name} has this article open since {moment(since, "H:i")}.' for name, since in others.items()]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
