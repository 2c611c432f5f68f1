"""Pictures, with the words and the credit a reader is owed."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from .. import panels


class NewsPicture(AbstractImage):
    """A picture with what a reader is owed: words for who cannot see it, and whose it is."""

    alt = models.CharField(_("alternative text"), max_length=300, help_text=_("What the picture shows"))
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, and for whom"))
    caption = models.CharField(_("caption"), max_length=300, blank=True)

    admin_form_fields = ("title", "file", "alt", "credit", "caption", "collection", *panels.FOCAL_POINT)

    @property
    def default_alt_text(self) -> str:
        return self.alt


class NewsRendition(AbstractRendition):
    image = models.ForeignKey(NewsPicture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
