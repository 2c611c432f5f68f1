"""Running topics and typed tags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.Model):
    """A matter the paper follows. Its count is asked of `stories.reads`, never kept here."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address"), max_length=120, unique=True, allow_unicode=True)
    description = models.TextField(_("what it is about"), blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    running = models.BooleanField(
        _("running"), default=True, help_text=_("Shown in the strip on the front page")
    )

    class Meta:
        ordering = ["name"]
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def __str__(self) -> str:
        return self.name


class Tag(models.Model):
    """A word stories are filed under: a subject, a person, an organisation or a place."""

    class Kind(models.TextChoices):
        SUBJECT = "subject", _("subject")
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")
        PLACE = "place", _("place")

    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("address"), max_length=120, allow_unicode=True)
    kind = models.CharField(_("kind"), max_length=16, default=Kind.SUBJECT)
    description = models.TextField(_("what it is"), blank=True)
    aliases = models.JSONField(_("other names"), default=list, blank=True)
    wikidata = models.CharField(_("Wikidata id"), max_length=16, blank=True)

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["kind", "slug"], name="one_tag_a_kind_and_slug")]
        verbose_name = _("tag")
        verbose_name_plural = _("tags")

    def __str__(self) -> str:
        return f"{self.name} ({self.kind_label})"

    @property
    def kind_label(self) -> str:
        return str(self.Kind(self.kind).label) if self.kind in self.Kind.values else self.kind
