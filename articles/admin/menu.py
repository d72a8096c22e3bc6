"""The admin of the menus: their links on one page, in the order of numbers, which can be dragged."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from articles.imports import menus
from articles.models import MenuLink

from .opened import OpenedMixin

STEP = 10  # between the numbers of two links, so that another can be put between them


@admin.register(MenuLink)
class MenuLinkAdmin(OpenedMixin, admin.ModelAdmin):
    fields = ['menu', 'label', 'category', 'page', 'url', 'position']
    autocomplete_fields = ['category', 'page']
    list_display = ['__str__', 'target', 'menu', 'position']
    list_editable = ['menu', 'position']
    list_select_related = ['category', 'page']
    list_per_page = MenuLink.MOST
    sortable_by = ()
    change_list_template = 'admin/articles/menulink/change_list.html'

    class Media:
        js = [forms.Script('admin-newsroom/menus.js', defer=True)]

    @admin.display(description='links to')
    def target(self, link: MenuLink) -> str:
        return link.url or (link.page or link.category).get_absolute_url()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Named for screen readers, since fields in the rows of the list have no label."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.list_editable:
            field.widget.attrs['aria-label'] = field.label
        return field

    def get_changeform_initial_data(self, request):
        last = MenuLink.objects.aggregate(last=Max('position'))['last'] or 0
        return {'position': last + STEP} | super().get_changeform_initial_data(request)

    def chosen(self, request: HttpRequest, object_id: str | None) -> str:
        """Of the list, the links whose menu or number are others than those stored."""
        if object_id:
            return super().chosen(request, object_id)
        rows = [(name.removesuffix('id'), pk) for name, pk in request.POST.items() if name.endswith('-id')]
        links = {str(link.pk): link for link in MenuLink.objects.all()}
        sent = [(links[pk], request.POST.get(f'{row}menu'), request.POST.get(f'{row}position')) for row, pk in rows
                if pk in links]  # fmt: skip
        labels = dict(MenuLink.Menu.choices)
        return ', '.join(
            f'“{link}” {labels.get(menu, menu)}, {position}'
            for link, menu, position in sent
            if (menu, position) != (link.menu, str(link.position))
        )

    def changelist_view(self, request: HttpRequest, extra_context=None) -> HttpResponse:
        imported = menus.imported() if self.has_add_permission(request) else {}
        return super().changelist_view(request, {'imported': imported, 'menus': MenuLink.Menu} | (extra_context or {}))

    def get_urls(self):
        take = self.admin_site.admin_view(self.take)
        return [path('imported/', take, name='articles_menulink_imported'), *super().get_urls()]

    def take(self, request: HttpRequest) -> HttpResponse:
        """A POST adds the links of an imported menu to one of these."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        name, menu = request.POST.get('imported', ''), request.POST.get('menu', '')
        if request.method == 'POST' and name in menus.imported() and menu in MenuLink.Menu:
            taken, left_out = menus.take(name, MenuLink.Menu(menu))
            self.message_user(request, f'{taken} links were added {MenuLink.Menu(menu).label}.')
            if left_out:
                gone = ', '.join(f'“{label}”' for label in left_out)
                reason = f'Left out, since what they link to is not here or there are {MenuLink.MOST} links: {gone}.'
                self.message_user(request, reason, messages.WARNING)
        return redirect('admin:articles_menulink_changelist')
