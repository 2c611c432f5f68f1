"""Opening topics and naming tags."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from twosource.people.models import User

from .models import Tag, Topic


@transaction.atomic
def open_topic(*, name: str, description: str = "", by: User | None) -> Topic:
    """The topic of this name, made if it is new."""
    slug = slugify(name, allow_unicode=True) or "topic"
    topic, _made = Topic.objects.get_or_create(name=name, defaults={"slug": slug, "description": description})
    return topic


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
    slug = slugify(name, allow_unicode=True) or "tag"
    tag, _made = Tag.objects.get_or_create(
        kind=kind, slug=slug, defaults={"name": name, "description": description, "aliases": list(aliases)}
    )
    return tag
