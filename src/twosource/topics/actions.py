"""Opening topics and naming tags."""

from __future__ import annotations

from itertools import count

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from twosource.people.models import User

from .models import Tag, Topic


@transaction.atomic
def open_topic(*, name: str, description: str = "", by: User | None) -> Topic:
    """The topic of this name, made if it is new, at an address of its own."""
    topic, _made = Topic.objects.get_or_create(
        name=name,
        defaults={"slug": lambda: _free_address(name), "description": description},  # type: ignore[misc]
    )
    return topic


def _free_address(name: str) -> str:
    """An address no topic has: other names may be spelled the same once punctuation is gone."""
    wanted = slugify(name, allow_unicode=True)[:110] or "topic"
    taken = set(Topic.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in count(2))
    return wanted if wanted not in taken else next(slug for slug in numbered if slug not in taken)


@transaction.atomic
def name_tag(
    *,
    name: str,
    kind: str = Tag.Kind.SUBJECT,
    description: str = "",
    aliases: tuple[str, ...] = (),
    by: User | None,
) -> Tag:
    """The tag of this name and kind, made if it is new.

    Raises: ValueError on a kind that does not exist.
    """
    if kind not in Tag.Kind.values:
        raise ValueError(
            _("kind %(kind)s: a tag is a %(kinds)s") % {"kind": kind, "kinds": ", ".join(Tag.Kind.values)}
        )
    slug = slugify(name, allow_unicode=True)[:120] or "tag"
    tag, _made = Tag.objects.get_or_create(
        kind=kind, slug=slug, defaults={"name": name, "description": description, "aliases": list(aliases)}
    )
    return tag
