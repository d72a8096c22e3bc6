"""Forms over whole tables: none overwrites what somebody else has saved since it was opened.

A form has the `version` of what it shows as `opened`, and sends it back.
"""

from hashlib import blake2b

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

MEANWHILE = (
    'Someone else has changed {} since you opened the page, and nothing of yours was saved. Below is what is stored '
    'now. You had chosen: {}.'
)


def version(*rows: QuerySet) -> str:
    """Tells what is stored now from what was stored before any change."""
    stored = [list(some.order_by('pk').values_list()) for some in rows]
    return blake2b(repr(stored).encode(), digest_size=8).hexdigest()


def is_late(request: HttpRequest, *rows: QuerySet) -> bool:
    """Whether somebody has saved these rows since the form that was sent was opened.

    Until the end of the transaction nobody else saves them by such a form.
    """
    with connection.cursor() as cursor:
        cursor.execute('SELECT pg_advisory_xact_lock(hashtext(%s))', [f'opened {rows[0].model._meta.db_table}'])
    return request.POST.get('opened') != version(*rows)


class OpenedMixin(ModelAdmin):
    """Refuses what a form of one object, or the list with its fields, was sent for after somebody else has saved."""

    change_form_template = 'admin/articles/opened_form.html'
    change_list_template = 'admin/articles/opened_list.html'

    def chosen(self, request: HttpRequest, object_id: str | None) -> str:
        """What a form that was sent has and the stored object has not, in words."""
        stored = self.get_object(request, object_id) if object_id else None
        if not stored:
            return ''
        form = self.get_form(request, stored)(request.POST, instance=stored)
        form.is_valid()
        values = {name: form.cleaned_data.get(name, form[name].value()) for name in form.changed_data}
        return ', '.join(f'{form[name].label}: “{value}”' for name, value in values.items())

    @transaction.atomic
    def change_view(self, request, object_id, form_url='', extra_context=None) -> HttpResponse:
        return self._unless_late(request, super().change_view, [object_id, form_url], extra_context)

    @transaction.atomic
    def changelist_view(self, request, extra_context=None) -> HttpResponse:
        if request.method == 'POST' and '_save' not in request.POST:
            return super().changelist_view(request, extra_context)
        return self._unless_late(request, super().changelist_view, [], extra_context)

    def _unless_late(self, request: HttpRequest, view, args: list, context: dict | None) -> HttpResponse:
        rows = self.model._default_manager.all()
        if request.method == 'POST' and self.has_change_permission(request) and is_late(request, rows):
            chosen = self.chosen(request, args[0] if args else None) or 'what is stored'
            self.message_user(request, MEANWHILE.format(f'the {self.opts.verbose_name_plural}', chosen), messages.ERROR)
            return redirect(request.get_full_path())
        return view(request, *args, extra_context={'opened': version(rows)} | (context or {}))
