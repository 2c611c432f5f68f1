"""What each role may do in Wagtail's own screens."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from twosource.people.actions import lay_out_roles
from twosource.people.roles import CHECKER, EDITOR, REPORTER

PAGE_RIGHTS = {
    REPORTER: ("add_page", "change_page"),
    CHECKER: ("change_page",),
    EDITOR: ("add_page", "change_page", "publish_page", "unlock_page"),
}
# Wagtail asks for the rights of its own picture model, whatever model the pictures are of.
PICTURE_RIGHTS = {
    REPORTER: ("add_image", "choose_image"),
    CHECKER: ("choose_image",),
    EDITOR: ("add_image", "change_image", "choose_image", "delete_image"),
}
ROW_RIGHTS = {
    REPORTER: ("add_tag", "add_actor", "view_actor", "view_topic", "view_tag"),
    CHECKER: ("add_tag", "add_actor", "view_actor", "view_topic", "view_tag"),
    EDITOR: (
        "add_topic", "change_topic", "view_topic", "add_tag", "change_tag", "view_tag",
        "add_actor", "change_actor", "view_actor", "add_byline", "change_byline", "view_byline",
    ),
}  # fmt: skip


def grant_rights(front: Page) -> None:
    """Give the roles their rights on the paper's pages, pictures, topics and tags. Safe to run again."""
    groups = lay_out_roles()
    pictures = Collection.get_first_root_node()
    _take_back_stock_rights(groups.values())
    for role, codenames in PAGE_RIGHTS.items():
        for right in Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=codenames):
            GroupPagePermission.objects.get_or_create(group=groups[role], page=front, permission=right)
    for role, codenames in PICTURE_RIGHTS.items():
        for right in Permission.objects.filter(
            content_type__app_label="wagtailimages", codename__in=codenames
        ):
            GroupCollectionPermission.objects.get_or_create(
                group=groups[role], collection=pictures, permission=right
            )
    for role, codenames in ROW_RIGHTS.items():
        groups[role].permissions.add(*Permission.objects.filter(codename__in=codenames))


def _take_back_stock_rights(groups: Iterable[Group]) -> None:
    """Wagtail comes with groups named Editors and Moderators that may publish anywhere and keep documents.

    Here a moderator publishes nothing, and every role has the rights written above and no others of these.
    """
    GroupPagePermission.objects.filter(group__in=list(groups), page__depth=1).delete()
    GroupCollectionPermission.objects.filter(group__in=list(groups)).delete()
