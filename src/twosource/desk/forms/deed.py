"""Forms that are deeds: what one asks of a person, and the action it then calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.renderers import DjangoTemplates
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from twosource.people.models import User
from twosource.verification.refusals import SecondCheckRefused


class DeskRenderer(DjangoTemplates):
    """Fields in the desk's look."""

    field_template_name = "desk/parts/field.html"


class Choices(forms.CheckboxSelectMultiple):
    """Several of a list, each a row with a box."""

    template_name = "desk/parts/choices.html"
    use_fieldset = True


class OneOf(forms.RadioSelect):
    """One of a short list, each a row."""

    template_name = "desk/parts/choices.html"
    use_fieldset = True


class Day(forms.DateInput):
    """A day, as browsers read one in whatever language the page is."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class Deed(forms.Form):
    """One thing a person can do on a screen.

    `act` names it in the address; `place` is the screen it stands on (`claim`, `story`, `voice`); `row` tells
    several of one kind apart. `subject` is what the screen is about, `by` who acts.
    """

    default_renderer = DeskRenderer
    act: ClassVar[str]
    place: ClassVar[str]
    button: ClassVar[str | Promise] = _("Save")
    weight: ClassVar[str] = ""
    refused_as = 422  # the status of a refusal: 403 where it is the person that may not, whatever they write
    names: ClassVar[Mapping[str, str]] = {}  # of the action's values that have another name in the form

    def __init__(
        self,
        subject: Any,
        by: User,
        data: Any = None,
        *,
        row: int | None = None,
        query: str = "",
        files: Any = None,
    ) -> None:
        self.subject, self.by, self.row, self.query = subject, by, row, query
        self.anchor = self.act if row is None else f"{self.act}-{row}"
        super().__init__(data, files, auto_id=f"{self.anchor}-%s", label_suffix="")
        self.prepare()

    def prepare(self) -> None:
        """Fill choices from the subject."""

    @property
    def url(self) -> str:
        args = [self.subject.pk, self.act] if self.row is None else [self.subject.pk, self.act, self.row]
        return reverse(f"desk:{self.place}_act", args=args) + self.query

    def carry_out(self) -> str:
        """Call the action and return what to tell the person. May raise ValidationError."""
        raise NotImplementedError

    def attempt(self) -> str | None:
        """Do it, whole or not at all; None when it is refused, and the form says why."""
        if not self.is_valid():
            return None
        try:
            with transaction.atomic():
                return self.carry_out()
        except ValidationError as refusal:
            if isinstance(refusal, SecondCheckRefused):
                self.refused_as = 403
            self._take(refusal)
            return None

    def _take(self, refusal: ValidationError) -> None:
        """Put a refusal beside the field it names (“deadline: …”), or above the form."""
        for message in refusal.messages:
            named, colon, words = message.partition(": ")
            field = self.names.get(named, named)
            if colon and field in self.fields:
                self.add_error(field, words[:1].upper() + words[1:])
            else:
                self.add_error(None, message)

    @property
    def told(self) -> list[str]:
        """What is wrong, in whole lines, for the head of the page."""
        lines = []
        for name, errors in self.errors.items():
            label = self.fields[name].label if name in self.fields else ""
            lines += [f"{label}: {error}" if label else str(error) for error in errors]
        return lines


def words_field(
    label: Any, *, required: bool = True, rows: int = 3, most: int = 500, help_text: Any = ""
) -> forms.CharField:
    """A field for sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )
