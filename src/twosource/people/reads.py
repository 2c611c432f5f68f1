"""What other rooms may ask about people."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from .models import LEFT, Byline, User
from .refusals import NotYourRole
from .roles import CHECKER, EDITOR, MODERATOR, REPORTER


def roles_of(user: User) -> frozenset[str]:
    """The names of the groups this account is in; read once an instance."""
    known = getattr(user, "_roles", None)
    if known is None:
        known = frozenset(group.name for group in user.groups.all())  # those fetched with it, where they were
        user._roles = known  # type: ignore[attr-defined]
    return known


def is_editor(user: User) -> bool:
    return bool(user.is_active and (user.is_superuser or EDITOR in roles_of(user)))


def is_staff(user: User) -> bool:
    """Whether this account may see the desk at all."""
    return bool(user.is_active and (user.is_superuser or roles_of(user) & {REPORTER, CHECKER, EDITOR}))


def is_of_newsroom(user: User) -> bool:
    """Whether this account has any part in the newsroom, a moderator's too; readers have none."""
    return bool(user.is_superuser or user.is_staff or roles_of(user))


def accounts_of_newsroom() -> QuerySet[User]:
    """Those of which `is_of_newsroom` is true."""
    part = Q(is_superuser=True) | Q(is_staff=True) | Q(groups__isnull=False)
    return User.objects.filter(part).distinct()


def has_other_accounts(user: User) -> bool:
    """Whether the human behind this account has another one; those whose owner left are nobody's."""
    others = user.human.accounts.exclude(pk=user.pk)
    return others.exclude(username__startswith=LEFT, is_active=False).exists()


def staff_names() -> list[str]:
    """What the newsroom's people are called, on bylines and in their accounts; two queries."""
    bylines = Byline.objects.values_list("name", flat=True)
    accounts = accounts_of_newsroom()
    return [*bylines, *(name for user in accounts for name in (user.get_full_name(), user.username) if name)]


def may_check(user: User) -> bool:
    return bool(user.is_active and (user.is_superuser or roles_of(user) & {CHECKER, EDITOR}))


def is_moderator(user: User) -> bool:
    """Whether this account may decide about what readers wrote: a moderator’s, or an editor’s."""
    return bool(user.is_active and (user.is_superuser or roles_of(user) & {MODERATOR, EDITOR}))


def demand_editor(user: User) -> None:
    """Raises NotYourRole unless this account is an editor's."""
    if not is_editor(user):
        raise NotYourRole(_("Only an editor may do this."))


def demand_staff(user: User) -> None:
    """Raises NotYourRole unless this account belongs to the newsroom."""
    if not is_staff(user):
        raise NotYourRole(_("Only people of the newsroom may do this."))


def demand_checker(user: User) -> None:
    """Raises NotYourRole unless this account may sign checks."""
    if not may_check(user):
        raise NotYourRole(_("Only a checker or an editor may sign a check."))


def demand_moderator(user: User) -> None:
    """Raises NotYourRole unless this account may decide about what readers wrote."""
    if not is_moderator(user):
        raise NotYourRole(_("Only a moderator or an editor may do this."))


def role_label(user: User) -> str:
    """How readers see who signed: a role, never a name."""
    if EDITOR in roles_of(user):
        return _("an editor")
    if CHECKER in roles_of(user):
        return _("a checker")
    return _("a reporter")


def checkers() -> list[User]:
    """Every active account that may sign checks, by name; one query."""
    allowed = Q(groups__name__in=(CHECKER, EDITOR)) | Q(is_superuser=True)
    found = User.objects.filter(allowed, is_active=True).distinct().select_related("human")
    return sorted(found, key=str)


def editors() -> list[User]:
    """Every active editor's account."""
    return list(User.objects.filter(groups__name=EDITOR, is_active=True).distinct())
