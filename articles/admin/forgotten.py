"""A new password for who has forgotten theirs: a link is mailed to the address of the account."""

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from articles.editorial import passwords
from articles.following import subscriptions


class ForgottenForm(forms.Form):
    email = forms.EmailField(
        label='E-mail address of your account',
        max_length=254,
        widget=forms.EmailInput({'autocomplete': 'email', 'autofocus': True}),
    )


def forgotten(request: HttpRequest) -> HttpResponse:
    """Takes an address; answers the same, after the same work, whether there is an account with it."""
    form, sends = ForgottenForm(request.POST or None), subscriptions.is_offered()
    if sends and form.is_valid():
        passwords.request(form.cleaned_data['email'])
        return redirect(f'{request.path}?sent')
    context = {'title': 'A new password', 'form': form, 'sends': sends, 'days': passwords.days()}
    context |= {**admin.site.each_context(request), 'sent': 'sent' in request.GET}
    response = render(request, 'admin/forgotten.html', context)
    response.headers['Cache-Control'] = 'no-store'
    return response
