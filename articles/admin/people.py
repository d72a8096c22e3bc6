"""The admin of accounts: nobody gives a right that they have not themselves, nor touches an account that has one."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin  # registers Django's own, which is replaced here
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Exists, OuterRef, QuerySet

from .access import AccessMixin

admin.site.unregister(User)


@admin.register(User)
class PeopleAdmin(AccessMixin, UserAdmin):
    OF_CHIEFS = [
        (None, {'fields': ['username', 'password']}),
        ('Person', {'fields': ['first_name', 'last_name', 'email']}),
        ('Rights', {'fields': ['is_active', 'is_staff', 'groups']}),
    ]

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if request.user.is_superuser or not obj else self.OF_CHIEFS

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == 'groups':
            kwargs['widget'] = forms.CheckboxSelectMultiple
            if not request.user.is_superuser:
                kwargs['queryset'] = groups_within(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or is_within(obj, request.user))

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or is_within(obj, request.user))


def groups_within(user: User) -> QuerySet[Group]:
    """The groups all of whose rights this person has."""
    beyond = Permission.objects.exclude(pk__in=_rights(user)).filter(group=OuterRef('pk'))
    return Group.objects.filter(~Exists(beyond))


def is_within(other: User, user: User) -> bool:
    """Whether an account has no right that this person has not."""
    # Not get_all_permissions(), which says none for an account that is not active and could be made so.
    beyond = _rights(other).exclude(pk__in=_rights(user))
    return user.is_superuser or not (other.is_superuser or beyond.exists())


def _rights(user: User) -> QuerySet[Permission]:
    return Permission.objects.filter(user=user) | Permission.objects.filter(group__user=user)
