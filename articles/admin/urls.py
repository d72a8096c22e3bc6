"""Pages of one's own account, which are below the admin's address without being of any table, and what replaces its."""

from django.contrib import admin
from django.contrib.auth import views
from django.urls import path

from . import access, forgotten, rights, second_factor

_staff = admin.site.admin_view
_set = views.PasswordResetConfirmView.as_view(extra_context={'title': 'Set a password'})
_done = views.PasswordResetCompleteView.as_view(extra_context={'title': 'The password is set'})

urlpatterns = [
    path('r/<int:content_type_id>/<path:object_id>/', _staff(rights.on_site)),
    path('second-factor/', _staff(second_factor.ask), name='second-factor'),
    path('second-factor/set-up/', _staff(second_factor.set_up), name='second-factor-set-up'),
    path('sessions/', _staff(access.own_sessions), name='own-sessions'),
    path('password/forgotten/', forgotten.forgotten, name='admin_password_reset'),
    path('password/done/', _done, name='password_reset_complete'),
    path('password/<uidb64>/<token>/', _set, name='password_reset_confirm'),
]
