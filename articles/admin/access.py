"""How somebody gets into their account: links to set a password, by mail or to hand on, and their sessions."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path

from articles import lists
from articles.editorial import passwords, second_factor, sessions

MAIL = """{by} has an account for you at {site}.

User name: {name}

Choose a password here, within {days} days. The link is good once.

{link}
"""


class AccessMixin:
    def get_urls(self):
        view = self.admin_site.admin_view(self.access)
        return [path('<int:pk>/access/', view, name='auth_user_access'), *super().get_urls()]

    def access(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A POST makes a link to set a password, sends it, or ends the sessions of an account."""
        user = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        context = {'title': f'Access of {user}', 'person': user, 'opts': self.opts, 'link': ''}
        if request.method == 'POST' and 'end' in request.POST:
            self.message_user(request, f'{sessions.end(user)} sessions of {user} were ended.')
            return redirect('admin:auth_user_access', pk)
        if request.method == 'POST' and 'link' in request.POST:
            context['link'] = passwords.link_for(user)
            self.log_change(request, user, 'Made a link to set a password.')
        if request.method == 'POST' and 'send' in request.POST and settings.EMAIL_URL and user.email:
            return self._send(request, user)
        context |= {'sends': bool(settings.EMAIL_URL), 'count': len(sessions.of(user))}
        context |= {'days': passwords.days(), 'has_second_factor': second_factor.has_one(user)}
        context = {**self.admin_site.each_context(request), **context}
        response = render(request, 'admin/access.html', context)
        response.headers['Cache-Control'] = 'no-store'
        return response

    def _send(self, request: HttpRequest, user: User) -> HttpResponse:
        site = lists.site().name
        words = {
            'by': request.user.get_full_name() or request.user,
            'site': site,
            'name': user,
            'days': passwords.days(),
        }
        text = MAIL.format(link=passwords.link_for(user), **words)
        try:
            send_mail(f'Your account at {site}', text, None, [user.email])
        except OSError as error:
            self.message_user(request, f'The mail server refused it: {error}. Hand on a link instead.', messages.ERROR)
        else:
            self.log_change(request, user, 'Sent a link to set a password.')
            self.message_user(request, f'A link to set a password was sent to {user.email}.')
        return redirect('admin:auth_user_access', user.pk)


def own_sessions(request: HttpRequest) -> HttpResponse:
    """Where one is logged in oneself; a POST ends all other sessions."""
    if request.method == 'POST':
        messages.success(
            request, f'{sessions.end(request.user, keep=request.session.session_key)} sessions were ended.'
        )
        return redirect('own-sessions')
    listed = [(one.since, one.key == request.session.session_key) for one in sessions.of(request.user)]
    context = {**admin.site.each_context(request), 'title': 'Where you are logged in', 'sessions': listed}
    return render(request, 'admin/sessions.html', context)
