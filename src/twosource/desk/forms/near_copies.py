"""Deeds that say what two items of much the same words are to one another."""

from __future__ import annotations

from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from twosource.verification.actions import add_item, decide_near_copy
from twosource.verification.actions.likeness import Ruling
from twosource.verification.models import Item
from twosource.verification.near_copies import FROM_OTHER, NO_COPY, OTHER_FROM_IT, THIRD, origins_behind

from .deed import Deed
from .voices import kind_field, name_field, voices_of

NEWEST = 20


class Decide(Deed):
    """One of the four things two items can be to one another. Its subject is the pair."""

    place = "near_copy"
    ruling: ClassVar[str]
    key: ClassVar[str]
    words: ClassVar[str | Promise]
    done: ClassVar[str | Promise]

    def prepare(self) -> None:
        self.anchor = f"{self.act}-{self.subject.pk}"
        self.auto_id = f"{self.anchor}-%s"

    @property
    def says(self) -> str:
        """What its button says, with the names of both."""
        return str(self.words) % self._names(44)

    def _names(self, most: int) -> dict[str, str]:
        pair = self.subject
        return {
            "item": Truncator(pair.item.title).chars(most),
            "other": Truncator(pair.other.title).chars(most),
        }

    def carry_out(self) -> str:
        decide_near_copy(pair=self.subject, ruling=Ruling(self.ruling, self.third()), by=self.by)
        return str(self.done) % self._names(120)

    def third(self) -> Item | None:
        return None


class GotItFromOther(Decide):
    act, key, ruling = "from-other", "1", FROM_OTHER
    words = gettext_lazy("“%(item)s” got it from “%(other)s”")
    done = gettext_lazy("On record: “%(item)s” got it from “%(other)s”.")


class OtherGotItFromIt(Decide):
    act, key, ruling = "other-from-it", "2", OTHER_FROM_IT
    words = gettext_lazy("“%(other)s” got it from “%(item)s”")
    done = gettext_lazy("On record: “%(other)s” got it from “%(item)s”.")


class NoCopy(Decide):
    act, key, ruling = "no-copy", "4", NO_COPY
    words = gettext_lazy("Not a copy: each has its own words")
    done = gettext_lazy("On record: “%(item)s” and “%(other)s” are no copies.")


class BothFromThird(Decide):
    """Both came from something else: an item on record, or one that is put on record here."""

    act, key, ruling = "third", "3", THIRD
    button: ClassVar[str | Promise] = gettext_lazy("Both came from it")
    words = gettext_lazy("Both came from a third")
    done = gettext_lazy("On record: “%(item)s” and “%(other)s” came from the same.")

    origin = forms.ModelChoiceField(
        label=gettext_lazy("On record already"), queryset=Item.objects.none(), required=False
    )
    title = forms.CharField(
        label=gettext_lazy("Or something new: what it is"), max_length=300, required=False,
        help_text=gettext_lazy("For example: the agency’s report of 3 May"),
    )  # fmt: skip
    another = name_field(gettext_lazy("By whom"), required=False)
    another_kind = kind_field()

    def prepare(self) -> None:
        super().prepare()
        pair = self.subject
        both = {pair.item_id, pair.other_id}
        near = {pk for found in origins_behind(both).values() for pk in found}
        near |= set(Item.objects.order_by("-pk").values_list("pk", flat=True)[:NEWEST])
        cast(Any, self.fields["origin"]).queryset = Item.objects.filter(pk__in=near - both).order_by("-pk")

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if not self.errors and bool(told.get("origin")) == bool(told.get("title", "").strip()):
            raise ValidationError(_("Choose one that is on record, or say what the new one is."))
        return told

    def third(self) -> Item:
        told = self.cleaned_data
        if told["origin"]:
            return cast(Item, told["origin"])
        actors = voices_of(told["another"], told["another_kind"], by=self.by)
        return add_item(title=told["title"], actors=actors, by=self.by)


DEEDS: dict[str, type[Decide]] = {
    deed.act: deed for deed in (GotItFromOther, OtherGotItFromIt, BothFromThird, NoCopy)
}
