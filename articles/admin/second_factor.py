"""The second factor: six digits from an app (TOTP, RFC 6238) or a recovery code, asked for after the password."""

from base64 import b32encode
from collections.abc import Callable

import segno
from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_otp import devices_for_user, login
from django_otp.plugins.otp_static import admin as static_admin
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp import admin as totp_admin
from django_otp.plugins.otp_totp.models import TOTPDevice

from articles.editorial.second_factor import has_one, needs_one, new_recovery_codes, remove

# Their admin shows the keys, which nobody has to see again.
for _device in (static_admin.StaticDevice, totp_admin.TOTPDevice):
    admin.site.unregister(_device)

WRONG = 'This code is not valid, or it was used before. Type the newest one; after several wrong ones, wait a minute.'
UNCONFIRMED = 'unconfirmed-second-factor'  # in the session


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=20,
        widget=forms.TextInput({'autocomplete': 'one-time-code', 'autofocus': True, 'spellcheck': 'false'}),
    )

    def clean_code(self) -> str:
        return self.cleaned_data['code'].replace(' ', '').lower()


def asked(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: of the admin, who has a second factor sees nothing before giving it, nor who needs one without it."""
    inside, outside = (
        '/admin/',
        ('/admin/login/', '/admin/logout/', '/admin/jsi18n/', '/admin/second-factor/', '/admin/password/'),
    )

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(inside) and not request.path.startswith(outside):
            user = request.user
            if user.is_authenticated and not user.is_verified():
                name = 'second-factor' if has_one(user) else 'second-factor-set-up' if needs_one(user) else ''
                if name:
                    return redirect(f'{reverse(name)}?{urlencode({"next": request.get_full_path()})}')
        return get_response(request)

    return middleware


def ask(request: HttpRequest) -> HttpResponse:
    """Asks for a code. Who has given one sees what can be done with the second factor."""
    user = request.user
    if not user.is_verified():
        if not has_one(user):
            return redirect('second-factor-set-up')
        form = CodeForm(request.POST or None)
        if form.is_valid() and _log_in(request, form.cleaned_data['code']):
            return redirect(_next(request))
        if form.is_bound and form.is_valid():
            form.add_error('code', WRONG)
        return _page(request, 'Second factor', form=form)
    if request.method == 'POST' and 'codes' in request.POST:
        return _page(request, 'New recovery codes', codes=new_recovery_codes(user))
    if request.method == 'POST' and 'off' in request.POST and not needs_one(user):
        remove(user)
        messages.success(request, 'Your account has no second factor any more.')
        return redirect('admin:index')
    left = StaticToken.objects.filter(device__user=user).count()
    return _page(request, 'Second factor', left=left, may_end=not needs_one(user), is_on=True)


def set_up(request: HttpRequest) -> HttpResponse:
    """Shows a new key, and takes it once a code of it was typed."""
    user = request.user
    if has_one(user):
        return redirect('second-factor')
    device = _unconfirmed(request)
    form = CodeForm(request.POST or None)
    if form.is_valid():
        if device.verify_token(form.cleaned_data['code']):
            device.confirmed = True
            device.save()
            TOTPDevice.objects.filter(user=user, confirmed=False).delete()
            _begin(request, device)
            return _page(request, 'Recovery codes', codes=new_recovery_codes(user), next=_next(request))
        form.add_error('code', WRONG)
    key = b32encode(device.bin_key).decode().rstrip('=')
    code = segno.make(device.config_url).svg_inline(
        scale=5, border=2, dark='#000', light='#fff', title='Key as QR code'
    )
    parts = [key[place : place + 4] for place in range(0, len(key), 4)]
    return _page(request, 'Set up a second factor', form=form, key=' '.join(parts), picture=code, url=device.config_url)


def _unconfirmed(request: HttpRequest) -> TOTPDevice:
    # One for each session: who has only the password, and looks first, must not know the key that another one confirms.
    user, pk = request.user, request.session.get(UNCONFIRMED)
    device = TOTPDevice.objects.filter(user=user, confirmed=False, pk=pk).first()
    device = device or TOTPDevice.objects.create(user=user, confirmed=False, name='app')
    request.session[UNCONFIRMED] = device.pk
    return device


@transaction.atomic
def _log_in(request: HttpRequest, code: str) -> bool:
    # Each of them counts wrong codes for itself, and answers none for a while after several.
    for device in devices_for_user(request.user, for_verify=True):
        if device.verify_token(code):
            _begin(request, device)
            return True
    return False


def _begin(request: HttpRequest, device: TOTPDevice | StaticDevice) -> None:
    request.session.cycle_key()
    login(request, device)


def _next(request: HttpRequest) -> str:
    url = request.GET.get('next', '')
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else reverse('admin:index')


def _page(request: HttpRequest, title: str, **context) -> HttpResponse:
    context = {**admin.site.each_context(request), 'title': title, **context}
    # What is not verified sees no list of what there is.
    context |= {'is_nav_sidebar_enabled': False, 'available_apps': []}
    response = render(request, 'admin/second_factor.html', context)
    response.headers['Cache-Control'] = 'no-store'
    return response
