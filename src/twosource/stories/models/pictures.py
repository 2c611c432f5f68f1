"""Pictures, with the words and the credit a reader is owed."""

from __future__ import annotations

import secrets
from pathlib import PurePosixPath

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from .. import panels

SECRET_BYTES = 12
LONGEST_STEM = 50  # so that the name of every size of it fits the column, and is cut nowhere else


class NewsPicture(AbstractImage):
    """A picture with what a reader is owed: words for who cannot see it, and whose it is."""

    alt = models.CharField(_("alternative text"), max_length=300, help_text=_("What the picture shows"))
    credit = models.CharField(_("credit"), max_length=200, help_text=_("Who made it, and for whom"))
    caption = models.CharField(_("caption"), max_length=300, blank=True)

    admin_form_fields = ("title", "file", "alt", "credit", "caption", "collection", *panels.FOCAL_POINT)

    def get_upload_to(self, filename: str) -> str:
        """As Wagtail's, in a folder whose name nobody can guess: files are served to whoever names them, and a
        picture is in the house before its story is out.
        """
        folder, name = PurePosixPath(super().get_upload_to(filename)).parts
        stem, suffix = PurePosixPath(name).stem, PurePosixPath(name).suffix
        return f"{folder}/{secrets.token_hex(SECRET_BYTES)}/{stem[: LONGEST_STEM - len(suffix)]}{suffix}"

    @property
    def default_alt_text(self) -> str:
        return self.alt


class NewsRendition(AbstractRendition):
    image = models.ForeignKey(NewsPicture, on_delete=models.CASCADE, related_name="renditions")

    def get_upload_to(self, filename: str) -> str:
        """Beside Wagtail's other sizes, in a folder of its own that nobody can guess either."""
        folder, name = PurePosixPath(super().get_upload_to(filename)).parts
        return f"{folder}/{secrets.token_hex(SECRET_BYTES)}/{name}"

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)
