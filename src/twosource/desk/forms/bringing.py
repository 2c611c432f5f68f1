"""Bringing a saved page in, at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.people.models import User
from twosource.stories.models import SectionPage
from twosource.wire.actions import import_page
from twosource.wire.formats.values import BadPage
from twosource.wire.models import Intake

from .deed import DeskRenderer, words_field

LARGEST = 32 * 1024 * 1024  # bytes; the reader itself refuses much shorter pages, in its own words


@dataclass(frozen=True, slots=True)
class Brought:
    """What came of one page: its intake, and whether it is new."""

    intake: Intake
    is_new: bool


class BringPage(forms.Form):
    """A file, or the text itself, becomes a draft story with proposed statements. Nothing is accepted by that."""

    default_renderer = DeskRenderer

    file = forms.FileField(
        label=gettext_lazy("The saved page"), required=False, allow_empty_file=True,
        help_text=gettext_lazy("A file of plain text or HTML, as it was saved."),
    )  # fmt: skip
    text = words_field(gettext_lazy("Or its text, pasted"), required=False, rows=8, most=1_000_000)
    section = forms.ModelChoiceField(
        label=gettext_lazy("Section"), queryset=SectionPage.objects.none(), empty_label=None
    )

    def __init__(self, by: User, data: Any = None, files: Any = None) -> None:
        self.by = by
        super().__init__(data, files, label_suffix="")
        section: Any = self.fields["section"]
        section.queryset = SectionPage.objects.live().order_by("path")
        section.initial = section.queryset.first()

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if bool(told.get("file")) == bool(told.get("text")) and "file" not in self.errors:
            raise ValidationError(_("Give one page: a file, or its text."))
        return told

    def attempt(self) -> Brought | None:
        """Bring it in, whole or not at all; None when it is refused, and the form says why."""
        if not self.is_valid():
            return None
        given = self.cleaned_data
        file = given["file"]
        data = file.read(LARGEST) if file else given["text"].encode()
        name = file.name if file else _("pasted text")
        try:
            return Brought(*import_page(data=data, name=name, by=self.by, section=given["section"]))
        except BadPage as refusal:
            self.add_error("file" if file else "text", refusal.message)
        except ValidationError as refusal:
            self.add_error(None, refusal)
        except OSError as trouble:
            self.add_error(None, f"{trouble.strerror} {_('Nothing was brought in. Tell the operator.')}")
        return None

    @property
    def told(self) -> list[str]:
        """What is wrong, in whole lines, for the head of the page."""
        return [str(error) for errors in self.errors.values() for error in errors]

    anchor = "bring-page"
