"""Wagtail's list of users: the newsroom's people; readers' accounts only for who asks for them."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.users.views.bulk_actions import (
    AssignRoleBulkAction,
    DeleteBulkAction,
    SetActiveStateBulkAction,
)
from wagtail.users.views.users import IndexView, UserColumn, UserFilterSet, UserViewSet

from twosource.people.models import User
from twosource.readers.reads import accounts_of_readers

READERS = "readers"


def listed(rows: QuerySet[User], whose: str) -> QuerySet[User]:
    """Of these accounts the readers' where they are asked for, and all others where they are not."""
    readers = accounts_of_readers().order_by().values("pk")
    return rows.filter(pk__in=readers) if whose == READERS else rows.exclude(pk__in=readers)


class AccountFilters(UserFilterSet):
    """Wagtail’s, and whose accounts: `?whose=readers`. Which rows that are is the list’s own question."""

    whose = django_filters.ChoiceFilter(
        label=_("Whose accounts"), empty_label=_("the newsroom’s"), choices=[(READERS, _("readers’"))],
        method="as_listed",
    )  # fmt: skip

    def as_listed(self, rows: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return rows


class AccountsView(IndexView):
    """The list. Readers are found by their name, too."""

    @cached_property
    def whose(self) -> str:
        return str(self.request.GET.get("whose", ""))

    def get_base_queryset(self) -> QuerySet[User]:
        return listed(super().get_base_queryset().select_related("reader"), self.whose)

    @cached_property
    def search_fields(self) -> set[str]:
        return {*super().search_fields, "reader__name"}

    @cached_property
    def columns(self) -> list[Column]:
        columns: list[Column] = list(super().columns)
        if self.whose != READERS:
            return columns
        title = self._get_title_column_class(UserColumn)
        # Nothing is done with many readers at a time: the first column was for choosing them.
        return [
            title("name", accessor=_name_of, label=_("Name"), get_url=self.get_edit_url, classname="name"),
            Column("email", accessor="email", label=_("E-mail address"), width="30%"),
            *columns[4:],
        ]


def _name_of(user: User) -> str:
    reader = getattr(user, "reader", None)
    return reader.name if reader else str(user)


class AccountViewSet(UserViewSet):
    index_view_class = AccountsView
    filterset_class = AccountFilters


class _OfTheList:
    """For what is done with “all in this list”: never with readers, who are not in it."""

    def get_all_objects_in_listing_query(self: Any, parent_id: Any) -> Any:
        rows = super().get_all_objects_in_listing_query(parent_id)  # type: ignore[misc]
        return listed(rows, whose="")


class AssignRole(_OfTheList, AssignRoleBulkAction):
    """Give all these a role."""


class Delete(_OfTheList, DeleteBulkAction):
    """Delete all these."""


class SetActive(_OfTheList, SetActiveStateBulkAction):
    """Let all these in, or no more."""
