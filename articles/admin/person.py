"""The page on which an editor answers somebody who wants to know, or to have erased, what they have written."""

import json

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.comments import person

TITLE = 'What a person has written'


class PersonForm(forms.Form):
    """The address is sent by POST only, so that it is in no log."""

    email = forms.EmailField(label='E-mail address', max_length=254)


def answer(request: HttpRequest, context: dict) -> HttpResponse:
    """A POST finds what was written with an address; with `export` it is a file of it, with `erase` it is erased."""
    form = PersonForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data['email']
        if 'export' in request.POST:
            exported = json.dumps(person.export(email, settings.SITE_URL), ensure_ascii=False, indent=2)
            headers = {'Content-Disposition': 'attachment; filename="comments.json"', 'Cache-Control': 'no-store'}
            return HttpResponse(exported, content_type='application/json', headers=headers)
        if 'erase' in request.POST:
            erased = person.erase(email, by=request.user, text='keep_text' not in request.POST)
            messages.success(request, f'Erased in {erased} comment{"" if erased == 1 else "s"}.')
        context |= {'comments': person.comments_of(email)[:200], 'count': person.comments_of(email).count()}
    response = render(request, 'admin/articles/comment/person.html', context | {'form': form})
    response['Cache-Control'] = 'no-store'
    return response
